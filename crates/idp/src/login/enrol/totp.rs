//! An authenticator app is set up on the way in: its secret is shown, and a right code proves it at once.

use jose::secret::Secret;

use super::{EnrolFacts, Enrolled, Opened, check, open, owed};
use crate::account::factors::{confirmed, end, over, secret_under, wait};
use crate::decision::{Decision, Env};
use crate::effect::Effect;
use crate::login::factor::{Method, totp};
use crate::model::ticket::{TicketFacts, TicketKey, TicketKind};
use crate::refusal::{Reason, Refusal};

/// The key of the secret that waits in the sign-in with this handle.
pub fn key(handle: &str) -> TicketKey {
    TicketKey::of(TicketKind::Enrolment, handle.as_bytes())
}

/// Opens the page on which an app is set up: with the secret that waits in this sign-in, or a new one.
pub fn begin(
    found: Option<&TicketFacts>,
    facts: EnrolFacts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<Opened<Secret<Vec<u8>>>, Refusal>> {
    let mut effects = Vec::new();
    let answer = open(Method::Totp, facts, env, &mut effects, |_, waiting, effects, env| {
        let key = key(facts.handle);
        if let Some(secret) = secret_under(key, found, env.now)? {
            return Ok(secret);
        }
        let secret = totp::secret(env);
        effects.push(wait(key, None, found, &secret, waiting.login().expires_at(), env));
        Ok(secret)
    });
    Decision::of(answer, effects)
}

/// Adds the app whose secret waits, if it shows this code. With that it was proven as well; the sign-in goes on once
/// the recovery codes were shown.
pub fn confirm(
    (code, name): (&str, &str),
    found: Option<&TicketFacts>,
    facts: EnrolFacts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<Enrolled, Refusal>> {
    let mut effects = Vec::new();
    let answer = confirm_it((code, name), found, facts, env, &mut effects);
    Decision::of(answer, effects)
}

fn confirm_it(
    (code, name): (&str, &str),
    found: Option<&TicketFacts>,
    facts: EnrolFacts<'_>,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Result<Enrolled, Refusal> {
    let why_over = || over(key(facts.handle), found);
    let (waiting, person, _) = check(Method::Totp, facts, env.now).map_err(|refusal| match why_over() {
        // Of whoever set it up just now it is no longer asked.
        shown if shown.reason == Reason::EnrolmentCodesShown => shown,
        _ => refusal,
    })?;
    let secret = secret_under(key(facts.handle), found, env.now)?;
    let (secret, found) = secret.zip(found).ok_or_else(why_over)?;
    let (proof, kept) = totp::prove_new(person, &secret, code, env.now)?;
    let credential = confirmed(&kept, name, person, env)?;
    let client = waiting.login().client().cloned();
    waiting.go_on_with(&proof, facts.authorize, env, effects)?;
    let (enrolled, owed) = owed(credential, person, client.as_ref(), facts.authorize.credentials, env)?;
    effects.push(end(found, enrolled.codes.is_some(), env));
    effects.extend(owed);
    Ok(enrolled)
}
