//! What is wrong with a policy, and what is odd about it, before anybody meets it.

use std::collections::BTreeSet;
use std::fmt;

use serde::Serialize;

use crate::login::Method;
use crate::login::policy::expression::Expression;
use crate::login::policy::facts::{self, Facts, Kind, Value};
use crate::model::policy::{Document, Rule, Then};

/// How many rules a policy has at most.
const MOST_RULES: usize = 100;
/// The longest name, sentence and word to the help desk, in characters.
const LONGEST_NAME: usize = 100;
const LONGEST_SENTENCE: usize = 500;
const LONGEST_HELP: usize = 1000;

/// Something about a policy.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// The rule that it is about, by its name or its number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The member that it is about.
    pub member: &'static str,
    /// What it is.
    pub what: String,
}

/// How bad something is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Such a policy cannot be set.
    Error,
    /// It can, but is hardly what was meant.
    Warning,
}

impl Severity {
    /// The name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

impl Finding {
    /// Where it is.
    pub fn place(&self) -> String {
        match &self.rule {
            Some(rule) => format!("rule {rule}, {}", self.member),
            None => self.member.to_owned(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.severity.as_str(), self.place(), self.what)
    }
}

/// What of the world around it a policy names.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Named {
    /// Clients, by their identifiers.
    pub clients: BTreeSet<String>,
    /// Upstreams, by theirs.
    pub upstreams: BTreeSet<String>,
    /// Groups of people.
    pub groups: BTreeSet<String>,
}

/// What is known of the world around it.
#[derive(Clone, Debug)]
pub struct Known {
    /// What it names and there is.
    pub there: Named,
    /// Whether there is a time zone of the name that it gives.
    pub has_zone: bool,
    /// The languages that people are spoken to in.
    pub languages: Vec<&'static str>,
}

/// What of the world around it a policy names.
pub fn named(document: &Document) -> Named {
    let mut named = Named::default();
    for rule in &document.rule {
        let Ok(when) = Expression::parse(&rule.when) else { continue };
        let texts =
            |fact| when.compared_with(fact).into_iter().filter(|text| !text.is_empty()).map(str::to_owned);
        named.clients.extend(texts("client.id"));
        named.upstreams.extend(texts("login.upstream"));
        named.groups.extend(texts("user.groups"));
    }
    named
}

/// What is wrong, then what is odd, each in the order of the rules.
pub fn lint(document: &Document, known: &Known) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut whole = |member, what: String| {
        found.push(Finding { severity: Severity::Error, rule: None, member, what });
    };
    if document.rule.len() > MOST_RULES {
        whole("rule", format!("a policy has at most {MOST_RULES} rules"));
    }
    if !known.has_zone {
        whole("zone", "there is no such time zone; they are called as Europe/Helsinki is".to_owned());
    }
    let mut ended: Option<&str> = None;
    let mut names = BTreeSet::new();
    for (index, rule) in document.rule.iter().enumerate().take(MOST_RULES) {
        let mut of = Of { rule, label: label(rule, index), found: &mut found };
        if !names.insert(rule.name.as_str()) {
            of.error("name", "another rule is called so");
        }
        of.check_texts(&known.languages);
        of.check_factors();
        let when = of.check_when(known);
        if let Some(before) = ended {
            of.warn(
                "when",
                format!("it is never read: rule {before:?} before it ends the reading for everybody"),
            );
        }
        let always = when.as_ref().and_then(Expression::always);
        if always == Some(true) && rule.then != Then::Require && ended.is_none() {
            ended = Some(&rule.name);
        }
    }
    found.sort_by_key(|finding| finding.severity == Severity::Warning);
    found
}

fn label(rule: &Rule, index: usize) -> String {
    let fits =
        (1..=LONGEST_NAME).contains(&rule.name.chars().count()) && !rule.name.contains(char::is_control);
    if fits { format!("{:?}", rule.name) } else { format!("number {}", index + 1) }
}

/// What is found of one rule.
struct Of<'a> {
    rule: &'a Rule,
    label: String,
    found: &'a mut Vec<Finding>,
}

impl Of<'_> {
    fn error(&mut self, member: &'static str, what: impl Into<String>) {
        self.find(Severity::Error, member, what.into());
    }

    fn warn(&mut self, member: &'static str, what: impl Into<String>) {
        self.find(Severity::Warning, member, what.into());
    }

    fn find(&mut self, severity: Severity, member: &'static str, what: String) {
        self.found.push(Finding { severity, rule: Some(self.label.clone()), member, what });
    }

    fn check_texts(&mut self, languages: &[&str]) {
        let Rule { name, person, help_desk, then, .. } = self.rule;
        if !(1..=LONGEST_NAME).contains(&name.chars().count()) || name.contains(char::is_control) {
            self.error("name", format!("a name has 1 to {LONGEST_NAME} characters in one line"));
        }
        if help_desk.chars().count() > LONGEST_HELP {
            self.error("help_desk", format!("it has at most {LONGEST_HELP} characters"));
        }
        for (tag, sentence) in person {
            if !languages.contains(&tag.as_str()) {
                self.error(
                    "person",
                    format!("people are spoken to in {}; not in {tag:?}", languages.join(", ")),
                );
            }
            if !(1..=LONGEST_SENTENCE).contains(&sentence.chars().count())
                || sentence.contains(char::is_control)
            {
                self.error(
                    "person",
                    format!("a sentence has 1 to {LONGEST_SENTENCE} characters in one line"),
                );
            }
        }
        let missing: Vec<&str> = languages.iter().copied().filter(|tag| !person.contains_key(*tag)).collect();
        if *then == Then::Deny && person.is_empty() {
            self.warn("person", "people are stopped and told nothing about why");
        } else if !person.is_empty() && !missing.is_empty() {
            self.warn("person", format!("there is no sentence in {}", missing.join(", ")));
        }
    }

    fn check_factors(&mut self) {
        let Rule { then, factors, enrol, remember_device, .. } = self.rule;
        let second = || Method::ALL.into_iter().filter(|method| method.can_follow());
        for name in factors {
            if !second().any(|method| method.as_str() == name) {
                let known: Vec<&str> = second().map(Method::as_str).collect();
                self.error(
                    "factors",
                    format!("there is no second factor {name:?}; there are {}", known.join(", ")),
                );
            }
        }
        match then {
            Then::Require if factors.is_empty() => {
                self.error("factors", "a rule that requires names the factors of which one will do");
            }
            Then::Require => {
                let can_set_up = ["totp", "passkey"];
                if *enrol && !factors.iter().any(|name| can_set_up.contains(&name.as_str())) {
                    self.warn("enrol", "only totp and passkey are set up on the way, and it names neither");
                }
            }
            Then::Allow | Then::Deny => {
                if !factors.is_empty() {
                    self.error("factors", "only a rule that requires has factors");
                }
                if *enrol {
                    self.error("enrol", "only a rule that requires has somebody set up a factor");
                }
                if *remember_device {
                    self.error("remember_device", "only a rule that requires takes a remembered device");
                }
            }
        }
    }

    fn check_when(&mut self, known: &Known) -> Option<Expression> {
        let when = match Expression::parse(&self.rule.when) {
            Ok(when) => when,
            Err(fault) => {
                self.error("when", fault.to_string());
                return None;
            }
        };
        if is_never_met(&when) {
            self.warn("when", "it can never be met");
        }
        let there = &known.there;
        for (what, fact, there) in [
            ("client", "client.id", &there.clients),
            ("upstream", "login.upstream", &there.upstreams),
            ("group", "user.groups", &there.groups),
        ] {
            for name in when.compared_with(fact) {
                if !name.is_empty() && !there.contains(name) {
                    self.warn("when", format!("there is no {what} {name:?}"));
                }
            }
        }
        let first = when.compared_with("login.first").into_iter().chain(when.compared_with("login.proven"));
        for name in first {
            if !Method::ALL.into_iter().any(|method| method.as_str() == name) {
                self.warn("when", format!("there is no factor {name:?}"));
            }
        }
        Some(when)
    }
}

/// Whether no value of some one fact could have a condition met, whatever all other facts are.
fn is_never_met(when: &Expression) -> bool {
    let is_out = |facts: &Facts| matches!(when.evaluate(facts), crate::login::policy::expression::Truth::No);
    if is_out(&Facts::none()) {
        return true;
    }
    when.facts().into_iter().filter_map(|name| facts::named(name)).any(|fact| {
        let candidates = candidates(fact.name, fact.kind, when);
        !candidates.is_empty()
            && candidates.into_iter().all(|value| is_out(&Facts::none().with(fact.name, value)))
    })
}

/// Values of a fact among which every comparison in the condition comes out in every way that it can; none
/// where that is not so simple.
fn candidates(name: &str, kind: Kind, when: &Expression) -> Vec<Value> {
    match kind {
        Kind::Bool => vec![Value::Bool(true), Value::Bool(false)],
        Kind::Int => {
            let domain = match name {
                "time.hour" => 0..=23,
                "time.weekday" => 1..=7,
                "request.max_age" => -1..=i64::MAX,
                _ => 0..=i64::MAX,
            };
            let near =
                when.numbers().into_iter().flat_map(|it| [it.saturating_sub(1), it, it.saturating_add(1)]);
            near.chain([*domain.start()]).filter(|it| domain.contains(it)).map(Value::Int).collect()
        }
        Kind::Text | Kind::Texts => Vec::new(),
    }
}
