//! Claims (RFC 7519) and the checks that make them worth believing.

mod claims;
mod error;
mod expectation;

pub use claims::Claims;
pub use error::Error;
pub use expectation::{Expectation, Typ};

use crate::{SigningKey, Verified, jws};
use serde::Serialize;

/// Signs `claims` as a token of the kind `typ`.
///
/// # Errors
/// The claims can not be written as JSON, or the backend failed.
pub fn sign<C: Serialize + ?Sized>(
    typ: Option<&str>,
    claims: &C,
    key: &SigningKey,
) -> Result<String, jws::Error> {
    let payload = serde_json::to_vec(claims).map_err(|_| jws::Error::NotSerializable)?;
    jws::sign(&jws::Members { typ, cty: None }, &payload, key)
}

/// Reads the payload of a verified token as claims, and checks them against what is expected.
///
/// # Errors
/// A token of another kind, a payload that is not strict JSON, a registered claim of the wrong
/// type, or a claim that is missing or not as expected.
pub fn verify(token: Verified<Vec<u8>>, expectation: &Expectation<'_>) -> Result<Verified<Claims>, Error> {
    let (header, payload) = token.into_parts();
    expectation.check_typ(header.typ.as_deref())?;
    let claims = Claims::parse(&payload)?;
    expectation.check_claims(&claims)?;
    Ok(Verified::new(header, claims))
}
