//! Metadata in a language of their own: `client_name#fi` beside `client_name` (RFC 7591 §2.2, OpenID
//! Connect Registration §2.1).

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// The members that may bear a language.
const TAGGABLE: [&str; 5] = ["client_name", "client_uri", "logo_uri", "policy_uri", "tos_uri"];

/// Tagged members by their whole names. A name that is not one of them is passed over, as any member
/// that is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Localized(BTreeMap<String, String>);

impl Localized {
    /// Whether a member of this name is read: one of those that may bear a language, `#`, and a tag
    /// (RFC 5646 §2.1) of at most 35 characters.
    pub fn is_member(name: &str) -> bool {
        let is_tag = |tag: &str| {
            let is_part =
                |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
            tag.len() <= 35 && tag.split('-').all(is_part)
        };
        name.split_once('#').is_some_and(|(member, tag)| TAGGABLE.contains(&member) && is_tag(tag))
    }

    /// The member in this language: to the letter of the tag, or else in the language it begins with
    /// (RFC 4647 §3.4). Tags are compared without regard to case.
    pub fn get(&self, member: &str, language: &str) -> Option<&str> {
        let of = |wanted: &str| {
            let mut all = self.0.iter().filter_map(|(name, text)| Some((name.split_once('#')?, text)));
            all.find(|((name, tag), _)| *name == member && tag.eq_ignore_ascii_case(wanted))
        };
        let primary = language.split('-').next().unwrap_or(language);
        of(language).or_else(|| of(primary)).map(|(_, text)| text.as_str())
    }

    /// Whole names and texts, in the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }
}

impl<'de> Deserialize<'de> for Localized {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members)
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Localized;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Localized, A::Error> {
        let mut localized = Localized::default();
        while let Some(name) = members.next_key::<String>()? {
            if Localized::is_member(&name) {
                localized.0.insert(name, members.next_value()?);
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(localized)
    }
}

#[cfg(test)]
mod tests {
    use crate::metadata::ClientMetadata;

    fn parse(json: &str) -> Result<ClientMetadata, serde_json::Error> {
        serde_json::from_str(json)
    }

    #[test]
    fn tells_names_in_the_language_that_is_asked_for() {
        let metadata = parse(
            r#"{"client_name":"Shop","client_name#fi":"Kauppa","client_name#zh-Hant":"商店",
                "client_name#pt-BR":"Loja","policy_uri#fi":"https://a.test/fi","unheard_of":{"x":[1]},
                "contacts#fi":["x"],"client_name#":"none","client_name#a b":"none"}"#,
        )
        .unwrap();
        let name = |language| metadata.localized.get("client_name", language);
        assert_eq!(name("fi"), Some("Kauppa"));
        assert_eq!(name("FI-fi"), Some("Kauppa"));
        assert_eq!(name("zh-hant"), Some("商店"));
        assert_eq!((name("zh"), name("pt"), name("sv"), name("")), (None, None, None, None));
        assert_eq!(metadata.localized.get("policy_uri", "fi"), Some("https://a.test/fi"));
        assert_eq!(metadata.localized.iter().count(), 4);
        let written = serde_json::to_string(&metadata).unwrap();
        assert!(
            written.contains(r#""client_name#zh-Hant":"商店""#) && !written.contains("unheard"),
            "{written}"
        );
        assert_eq!(parse(&written).unwrap(), metadata);
    }

    #[test]
    fn a_name_is_a_text() {
        assert!(parse(r#"{"client_name#fi":5}"#).is_err());
        assert!(parse(r#"{"contacts#fi":5}"#).is_ok());
    }
}
