//! What a directory told of a person, read by its definition.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::model::directory::DirectoryDefinition;

/// The most that is kept of what is told at one sign-in, in bytes of JSON.
const MOST: usize = 16 * 1024;

/// What a directory makes of a name and a password.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Tried {
    /// The password is that of this person.
    Right(Found),
    /// It is nobody's: why, for the operator alone.
    Wrong(String),
}

/// What a directory told of a person, as it was told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// The name of their entry (DN).
    pub name: String,
    /// By what they are known there whatever they are called.
    pub subject: String,
    /// The values of each claim's attribute that are text.
    pub values: BTreeMap<String, Vec<String>>,
    /// The groups they are in, each once.
    pub groups: Vec<Group>,
}

/// A group of a directory.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Group {
    /// The name of its entry (DN).
    pub entry: String,
    /// What it is called.
    pub names: Vec<String>,
}

impl Group {
    /// The group here that it leads to, by the name of its entry or by what it is called; in any case (RFC 4517
    /// §4.2.11, §4.2.15).
    pub fn here<'a>(&self, definition: &'a DirectoryDefinition) -> Option<&'a str> {
        let names = || std::iter::once(&self.entry).chain(&self.names);
        let is_it = |from: &str| names().any(|name| name.to_lowercase() == from.to_lowercase());
        definition.groups.iter().find(|(from, _)| is_it(from)).map(|(_, to)| to.as_str())
    }
}

/// The groups here that those of the directory lead to, each once.
pub fn groups(found: &Found, definition: &DirectoryDefinition) -> Vec<String> {
    let mut groups: Vec<String> =
        found.groups.iter().filter_map(|group| group.here(definition)).map(str::to_owned).collect();
    groups.sort_unstable();
    groups.dedup();
    groups
}

/// The claims, in the forms that claims have: what a directory says of a person is text. What does not fit is left
/// out: the person is no less who they are.
pub fn claims(found: &Found, definition: &DirectoryDefinition) -> Map<String, Value> {
    let mut claims = Map::new();
    for (claim, values) in &found.values {
        let Some(first) = values.iter().find(|value| !value.trim().is_empty()) else { continue };
        if let Some(value) = form(claim, first.trim()) {
            claims.insert(claim.clone(), value);
        }
    }
    // Its own word counts where the administrator says so.
    for (is_trusted, of, verified) in [
        (definition.trusts_email, "email", "email_verified"),
        (definition.trusts_phone, "phone_number", "phone_number_verified"),
    ] {
        if is_trusted && claims.contains_key(of) {
            claims.entry(verified).or_insert(Value::Bool(true));
        }
    }
    let is_too_much = |claims: &Map<String, Value>| Value::Object(claims.clone()).to_string().len() > MOST;
    if is_too_much(&claims) { Map::new() } else { claims }
}

fn form(claim: &str, value: &str) -> Option<Value> {
    match claim {
        "email_verified" | "phone_number_verified" => match value.to_ascii_lowercase().as_str() {
            "true" => Some(Value::Bool(true)),
            "false" => Some(Value::Bool(false)),
            _ => None,
        },
        // Numbers are written with spaces and hyphens there; where they do not say the country nobody knows it.
        "phone_number" => {
            let number: String = value
                .chars()
                .filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '.' | '/' | '\u{a0}'))
                .collect();
            let digits = number.strip_prefix('+')?;
            let is_number =
                (5..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then_some(Value::String(number))
        }
        "birthdate" => date(value).map(Value::String),
        // These are no text, and a directory has nothing else.
        "address" | "updated_at" => None,
        _ => Some(Value::String(value.to_owned())),
    }
}

/// A day: as claims have it, as LDAP's generalized time begins (RFC 4517 §3.3.13), or eight digits.
fn date(value: &str) -> Option<String> {
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if let [year, month, day] = value.split('-').collect::<Vec<_>>().as_slice() {
        let fits = (year.len(), month.len(), day.len()) == (4, 2, 2);
        return (fits && [year, month, day].iter().all(|part| is_digits(part))).then(|| value.to_owned());
    }
    let digits = value.get(..8).filter(|digits| is_digits(digits))?;
    let rest = &value[8..];
    (rest.is_empty() || rest.ends_with('Z'))
        .then(|| format!("{}-{}-{}", &digits[..4], &digits[4..6], &digits[6..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(values: &[(&str, &[&str])], groups: &[(&str, &str)]) -> Found {
        let owned = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
        let group = |&(entry, name): &(&str, &str)| Group { entry: entry.to_owned(), names: owned(&[name]) };
        Found {
            name: "cn=x".to_owned(),
            subject: "1".to_owned(),
            values: values.iter().map(|&(claim, values)| (claim.to_owned(), owned(values))).collect(),
            groups: groups.iter().map(group).collect(),
        }
    }

    #[test]
    fn claims_have_the_forms_of_claims() {
        let told = claims(
            &found(
                &[
                    ("email", &["a@example.org", "b@example.org"]),
                    ("phone_number", &["+358 (40) 123-4567"]),
                    ("birthdate", &["19800229000000Z"]),
                    ("email_verified", &["TRUE"]),
                    ("department", &[" Sales "]),
                    ("name", &[""]),
                ],
                &[],
            ),
            &DirectoryDefinition::default(),
        );
        let expected = serde_json::json!({
            "email": "a@example.org", "phone_number": "+358401234567", "birthdate": "1980-02-29",
            "email_verified": true, "department": "Sales",
        });
        assert_eq!(Value::Object(told), expected);
    }

    #[test]
    fn what_has_not_the_form_of_a_claim_is_left_out() {
        let told = claims(
            &found(
                &[
                    ("phone_number", &["040 1234567"]),
                    ("birthdate", &["29.2.1980"]),
                    ("email_verified", &["yes"]),
                    ("address", &["Street 1"]),
                ],
                &[],
            ),
            &DirectoryDefinition::default(),
        );
        assert_eq!(told, Map::new());
    }

    #[test]
    fn addresses_and_numbers_count_as_verified_where_its_word_does_and_it_says_nothing_else() {
        let told = found(&[("email", &["a@example.org"]), ("phone_number", &["+358401234567"])], &[]);
        let trusted =
            DirectoryDefinition { trusts_email: true, trusts_phone: true, ..DirectoryDefinition::default() };
        let of = |definition| {
            let claims = claims(&told, definition);
            (claims.get("email_verified").cloned(), claims.get("phone_number_verified").cloned())
        };
        assert_eq!(of(&trusted), (Some(Value::Bool(true)), Some(Value::Bool(true))));
        assert_eq!(of(&DirectoryDefinition::default()), (None, None));
        let denied = found(&[("email", &["a@example.org"]), ("email_verified", &["FALSE"])], &[]);
        assert_eq!(claims(&denied, &trusted)["email_verified"], false);
    }

    #[test]
    fn groups_that_are_named_lead_to_groups_here_by_either_name() {
        let named = [("CN=IT,ou=groups,dc=org", "it"), ("staff", "staff"), ("Everybody", "staff")];
        let definition = DirectoryDefinition {
            groups: named.map(|(from, to)| (from.to_owned(), to.to_owned())).into(),
            ..DirectoryDefinition::default()
        };
        let told = found(
            &[],
            &[
                ("cn=it,ou=groups,dc=org", "x"),
                ("cn=y", "STAFF"),
                ("cn=z", "everybody"),
                ("cn=admins", "admins"),
            ],
        );
        assert_eq!(groups(&told, &definition), ["it", "staff"]);
    }
}
