//! What the columns of a file are, and the persons of whom its lines tell.

use idp::Refusal;
use idp::user::import::Row;
use oidc::metadata::nearest;
use serde_json::{Map, Value};

use super::super::super::error::Error;
use crate::http::admin::import::row;

/// The columns there are, beside `address.…` and `attributes.…`.
const KNOWN: [&str; 22] = [
    "username",
    "password_hash",
    "groups",
    "disabled",
    "external_id",
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "profile",
    "picture",
    "website",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "email",
    "email_verified",
    "phone_number",
    "phone_number_verified",
    "address",
];

/// What separates groups within their column.
const BETWEEN_GROUPS: char = ';';

/// What the columns of a file are, in their order.
pub(super) struct Columns(Vec<Column>);

enum Column {
    /// A member of its own.
    Member(String),
    /// A member of `address` or `attributes`.
    Inner(&'static str, String),
    /// Nothing that is wanted.
    Ignored,
}

impl Columns {
    /// The columns that a header names, with the names that are given to some of them, as `THEIRS=OURS`.
    pub(super) fn of(
        header: &[String],
        named: &[(String, String)],
        ignored: &[String],
    ) -> Result<Self, Error> {
        let mut columns: Vec<Column> = Vec::with_capacity(header.len());
        let mut seen = Vec::new();
        for theirs in header.iter().map(|name| name.trim()) {
            let is = |name: &String| name.trim().eq_ignore_ascii_case(theirs);
            if ignored.iter().any(is) {
                columns.push(Column::Ignored);
                continue;
            }
            let given = named.iter().find(|(name, _)| is(name)).map(|(_, ours)| ours.clone());
            let ours = given.unwrap_or_else(|| theirs.to_ascii_lowercase());
            columns.push(Self::column(&ours, theirs)?);
            if seen.contains(&ours) {
                return Err(Error::usage(format!("two columns are {ours}; --ignore one of them")));
            }
            seen.push(ours);
        }
        for (name, _) in named {
            if !header.iter().any(|theirs| theirs.trim().eq_ignore_ascii_case(name.trim())) {
                return Err(Error::usage(format!("the file has no column {name}")));
            }
        }
        if !seen.iter().any(|ours| ours == "username" || ours == "email") {
            let how = "name one with --column THEIRS=username";
            return Err(Error::usage(format!("the file has no column username and none email; {how}")));
        }
        Ok(Self(columns))
    }

    fn column(ours: &str, theirs: &str) -> Result<Column, Error> {
        if ours == "external_id" {
            return Ok(Column::Inner("attributes", ours.to_owned()));
        }
        for within in ["address", "attributes"] {
            let inner = ours.strip_prefix(within).and_then(|rest| rest.strip_prefix('.'));
            if let Some(inner) = inner {
                return Ok(Column::Inner(within, inner.to_owned()));
            }
        }
        if KNOWN.contains(&ours) && ours != "address" {
            return Ok(Column::Member(ours.to_owned()));
        }
        let near = nearest(ours, KNOWN.into_iter())
            .map(|near| format!(" (did you mean {near}?)"))
            .unwrap_or_default();
        let how = format!("say what it is with --column {theirs}=… or leave it out with --ignore {theirs}");
        Err(Error::usage(format!("no column is called {ours}{near}; {how}")))
    }

    /// The person of whom a line tells. An empty field says nothing.
    pub(super) fn row(&self, fields: Vec<String>) -> Result<Row, Refusal> {
        let mut members = Map::new();
        if fields.len() != self.0.len() {
            let expected = format!("{} fields, and not {}", self.0.len(), fields.len());
            return Err(Refusal::new(idp::Reason::UserInvalid).about("line").expected(expected));
        }
        for (column, field) in self.0.iter().zip(fields) {
            let field = field.trim();
            match column {
                _ if field.is_empty() => {}
                Column::Ignored => {}
                Column::Member(name) => {
                    members.insert(name.clone(), value(name, field));
                }
                Column::Inner(within, name) => {
                    let inner = members.entry(*within).or_insert_with(|| Value::Object(Map::new()));
                    if let Value::Object(inner) = inner {
                        inner.insert(name.clone(), field.into());
                    }
                }
            }
        }
        row(members)
    }
}

/// What a field says, as the admin API has it.
fn value(name: &str, field: &str) -> Value {
    match (name, field.to_ascii_lowercase().as_str()) {
        ("groups", _) => {
            field.split(BETWEEN_GROUPS).map(str::trim).filter(|group| !group.is_empty()).collect()
        }
        ("disabled" | "email_verified" | "phone_number_verified", "true" | "1" | "yes" | "t") => true.into(),
        ("disabled" | "email_verified" | "phone_number_verified", "false" | "0" | "no" | "f") => false.into(),
        _ => field.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    fn named(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(theirs, ours)| ((*theirs).to_owned(), (*ours).to_owned())).collect()
    }

    #[test]
    fn a_line_tells_of_a_person() {
        let header = ["Tunnus", "Email", "email_verified", "groups", "address.locality", "external_id", "x"];
        let columns =
            Columns::of(&texts(&header), &named(&[("tunnus", "username")]), &texts(&["X"])).unwrap();
        let fields = ["maija", "maija@example.fi", "1", "staff; vip", "Oulu", "4711", "ignored"];
        let row = columns.row(texts(&fields)).unwrap();
        assert_eq!((&*row.username, row.claims.email_verified), ("maija", Some(true)));
        assert_eq!(row.groups, Some(texts(&["staff", "vip"])));
        assert_eq!(row.claims.address.unwrap().locality.as_deref(), Some("Oulu"));
        assert_eq!(row.attributes["external_id"], "4711");
        let row = columns.row(texts(&["", "onni@example.fi", "", "", "", "", ""])).unwrap();
        assert_eq!((&*row.username, row.claims.email_verified, row.groups), ("onni@example.fi", None, None));
    }

    #[test]
    fn a_line_that_does_not_fit_is_refused() {
        let columns = Columns::of(&texts(&["username", "email_verified"]), &[], &[]).unwrap();
        for fields in [&["maija"][..], &["maija", "true", "more"], &["maija", "perhaps"], &["", "true"]] {
            assert!(columns.row(texts(fields)).is_err(), "{fields:?}");
        }
        assert!(columns.row(texts(&["maija", "true"])).is_ok());
    }

    #[test]
    fn columns_that_are_not_known_are_named_with_the_nearest() {
        let refused = |header: &[&str], pairs: &[(&str, &str)]| {
            let refused = Columns::of(&texts(header), &named(pairs), &[]).err();
            format!("{:?}", refused.unwrap())
        };
        assert!(refused(&["username", "emial"], &[]).contains("did you mean email?"));
        assert!(refused(&["name"], &[]).contains("no column username"));
        assert!(refused(&["username", "USERNAME"], &[]).contains("two columns are username"));
        assert!(refused(&["username"], &[("tunnus", "name")]).contains("no column tunnus"));
        assert!(Columns::of(&texts(&["email", "attributes.shoe_size"]), &[], &[]).is_ok());
    }
}
