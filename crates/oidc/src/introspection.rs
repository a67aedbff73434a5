//! Token introspection (RFC 7662).

use std::borrow::Cow;

use jose::secret::Secret;
use serde::Serialize;
use serde::ser::SerializeMap as _;

use crate::claims::{Audience, Confirmation};
use crate::parameters::{Malformed, Parameters};
use crate::scope::Scope;
use crate::token::TokenType;

words! {
    /// What kind of token the client believes it sends (RFC 7009 §2.1).
    TokenTypeHint {
        /// An access token.
        AccessToken = "access_token",
        /// A refresh token.
        RefreshToken = "refresh_token",
    }
}

/// An introspection request. No `Debug`: it holds a token.
pub struct Request {
    /// The token.
    pub token: Secret<String>,
    /// Where to look first; an unknown hint is no hint (RFC 7662 §2.1).
    pub token_type_hint: Option<TokenTypeHint>,
}

impl Request {
    /// Reads an introspection request.
    pub fn parse(parameters: &Parameters<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            token: Secret::new(parameters.require("token")?.to_owned()),
            token_type_hint: parameters.get("token_type_hint")?.and_then(|hint| hint.parse().ok()),
        })
    }
}

/// An introspection response.
#[derive(Debug, Clone, PartialEq)]
pub enum Response<'a> {
    /// `{"active":false}` and nothing more: it does not tell why (RFC 7662 §2.2).
    Inactive,
    /// What there is to know.
    Active(Box<Active<'a>>),
}

/// The media type of a response as a JWT, and with `application/` before it what asks for one.
pub const JWT_TYP: &str = "token-introspection+jwt";

/// The claims of a response as a JWT (RFC 9701 §5). Its `typ` is [`JWT_TYP`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Jwt<'a> {
    /// The issuer.
    pub iss: Cow<'a, str>,
    /// The client that asked.
    pub aud: Cow<'a, str>,
    /// Issue, Unix seconds.
    pub iat: i64,
    /// The response.
    pub token_introspection: Response<'a>,
}

/// The members of an active token (RFC 7662 §2.2).
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Active<'a> {
    /// What the token is good for.
    #[serde(skip_serializing_if = "Scope::is_empty")]
    pub scope: Cow<'a, Scope>,
    /// Who got the token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<Cow<'a, str>>,
    /// The person's name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<Cow<'a, str>>,
    /// How the token is used; absent for a refresh token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_type: Option<TokenType>,
    /// Unix seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exp: Option<i64>,
    /// Unix seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iat: Option<i64>,
    /// Unix seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nbf: Option<i64>,
    /// The subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub: Option<Cow<'a, str>>,
    /// For whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aud: Option<Audience<'a>>,
    /// By whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iss: Option<Cow<'a, str>>,
    /// Its identifier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jti: Option<Cow<'a, str>>,
    /// How the person was authenticated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acr: Option<Cow<'a, str>>,
    /// When the person was authenticated, Unix seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth_time: Option<i64>,
    /// The key the token is bound to (RFC 9449 §6.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cnf: Option<Cow<'a, Confirmation>>,
}

impl Serialize for Response<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct WithActive<'r, 'a> {
            active: bool,
            #[serde(flatten)]
            members: &'r Active<'a>,
        }
        match self {
            Self::Inactive => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("active", &false)?;
                map.end()
            }
            Self::Active(members) => WithActive { active: true, members }.serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inactive_token_tells_nothing() {
        assert_eq!(serde_json::to_string(&Response::Inactive).unwrap(), r#"{"active":false}"#);
    }

    #[test]
    fn an_active_token_tells_what_it_has() {
        let members = Active {
            scope: Cow::Owned(Scope::parse("openid").unwrap()),
            aud: Some("shop".into()),
            exp: Some(7),
            ..Active::default()
        };
        let json = serde_json::to_string(&Response::Active(Box::new(members))).unwrap();
        assert_eq!(json, r#"{"active":true,"scope":"openid","exp":7,"aud":"shop"}"#);
    }

    #[test]
    fn an_unknown_hint_is_no_hint() {
        let read = |body: &str| Request::parse(&Parameters::parse(body.as_bytes()).unwrap()).unwrap();
        assert_eq!(read("token=t&token_type_hint=pigeon").token_type_hint, None);
        let known = read("token=t&token_type_hint=refresh_token");
        assert_eq!(known.token_type_hint, Some(TokenTypeHint::RefreshToken));
    }
}
