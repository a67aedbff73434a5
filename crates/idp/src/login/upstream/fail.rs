//! When nothing came of it.

use oidc::parameters::Parameters;

use crate::authorize::{self, At};
use crate::decision::{Decision, Env};
use crate::effect::Effect;
use crate::login::Method;
use crate::login::under_way::{self, Browser, Found, UnderWay};
use crate::model::sign_in::{Circumstances, Outcome, SignIn};
use crate::model::upstream::UpstreamId;
use crate::model::user::UserId;
use crate::refusal::Refusal;

/// Ends the sign-in of somebody who was sent to an upstream, or was to be, for this reason: their client
/// hears it; where none waits, the person does.
pub fn fail(
    login: Found<'_>,
    upstream: &UpstreamId,
    refusal: Refusal,
    facts: authorize::Facts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<std::convert::Infallible, Refusal>> {
    match under_way::resume(login, facts.browser, env.now) {
        Ok(login) => Decision::of(Err(failed(login, upstream, None, refusal, facts, env)), Vec::new()),
        Err(gone) => Decision::of(Err(gone), Vec::new()),
    }
}

/// The refusal on its way to whoever waits, owing the end of the sign-in and the memory of it.
pub(super) fn failed(
    login: UnderWay<'_>,
    upstream: &UpstreamId,
    user: Option<&UserId>,
    refusal: Refusal,
    facts: authorize::Facts<'_>,
    env: &mut Env<'_>,
) -> Refusal {
    let remembered =
        Effect::PutSignIn(remember(&login, upstream, user, Outcome::Refused, facts.browser, env));
    let refusal = refusal.owing(remembered);
    if login.account().is_some() {
        return refusal.owing_all(login.finish());
    }
    let request = login.request().to_owned();
    let parameters = match Parameters::parse(request.as_bytes()) {
        Ok(parameters) => parameters,
        Err(malformed) => return Refusal::from(malformed).owing_all(refusal.effects),
    };
    let Decision { answer, effects } =
        authorize::decide(At::Failed { login, refusal }, &parameters, facts, env);
    match answer {
        // What the refusal owes was taken out of it, and is owed still.
        Err(refusal) => refusal.owing_all(effects),
        Ok(_) => crate::refusal::Reason::Internal.into(),
    }
}

/// That somebody signed in at this upstream, or did not.
pub(super) fn remember(
    login: &UnderWay<'_>,
    upstream: &UpstreamId,
    user: Option<&UserId>,
    outcome: Outcome,
    browser: Browser<'_>,
    env: &mut Env<'_>,
) -> SignIn {
    let Browser { agent, address, .. } = browser;
    let circumstances = Circumstances { client: login.client(), upstream: Some(upstream), address, agent };
    SignIn::now(user, Method::Upstream, outcome, circumstances, env)
}
