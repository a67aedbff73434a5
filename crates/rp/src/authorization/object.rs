//! Request objects (RFC 9101, OpenID Connect Core §6).

use jose::{jwe, jws, jwt, nested};
use serde_json::{Map, Value, json};

use super::OBJECT_LIFETIME;
use crate::client::{RequestObject, Sealing};
use crate::message::Form;
use crate::{Env, Error, OurFault, Party};

const TYP: &str = "oauth-authz-req+jwt";
/// What must stand outside as well for providers of OpenID Connect (Core §6.1).
const OUTSIDE: [&str; 3] = ["client_id", "response_type", "scope"];

/// The parameters of a request whose members are in an object.
pub(super) fn wrap(
    party: &Party<'_>,
    form: &RequestObject,
    members: Vec<(String, Value)>,
    env: &mut Env<'_>,
) -> Result<Form, Error> {
    let mut outer = Form::default();
    if !matches!(form, RequestObject::Encrypted { .. }) {
        for (name, value) in members.iter().filter(|(name, _)| OUTSIDE.contains(&name.as_str())) {
            outer.push_some(name, value.as_str());
        }
    }
    let object = match form {
        RequestObject::None => return Ok(outer),
        RequestObject::Signed(key) => {
            jwt::sign(Some(TYP), &claims(party, members, env), key).map_err(OurFault::Signing)?
        }
        RequestObject::SignedAndEncrypted { key, alg, enc } => {
            let recipient = party.sealing_key(Sealing { alg: *alg, enc: *enc })?;
            let signed = jwt::sign(Some(TYP), &claims(party, members, env), key);
            let signed = signed.map_err(OurFault::Signing)?;
            match nested::encrypt(&signed, &recipient, *enc) {
                Ok(object) => object,
                Err(nested::Error::Encrypted(error)) => return Err(OurFault::Sealing(error).into()),
                Err(_) => return Err(OurFault::Signing(jws::Error::NotSerializable).into()),
            }
        }
        RequestObject::Encrypted { alg, enc } => {
            let recipient = party.sealing_key(Sealing { alg: *alg, enc: *enc })?;
            let claims = Value::Object(claims(party, as_listed(members), env)).to_string();
            let header = jwe::Members { typ: Some("JWE"), cty: None };
            jwe::encrypt(&header, claims.as_bytes(), &recipient, *enc).map_err(OurFault::Sealing)?
        }
    };
    outer.push("request", object);
    Ok(outer)
}

/// Who takes requests that nobody signed has `login_hint` a list, also of one.
fn as_listed(members: Vec<(String, Value)>) -> Vec<(String, Value)> {
    let listed = |(name, value): (String, Value)| match value {
        Value::String(hint) if name == "login_hint" => (name, json!([hint])),
        value => (name, value),
    };
    members.into_iter().map(listed).collect()
}

fn claims(party: &Party<'_>, members: Vec<(String, Value)>, env: &mut Env<'_>) -> Map<String, Value> {
    let own = [
        ("iss", json!(party.client.id())),
        ("aud", json!(party.provider.issuer())),
        ("jti", json!(env.secret())),
        ("iat", json!(env.now)),
        ("nbf", json!(env.now)),
        ("exp", json!(env.now + OBJECT_LIFETIME)),
    ];
    own.into_iter().map(|(name, value)| (name.to_owned(), value)).chain(members).collect()
}
