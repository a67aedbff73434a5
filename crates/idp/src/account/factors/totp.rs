//! An authenticator app is added: its secret is shown, and counts once the app shows a right code.

use std::time::Duration;

use jose::secret::Secret;
use serde::{Deserialize, Serialize};

use super::{Changed, added, by_sure_form, check_name, check_room};
use crate::account::{Facts, by_form};
use crate::decision::{Decision, Env};
use crate::effect::{Advance, Effect};
use crate::login::SignedIn;
use crate::login::factor::recovery_code::Codes;
use crate::login::factor::totp::{self, Kept};
use crate::model::credential::{Credential, CredentialId, CredentialKind};
use crate::model::family::FamilyId;
use crate::model::ticket::{Ticket, TicketFacts, TicketKey, TicketKind, decode, encode};
use crate::model::user::User;
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// For so long a new secret waits for its first code.
const WAITS: Duration = Duration::from_mins(15);

#[derive(Serialize, Deserialize)]
struct Body {
    /// In base64url; none once it was confirmed.
    secret: Option<String>,
    /// Whether the person's first recovery codes came with it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    codes: bool,
}

/// The key of the secret that waits in this session.
pub fn key(session: FamilyId) -> TicketKey {
    TicketKey::within(session, TicketKind::Enrolment, b"totp")
}

/// Begins to add an app. One begun before in this session is begun anew: nobody knows who saw its secret.
pub fn begin(
    credentials: &[Credential],
    waiting: Option<&TicketFacts>,
    form_token: &str,
    facts: Facts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<Changed, Refusal>> {
    by_sure_form(form_token, credentials, facts, env, |who, _, effects, env| {
        check_room(CredentialKind::Totp, credentials)?;
        let secret = totp::secret(env);
        let session = who.session();
        effects.push(wait(key(session), Some(session), waiting, &secret, who.session_ends_at(), env));
        Ok(())
    })
}

/// The secret that waits in this person's session for its first code, if one does.
pub fn pending(
    who: &SignedIn,
    waiting: Option<&TicketFacts>,
    now: Time,
) -> Result<Option<Secret<Vec<u8>>>, Refusal> {
    secret_under(key(who.session()), waiting, now)
}

/// Has a secret wait for its first code, in the place of the one before it and no longer than what it waits in.
pub(crate) fn wait(
    key: TicketKey,
    family: Option<FamilyId>,
    before: Option<&TicketFacts>,
    secret: &Secret<Vec<u8>>,
    ends_at: Time,
    env: &Env<'_>,
) -> Effect {
    let expires_at = ends_at.min(env.now + WAITS);
    let body = encode(&Body { secret: Some(jose::base64url::encode(secret.expose())), codes: false });
    match before.filter(|before| before.is_usable(env.now)) {
        Some(before) => advance(before, expires_at, expires_at, body),
        None => Effect::Put(Ticket {
            key,
            kind: TicketKind::Enrolment,
            family,
            expires_at,
            ends_at,
            keep_until: expires_at,
            body,
        }),
    }
}

/// The secret that waits under this key, if one does.
pub(crate) fn secret_under(
    key: TicketKey,
    waiting: Option<&TicketFacts>,
    now: Time,
) -> Result<Option<Secret<Vec<u8>>>, Refusal> {
    let found = waiting.filter(|found| found.key == key && found.is_usable(now));
    let Some(found) = found else { return Ok(None) };
    let Body { secret, .. } = decode(&found.body)?;
    let secret = secret.map(Secret::new);
    Ok(secret.and_then(|secret| jose::base64url::decode(secret.expose()).ok()).map(Secret::new))
}

/// Why nothing waits under this key: what did was confirmed just now, as by whoever presses twice or loads the page
/// again, or nothing did.
pub(crate) fn over(key: TicketKey, waiting: Option<&TicketFacts>) -> Refusal {
    let body = waiting.filter(|found| found.key == key).map(|found| decode::<Body>(&found.body));
    match body {
        Some(Ok(Body { secret: None, codes: true })) => Reason::EnrolmentCodesShown.into(),
        _ => Reason::EnrolmentUnknown.into(),
    }
}

/// An app was added.
#[derive(Debug)]
pub struct Enrolled {
    /// The person's first recovery codes, where this is their first second factor: shown now, and never again.
    pub codes: Option<Codes>,
}

/// Adds the app whose secret waits, if it shows this code.
pub fn confirm(
    code: &str,
    name: &str,
    credentials: &[Credential],
    waiting: Option<&TicketFacts>,
    form_token: &str,
    facts: Facts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<Enrolled, Refusal>> {
    // Whoever began was sure, and that was minutes ago at most.
    by_form(form_token, facts, env, |who, user, effects, env| {
        let secret = pending(&who, waiting, env.now)?;
        let waited = secret.zip(waiting);
        let (secret, found) = waited.ok_or_else(|| over(key(who.session()), waiting))?;
        check_room(CredentialKind::Totp, credentials)?;
        let kept = totp::confirm(&secret, code, env.now)?;
        let credential = confirmed(&kept, name, user, env)?;
        let (codes, owed) = added(credential, credentials, env);
        effects.push(end(found, codes.is_some(), env));
        effects.extend(owed);
        Ok(Enrolled { codes })
    })
}

/// The app that showed a right code.
pub(crate) fn confirmed(
    kept: &Kept,
    name: &str,
    user: &User,
    env: &mut Env<'_>,
) -> Result<Credential, Refusal> {
    let id = CredentialId::begin(env);
    Ok(Credential {
        name: check_name(name)?,
        last_used_at: Some(env.now),
        ..Credential::new(id, &user.id, CredentialKind::Totp, kept.encode(), env.now)
    })
}

/// The end of waiting for a code; known for a while if recovery codes came with it. Over, and not spent: another may
/// be begun at once.
pub(crate) fn end(found: &TicketFacts, codes: bool, env: &Env<'_>) -> Effect {
    advance(found, env.now, env.now + WAITS, encode(&Body { secret: None, codes }))
}

fn advance(found: &TicketFacts, expires_at: Time, keep_until: Time, body: Vec<u8>) -> Effect {
    Effect::Advance(Advance { key: found.key, from: found.version, expires_at, keep_until, body })
}
