//! `authorization_code` (RFC 6749 §4.1.3, RFC 7636 §4.5): one attempt per code.

use oidc::token::Verifier;

use super::Facts;
use super::refresh_token;
use crate::authorize::code::{Code, Grant};
use crate::client::authenticate::AuthenticatedClient;
use crate::client::rehearsal;
use crate::decision::Env;
use crate::effect::{Effect, RevokedBecause};
use crate::issue::given::Asked;
use crate::issue::{self, Tokens};
use crate::model::family::FamilyFacts;
use crate::model::ticket::TicketFacts;
use crate::refusal::{Reason, Refusal};

/// What is shown beside a code.
pub(super) struct Shown<'a> {
    pub(super) redirect_uri: Option<&'a str>,
    pub(super) code_verifier: &'a Verifier,
}

/// Exchanges a code. Whoever presents it, rightly or wrongly, uses it up: a code that somebody
/// could try twice could be tried by two.
pub(super) fn exchange(
    client: AuthenticatedClient<'_>,
    shown: &Shown<'_>,
    resources: &[String],
    facts: Facts<'_>,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Result<Tokens, Refusal> {
    let ticket = facts.ticket.ok_or_else(|| Refusal::new(Reason::CodeUnknown).about("code"))?;
    // Removed before the code that hangs on it: its time is long over, and nothing is left to revoke.
    let family = ticket.family.as_ref().ok_or_else(|| Refusal::new(Reason::CodeExpired).about("code"))?;
    check_unused(ticket, family, env)?;
    let code: Code = crate::model::ticket::decode(&ticket.body)?;
    if let Err(refusal) = check_bindings(&code, client, shown) {
        return Err(misused(refusal, ticket, family));
    }
    let asked = Asked { scope: None, resources };
    let given = asked.of(&code.grant, client.client(), family, facts);
    let given = given.map_err(|refusal| misused(refusal, ticket, family))?;
    effects.push(Effect::Spend(ticket.key));
    let (proven, client) = (client, client.client());
    let grant = Grant { key: refresh_token::key_of(proven), ..code.grant };
    let refresh =
        client.may_refresh().then(|| refresh_token::first(&grant, family, &client.policy, env, effects));
    let rehearsed = rehearsal::offered(client, &grant.user, facts.rehearsal, facts.sealing, env.now);
    let sealing = rehearsed.as_ref().map_or(facts.sealing, rehearsal::Offered::facts);
    let facts = Facts { sealing, ..facts };
    let tokens = issue::for_person(client, &grant, &given, family, refresh, facts, env)?;
    let seal = tokens.id_token.as_ref().and_then(|draft| draft.seal.as_ref());
    effects.extend(rehearsed.and_then(|rehearsed| rehearsed.sealed(seal, family, env.now)));
    Ok(tokens)
}

/// Uses the code up, if there is one, by a request that was wrong before the code was looked at.
pub(super) fn use_up(refusal: Refusal, facts: Facts<'_>, env: &Env<'_>) -> Refusal {
    let Some((ticket, family)) = facts.ticket.and_then(|ticket| Some((ticket, ticket.family.as_ref()?)))
    else {
        return refusal;
    };
    match check_unused(ticket, family, env) {
        Ok(()) => misused(refusal, ticket, family),
        Err(unusable) => unusable.effects.into_iter().fold(refusal, Refusal::owing),
    }
}

/// What an attempt owes that was not right.
fn misused(refusal: Refusal, ticket: &TicketFacts, family: &FamilyFacts) -> Refusal {
    refusal
        .owing(Effect::Spend(ticket.key))
        .owing(Effect::Revoke { family: family.id, because: RevokedBecause::CodeMisused })
}

fn check_unused(ticket: &TicketFacts, family: &FamilyFacts, env: &Env<'_>) -> Result<(), Refusal> {
    if ticket.spent_at.is_some() {
        // RFC 6749 §4.1.2, RFC 9700 §4.5: whatever came of it may be in the wrong hands.
        return Err(Refusal::new(Reason::CodeReplayed)
            .about("code")
            .owing(Effect::Revoke { family: family.id, because: RevokedBecause::CodeReplayed }));
    }
    if !ticket.is_usable(env.now) {
        return Err(Refusal::new(Reason::CodeExpired).about("code"));
    }
    if !family.is_alive(env.now) {
        // An attempt all the same, should what ended the family be taken back.
        return Err(Refusal::new(Reason::GrantRevoked).about("code").owing(Effect::Spend(ticket.key)));
    }
    Ok(())
}

/// A code is good for the client, the redirect address and the verifier it was issued for.
fn check_bindings(code: &Code, client: AuthenticatedClient<'_>, shown: &Shown<'_>) -> Result<(), Refusal> {
    if code.grant.client != client.client().id {
        return Err(Refusal::new(Reason::CodeOfAnotherClient).about("code"));
    }
    super::check_key(code.grant.key.as_deref(), client, "code")?;
    let same_redirect = match shown.redirect_uri {
        Some(named) => named == code.redirect_uri,
        None => !code.redirect_uri_named,
    };
    if !same_redirect {
        return Err(Refusal::new(Reason::CodeRedirectMismatch).about("redirect_uri"));
    }
    match (&code.challenge, shown.code_verifier) {
        (None, Verifier::Absent) => Ok(()),
        (Some(challenge), Verifier::Presented(verifier)) => challenge
            .check_verifier(verifier)
            .map_err(|_| Refusal::new(Reason::VerifierMismatch).about("code_verifier")),
        (_, Verifier::Malformed) => Err(Refusal::new(Reason::VerifierMalformed).about("code_verifier")),
        (Some(_), Verifier::Absent) => Err(Refusal::new(Reason::VerifierMissing).about("code_verifier")),
        // A verifier without a challenge means that somebody stripped the challenge (RFC 9700 §4.8.2).
        (None, Verifier::Presented(_)) => {
            Err(Refusal::new(Reason::VerifierUnexpected).about("code_verifier"))
        }
    }
}
