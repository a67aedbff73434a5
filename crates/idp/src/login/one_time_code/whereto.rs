//! Which address a person's codes go to.

use serde_json::Value;

use super::Address;
use crate::login::factor::{Having, Method};
use crate::model::told::Told;
use crate::model::upstream::Upstream;
use crate::model::user::User;

/// The attribute by which an administrator keeps a person from getting codes by this way.
pub const fn switch(method: Method) -> Option<&'static str> {
    match method {
        Method::EmailOtp => Some("emailotp_disabled"),
        Method::SmsOtp => Some("smsotp_disabled"),
        _ => None,
    }
}

/// Where codes of this way go: for somebody who came by an upstream whose word counts, where that said;
/// otherwise where the account says, as far as it was verified.
pub(crate) fn address(having: Having<'_>, method: Method) -> Option<Address> {
    let Having { user: person, came_by, settings, .. } = having;
    if is_switched_off(person, method) {
        return None;
    }
    let of_upstream = came_by.and_then(|(told, upstream)| of_told(told, upstream, method));
    of_upstream.or_else(|| {
        let claims = &person.claims;
        let (claim, is_verified) = match method {
            Method::EmailOtp => (claims.email.as_deref(), claims.email_verified),
            Method::SmsOtp => (claims.phone_number.as_deref(), claims.phone_number_verified),
            _ => return None,
        };
        let will_do = settings.one_time_codes.to_unverified || is_verified == Some(true);
        claim.filter(|_| will_do).and_then(|claim| Address::parse(method, claim))
    })
}

fn is_switched_off(person: &User, method: Method) -> bool {
    let value = switch(method).and_then(|name| person.attributes.get(name));
    // As text where it was brought over from a directory that knows no other.
    value.is_some_and(|value| *value == Value::Bool(true) || value.as_str() == Some("true"))
}

fn of_told(told: &Told, upstream: &Upstream, method: Method) -> Option<Address> {
    let definition = &upstream.definition;
    let (is_trusted, name, verified) = match method {
        Method::EmailOtp => (definition.trusts_email, "email", "email_verified"),
        Method::SmsOtp => (definition.trusts_phone, "phone_number", "phone_number_verified"),
        _ => return None,
    };
    let is_denied = told.claims.get(verified) == Some(&Value::Bool(false));
    let claim = told.claims.get(name).and_then(Value::as_str);
    let claim = claim.filter(|_| is_trusted && !is_denied && told.upstream == upstream.id)?;
    Address::parse(method, claim)
}
