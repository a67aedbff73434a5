//! What a condition comes to, in three values (Kleene): what hangs on a missing fact is unknown, and what does
//! not hang on it is known all the same.

use core::net::IpAddr;

use super::{Known, Op, Term, Truth};
use crate::login::policy::facts::{Facts, Value};

pub(super) fn truth(term: &Term, facts: &Facts) -> Truth {
    let mut missing = Vec::new();
    match holds(term, facts, &mut missing) {
        Some(true) => Truth::Yes,
        Some(false) => Truth::No,
        None => Truth::Unknown(missing),
    }
}

/// What a term is worth.
enum Worth<'a> {
    Bool(bool),
    Int(i64),
    Text(&'a str),
    Texts(&'a [String]),
    Ints(&'a [i64]),
}

fn worth<'a>(term: &'a Term, facts: &'a Facts, missing: &mut Vec<String>) -> Option<Worth<'a>> {
    match term {
        Term::Known(known) => Some(match known {
            Known::Bool(value) => Worth::Bool(*value),
            Known::Int(value) => Worth::Int(*value),
            Known::Text(value) => Worth::Text(value),
            Known::Ints(values) => Worth::Ints(values),
            Known::Texts(values) => Worth::Texts(values),
        }),
        Term::Fact(name, kind) => match facts.get(name, *kind) {
            Some(Value::Bool(value)) => Some(Worth::Bool(*value)),
            Some(Value::Int(value)) => Some(Worth::Int(*value)),
            Some(Value::Text(value)) => Some(Worth::Text(value)),
            Some(Value::Texts(values)) => Some(Worth::Texts(values)),
            None => {
                if !missing.contains(name) {
                    missing.push(name.clone());
                }
                None
            }
        },
        Term::Call(op, terms) => call(*op, terms, facts, missing).map(Worth::Bool),
        Term::InNetwork(term, networks) => match worth(term, facts, missing)? {
            Worth::Text(text) => match text.parse::<IpAddr>() {
                // An IPv4 address may come as IPv6 has it.
                Ok(address) => {
                    let address = address.to_canonical();
                    Some(Worth::Bool(networks.iter().any(|network| network.contains(&address))))
                }
                Err(_) => {
                    missing.extend(term.fact_named());
                    None
                }
            },
            _ => None,
        },
    }
}

fn holds(term: &Term, facts: &Facts, missing: &mut Vec<String>) -> Option<bool> {
    match worth(term, facts, missing)? {
        Worth::Bool(value) => Some(value),
        _ => None,
    }
}

fn call(op: Op, terms: &[Term], facts: &Facts, missing: &mut Vec<String>) -> Option<bool> {
    match (op, terms) {
        (Op::Not, [term]) => holds(term, facts, missing).map(|value| !value),
        // What decides alone decides whatever is missing beside it.
        (Op::And, [left, right]) => match holds(left, facts, missing) {
            Some(false) => Some(false),
            left => match (left, holds(right, facts, missing)) {
                (_, Some(false)) => Some(false),
                (Some(true), right) => right,
                _ => None,
            },
        },
        (Op::Or, [left, right]) => match holds(left, facts, missing) {
            Some(true) => Some(true),
            left => match (left, holds(right, facts, missing)) {
                (_, Some(true)) => Some(true),
                (Some(false), right) => right,
                _ => None,
            },
        },
        (Op::If, [condition, then, otherwise]) => {
            holds(if holds(condition, facts, missing)? { then } else { otherwise }, facts, missing)
        }
        (op, [left, right]) => {
            // Both are looked at, so that everything that is missing is told.
            let (left, right) = (worth(left, facts, missing), worth(right, facts, missing));
            compare(op, &left?, &right?)
        }
        _ => None,
    }
}

fn compare(op: Op, left: &Worth<'_>, right: &Worth<'_>) -> Option<bool> {
    match (op, left, right) {
        (Op::Equal, Worth::Bool(left), Worth::Bool(right)) => Some(left == right),
        (Op::Equal, Worth::Int(left), Worth::Int(right)) => Some(left == right),
        (Op::Equal, Worth::Text(left), Worth::Text(right)) => Some(left == right),
        (Op::Less, Worth::Int(left), Worth::Int(right)) => Some(left < right),
        (Op::AtMost, Worth::Int(left), Worth::Int(right)) => Some(left <= right),
        (Op::In, Worth::Text(text), Worth::Texts(texts)) => Some(texts.iter().any(|one| one == text)),
        (Op::In, Worth::Int(value), Worth::Ints(values)) => Some(values.contains(value)),
        (Op::StartsWith, Worth::Text(text), Worth::Text(part)) => Some(text.starts_with(part)),
        (Op::EndsWith, Worth::Text(text), Worth::Text(part)) => Some(text.ends_with(part)),
        (Op::Contains, Worth::Text(text), Worth::Text(part)) => Some(text.contains(part)),
        _ => None,
    }
}
