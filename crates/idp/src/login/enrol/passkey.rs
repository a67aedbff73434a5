//! A passkey is made on the way in. That it was made proves nothing yet, as nothing was signed with it: the sign-in
//! goes on where it is used.

use super::{EnrolFacts, Enrolled, Opened, check, open, owed};
use crate::account::passkeys::{Creation, Known, Made, creation, made};
use crate::decision::{Decision, Env};
use crate::login::factor::Method;
use crate::refusal::{Reason, Refusal};
use crate::webauthn::challenge::Bound;

/// Opens the page on which a passkey is made.
pub fn begin(facts: EnrolFacts<'_>, env: &mut Env<'_>) -> Decision<Result<Opened<Box<Creation>>, Refusal>> {
    let mut effects = Vec::new();
    let answer = open(Method::Passkey, facts, env, &mut effects, |person, _, _, env| {
        let relying_party = facts.relying_party.ok_or(Reason::FactorNotAsked)?;
        creation(Bound::Login(facts.handle), person, known(facts), relying_party, env).map(Box::new)
    });
    Decision::of(answer, effects)
}

/// Keeps a passkey that was made.
pub fn add(
    brought: Made<'_>,
    facts: EnrolFacts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<Enrolled, Refusal>> {
    let mut effects = Vec::new();
    let answer = check(Method::Passkey, facts, env.now).and_then(|(waiting, person, _)| {
        let (credential, spent) = made(brought, Bound::Login(facts.handle), known(facts), person, env)?;
        let client = waiting.login().client();
        let (enrolled, owed) = owed(credential, person, client, facts.authorize.credentials, env)?;
        effects.extend([spent].into_iter().chain(owed));
        Ok(enrolled)
    });
    Decision::of(answer, effects)
}

fn known(facts: EnrolFacts<'_>) -> Known<'_> {
    Known {
        credentials: facts.authorize.credentials,
        // Nothing is removed here.
        identities: true,
        relying_party: facts.relying_party,
    }
}
