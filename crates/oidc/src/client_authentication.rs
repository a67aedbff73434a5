//! Client authentication: what a request presented, not whether it is right (RFC 6749 §2.3,
//! OpenID Connect Core §9).

use std::fmt;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use jose::secret::Secret;

use crate::parameters::{Malformed, Parameters, decode_form};

/// How long an `Authorization` header is read, in bytes.
pub const MAX_HEADER: usize = 16 * 1024;

/// The only `client_assertion_type` (RFC 7523 §2.2).
pub const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Parameters that may never stand in an address, which is kept in logs and histories.
const NEVER_IN_QUERY: [&str; 8] = [
    "client_secret",
    "client_assertion",
    "code",
    "code_verifier",
    "refresh_token",
    "access_token",
    "token",
    "password",
];

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

words! {
    /// How a client is registered to authenticate (`token_endpoint_auth_method`).
    Method {
        /// Client id and secret in the `Authorization` header.
        ClientSecretBasic = "client_secret_basic",
        /// Client id and secret in the body.
        ClientSecretPost = "client_secret_post",
        /// A JWT under the client secret.
        ClientSecretJwt = "client_secret_jwt",
        /// A JWT under the client's private key.
        PrivateKeyJwt = "private_key_jwt",
        /// A certificate that an authority vouches for, with a registered name (RFC 8705 §2.1).
        TlsClientAuth = "tls_client_auth",
        /// A certificate that nobody need have signed, for a registered key (RFC 8705 §2.2).
        SelfSignedTlsClientAuth = "self_signed_tls_client_auth",
        /// A public client.
        None = "none",
    }
}

/// What was presented. No `Debug`: it holds secrets.
pub enum Presented {
    /// No client at all.
    NoClient,
    /// A client id and nothing to prove it.
    None {
        /// As it was sent.
        client_id: String,
    },
    /// HTTP Basic, decoded.
    SecretBasic {
        /// The user name.
        client_id: String,
        /// The password; may be empty.
        secret: Secret<String>,
    },
    /// `client_secret` in the body.
    SecretPost {
        /// As it was sent.
        client_id: String,
        /// As it was sent; never empty.
        secret: Secret<String>,
    },
    /// `client_assertion` in the body, unread.
    Assertion {
        /// Beside the assertion a `client_id` is optional; where it is sent it must be its subject.
        client_id: Option<String>,
        /// The JWT as it was sent.
        assertion: Secret<String>,
    },
}

impl Presented {
    /// Reads what an `Authorization` header and a form body present together.
    ///
    /// A `client_id` in the body beside Basic is no second method as long as it is the same.
    pub fn parse(authorization: Option<&str>, body: &Parameters<'_>) -> Result<Self, Fault> {
        let basic = authorization.map(basic).transpose()?;
        let client_id = body.get("client_id")?;
        let secret = body.get("client_secret")?;
        let assertion = body.get("client_assertion")?;
        let assertion_type = body.get("client_assertion_type")?;
        if usize::from(basic.is_some()) + usize::from(secret.is_some()) + usize::from(assertion.is_some()) > 1
        {
            return Err(Fault::SeveralMethods);
        }
        let named = client_id.map(str::to_owned);
        if let Some((user, password)) = basic {
            if named.is_some_and(|named| named != user) {
                return Err(Fault::ClientIdMismatch);
            }
            return Ok(Self::SecretBasic { client_id: user, secret: password });
        }
        if assertion.is_some() || assertion_type.is_some() {
            let assertion = assertion.ok_or(Malformed::Missing { name: "client_assertion" })?;
            if assertion_type.ok_or(Malformed::Missing { name: "client_assertion_type" })? != JWT_BEARER {
                return Err(Fault::AssertionType);
            }
            let assertion = Secret::new(assertion.to_owned());
            return Ok(Self::Assertion { client_id: named, assertion });
        }
        match (named, secret) {
            (Some(client_id), Some(secret)) => {
                Ok(Self::SecretPost { client_id, secret: Secret::new(secret.to_owned()) })
            }
            (Some(client_id), None) => Ok(Self::None { client_id }),
            (None, Some(_)) => Err(Malformed::Missing { name: "client_id" }.into()),
            (None, None) => Ok(Self::NoClient),
        }
    }

    /// The client id that is claimed, where one is in plain sight.
    pub fn client_id(&self) -> Option<&str> {
        match self {
            Self::NoClient => None,
            Self::None { client_id }
            | Self::SecretBasic { client_id, .. }
            | Self::SecretPost { client_id, .. } => Some(client_id),
            Self::Assertion { client_id, .. } => client_id.as_deref(),
        }
    }
}

/// Refuses secrets in an address (RFC 6749 §2.3.1): the query of a request whose parameters belong
/// into its body.
pub fn check_query(query: &Parameters<'_>) -> Result<(), Fault> {
    match NEVER_IN_QUERY.into_iter().find(|name| query.contains(name)) {
        Some(name) => Err(Fault::SecretInQuery { name }),
        None => Ok(()),
    }
}

/// Why no one client could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// A parameter's form.
    Malformed(Malformed),
    /// More than one method in one request (RFC 6749 §2.3).
    SeveralMethods,
    /// The header and the body name different clients.
    ClientIdMismatch,
    /// The header's scheme is not Basic.
    UnsupportedScheme,
    /// The header is Basic, but not base64 of form-encoded `user:password`.
    BasicMalformed,
    /// A `client_assertion_type` other than [`JWT_BEARER`].
    AssertionType,
    /// A secret stands in the address.
    SecretInQuery {
        /// Which parameter.
        name: &'static str,
    },
}

impl From<Malformed> for Fault {
    fn from(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed(malformed) => return malformed.fmt(f),
            Self::SecretInQuery { name } => {
                return write!(f, "The parameter {name} must be sent in the body, never in the address.");
            }
            Self::SeveralMethods => "A request must use one method of client authentication only.",
            Self::ClientIdMismatch => "The client_id in the body is not the one in the Authorization header.",
            Self::UnsupportedScheme => "The Authorization header must use the scheme Basic here.",
            Self::BasicMalformed => {
                "The Authorization header must be Basic with base64 of the form-encoded client id, a colon \
                 and the form-encoded client secret."
            }
            Self::AssertionType => {
                "The parameter client_assertion_type must be \
                 urn:ietf:params:oauth:client-assertion-type:jwt-bearer."
            }
        })
    }
}

impl std::error::Error for Fault {}

/// User and password are form-encoded before they are joined (RFC 6749 §2.3.1).
fn basic(header: &str) -> Result<(String, Secret<String>), Fault> {
    let (scheme, credentials) = header.split_once(' ').unwrap_or((header, ""));
    if !scheme.eq_ignore_ascii_case("Basic") {
        return Err(Fault::UnsupportedScheme);
    }
    if header.len() > MAX_HEADER {
        return Err(Fault::BasicMalformed);
    }
    let joined = BASE64.decode(credentials.trim_matches(' ')).map_err(|_| Fault::BasicMalformed)?;
    let joined = Secret::new(joined);
    let colon = joined.expose().iter().position(|&byte| byte == b':').ok_or(Fault::BasicMalformed)?;
    let user = decode_form(&joined.expose()[..colon]).ok_or(Fault::BasicMalformed)?;
    let password = decode_form(&joined.expose()[colon + 1..]).ok_or(Fault::BasicMalformed)?;
    if user.is_empty() {
        return Err(Fault::BasicMalformed);
    }
    Ok((user.into_owned(), Secret::new(password.into_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(authorization: Option<&str>, body: &str) -> Result<Presented, Fault> {
        Presented::parse(authorization, &Parameters::parse(body.as_bytes()).unwrap())
    }

    fn header(joined: &str) -> String {
        format!("Basic {}", BASE64.encode(joined))
    }

    #[test]
    fn decodes_user_and_password_of_basic() {
        // RFC 6749 §2.3.1: each half is form-encoded by itself.
        let presented = parse(Some(&header("a%3Ab+c:p%2Bq:r")), "").unwrap();
        let Presented::SecretBasic { client_id, secret } = presented else { panic!("another method") };
        assert_eq!((client_id.as_str(), secret.expose().as_str()), ("a:b c", "p+q:r"));
    }

    #[test]
    fn reads_basic_in_any_case_and_without_padding() {
        let header = header("client:secret").replace("Basic ", "bAsIc  ");
        assert!(matches!(parse(Some(header.trim_end_matches('=')), ""), Ok(Presented::SecretBasic { .. })));
    }

    #[test]
    fn a_client_id_in_the_body_beside_basic_is_no_second_method() {
        assert!(matches!(parse(Some(&header("a:b")), "client_id=a"), Ok(Presented::SecretBasic { .. })));
    }

    #[test]
    fn reads_every_other_method() {
        assert!(matches!(parse(None, ""), Ok(Presented::NoClient)));
        assert!(matches!(parse(None, "client_id=a"), Ok(Presented::None { client_id }) if client_id == "a"));
        assert!(matches!(parse(None, "client_id=a&client_secret="), Ok(Presented::None { .. })));
        assert!(matches!(
            parse(None, "client_id=a&client_secret=b"),
            Ok(Presented::SecretPost { secret, .. }) if secret.expose() == "b"
        ));
        let assertion = format!("client_assertion=x.y.z&client_assertion_type={JWT_BEARER}");
        assert!(matches!(
            parse(None, &assertion),
            Ok(Presented::Assertion { client_id: None, assertion }) if assertion.expose() == "x.y.z"
        ));
    }
}
