//! The facts at one sign-in, from what was loaded for it.

use oidc::authorization::UnsignedRequest;
use serde_json::Value as Json;

use super::calendar::{SECONDS_A_DAY, age, whole_days};
use super::facts::{ATTRIBUTES, Facts, Value};
use super::rule::InForce;
use super::verdict::Judged;
use crate::issue::user_claims;
use crate::login::Method;
use crate::model::client::Client;
use crate::model::told::Told;
use crate::model::user::User;
use crate::time::Time;

/// The longest text that is a fact, in bytes, and the most members of a list.
const LONGEST: usize = 500;
const MOST: usize = 200;

/// The policies, as a node keeps them.
#[derive(Clone, Copy)]
pub struct Policies<'a> {
    /// The policies that are in force.
    pub in_force: &'a InForce,
    /// How far the clocks of the live policy's zone are before UTC now, in seconds.
    pub offset: i32,
    /// The same of the shadow policy's.
    pub shadow_offset: i32,
}

impl Policies<'static> {
    /// None at all.
    pub const fn none() -> Self {
        static NOTHING: InForce = InForce { live: None, shadow: None };
        Self { in_force: &NOTHING, offset: 0, shadow_offset: 0 }
    }
}

/// What the facts are made of.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// The client that asks; none on the way to the own account.
    pub client: Option<&'a Client>,
    /// What it asks, where it does.
    pub request: Option<&'a UnsignedRequest>,
    /// The person.
    pub user: &'a User,
    /// What an upstream told of them, where they signed in there.
    pub told: Option<&'a Told>,
    /// What they proved, the first factor first.
    pub proven: &'a [Method],
    /// Whether they were signed in already.
    pub standing: bool,
    /// The address the browser asks from, where that is known.
    pub address: Option<&'a str>,
    /// The address from which their phone answers, where it does and that is known.
    pub phone_address: Option<&'a str>,
    /// Whether they signed in with this browser before.
    pub device_known: bool,
    /// Whether they had it remembered.
    pub device_remembered: bool,
}

/// Judges a sign-in: the facts, and what the policies make of them.
pub fn judge(sources: Sources<'_>, policies: Policies<'_>, now: Time) -> Judged {
    let InForce { live, shadow } = policies.in_force;
    let facts = gather(sources, policies.in_force.attributes(), policies.offset, now);
    let live = live.as_ref().map(|rules| rules.judge(&facts).record());
    let shadow = shadow.as_ref().map(|rules| {
        rules.judge(&at(facts.clone(), sources.user, sources.told, policies.shadow_offset, now)).record()
    });
    Judged { facts, live, shadow }
}

/// The facts, with these attributes of the person among them.
pub fn gather<'n>(
    sources: Sources<'_>,
    attributes: impl Iterator<Item = &'n str>,
    offset: i32,
    now: Time,
) -> Facts {
    let Sources { client, request, user, told, proven, .. } = sources;
    let text = |text: &str| Value::Text(text.to_owned());
    let names = |values: &[String]| Value::Texts(values.to_vec());
    let wanted_acr = request.map(|request| request.acr_values.clone()).unwrap_or_default();
    let prompt = request.map(|request| request.prompt.to_string()).unwrap_or_default();
    let max_age = request.and_then(|request| request.max_age).map_or(-1, i64::from);
    let proven = proven.iter().map(|method| method.as_str().to_owned()).collect::<Vec<_>>();
    let mut facts = Facts::none()
        .with("client.id", text(client.map(|client| client.id.as_str()).unwrap_or_default()))
        .with(
            "client.name",
            text(client.and_then(|client| client.metadata.client_name.as_deref()).unwrap_or_default()),
        )
        .with("login.upstream", text(told.map(|told| told.upstream.as_str()).unwrap_or_default()))
        .with("login.standing", Value::Bool(sources.standing))
        .with("login.wanted_acr", names(&wanted_acr))
        .with("user.id", text(user.id.as_str()))
        .with("user.groups", names(&user.groups))
        .with("user.created_days_ago", Value::Int(whole_days(user.created_at, now)))
        .with("device.known", Value::Bool(sources.device_known))
        .with("device.remembered", Value::Bool(sources.device_remembered))
        .with("request.prompt", Value::Texts(prompt.split_whitespace().map(str::to_owned).collect()))
        .with("request.max_age", Value::Int(max_age));
    if let Some(first) = proven.first() {
        facts = facts.with("login.first", text(first));
    }
    facts = facts.with("login.proven", Value::Texts(proven));
    if let Some(address) = sources.address {
        facts = facts.with("network.address", text(address));
    }
    if let Some(address) = sources.phone_address {
        facts = facts.with("phone.address", text(address));
    }
    let claims =
        told.map_or_else(|| user.claims.clone(), |told| user_claims::laid_over(&user.claims, &told.claims));
    let is_verified = claims.email.is_some() && claims.email_verified == Some(true);
    facts = facts.with("user.email_verified", Value::Bool(is_verified));
    if let Some((_, domain)) = claims.email.as_deref().and_then(|email| email.rsplit_once('@')) {
        facts = facts.with("user.email_domain", Value::Text(domain.to_lowercase()));
    }
    for (name, value) in attributes.filter_map(|name| attribute(user, told, name)) {
        facts = facts.with(name, value);
    }
    bounded(at(facts, user, sources.told, offset, now))
}

/// The facts that hang on the time and the person, in a zone that is so many seconds before UTC.
fn at(facts: Facts, user: &User, told: Option<&Told>, offset: i32, now: Time) -> Facts {
    let facts = at_time(facts, offset, now);
    let days = (now.as_secs() + i64::from(offset)).div_euclid(SECONDS_A_DAY);
    let born = match told.and_then(|told| told.claims.get("birthdate")) {
        Some(told) => told.as_str(),
        None => user.claims.birthdate.as_deref(),
    };
    match born.and_then(|born| age(born, days)) {
        Some(age) => facts.with("user.age", Value::Int(age)),
        None => facts.without("user.age"),
    }
}

/// The facts that hang on the time alone.
pub(crate) fn at_time(facts: Facts, offset: i32, now: Time) -> Facts {
    let local = now.as_secs() + i64::from(offset);
    let days = local.div_euclid(SECONDS_A_DAY);
    facts
        .with("time.hour", Value::Int(local.rem_euclid(SECONDS_A_DAY) / 3600))
        // The first of January 1970 was a Thursday.
        .with("time.weekday", Value::Int((days + 3).rem_euclid(7) + 1))
}

/// An attribute of a person by its name, where it can be a fact: what was told at this sign-in, or else what the
/// record says.
pub(crate) fn attribute(user: &User, told: Option<&Told>, name: &str) -> Option<(String, Value)> {
    let told = told.and_then(|told| told.claims.get(name));
    let value = told.or_else(|| user.attributes.get(name)).and_then(known)?;
    fits(&value).then(|| (format!("{ATTRIBUTES}.{name}"), value))
}

/// An attribute as a fact, where it can be one.
fn known(value: &Json) -> Option<Value> {
    match value {
        Json::Bool(value) => Some(Value::Bool(*value)),
        Json::Number(value) => value.as_i64().map(Value::Int),
        Json::String(value) => Some(Value::Text(value.clone())),
        Json::Array(values) => {
            let texts: Option<Vec<String>> =
                values.iter().map(|value| value.as_str().map(str::to_owned)).collect();
            texts.map(Value::Texts)
        }
        Json::Null | Json::Object(_) => None,
    }
}

/// Without what is too long to be kept: it is as good as missing, rather than something else.
fn bounded(facts: Facts) -> Facts {
    let too_long: Vec<String> =
        facts.iter().filter(|(_, value)| !fits(value)).map(|(name, _)| name.to_owned()).collect();
    too_long.into_iter().fold(facts, |facts, name| facts.without(&name))
}

fn fits(value: &Value) -> bool {
    match value {
        Value::Bool(_) | Value::Int(_) => true,
        Value::Text(text) => text.len() <= LONGEST,
        Value::Texts(texts) => texts.len() <= MOST && texts.iter().all(|text| text.len() <= LONGEST),
    }
}
