//! The consent page: what it shows, and what the person's word leads to.

use oidc::parameters::Parameters;

use super::SignedIn;
use super::session;
use super::under_way::{self, Found, Stage, UnderWay};
use crate::authorize::{self, At, Wanted};
use crate::decision::{Decision, Env};
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// What to show on the consent page of this sign-in.
pub fn show(login: Found<'_>, facts: authorize::Facts<'_>, now: Time) -> Result<Wanted, Refusal> {
    let (login, who) = waiting(login, facts, now)?;
    authorize::wanted(&login, Some(&who), facts, now)
}

/// Decides what the person's word leads to.
pub fn answer(
    login: Found<'_>,
    allowed: bool,
    facts: authorize::Facts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<authorize::Answer, Refusal>> {
    let (login, who) = match waiting(login, facts, env.now) {
        Ok(waiting) => waiting,
        Err(refusal) => return Decision::of(Err(refusal), Vec::new()),
    };
    let request = login.request().to_owned();
    match Parameters::parse(request.as_bytes()) {
        Ok(parameters) => authorize::decide(At::Answered { login, who, allowed }, &parameters, facts, env),
        Err(malformed) => Decision::of(Err(malformed.into()), Vec::new()),
    }
}

/// The sign-in that waits for the word of the very person who is signed in here.
fn waiting<'a>(
    login: Found<'a>,
    facts: authorize::Facts<'_>,
    now: Time,
) -> Result<(UnderWay<'a>, SignedIn), Refusal> {
    let login = under_way::resume(login, facts.browser, now)?;
    let who = match facts.standing {
        Some(standing) => session::revive(standing, now)?,
        None => None,
    };
    match (login.stage(), who) {
        (Stage::Consent { user, held }, Some(who))
            if user == who.user() && held.is_some() == who.is_held() =>
        {
            Ok((login, who))
        }
        _ => Err(Refusal::new(Reason::LoginUnknown).operator("not the person whose consent is waited for")),
    }
}
