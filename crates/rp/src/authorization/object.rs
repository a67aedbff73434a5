//! Request objects (RFC 9101, OpenID Connect Core §6).

use jose::jwt;
use serde_json::{Map, Value, json};

use super::OBJECT_LIFETIME;
use crate::client::RequestObject;
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
    for (name, value) in members.iter().filter(|(name, _)| OUTSIDE.contains(&name.as_str())) {
        outer.push_some(name, value.as_str());
    }
    let object = match form {
        RequestObject::None => return Ok(outer),
        RequestObject::Signed(key) => {
            jwt::sign(Some(TYP), &claims(party, members, env), key).map_err(OurFault::Signing)?
        }
    };
    outer.push("request", object);
    Ok(outer)
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
