//! The claims of an access token that is a JWT.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::Audience;
use crate::scope::Scope;

/// RFC 9068 §2.2, with `azp` for readers of the CIAM samples. Its `typ` is `at+jwt`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessToken<'a> {
    /// The issuer.
    pub iss: Cow<'a, str>,
    /// The person, or the client itself in the client credentials grant.
    pub sub: Cow<'a, str>,
    /// The resources, or the client where none was named.
    pub aud: Audience<'a>,
    /// Expiry, Unix seconds.
    pub exp: i64,
    /// Issue, Unix seconds.
    pub iat: i64,
    /// The token's identifier.
    pub jti: Cow<'a, str>,
    /// The client.
    pub client_id: Cow<'a, str>,
    /// The client again, under the name of OpenID Connect Core §2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub azp: Option<Cow<'a, str>>,
    /// What was granted.
    #[serde(default, skip_serializing_if = "Scope::is_empty")]
    pub scope: Scope,
    /// When the person was authenticated, Unix seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth_time: Option<i64>,
    /// How the person was authenticated, as a context class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acr: Option<Cow<'a, str>>,
    /// How the person was authenticated, as methods (RFC 8176).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amr: Vec<Cow<'a, str>>,
    /// What was granted and to whom once more, as readers of Signicat's tokens know it.
    #[serde(flatten, default, skip_serializing_if = "Option::is_none")]
    pub signicat: Option<Box<Signicat>>,
    /// The key or certificate it is bound to (RFC 7800).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cnf: Option<Confirmation>,
}

impl AccessToken<'_> {
    /// Whether it is shown with a proof of possession (RFC 9449 §7); a certificate needs none beside it.
    pub fn is_proved(&self) -> bool {
        self.cnf.as_ref().is_some_and(|cnf| cnf.jkt.is_some())
    }
}

/// What Signicat's access tokens say beside what all say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signicat {
    /// What was granted, as an array.
    pub scp: Vec<String>,
    /// The name of the service.
    pub snm: String,
    /// The client.
    pub cid: String,
}

/// Who may use a token: whoever holds all of this (RFC 7800 §3.1).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    /// A key's thumbprint (RFC 9449 §6.1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jkt: Option<String>,
    /// A certificate's hash (RFC 8705 §3.1).
    #[serde(rename = "x5t#S256", default, skip_serializing_if = "Option::is_none")]
    pub x5t_s256: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_back_what_it_wrote_and_skips_what_it_has_not() {
        let token = AccessToken {
            iss: "https://op.test".into(),
            sub: "alice".into(),
            aud: "shop".into(),
            exp: 1600,
            iat: 1000,
            jti: "1".into(),
            client_id: "shop".into(),
            azp: Some("shop".into()),
            scope: Scope::parse("openid email").unwrap(),
            auth_time: None,
            acr: None,
            amr: vec!["pwd".into()],
            signicat: None,
            cnf: None,
        };
        let json = serde_json::to_string(&token).unwrap();
        assert_eq!(
            json,
            r#"{"iss":"https://op.test","sub":"alice","aud":"shop","exp":1600,"iat":1000,"jti":"1","client_id":"shop","azp":"shop","scope":"openid email","amr":["pwd"]}"#
        );
        assert_eq!(serde_json::from_str::<AccessToken<'_>>(&json).unwrap(), token);
    }
}
