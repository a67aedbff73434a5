//! What may be told of a person, by scope (OpenID Connect Core §5.4).

use oidc::claims::{StandardClaims, is_standard};
use oidc::scope::Scope;
use serde_json::{Map, Value};

use crate::model::offered::Offered;
use crate::model::scope::GROUPS;
use crate::model::user::User;

/// The claims of this person that this scope opens: those of the standard's scopes, and what scopes
/// of our own release.
pub fn released(user: &User, scope: &Scope, offered: &Offered) -> StandardClaims<'static> {
    let known = known(user);
    let mut named = scope
        .iter()
        .filter_map(|name| offered.scope(name))
        .flat_map(|scope| &scope.definition.claims)
        .map(String::as_str)
        .peekable();
    if named.peek().is_none() {
        return known.within(scope);
    }
    let further: Vec<&str> = named.collect();
    with(known.clone().within(scope), &further, &known, user)
}

/// What the record says of the person.
fn known(user: &User) -> StandardClaims<'static> {
    let mut claims = user.claims.clone();
    claims.preferred_username = Some(user.username.clone().into());
    claims.updated_at = Some(user.updated_at.as_secs());
    // Who has an address that nobody verified is told so, rather than left to guess.
    claims.email_verified = claims.email.is_some().then(|| claims.email_verified.unwrap_or(false));
    claims.phone_number_verified =
        claims.phone_number.is_some().then(|| claims.phone_number_verified.unwrap_or(false));
    claims
}

/// These claims, and further ones by their names. What is not known of a person is left out.
fn with(
    claims: StandardClaims<'static>,
    further: &[&str],
    known: &StandardClaims<'static>,
    user: &User,
) -> StandardClaims<'static> {
    let (mut told, all) = (members(&claims), members(known));
    for &name in further {
        let value = match name {
            GROUPS => Some(Value::from(user.groups.clone())),
            name if is_standard(name) => all.get(name).cloned(),
            name => user.attributes.get(name).or_else(|| all.get(name)).cloned(),
        };
        told.extend(value.map(|value| (name.to_owned(), value)));
    }
    serde_json::from_value(Value::Object(told)).unwrap_or(claims)
}

fn members(claims: &StandardClaims<'_>) -> Map<String, Value> {
    match serde_json::to_value(claims) {
        Ok(Value::Object(members)) => members,
        _ => Map::new(),
    }
}
