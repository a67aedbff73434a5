//! The facts that rules speak of: a table of names, and their values at one sign-in.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// A fact that there is at every sign-in, or may be.
#[derive(Clone, Copy, Debug)]
pub struct Fact {
    /// The name in expressions.
    pub name: &'static str,
    /// What kind of value it has.
    pub kind: Kind,
    /// What it says, and when it is missing.
    pub about: &'static str,
}

/// The kinds of values.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// True or false.
    Bool,
    /// A whole number.
    Int,
    /// A text.
    Text,
    /// Several texts.
    Texts,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bool => "true or false",
            Self::Int => "a whole number",
            Self::Text => "a text",
            Self::Texts => "a list of texts",
        })
    }
}

const fn fact(name: &'static str, kind: Kind, about: &'static str) -> Fact {
    Fact { name, kind, about }
}

/// Every fact there is, besides the attributes of people.
pub const TABLE: &[Fact] = &[
    fact("client.id", Kind::Text, "The application that asks; `\"\"` on the way to the own account."),
    fact(
        "client.name",
        Kind::Text,
        "What the application calls itself; `\"\"` on the way to the own account.",
    ),
    fact(
        "login.upstream",
        Kind::Text,
        "The upstream where the person proved themselves; `\"\"` where they did so here.",
    ),
    fact("login.first", Kind::Text, "The first factor that was proven, such as `\"pwd\"` or `\"upstream\"`."),
    fact("login.proven", Kind::Texts, "All factors that are proven, the first one first."),
    fact("login.standing", Kind::Bool, "Whether the person was signed in already, for another application."),
    fact("login.wanted_acr", Kind::Texts, "The levels that the application asked for (`acr_values`)."),
    fact("user.id", Kind::Text, "The account's identifier (`sub`)."),
    fact(
        "user.age",
        Kind::Int,
        "Full years since `birthdate`; missing where no full date of birth is known.",
    ),
    fact(
        "user.email_domain",
        Kind::Text,
        "What stands behind the @ of the mail address, in small letters; missing where none is known.",
    ),
    fact(
        "user.email_verified",
        Kind::Bool,
        "Whether the mail address was verified; false where none is known.",
    ),
    fact("user.groups", Kind::Texts, "The groups of the account."),
    fact("user.created_days_ago", Kind::Int, "Full days since the account was made."),
    fact("network.address", Kind::Text, "The address the browser asks from; missing where it is not known."),
    fact(
        "phone.address",
        Kind::Text,
        "The address from which the person's phone answers; missing where none does.",
    ),
    fact("device.known", Kind::Bool, "Whether this person signed in with this browser before."),
    fact(
        "device.remembered",
        Kind::Bool,
        "Whether this person had this browser remembered when they proved a second factor.",
    ),
    fact("time.hour", Kind::Int, "The hour of the day, 0 to 23, in the policy's zone."),
    fact("time.weekday", Kind::Int, "The day of the week, 1 (Monday) to 7 (Sunday), in the policy's zone."),
    fact("request.prompt", Kind::Texts, "The values of `prompt`."),
    fact("request.max_age", Kind::Int, "The seconds in `max_age`; -1 where it is not given."),
];

/// What the names of people's attributes begin with.
pub const ATTRIBUTES: &str = "user.attributes";

/// The table's fact of this name.
pub fn named(name: &str) -> Option<&'static Fact> {
    TABLE.iter().find(|fact| fact.name == name)
}

/// The value of a fact.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A text.
    Text(String),
    /// Several texts.
    Texts(Vec<String>),
}

impl Value {
    /// Of what kind it is.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Bool(_) => Kind::Bool,
            Self::Int(_) => Kind::Int,
            Self::Text(_) => Kind::Text,
            Self::Texts(_) => Kind::Texts,
        }
    }
}

/// The facts at one sign-in, by name. What is not among them is not known.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Facts(BTreeMap<Cow<'static, str>, Value>);

impl Facts {
    /// None at all.
    pub fn none() -> Self {
        Self::default()
    }

    /// The same with this one; a name that there was before has this value now.
    #[must_use]
    pub fn with(mut self, name: impl Into<Cow<'static, str>>, value: Value) -> Self {
        self.0.insert(name.into(), value);
        self
    }

    /// The same without this one.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.0.remove(name);
        self
    }

    /// Whether this one is known.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// The value of this fact, where it is known and of the kind that is asked for. What is of another kind
    /// is as good as missing.
    pub fn get(&self, name: &str, kind: Kind) -> Option<&Value> {
        self.0.get(name).filter(|value| value.kind() == kind)
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_ref(), value))
    }
}
