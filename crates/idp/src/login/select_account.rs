//! The page where a person who is signed in says as whom to go on (`prompt=select_account`, OpenID
//! Connect Core §3.1.2.1). Another account means the sign-in page of the same request.

use oidc::parameters::Parameters;

use super::SignedIn;
use super::session;
use super::under_way::{self, Found, Stage, UnderWay};
use crate::authorize::{self, At, Wanted};
use crate::decision::{Decision, Env};
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// What to show on the page of this sign-in.
pub fn show(login: Found<'_>, facts: authorize::Facts<'_>, now: Time) -> Result<Wanted, Refusal> {
    let (login, _) = waiting(login, facts, now)?;
    authorize::wanted(&login, None, facts, now)
}

/// Decides what going on as the one signed in leads to.
pub fn go_on(
    login: Found<'_>,
    facts: authorize::Facts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<authorize::Answer, Refusal>> {
    let (login, who) = match waiting(login, facts, env.now) {
        Ok(waiting) => waiting,
        Err(refusal) => return Decision::of(Err(refusal), Vec::new()),
    };
    let request = login.request().to_owned();
    match Parameters::parse(request.as_bytes()) {
        Ok(parameters) => authorize::decide(At::Chosen { login, who }, &parameters, facts, env),
        Err(malformed) => Decision::of(Err(malformed.into()), Vec::new()),
    }
}

/// The sign-in that waits for the choice of the very person who is signed in here.
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
        (Stage::SelectAccount { user }, Some(who)) if user == who.user() => Ok((login, who)),
        _ => Err(Refusal::new(Reason::LoginUnknown).operator("not the person who was to choose")),
    }
}
