//! What may be told of a person, by scope and by name (OpenID Connect Core §5.4, §5.5).

use oidc::claims::request::{Requested, Wanted};
use oidc::claims::{StandardClaims, is_registered, is_standard};
use oidc::scope::Scope;
use serde_json::{Map, Value};

use crate::model::offered::Offered;
use crate::model::scope::GROUPS;
use crate::model::told::Told;
use crate::model::user::User;

/// The claims of this person that this scope opens: those of the standard's scopes, and what scopes
/// of our own release.
pub fn released(
    user: &User,
    told: Option<&Told>,
    scope: &Scope,
    offered: &Offered,
) -> StandardClaims<'static> {
    let known = known(user, told);
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
    let all = members(&known);
    with(known.within(scope), &further, &all, user, told)
}

/// These claims, and those asked for by name (OpenID Connect Core §5.5), as far as they are known of
/// the person and have a value that was asked for.
pub fn and_requested(
    claims: StandardClaims<'static>,
    requested: &Requested,
    user: &User,
    told: Option<&Told>,
) -> StandardClaims<'static> {
    if requested.is_empty() {
        return claims;
    }
    let known = members(&known(user, told));
    let fits = |(name, wanted): &(&String, &Wanted)| {
        value(name, &known, user, told).is_some_and(|value| wanted.allows(&value))
    };
    let further: Vec<&str> = requested.iter().filter(fits).map(|(name, _)| name.as_str()).collect();
    with(claims, &further, &known, user, told)
}

/// What the record says of the person, and over it what an upstream told at this sign-in.
fn known(user: &User, told: Option<&Told>) -> StandardClaims<'static> {
    let mut claims = told.map_or_else(|| user.claims.clone(), |told| laid_over(&user.claims, &told.claims));
    // An account that an upstream made is called by its identifier: no name, and not to be told where `sub`
    // is another for each client.
    if user.username != user.id.as_str() {
        claims.preferred_username = Some(user.username.clone().into());
    }
    claims.updated_at = Some(user.updated_at.as_secs());
    // Who has an address that nobody verified is told so, rather than left to guess.
    claims.email_verified = claims.email.is_some().then(|| claims.email_verified.unwrap_or(false));
    claims.phone_number_verified =
        claims.phone_number.is_some().then(|| claims.phone_number_verified.unwrap_or(false));
    claims
}

/// The standard claims of the record with those that were told in their place. Whether an address is verified
/// is said of that address alone: what the record says is nothing about another one, and what is told without
/// an address is nothing about the record's.
pub(crate) fn laid_over(
    record: &StandardClaims<'static>,
    told: &Map<String, Value>,
) -> StandardClaims<'static> {
    let mut claims = members(record);
    let mut about_nothing = Vec::new();
    for (of, verified) in [("email", "email_verified"), ("phone_number", "phone_number_verified")] {
        match told.get(of) {
            None => about_nothing.push(verified),
            Some(told) if claims.get(of) == Some(told) => {}
            Some(_) => drop(claims.remove(verified)),
        }
    }
    let standard =
        told.iter().filter(|(name, _)| is_standard(name) && !about_nothing.contains(&name.as_str()));
    claims.extend(standard.map(|(name, value)| (name.clone(), value.clone())));
    serde_json::from_value(Value::Object(claims)).unwrap_or_else(|_| record.clone())
}

/// These claims, and further ones by their names. What is not known of a person is left out.
fn with(
    claims: StandardClaims<'static>,
    further: &[&str],
    all: &Map<String, Value>,
    user: &User,
    told: Option<&Told>,
) -> StandardClaims<'static> {
    let mut released = members(&claims);
    for &name in further {
        released.extend(value(name, all, user, told).map(|value| (name.to_owned(), value)));
    }
    serde_json::from_value(Value::Object(released)).unwrap_or(claims)
}

/// One claim by its name. What a protocol means by a name is never told as something about a person.
fn value(name: &str, all: &Map<String, Value>, user: &User, told: Option<&Told>) -> Option<Value> {
    let just_told = || told.and_then(|told| told.claims.get(name));
    match name {
        GROUPS => Some(Value::from(user.groups.clone())),
        name if is_standard(name) => all.get(name).cloned(),
        name if is_registered(name) => None,
        name => just_told().or_else(|| user.attributes.get(name)).or_else(|| all.get(name)).cloned(),
    }
}

fn members(claims: &StandardClaims<'_>) -> Map<String, Value> {
    match serde_json::to_value(claims) {
        Ok(Value::Object(members)) => members,
        _ => Map::new(),
    }
}
