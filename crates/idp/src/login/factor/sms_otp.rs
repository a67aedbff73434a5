//! A code sent by SMS, as a factor.

use super::{Having, Method, Proof};
use crate::decision::Env;
use crate::effect::Effect;
use crate::login::one_time_code::{self, Address, CheckFacts, Given};
use crate::login::under_way::UnderWay;
use crate::model::user::User;
use crate::refusal::Refusal;

/// Where this person's codes go, if there is a number that will do.
pub fn offered(having: Having<'_>) -> Option<Address> {
    one_time_code::address(having, Method::SmsOtp)
}

/// A proof, and what must hold with it, if this is the code that was sent.
pub(crate) fn prove(
    login: &UnderWay<'_>,
    person: &User,
    given: Option<&Given>,
    facts: CheckFacts<'_>,
    env: &Env<'_>,
) -> Result<(Proof, Vec<Effect>), Refusal> {
    let effects = one_time_code::check(login, given, Method::SmsOtp, facts, env)?;
    Ok((Proof::of(person, Method::SmsOtp), effects))
}

/// A proof by whoever typed the code in this sign-in by which their address was confirmed.
pub(crate) fn confirmed(user: &User) -> Proof {
    Proof::of(user, Method::SmsOtp)
}
