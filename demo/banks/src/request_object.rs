//! Signed request objects (FTN-02, RFC 9101), perhaps sealed for the broker.

use jose::{ContentEncryption, nested};
use serde_json::{Map, Value};

use crate::client::{Registered, Said};
use crate::fault::{Fault, Rule};
use crate::house::House;
use crate::keys::SEALED_BY;

/// For how many seconds one may be good (FTN-03).
const LONGEST: i64 = 600;

/// What a client's request object says, if it counts; once.
pub(crate) fn read(house: &House, client: &Registered, object: &str) -> Result<Map<String, Value>, Fault> {
    let now = house.now();
    let opened = open(house, object)?;
    let signed = opened.as_ref().map_or(object, nested::Nested::as_str);
    let said = Said {
        name: "The request object",
        rule: Rule::Ftn03,
        error: "invalid_request_object",
        typ: Some("oauth-authz-req+jwt"),
        audience: &[house.issuer()],
        required: &["iss", "aud", "exp", "jti", "client_id"],
        longest: LONGEST,
    };
    let claims = client.verify(signed, &said, now)?.into_inner();
    if claims.text("client_id") != Some(&client.client_id) {
        return Err(Fault::object(Rule::Ftn03, "The request object has another client_id than the request."));
    }
    for name in ["request", "request_uri"] {
        if claims.get(name).is_some() {
            return Err(Fault::object(Rule::OAuth, format!("The request object holds a {name} itself.")));
        }
    }
    if !house.is_first(&client.client_id, claims.jwt_id().unwrap_or_default(), claims.expires_at(), now) {
        return Err(Fault::object(Rule::Ftn03, "The request object was used before: its jti counts once."));
    }
    Ok(claims.into_members())
}

/// What was sealed, opened; nothing where it came signed alone.
fn open(house: &House, object: &str) -> Result<Option<nested::Nested>, Fault> {
    const PARTS_OF_SEALED: usize = 5;
    if object.split('.').count() != PARTS_OF_SEALED {
        return Ok(None);
    }
    let encryptions: Vec<_> = ContentEncryption::all().collect();
    match nested::open(object, house.keys().opening(), &[SEALED_BY], &encryptions) {
        Ok(opened) => Ok(Some(opened)),
        Err(nested::Error::Encrypted(error)) => Err(Fault::object(
            Rule::Ftn07,
            format!(
                "The request object does not open: {error}. It is sealed by RSA-OAEP for our key of use enc."
            ),
        )),
        Err(error) => Err(Fault::object(
            Rule::Ftn02,
            format!("The request object is sealed, but holds no signed token: {error}."),
        )),
    }
}
