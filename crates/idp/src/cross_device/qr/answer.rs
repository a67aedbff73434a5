//! What a person says to an attempt on their phone: that they agree, to exactly this; or that they do not.

use oidc::parameters::Parameters;

use super::scan::told;
use super::{Attempt, Ended, State, request_of};
use crate::authorize::{self, elsewhere};
use crate::decision::{Decision, Env};
use crate::effect::Effect;
use crate::login::factor::phone::{Unlocking, prove, speaking};
use crate::login::proven::Proven;
use crate::login::session;
use crate::login::under_way::Browser;
use crate::model::client::Client;
use crate::model::credential::Credential;
use crate::model::event::{Actor, Event, EventKind};
use crate::model::phone::{Phone, Verification};
use crate::model::phone_service::Authenticator;
use crate::model::ticket::TicketFacts;
use crate::model::user::User;
use crate::phone::message::{self, Approval};
use crate::refusal::{Reason, Refusal};

/// What is known when a phone answers.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// The attempt, if there is one of this name.
    pub found: Option<&'a TicketFacts>,
    /// The phone that speaks, and whose it is.
    pub phone: Option<(&'a Credential, &'a User)>,
    /// What came with its message.
    pub unlocking: Unlocking<'a>,
    /// The address that the phone asks from, where that is known.
    pub address: Option<&'a str>,
    /// As for every authorization request: the client is the attempt's, the person the phone's.
    pub authorize: authorize::Facts<'a>,
}

/// The person agrees.
pub fn approve(approval: &Approval, facts: Facts<'_>, env: &mut Env<'_>) -> Decision<Result<(), Refusal>> {
    let mut effects = Vec::new();
    let answer = approved(approval, facts, env, &mut effects);
    Decision::of(answer.map_err(Refusal::direct), effects)
}

fn approved(
    approval: &Approval,
    facts: Facts<'_>,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Result<(), Refusal> {
    let (credential, user, phone) = speaking(facts.phone)?;
    let attempt = Attempt::read(facts.found)?;
    let phone_name = credential.id.text();
    // Its answer may have been lost on the way.
    if attempt.body.state == (State::Answered { phone: phone_name.clone() }) {
        return Ok(());
    }
    let number = attempt.scanned_by(credential.id, env.now)?;
    if approval.service != attempt.body.client.as_str() {
        return Err(message::invalid("it agrees to another service (service)".to_owned()));
    }
    let used = prove(credential, user, &phone, facts.unlocking, env.now)?;
    let typed = approval.number.text();
    if !jose::constant_time::eq(typed.as_bytes(), number.to_string().as_bytes()) {
        // Who types another number looks at another page than the one that waits.
        return Err(Refusal::new(Reason::NumberWrong)
            .owing(used.effect)
            .owing(attempt.advance(State::Ended { phone: phone_name, why: Ended::WrongNumber })));
    }
    let agreed = agreed(approval, &attempt, user)?;
    let request = request_of(&attempt.body.client, &attempt.body.redirect_uri, agreed.into_iter());
    let there = &attempt.body.there;
    let browser = Browser {
        agent: attempt.body.agent.as_deref(),
        address: there.shown.address.as_deref(),
        phone: facts.address,
        ..Browser::default()
    };
    let authorize = authorize::Facts { person: Some(user), standing: None, browser, ..facts.authorize };
    let who = session::alone(Proven::by_proof(&used.proof, env.now), authorize.settings, env);
    effects.push(used.effect);
    let parameters = Parameters::parse(request.as_bytes())?;
    let granted = check_role(authorize.client, user, &phone)
        .and_then(|()| elsewhere::grant(&parameters, there, &who, authorize, env, effects));
    if let Err(refusal) = granted {
        // The phone proved its person all the same, and the page is told that nothing comes of it.
        let proved = effects.drain(..1);
        let ended = attempt.advance(State::Ended { phone: phone_name, why: Ended::Refused });
        return Err(refusal.owing_all(proved).owing(ended));
    }
    effects.push(attempt.advance(State::Answered { phone: phone_name }));
    Ok(())
}

/// Whether what the phone shows is enough for what the person is in the service.
fn check_role(client: Option<&Client>, user: &User, phone: &Phone) -> Result<(), Refusal> {
    let unlocked = match phone.verification {
        Verification::Pin { .. } => Authenticator::Pin,
        Verification::Passkey(_) => Authenticator::Biometric,
    };
    let service = client.and_then(|client| client.policy.service.as_ref());
    service.map_or(Ok(()), |service| service.check_proven(user, &[Authenticator::Device, unlocked].into()))
}

/// The claims that may be told: what the person agreed to of what was asked, all among it that the service cannot do
/// without.
fn agreed<'a>(approval: &'a Approval, attempt: &Attempt<'_>, user: &User) -> Result<Vec<&'a str>, Refusal> {
    let asked = told(&attempt.body.data, user);
    let is_agreed = |claim: &str| approval.data.iter().any(|agreed| agreed == claim);
    let lacking = asked.iter().find(|(it, value)| it.required && (value.is_none() || !is_agreed(&it.claim)));
    if let Some((lacking, _)) = lacking {
        return Err(Refusal::new(Reason::RequiredDataMissing).about(lacking.claim.clone()));
    }
    if let Some(other) = approval.data.iter().find(|claim| !asked.iter().any(|(it, _)| it.claim == **claim)) {
        return Err(message::invalid(format!("it agrees to what was not asked: {other}")));
    }
    Ok(approval.data.iter().map(String::as_str).collect())
}

/// The person does not agree: because they would rather not, or because it was not they who began. That takes nothing
/// but their phone.
pub fn decline(
    ended: Ended,
    found: Option<&TicketFacts>,
    phone: Option<(&Credential, &User)>,
    env: &mut Env<'_>,
) -> Decision<Result<(), Refusal>> {
    let mut effects = Vec::new();
    let answer = declined(ended, found, phone, env, &mut effects);
    Decision::of(answer, effects)
}

fn declined(
    ended: Ended,
    found: Option<&TicketFacts>,
    phone: Option<(&Credential, &User)>,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Result<(), Refusal> {
    let (credential, user, _) = speaking(phone)?;
    let attempt = Attempt::read(found)?;
    let ended_so = State::Ended { phone: credential.id.text(), why: ended };
    if attempt.body.state == ended_so {
        return Ok(());
    }
    attempt.scanned_by(credential.id, env.now)?;
    effects.push(attempt.advance(ended_so));
    if ended == Ended::NotMe {
        let by = Actor::User(user.id.clone());
        let event = Event::of_user(EventKind::PhoneNotMe, &by, &user.id, env);
        let event = match &attempt.body.there.shown.address {
            Some(address) => event.about("address", address.as_str()),
            None => event,
        };
        let event = Event { client: Some(attempt.body.client.clone()), ..event };
        effects.push(Effect::PutEvent(event));
    }
    Ok(())
}
