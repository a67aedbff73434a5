//! What is said of a person (OpenID Connect Core §5.1).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Audience;
use crate::scope::{self, Scope};

/// The standard claims, and others under their own names.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct StandardClaims<'a> {
    /// The whole name, as shown to people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Cow<'a, str>>,
    /// First names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given_name: Option<Cow<'a, str>>,
    /// Last names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family_name: Option<Cow<'a, str>>,
    /// Middle names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub middle_name: Option<Cow<'a, str>>,
    /// What friends say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nickname: Option<Cow<'a, str>>,
    /// What the person would like to be called; not unique.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preferred_username: Option<Cow<'a, str>>,
    /// The address of a page about the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<Cow<'a, str>>,
    /// The address of a picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub picture: Option<Cow<'a, str>>,
    /// The address of the person's own page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub website: Option<Cow<'a, str>>,
    /// `female`, `male` or another word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gender: Option<Cow<'a, str>>,
    /// `YYYY-MM-DD`, `0000-MM-DD` or `YYYY`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birthdate: Option<Cow<'a, str>>,
    /// A name of the time zone database.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zoneinfo: Option<Cow<'a, str>>,
    /// A language tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<Cow<'a, str>>,
    /// When the profile last changed, Unix seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<i64>,
    /// An e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<Cow<'a, str>>,
    /// Whether the person was shown to read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_verified: Option<bool>,
    /// A telephone number, best in E.164.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<Cow<'a, str>>,
    /// Whether the person was shown to answer it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number_verified: Option<bool>,
    /// A postal address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Address<'a>>,
    /// Claims of other vocabularies, such as `nin` and `ftn_idp`.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A postal address (OpenID Connect Core §5.1.1).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Address<'a> {
    /// The whole address, lines separated by line feeds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub formatted: Option<Cow<'a, str>>,
    /// Street and number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub street_address: Option<Cow<'a, str>>,
    /// City.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locality: Option<Cow<'a, str>>,
    /// State or province.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<Cow<'a, str>>,
    /// Postal code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<Cow<'a, str>>,
    /// Country.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<Cow<'a, str>>,
}

/// A userinfo response (OpenID Connect Core §5.3.2); signed, it has an issuer and an audience too.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UserInfo<'a> {
    /// The person, as this client knows them.
    pub sub: Cow<'a, str>,
    /// The issuer, where the response is signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iss: Option<Cow<'a, str>>,
    /// The client, where the response is signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aud: Option<Audience<'a>>,
    /// What it says of the person.
    #[serde(flatten)]
    pub person: StandardClaims<'a>,
}

/// The claims that a scope token asks for (OpenID Connect Core §5.4); none for other tokens.
pub fn claims_of_scope(token: &str) -> &'static [&'static str] {
    match token {
        scope::PROFILE => &[
            "name",
            "given_name",
            "family_name",
            "middle_name",
            "nickname",
            "preferred_username",
            "profile",
            "picture",
            "website",
            "gender",
            "birthdate",
            "zoneinfo",
            "locale",
            "updated_at",
        ],
        scope::EMAIL => &["email", "email_verified"],
        scope::ADDRESS => &["address"],
        scope::PHONE => &["phone_number", "phone_number_verified"],
        _ => &[],
    }
}

impl StandardClaims<'_> {
    /// What of these claims a scope asks for. Claims of other vocabularies are asked for otherwise
    /// and left out.
    #[must_use]
    pub fn within(mut self, granted: &Scope) -> Self {
        if !granted.contains(scope::EMAIL) {
            (self.email, self.email_verified) = (None, None);
        }
        if !granted.contains(scope::PHONE) {
            (self.phone_number, self.phone_number_verified) = (None, None);
        }
        if !granted.contains(scope::ADDRESS) {
            self.address = None;
        }
        if granted.contains(scope::PROFILE) {
            return Self { other: Map::new(), ..self };
        }
        Self {
            email: self.email,
            email_verified: self.email_verified,
            phone_number: self.phone_number,
            phone_number_verified: self.phone_number_verified,
            address: self.address,
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every standard claim, under its own name.
    fn everything() -> StandardClaims<'static> {
        let mut members = Map::new();
        for token in [scope::PROFILE, scope::EMAIL, scope::ADDRESS, scope::PHONE] {
            for &name in claims_of_scope(token) {
                let value = match name {
                    "updated_at" => Value::from(7),
                    "address" => serde_json::json!({ "locality": "Espoo" }),
                    name if name.ends_with("_verified") => Value::from(true),
                    name => Value::from(name),
                };
                members.insert(name.to_owned(), value);
            }
        }
        members.insert("ftn_idp".to_owned(), Value::from("fi-op"));
        serde_json::from_value(Value::Object(members)).unwrap()
    }

    #[test]
    fn each_scope_gives_exactly_its_claims() {
        for token in [scope::PROFILE, scope::EMAIL, scope::ADDRESS, scope::PHONE, scope::OPENID] {
            let granted = Scope::parse(token).unwrap();
            let Value::Object(given) = serde_json::to_value(everything().within(&granted)).unwrap() else {
                panic!("no object");
            };
            let mut expected = claims_of_scope(token).to_vec();
            expected.sort_unstable();
            let mut names: Vec<_> = given.keys().map(String::as_str).collect();
            names.sort_unstable();
            assert_eq!(names, expected, "{token}");
        }
    }

    #[test]
    fn other_vocabularies_keep_their_names() {
        assert_eq!(everything().other.len(), 1);
        let json = serde_json::to_value(everything()).unwrap();
        assert_eq!(json["ftn_idp"], "fi-op");
    }

    #[test]
    fn userinfo_reads_back() {
        let json = "{\"sub\":\"s\",\"given_name\":\"V\u{e4}in\u{f6}\",\"family_name\":\"Tunnistus\"}";
        let userinfo: UserInfo<'_> = serde_json::from_str(json).unwrap();
        assert_eq!(userinfo.person.given_name.as_deref(), Some("V\u{e4}in\u{f6}"));
        assert_eq!(serde_json::to_value(&userinfo).unwrap(), serde_json::from_str::<Value>(json).unwrap());
    }
}
