//! The facts at one sign-in, from what was loaded for it.

use oidc::authorization::UnsignedRequest;
use serde_json::Value as Json;

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

const SECONDS_A_DAY: i64 = 86_400;

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
    let claims =
        told.map_or_else(|| user.claims.clone(), |told| user_claims::laid_over(&user.claims, &told.claims));
    let is_verified = claims.email.is_some() && claims.email_verified == Some(true);
    facts = facts.with("user.email_verified", Value::Bool(is_verified));
    if let Some((_, domain)) = claims.email.as_deref().and_then(|email| email.rsplit_once('@')) {
        facts = facts.with("user.email_domain", Value::Text(domain.to_lowercase()));
    }
    for name in attributes {
        let told = told.and_then(|told| told.claims.get(name));
        if let Some(value) = told.or_else(|| user.attributes.get(name)).and_then(known) {
            facts = facts.with(format!("{ATTRIBUTES}.{name}"), value);
        }
    }
    bounded(at(facts, user, sources.told, offset, now))
}

/// The facts that hang on the time, in a zone that is so many seconds before UTC.
fn at(facts: Facts, user: &User, told: Option<&Told>, offset: i32, now: Time) -> Facts {
    let local = now.as_secs() + i64::from(offset);
    let days = local.div_euclid(SECONDS_A_DAY);
    let facts = facts
        .with("time.hour", Value::Int(local.rem_euclid(SECONDS_A_DAY) / 3600))
        // The first of January 1970 was a Thursday.
        .with("time.weekday", Value::Int((days + 3).rem_euclid(7) + 1));
    let born = match told.and_then(|told| told.claims.get("birthdate")) {
        Some(told) => told.as_str(),
        None => user.claims.birthdate.as_deref(),
    };
    match born.and_then(|born| age(born, days)) {
        Some(age) => facts.with("user.age", Value::Int(age)),
        None => facts.without("user.age"),
    }
}

fn whole_days(from: Time, to: Time) -> i64 {
    (to.as_secs() - from.as_secs()).div_euclid(SECONDS_A_DAY)
}

/// Full years between a date of birth (`YYYY-MM-DD`) and a day; none where it is no full date, or is yet to come.
fn age(born: &str, today: i64) -> Option<i64> {
    let mut parts = born.splitn(3, '-');
    let mut number = |digits: usize| {
        let part = parts.next()?;
        let is_whole = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
        is_whole.then(|| part.parse::<i64>().ok()).flatten()
    };
    let (year, month, day) = (number(4)?, number(2)?, number(2)?);
    // A year of zeros says that it is not told (OpenID Connect Core §5.1).
    if year == 0 || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let (this_year, this_month, this_day) = date(today);
    let years = this_year - year - i64::from((this_month, this_day) < (month, day));
    (years >= 0).then_some(years)
}

/// Year, month and day of a day counted from the first of January 1970, in the Gregorian calendar.
fn date(days: i64) -> (i64, i64, i64) {
    /// Days from the first of March of the year 0.
    const MARCH: i64 = 719_468;
    const DAYS_IN_400_YEARS: i64 = 146_097;
    let since = days + MARCH;
    let cycle = since.div_euclid(DAYS_IN_400_YEARS);
    let day_of_cycle = since.rem_euclid(DAYS_IN_400_YEARS);
    let year_of_cycle =
        (day_of_cycle - day_of_cycle / 1460 + day_of_cycle / 36_524 - day_of_cycle / 146_096) / 365;
    let day_of_year = day_of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
    // Counted from March, five months have 153 days.
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    (cycle * 400 + year_of_cycle + i64::from(month <= 2), month, day)
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
    let fits = |value: &Value| match value {
        Value::Bool(_) | Value::Int(_) => true,
        Value::Text(text) => text.len() <= LONGEST,
        Value::Texts(texts) => texts.len() <= MOST && texts.iter().all(|text| text.len() <= LONGEST),
    };
    let too_long: Vec<String> =
        facts.iter().filter(|(_, value)| !fits(value)).map(|(name, _)| name.to_owned()).collect();
    too_long.into_iter().fold(facts, |facts, name| facts.without(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_dates() {
        for (days, expected) in [
            (0, (1970, 1, 1)),
            (-1, (1969, 12, 31)),
            (59, (1970, 3, 1)),
            (11_016, (2000, 2, 29)),
            (11_017, (2000, 3, 1)),
            (20_779, (2026, 11, 22)),
            (47_541, (2100, 3, 1)),
        ] {
            assert_eq!(date(days), expected, "{days}");
        }
    }

    #[test]
    fn somebody_is_a_year_older_on_their_birthday_and_not_the_day_before() {
        let today = 20_779;
        for (born, expected) in [
            ("2008-11-22", Some(18)),
            ("2008-11-23", Some(17)),
            ("2026-11-22", Some(0)),
            ("2026-11-23", None),
            ("0000-11-22", None),
            ("2008", None),
            ("2008-11", None),
            ("2008-13-01", None),
            ("2008-1-1", None),
            ("+008-11-22", None),
        ] {
            assert_eq!(age(born, today), expected, "{born}");
        }
    }
}
