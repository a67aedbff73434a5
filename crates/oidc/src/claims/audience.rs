//! `aud`: a string, or an array of strings (RFC 7519 §4.1.3).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// For whom a token is. Written as it was made: one as a string, many as an array, also where the
/// array has a single member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Audience<'a> {
    /// One, written as a string.
    One(Cow<'a, str>),
    /// Any number, written as an array.
    Many(Vec<Cow<'a, str>>),
}

impl Audience<'_> {
    /// Whether the audience has this member; compared exactly.
    pub fn contains(&self, member: &str) -> bool {
        self.iter().any(|other| other == member)
    }

    /// The members in their order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
        .iter()
        .map(AsRef::as_ref)
    }
}

impl<'a> From<&'a str> for Audience<'a> {
    fn from(one: &'a str) -> Self {
        Self::One(Cow::Borrowed(one))
    }
}

impl From<String> for Audience<'_> {
    fn from(one: String) -> Self {
        Self::One(Cow::Owned(one))
    }
}

/// One member is written as a string, since readers of single-audience tokens expect one.
impl From<Vec<String>> for Audience<'_> {
    fn from(mut members: Vec<String>) -> Self {
        match members.pop() {
            Some(one) if members.is_empty() => one.into(),
            Some(last) => {
                members.push(last);
                Self::Many(members.into_iter().map(Cow::Owned).collect())
            }
            None => Self::Many(Vec::new()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_both_forms() {
        for json in [r#""a""#, r#"["a"]"#, r#"["a","b"]"#] {
            let audience: Audience<'_> = serde_json::from_str(json).unwrap();
            assert!(audience.contains("a") && !audience.contains("A"));
            assert_eq!(serde_json::to_string(&audience).unwrap(), json);
        }
        assert!(serde_json::from_str::<Audience<'_>>("7").is_err());
    }

    #[test]
    fn a_single_member_is_a_string() {
        let audience =
            |members: &[&str]| Audience::from(members.iter().map(|&m| m.to_owned()).collect::<Vec<_>>());
        assert_eq!(audience(&["a"]), Audience::One("a".into()));
        assert_eq!(audience(&["a", "b"]).iter().collect::<Vec<_>>(), ["a", "b"]);
    }
}
