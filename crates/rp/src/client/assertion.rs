use jose::{SigningKey, jwt};
use serde::Serialize;

use crate::{Client, Env, Error, OurFault, Provider};

/// For how many seconds an assertion is good. It is used at once, and some accept no longer one.
const LIFETIME: i64 = 60;

/// To whom a client assertion is addressed (`aud`). Providers differ: see what yours wants.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AssertionAudience {
    /// The issuer, as FAPI 2.0 and RFC 7523's revision have it: no other server can use it.
    #[default]
    Issuer,
    /// The token endpoint's address, as OpenID Connect Core §9 suggests and Finland's trust network has.
    TokenEndpoint,
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    jti: String,
    iat: i64,
    exp: i64,
}

/// A client assertion (RFC 7523 §3), good once.
pub(super) fn make(
    client: &Client,
    provider: &Provider,
    key: &SigningKey,
    env: &mut Env<'_>,
) -> Result<String, Error> {
    let aud = match client.assertion_audience {
        AssertionAudience::Issuer => provider.issuer().as_str(),
        AssertionAudience::TokenEndpoint => &provider.metadata().token_endpoint,
    };
    let (iss, sub) = (client.id(), client.id());
    let claims = Claims { iss, sub, aud, jti: env.secret(), iat: env.now, exp: env.now + LIFETIME };
    Ok(jwt::sign(Some("JWT"), &claims, key).map_err(OurFault::Signing)?)
}
