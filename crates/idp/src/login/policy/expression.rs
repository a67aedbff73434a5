//! The conditions of rules: a small part of CEL, checked when it is read and answered in three values.
//!
//! Only what says something about facts is taken: comparisons, `in`, `&&`, `||`, `!`, `?:`, and a few tests of
//! texts. Nothing repeats, nothing counts, and whether a fact is there cannot be asked (`has`): what a rule
//! makes of a missing fact is the same for all rules, so that taking a fact away never opens a door.

mod evaluate;
mod read;

use std::fmt;

use super::facts::{Facts, Kind};

/// The longest expression, in bytes.
pub const LONGEST: usize = 4096;
/// The most levels of one in another.
const DEEPEST: u16 = 32;

/// A condition that was read, and speaks only of facts that there are, as the kind that they are.
#[derive(Clone, Debug)]
pub struct Expression {
    root: Term,
}

/// What a condition came to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Truth {
    /// It is met.
    Yes,
    /// It is not.
    No,
    /// It hangs on these facts, which are missing or not of the kind that they should be.
    Unknown(Vec<String>),
}

/// Why an expression is none of ours.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault(pub(super) String);

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One step of a condition.
#[derive(Clone, Debug)]
enum Term {
    /// What is known beforehand.
    Known(Known),
    /// A fact, by its name, as a value of this kind.
    Fact(String, Kind),
    /// What follows from others.
    Call(Op, Vec<Term>),
    /// Whether an address is in one of these networks.
    InNetwork(Box<Term>, Vec<ipnet::IpNet>),
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Known {
    Bool(bool),
    Int(i64),
    Text(String),
    Ints(Vec<i64>),
    Texts(Vec<String>),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Op {
    Not,
    And,
    Or,
    If,
    Equal,
    Less,
    AtMost,
    In,
    StartsWith,
    EndsWith,
    Contains,
}

impl Expression {
    /// Reads an expression and checks that it is one of ours.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        read::expression(text).map(|root| Self { root })
    }

    /// What it comes to under these facts.
    pub fn evaluate(&self, facts: &Facts) -> Truth {
        evaluate::truth(&self.root, facts)
    }

    /// What it comes to whatever the facts are, if that is already sure.
    pub fn always(&self) -> Option<bool> {
        match self.evaluate(&Facts::none()) {
            Truth::Yes => Some(true),
            Truth::No => Some(false),
            Truth::Unknown(_) => None,
        }
    }

    /// Every fact it speaks of, by name.
    pub fn facts(&self) -> Vec<&str> {
        let mut named = Vec::new();
        self.root.walk(&mut |term| {
            if let Term::Fact(name, _) = term
                && !named.contains(&name.as_str())
            {
                named.push(name.as_str());
            }
        });
        named
    }

    /// Every whole number that anything is compared with.
    pub fn numbers(&self) -> Vec<i64> {
        let mut found = Vec::new();
        self.root.walk(&mut |term| match term {
            Term::Known(Known::Int(value)) => found.push(*value),
            Term::Known(Known::Ints(values)) => found.extend(values),
            _ => {}
        });
        found
    }

    /// Every text that this fact is compared with.
    pub fn compared_with(&self, fact: &str) -> Vec<&str> {
        let mut found = Vec::new();
        self.root.walk(&mut |term| {
            let Term::Call(Op::Equal | Op::In, terms) = term else { return };
            if !terms.iter().any(|term| matches!(term, Term::Fact(name, _) if name == fact)) {
                return;
            }
            for term in terms {
                match term {
                    Term::Known(Known::Text(text)) => found.push(text.as_str()),
                    Term::Known(Known::Texts(texts)) => found.extend(texts.iter().map(String::as_str)),
                    _ => {}
                }
            }
        });
        found
    }
}

impl Term {
    /// The fact that this is, by its name.
    fn fact_named(&self) -> Option<String> {
        match self {
            Self::Fact(name, _) => Some(name.clone()),
            _ => None,
        }
    }

    fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Self)) {
        let mut open = vec![self];
        while let Some(term) = open.pop() {
            visit(term);
            match term {
                Self::Call(_, terms) => open.extend(terms.iter().rev()),
                Self::InNetwork(term, _) => open.push(term),
                Self::Known(_) | Self::Fact(..) => {}
            }
        }
    }
}
