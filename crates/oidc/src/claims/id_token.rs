//! The claims of an ID token.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Amr, Audience, StandardClaims};

/// OpenID Connect Core §2, and the hashes of §3.3.2.11.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IdToken<'a> {
    /// The issuer.
    pub iss: Cow<'a, str>,
    /// The person, as this client knows them.
    pub sub: Cow<'a, str>,
    /// The client.
    pub aud: Audience<'a>,
    /// Expiry, Unix seconds.
    pub exp: i64,
    /// Issue, Unix seconds.
    pub iat: i64,
    /// Not before, Unix seconds; Signicat's readers know it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nbf: Option<i64>,
    /// The token's identifier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jti: Option<Cow<'a, str>>,
    /// When the person was authenticated, Unix seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth_time: Option<i64>,
    /// From the request; absent where none was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nonce: Option<Cow<'a, str>>,
    /// How the person was authenticated, as a context class.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acr: Option<Cow<'a, str>>,
    /// How the person was authenticated, as methods (RFC 8176).
    #[serde(skip_serializing_if = "Amr::is_empty")]
    pub amr: Amr<'a>,
    /// The client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub azp: Option<Cow<'a, str>>,
    /// The session, as logout messages name it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<Cow<'a, str>>,
    /// The half hash of the access token beside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_hash: Option<String>,
    /// The half hash of the code beside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub c_hash: Option<String>,
    /// The half hash of the state that came with the request (FAPI 1.0 Advanced §5.1.1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub s_hash: Option<String>,
    /// What it says of the person.
    #[serde(flatten)]
    pub person: StandardClaims<'a>,
}

impl<'a> IdToken<'a> {
    /// The claims that no ID token goes without; the rest is absent.
    pub fn new(
        iss: impl Into<Cow<'a, str>>,
        sub: impl Into<Cow<'a, str>>,
        aud: impl Into<Audience<'a>>,
        iat: i64,
        exp: i64,
    ) -> Self {
        Self {
            iss: iss.into(),
            sub: sub.into(),
            aud: aud.into(),
            exp,
            iat,
            nbf: None,
            jti: None,
            auth_time: None,
            nonce: None,
            acr: None,
            amr: Amr::default(),
            azp: None,
            sid: None,
            at_hash: None,
            c_hash: None,
            s_hash: None,
            person: StandardClaims::default(),
        }
    }
}

/// What is read of an ID token that comes back as a hint. It may have expired.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct IdTokenHint {
    /// The issuer.
    pub iss: String,
    /// The person, as the client knows them.
    pub sub: String,
    /// The client.
    pub aud: Audience<'static>,
    /// The client, where the audience has several.
    pub azp: Option<String>,
    /// Expiry, Unix seconds.
    pub exp: i64,
    /// The session.
    pub sid: Option<String>,
}

impl IdTokenHint {
    /// The client it was issued to: `azp`, else the first audience.
    pub fn client_id(&self) -> Option<&str> {
        self.azp.as_deref().or_else(|| self.aud.iter().next())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_nothing_of_what_is_absent() {
        let token = IdToken::new("https://op.test", "alice", "shop", 1, 2);
        assert_eq!(
            serde_json::to_string(&token).unwrap(),
            r#"{"iss":"https://op.test","sub":"alice","aud":"shop","exp":2,"iat":1}"#
        );
    }

    #[test]
    fn says_what_it_knows_of_the_person() {
        let mut token = IdToken::new("https://op.test", "alice", "shop", 1, 2);
        token.nonce = Some("n".into());
        token.person.email = Some("alice@example.test".into());
        token.person.email_verified = Some(true);
        let json = serde_json::to_value(&token).unwrap();
        assert_eq!(json["nonce"], "n");
        assert_eq!(json["email"], "alice@example.test");
        assert_eq!(json["email_verified"], true);
    }

    #[test]
    fn a_hint_names_its_client() {
        let hint = |json: &str| serde_json::from_str::<IdTokenHint>(json).unwrap();
        let both = hint(r#"{"iss":"i","sub":"s","aud":["a","b"],"azp":"b","exp":1,"extra":true}"#);
        assert_eq!(both.client_id(), Some("b"));
        assert_eq!(hint(r#"{"iss":"i","sub":"s","aud":"a","exp":1}"#).client_id(), Some("a"));
        assert_eq!(hint(r#"{"iss":"i","sub":"s","aud":[],"exp":1}"#).client_id(), None);
    }
}
