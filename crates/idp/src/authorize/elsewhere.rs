//! A request that a page began and a person answers with their phone: the steps of every authorization request, but
//! that nobody is led to a page. What is not proven by the phone is refused, and not asked for.

use oidc::parameters::Parameters;

use super::{Answer, Facts, acr, check, consent, factors, respond};
use crate::cross_device::CrossDevice;
use crate::decision::Env;
use crate::effect::Effect;
use crate::issue::seal;
use crate::login::policy::Step;
use crate::login::policy::ask::{self, Asked};
use crate::login::{Method, SignedIn};
use crate::model::sign_in::{Circumstances, Outcome, SignIn};
use crate::refusal::{Reason, Refusal};

/// Checks what a page asks for, as far as nobody answers yet.
pub(crate) fn check_begin(
    parameters: &Parameters<'_>,
    there: &CrossDevice,
    facts: Facts<'_>,
    env: &Env<'_>,
) -> Result<(), Refusal> {
    let (checked, _) = check(parameters, Some(there), facts, env.now)?;
    seal::check(checked.client, facts.sealing, env.now)
}

/// Grants what the person agreed to, if what they proved is enough for it. How it was judged is remembered either way.
pub(crate) fn grant(
    parameters: &Parameters<'_>,
    there: &CrossDevice,
    who: &SignedIn,
    facts: Facts<'_>,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Result<(), Refusal> {
    let (checked, _) = check(parameters, Some(there), facts, env.now)?;
    seal::check(checked.client, facts.sealing, env.now)?;
    let checked = checked.for_person(who, facts)?;
    let enough = match factors::next(who.proven(), false, &checked, facts, env) {
        Step::Enter => Ok(()),
        Step::Prove(due) if due.is_wish => Ok(()),
        Step::Prove(due) => {
            let wanted: Vec<&str> = due.any_of.iter().map(|method| method.as_str()).collect();
            Err(Refusal::new(Reason::FactorMissing)
                .operator(format!("beside the phone, one of: {}", wanted.join(" "))))
        }
        Step::Refuse(refusal) => Err(refusal),
    };
    let enough = enough.and_then(|()| match acr::is_reached(&checked, who.proven(), &checked.ways(facts)) {
        true => Ok(()),
        false => Err(Refusal::new(Reason::AcrUnmet).about("acr_values")),
    });
    let outcome = if enough.is_ok() { Outcome::Succeeded } else { Outcome::Refused };
    let judged = ask::record_of(
        Asked { proven: who.proven(), standing: false, request: Some(&checked.request) },
        facts,
        env,
    );
    let (agent, address) = (facts.browser.agent, facts.browser.address);
    let circumstances = Circumstances { client: Some(&checked.client.id), upstream: None, address, agent };
    let sign_in = SignIn::now(Some(who.user()), Method::Phone, outcome, circumstances, env).judged(judged);
    let sign_in = Effect::PutSignIn(sign_in);
    if let Err(refusal) = enough {
        return Err(refusal.owing(sign_in));
    }
    effects.push(sign_in);
    let (by, remembered) = consent::remember(&checked, who, facts, env);
    effects.push(remembered);
    match respond::respond(&checked, who, Some(by), facts, env, effects)? {
        Answer::Elsewhere(_) => Ok(()),
        _ => Err(Refusal::new(Reason::Internal).operator("a phone was to be answered elsewhere")),
    }
}
