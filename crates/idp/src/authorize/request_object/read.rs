//! What a request object says, once it is known who says it.

use jose::Verified;
use jose::jwt::{self, Claims, Expectation, Typ};
use oidc::metadata::RequestObjectSigning;
use serde_json::{Map, Value};

use super::{Object, invalid, is_agreed, only_signed, unopened};
use crate::client::profile::RequestForm;
use crate::model::client::Client;
use crate::model::issuer::Issuer;
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// The kind that a request object may say it is (RFC 9101 §10.8).
pub(super) const TYP: &str = "oauth-authz-req+jwt";

/// By how many seconds a client's clock may differ from ours.
pub(super) const LEEWAY: i64 = 60;

/// What a double holds no longer exactly, as in tokens that are signed.
const END_OF_TIME: f64 = 9_007_199_254_740_992.0;

/// The claims of a request object that this client may send.
pub(super) fn read(
    object: &Object,
    client: &Client,
    issuer: &Issuer,
    now: Time,
) -> Result<Map<String, Value>, Refusal> {
    let strict = only_signed(client);
    let claims = match object {
        Object::Absent => return Err(Reason::RequestObjectUnsupported.into()),
        Object::Untrusted(why) | Object::Unfetched(why) => {
            return Err(invalid("signed by one of the client's registered keys").operator(why.clone()));
        }
        Object::Unopened(why) => return Err(unopened(why.clone())),
        Object::Bare(_) if strict || !may_be_bare(client) => {
            return Err(invalid("signed before it is sealed"));
        }
        Object::Bare(bare) => {
            check_unsigned_times(bare.claims(), now)?;
            bare.claims().clone()
        }
        Object::Unsigned(_) if strict || !is_agreed(client, RequestObjectSigning::Unsigned) => {
            return Err(invalid("signed, as the client registered"));
        }
        Object::Unsigned(unsigned) => {
            check_unsigned_times(unsigned.claims(), now)?;
            unsigned.claims().clone()
        }
        Object::Signed(signed) => {
            if !is_agreed(client, RequestObjectSigning::Signed(signed.header().alg)) {
                return Err(invalid("signed with the algorithm the client registered"));
            }
            verify(signed.clone(), issuer, now)?.into_inner().into_members()
        }
    };
    check_life(&claims, client, now)?;
    check_parties(&claims, client, issuer, strict)?;
    Ok(claims)
}

/// Sealed and signed by nobody: where the client is held to nothing better, and registered nothing better.
fn may_be_bare(client: &Client) -> bool {
    let agreed = client.metadata.request_object_signing_alg;
    client.policy.allow_encrypted_requests
        && agreed.is_none_or(|agreed| agreed == RequestObjectSigning::Unsigned)
}

fn verify(signed: Verified<Vec<u8>>, issuer: &Issuer, now: Time) -> Result<Verified<Claims>, Refusal> {
    let names = names(issuer);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let expectation = Expectation {
        typ: typ_of(signed.header().typ.as_deref()),
        issuer: None,
        audience: None,
        required: &[],
        now: now.as_secs(),
        leeway: LEEWAY,
        accept_expired: false,
    };
    let claims = jwt::verify(signed, &expectation).map_err(|error| unbelieved(&error))?;
    let audience = claims.as_ref().audience();
    if !audience.is_empty() && !audience.iter().any(|name| names.contains(&name.as_str())) {
        return Err(invalid(format!("for {} (aud)", issuer.identifier.as_str())));
    }
    Ok(claims)
}

/// The kind that one is held to which says that it is of this kind.
pub(super) fn typ_of(said: Option<&str>) -> Typ<'static> {
    let says_so = |typ: &str| typ.trim_start_matches("application/").eq_ignore_ascii_case(TYP);
    if said.is_some_and(says_so) { Typ::Is(TYP) } else { Typ::JwtOrAbsent }
}

/// Why what it says is not believed.
pub(super) fn unbelieved(error: &jwt::Error) -> Refusal {
    let expected = match error {
        jwt::Error::Expired => "not expired",
        jwt::Error::NotYetValid | jwt::Error::IssuedInFuture => "valid already; compare the clocks",
        jwt::Error::OtherKind => "of the type oauth-authz-req+jwt or JWT",
        jwt::Error::OtherIssuer => "issued by the client that sends it (iss)",
        jwt::Error::OtherAudience => "for this issuer (aud)",
        jwt::Error::Missing(_) => "with iss, aud, exp, iat, nbf and jti",
        _ => "a JWT whose claims are strict JSON of the right types",
    };
    invalid(expected).operator(error.to_string())
}

/// Who we are to a client: the issuer, or the endpoint that it sends its requests or codes to.
fn names(issuer: &Issuer) -> [String; 3] {
    [issuer.identifier.as_str().to_owned(), issuer.authorization_endpoint(), issuer.token_endpoint()]
}

/// Where nobody vouches for a time, one that is over still says that the request is stale; and it is a time.
fn check_unsigned_times(claims: &Map<String, Value>, now: Time) -> Result<(), Refusal> {
    let is_time = |value: &Value| value.as_f64().is_some_and(|at| (0.0..END_OF_TIME).contains(&at));
    if ["exp", "nbf", "iat"].iter().any(|name| !claims.get(*name).is_none_or(is_time)) {
        return Err(invalid("with exp, nbf and iat in seconds since 1970, or without"));
    }
    let seconds = |name: &str| claims.get(name).and_then(Value::as_f64);
    let now = now.as_secs() as f64;
    if seconds("exp").is_some_and(|at| at + LEEWAY as f64 <= now) {
        return Err(invalid("not expired"));
    }
    if seconds("nbf").is_some_and(|at| at - LEEWAY as f64 > now) {
        return Err(invalid("valid already; compare the clocks"));
    }
    Ok(())
}

/// Where the client's profile bounds how long an object is good, it says so itself, from both sides where
/// requests are pushed (FAPI 2.0 Message Signing §5.3.1).
fn check_life(claims: &Map<String, Value>, client: &Client, now: Time) -> Result<(), Refusal> {
    let Some(life) = client.rules().request_object_life else { return Ok(()) };
    let (now, life) = (now.as_secs() as f64, f64::from(life));
    let seconds = |name: &str| claims.get(name).and_then(Value::as_f64);
    let within = |from: f64, to: f64| to - from <= life + LEEWAY as f64;
    let ends_in_time = seconds("exp").is_some_and(|exp| within(seconds("nbf").unwrap_or(now).min(now), exp));
    let began_lately = match seconds("nbf") {
        Some(nbf) => within(nbf, now),
        None => client.rules().request != RequestForm::Pushed,
    };
    if ends_in_time && began_lately {
        return Ok(());
    }
    let limits = if client.rules().request == RequestForm::Pushed { "nbf and exp" } else { "exp" };
    Err(invalid(format!("with {limits}, good for at most {life} seconds")))
}

/// The client speaks for itself and to us. Where only the object counts, it must say so (RFC 9101 §4);
/// elsewhere it should, and what it says must be right (OpenID Connect Core §6.1).
fn check_parties(
    claims: &Map<String, Value>,
    client: &Client,
    issuer: &Issuer,
    strict: bool,
) -> Result<(), Refusal> {
    for name in ["iss", "client_id"] {
        match claims.get(name) {
            Some(Value::String(said)) if said == client.id.as_str() => {}
            None if !(strict && name == "iss") => {}
            _ => return Err(invalid("issued by the client that sends it (iss, client_id)")),
        }
    }
    if strict && !claims.contains_key("aud") {
        return Err(invalid(format!("for {} (aud)", issuer.identifier.as_str())));
    }
    // What proves the client at the token endpoint is signed alike, and is no request (RFC 9101 §10.8).
    if claims.get("sub").and_then(Value::as_str) == Some(client.id.as_str()) {
        return Err(invalid("without the client as its sub, which makes it another kind of token"));
    }
    Ok(())
}
