//! The token endpoint's requests and responses (RFC 6749 §4 to §6).

use jose::secret::Secret;
use serde::Serialize;

use crate::parameters::{Malformed, Parameters};
use crate::pkce::CodeVerifier;
use crate::resource;
use crate::scope::Scope;

/// How long an unknown grant type may be before it is no name at all, in bytes.
pub const MAX_GRANT_TYPE: usize = 200;

words! {
    /// The grants that a client may be registered for.
    GrantType {
        /// RFC 6749 §4.1.
        AuthorizationCode = "authorization_code",
        /// RFC 6749 §4.2; registered, but never sent to the token endpoint.
        Implicit = "implicit",
        /// RFC 6749 §6.
        RefreshToken = "refresh_token",
        /// RFC 6749 §4.4.
        ClientCredentials = "client_credentials",
        /// RFC 8628 §3.4.
        DeviceCode = "urn:ietf:params:oauth:grant-type:device_code",
        /// OpenID Connect CIBA Core §4.
        Ciba = "urn:openid:params:grant-type:ciba",
    }
}

/// A token request, without the client's authentication. No `Debug`: it holds secrets.
pub enum Request {
    /// RFC 6749 §4.1.3 with RFC 7636 §4.5.
    AuthorizationCode {
        /// The code.
        code: Secret<String>,
        /// As in the authorization request, character by character.
        redirect_uri: Option<String>,
        /// What was sent as `code_verifier`.
        code_verifier: Verifier,
        /// RFC 8707 §2.2.
        resource: Vec<String>,
        /// What else is wrong with the request. A fact and not an end, as with the verifier: the
        /// code has been shown.
        flaw: Option<Malformed>,
    },
    /// RFC 6749 §6.
    RefreshToken {
        /// The refresh token.
        refresh_token: Secret<String>,
        /// A narrower scope, where one is asked for.
        scope: Option<Scope>,
        /// RFC 8707 §2.2.
        resource: Vec<String>,
    },
    /// RFC 6749 §4.4.2.
    ClientCredentials {
        /// The scope, where one is asked for.
        scope: Option<Scope>,
        /// RFC 8707 §2.2.
        resource: Vec<String>,
    },
    /// RFC 8628 §3.4.
    DeviceCode {
        /// The device code.
        device_code: Secret<String>,
        /// RFC 8707 §2.2.
        resource: Vec<String>,
    },
    /// OpenID Connect CIBA Core §10.1.
    Ciba {
        /// What the acknowledgement gave.
        auth_req_id: Secret<String>,
        /// RFC 8707 §2.2.
        resource: Vec<String>,
    },
    /// A grant type that is not spoken here.
    Unsupported {
        /// As it was sent.
        grant_type: String,
    },
}

/// What was sent as `code_verifier`. A malformed one is a fact and not an end: the code it came
/// with has been shown and must die with this attempt.
pub enum Verifier {
    /// None, or an empty one.
    Absent,
    /// Not by the grammar of RFC 7636 §4.1.
    Malformed,
    /// Well-formed.
    Presented(CodeVerifier),
}

impl Request {
    /// Reads a token request. Of a fault in the parameters, or in one of them, it is an error too,
    /// unless a code came along.
    pub fn parse(parameters: &Parameters<'_>) -> Result<Self, Malformed> {
        let request = Self::read(parameters);
        match (request, parameters.fault()) {
            (
                Ok(Self::AuthorizationCode { code, redirect_uri, code_verifier, resource, .. }),
                Some(fault),
            ) => {
                let flaw = Some(fault.clone());
                Ok(Self::AuthorizationCode { code, redirect_uri, code_verifier, resource, flaw })
            }
            (_, Some(fault)) => Err(fault.clone()),
            (request, None) => request,
        }
    }

    fn read(parameters: &Parameters<'_>) -> Result<Self, Malformed> {
        let grant_type = parameters.require("grant_type")?;
        match grant_type.parse() {
            Ok(GrantType::AuthorizationCode) => read_code(parameters),
            Ok(GrantType::RefreshToken) => Ok(Self::RefreshToken {
                refresh_token: Secret::new(parameters.require("refresh_token")?.to_owned()),
                scope: scope(parameters)?,
                resource: resource::parse(parameters)?,
            }),
            Ok(GrantType::ClientCredentials) => Ok(Self::ClientCredentials {
                scope: scope(parameters)?,
                resource: resource::parse(parameters)?,
            }),
            Ok(GrantType::DeviceCode) => Ok(Self::DeviceCode {
                device_code: Secret::new(parameters.require("device_code")?.to_owned()),
                resource: resource::parse(parameters)?,
            }),
            Ok(GrantType::Ciba) => Ok(Self::Ciba {
                auth_req_id: Secret::new(parameters.require("auth_req_id")?.to_owned()),
                resource: resource::parse(parameters)?,
            }),
            Ok(GrantType::Implicit) | Err(_) => unsupported(grant_type),
        }
    }

    /// The grant, where it is one that the token endpoint knows.
    pub const fn grant_type(&self) -> Option<GrantType> {
        match self {
            Self::AuthorizationCode { .. } => Some(GrantType::AuthorizationCode),
            Self::RefreshToken { .. } => Some(GrantType::RefreshToken),
            Self::ClientCredentials { .. } => Some(GrantType::ClientCredentials),
            Self::DeviceCode { .. } => Some(GrantType::DeviceCode),
            Self::Ciba { .. } => Some(GrantType::Ciba),
            Self::Unsupported { .. } => None,
        }
    }
}

/// A successful answer (RFC 6749 §5.1, OpenID Connect Core §3.1.3.3). No `Debug`: it is secrets.
#[derive(Serialize)]
pub struct Response {
    /// The access token.
    pub access_token: String,
    /// How it is used.
    pub token_type: TokenType,
    /// Seconds until the access token expires.
    pub expires_in: u64,
    /// The refresh token, where the client has the grant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    /// What was granted; left out where nothing was.
    #[serde(skip_serializing_if = "Scope::is_empty")]
    pub scope: Scope,
    /// The ID token, where `openid` was granted to a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token: Option<String>,
}

words! {
    /// How an access token is used.
    TokenType {
        /// RFC 6750.
        Bearer = "Bearer",
        /// RFC 9449 §5.
        Dpop = "DPoP",
    }
}

fn read_code(parameters: &Parameters<'_>) -> Result<Request, Malformed> {
    // Without one code, and one only, none has been shown.
    let code = Secret::new(parameters.require("code")?.to_owned());
    let mut flaw = None;
    let redirect_uri = unless_flawed(parameters.get("redirect_uri"), &mut flaw);
    let code_verifier = unless_flawed(parameters.get("code_verifier"), &mut flaw);
    let resource = unless_flawed(resource::parse(parameters), &mut flaw);
    Ok(Request::AuthorizationCode {
        code,
        redirect_uri: redirect_uri.map(str::to_owned),
        code_verifier: match code_verifier.map(CodeVerifier::parse) {
            None => Verifier::Absent,
            Some(Err(_)) => Verifier::Malformed,
            Some(Ok(verifier)) => Verifier::Presented(verifier),
        },
        resource,
        flaw,
    })
}

/// The value, or nothing and the first flaw.
fn unless_flawed<T: Default>(read: Result<T, Malformed>, flaw: &mut Option<Malformed>) -> T {
    read.unwrap_or_else(|malformed| {
        flaw.get_or_insert(malformed);
        T::default()
    })
}

fn scope(parameters: &Parameters<'_>) -> Result<Option<Scope>, Malformed> {
    let invalid =
        |error: crate::scope::Error| Malformed::Invalid { name: "scope", expected: error.expected() };
    parameters.get("scope")?.map(Scope::parse).transpose().map_err(invalid)
}

fn unsupported(grant_type: &str) -> Result<Request, Malformed> {
    if grant_type.len() > MAX_GRANT_TYPE || !grant_type.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Malformed::Invalid { name: "grant_type", expected: "a grant type's name" });
    }
    Ok(Request::Unsupported { grant_type: grant_type.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(body: &str) -> Result<Request, Malformed> {
        Request::parse(&Parameters::parse(body.as_bytes()).unwrap())
    }

    #[test]
    fn reads_a_code_with_its_verifier() {
        let verifier = "v".repeat(43);
        let request =
            parse(&format!("grant_type=authorization_code&code=c&code_verifier={verifier}")).unwrap();
        let Request::AuthorizationCode { code, redirect_uri: None, code_verifier, .. } = request else {
            panic!("another grant");
        };
        assert_eq!(code.expose(), "c");
        assert!(matches!(code_verifier, Verifier::Presented(sent) if sent.expose() == verifier));
    }

    #[test]
    fn a_malformed_verifier_still_shows_the_code() {
        for length in [42, 129] {
            let body = format!("grant_type=authorization_code&code=c&code_verifier={}", "v".repeat(length));
            let request = parse(&body).unwrap();
            assert!(matches!(request, Request::AuthorizationCode { code_verifier: Verifier::Malformed, .. }));
        }
    }

    #[test]
    fn any_flaw_beside_a_code_still_shows_the_code() {
        let long = format!("redirect_uri={}", "r".repeat(crate::parameters::MAX_VALUE + 1));
        let many = "&x=1".repeat(crate::parameters::MAX_PARAMETERS);
        for (flawed, parameter) in [
            ("redirect_uri=a&redirect_uri=b", Some("redirect_uri")),
            ("code_verifier=a&code_verifier=a", Some("code_verifier")),
            ("resource=relative", Some("resource")),
            ("redirect_uri=%zz", Some("redirect_uri")),
            ("unheard_of=%", Some("unheard_of")),
            (&long, Some("redirect_uri")),
            (&many, None),
        ] {
            let body = format!("grant_type=authorization_code&code=c&{flawed}");
            let Ok(Request::AuthorizationCode { code, flaw: Some(flaw), .. }) =
                Request::parse(&Parameters::read(body.as_bytes()))
            else {
                panic!("{flawed}");
            };
            assert_eq!((code.expose().as_str(), flaw.parameter()), ("c", parameter));
        }
        let body = "grant_type=authorization_code&code=c&redirect_uri=a&resource=https://a.test";
        assert!(matches!(parse(body), Ok(Request::AuthorizationCode { flaw: None, .. })));
        for none in ["code=c&code=c&x=%", "x=%", "code=%zz&x=1", "code=&x=%"] {
            let body = format!("grant_type=authorization_code&{none}");
            assert!(Request::parse(&Parameters::read(body.as_bytes())).is_err(), "{none}");
        }
    }

    #[test]
    fn a_grant_of_another_world_keeps_its_name() {
        let request = parse("grant_type=password&username=a").unwrap();
        assert!(matches!(request, Request::Unsupported { grant_type } if grant_type == "password"));
    }

    #[test]
    fn an_answer_leaves_out_what_it_has_not() {
        let response = Response {
            access_token: "a".into(),
            token_type: TokenType::Bearer,
            expires_in: 600,
            refresh_token: None,
            scope: Scope::empty(),
            id_token: None,
        };
        let json = serde_json::to_string(&response).unwrap();
        assert_eq!(json, r#"{"access_token":"a","token_type":"Bearer","expires_in":600}"#);
    }
}
