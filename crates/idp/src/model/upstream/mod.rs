//! Upstreams: the providers that people are sent to, to be identified there. To those that speak OpenID Connect
//! we are a relying party, to those that speak SAML a service provider.

mod claims;
mod definition;
mod saml;
mod settings;

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use jose::secret::Secret;
use serde::{Deserialize, Serialize};

use super::Version;
use super::client::KeptSecret;
use super::key::KeyRecord;
use crate::time::Time;

pub use claims::{Check, ClaimRule, Keep};
pub use definition::UpstreamDefinition;
pub use saml::{Saml, SamlBinding};
pub use settings::{Accounts, AssertionAudience, Choice, RequestStyle, UpstreamProfile};

/// An upstream's identifier: 1 to 64 small letters, digits and hyphens, chosen by the administrator. It
/// stands in addresses.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct UpstreamId(Arc<str>);

/// Not what an upstream can be called.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NotAnUpstreamId;

/// A provider that people are sent to.
#[derive(Clone, Debug)]
pub struct Upstream {
    /// The identifier.
    pub id: UpstreamId,
    /// How often the record was written.
    pub version: Version,
    /// What it is, and how we speak with it.
    pub definition: UpstreamDefinition,
    /// The secret we have there, where we prove ourselves by one; sealed at rest.
    pub client_secret: Option<KeptSecret>,
    /// Our keys for this upstream and nobody else, private ones: those we sign with, and those that it
    /// seals to. Sealed at rest.
    pub keys: Vec<KeyRecord>,
    /// Since when nobody is sent there.
    pub disabled_at: Option<Time>,
    /// When it was made.
    pub created_at: Time,
    /// When it was last written.
    pub updated_at: Time,
}

impl Upstream {
    /// Whether a client that asks for this way of signing in (one of its `acr_values`) means this upstream.
    pub fn chosen_by(&self, acr_value: &str) -> bool {
        self.definition.selectors.iter().any(|selector| match selector.strip_suffix('*') {
            Some(beginning) => acr_value.starts_with(beginning),
            None => acr_value == selector,
        })
    }

    /// Whether an `idp_hint` means this upstream: by its identifier, or by one of its choices.
    pub fn hinted_by(&self, idp_hint: &str) -> bool {
        self.id.as_str() == idp_hint || self.choice(idp_hint).is_some()
    }

    /// The choice of this identifier.
    pub fn choice(&self, id: &str) -> Option<&Choice> {
        self.definition.choices.iter().find(|choice| choice.id == id)
    }

    /// What this upstream's level is called here.
    pub fn our_acr<'a>(&'a self, theirs: &'a str) -> &'a str {
        self.definition.acr.get(theirs).map_or(theirs, String::as_str)
    }

    /// What a level of ours is called there.
    pub fn their_acr<'a>(&'a self, ours: &'a str) -> &'a str {
        let found = self.definition.acr.iter().find(|(_, to)| *to == ours);
        found.map_or(ours, |(from, _)| from.as_str())
    }

    /// Whether people are sent there.
    pub fn is_open(&self) -> bool {
        self.disabled_at.is_none()
    }

    /// The secret we have there, where it is kept.
    pub fn secret(&self) -> Option<&Secret<String>> {
        self.client_secret.as_ref().map(KeptSecret::secret)
    }
}

impl UpstreamId {
    /// The longest, in bytes.
    pub const MAX_LENGTH: usize = 64;

    /// The identifier's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for UpstreamId {
    type Err = NotAnUpstreamId;

    fn from_str(text: &str) -> Result<Self, NotAnUpstreamId> {
        let fits = (1..=Self::MAX_LENGTH).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if fits { Ok(Self(text.into())) } else { Err(NotAnUpstreamId) }
    }
}

impl TryFrom<String> for UpstreamId {
    type Error = NotAnUpstreamId;

    fn try_from(text: String) -> Result<Self, NotAnUpstreamId> {
        text.parse()
    }
}

impl From<UpstreamId> for String {
    fn from(id: UpstreamId) -> Self {
        id.as_str().to_owned()
    }
}

impl Borrow<str> for UpstreamId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UpstreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for UpstreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for NotAnUpstreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("1 to 64 small letters, digits and hyphens")
    }
}

impl std::error::Error for NotAnUpstreamId {}

#[cfg(test)]
mod tests {
    use super::*;

    fn upstream(definition: UpstreamDefinition) -> Upstream {
        Upstream {
            id: "ftn".parse().unwrap(),
            version: 1,
            definition,
            client_secret: None,
            keys: Vec::new(),
            disabled_at: None,
            created_at: Time::from_micros(0),
            updated_at: Time::from_micros(0),
        }
    }

    #[test]
    fn is_chosen_by_its_selectors_to_the_letter_and_by_how_they_begin() {
        let selectors = vec!["idp:ftn".to_owned(), "urn:signicat:oidc:method:ftn-*".to_owned()];
        let ftn = upstream(UpstreamDefinition { selectors, ..UpstreamDefinition::default() });
        for (acr_value, expected) in [
            ("idp:ftn", true),
            ("idp:ftn-x", false),
            ("IDP:FTN", false),
            ("urn:signicat:oidc:method:ftn-op", true),
            ("urn:signicat:oidc:method:ftn-", true),
            ("urn:signicat:oidc:method:sbid", false),
            ("urn:signicat:oidc:method:ftn-*", true),
            ("", false),
        ] {
            assert_eq!(ftn.chosen_by(acr_value), expected, "{acr_value}");
        }
        assert!(!upstream(UpstreamDefinition::default()).chosen_by("idp:ftn"));
    }

    #[test]
    fn is_hinted_at_by_its_name_and_its_choices() {
        let choices = vec![Choice { id: "fi-nordea".to_owned(), name: "Nordea".to_owned() }];
        let ftn = upstream(UpstreamDefinition { choices, ..UpstreamDefinition::default() });
        for (hint, expected) in [("ftn", true), ("fi-nordea", true), ("fi-op", false), ("", false)] {
            assert_eq!(ftn.hinted_by(hint), expected, "{hint}");
        }
    }

    #[test]
    fn levels_are_translated_both_ways_and_stay_where_nothing_is_said() {
        let acr = [("http://ftn.ficora.fi/2017/loa2".to_owned(), "substantial".to_owned())].into();
        let ftn = upstream(UpstreamDefinition { acr, ..UpstreamDefinition::default() });
        assert_eq!(ftn.our_acr("http://ftn.ficora.fi/2017/loa2"), "substantial");
        assert_eq!(ftn.their_acr("substantial"), "http://ftn.ficora.fi/2017/loa2");
        assert_eq!((ftn.our_acr("other"), ftn.their_acr("other")), ("other", "other"));
    }

    #[test]
    fn an_identifier_can_stand_in_any_address() {
        for good in ["ftn", "a", "0-9", &"x".repeat(64)] {
            assert!(good.parse::<UpstreamId>().is_ok(), "{good}");
        }
        for bad in ["", "FTN", "f n", "ä", "a/b", "a_b", "a.b", &"x".repeat(65)] {
            assert_eq!(bad.parse::<UpstreamId>(), Err(NotAnUpstreamId), "{bad}");
        }
    }
}
