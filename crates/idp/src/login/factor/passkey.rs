//! A passkey as a factor. Its signature is verified while facts are loaded; here counts whose it is.

use super::{Having, Method, Offered, Proof};
use crate::effect::Effect;
use crate::model::credential::{Credential, CredentialKind};
use crate::model::passkey::Passkey;
use crate::model::user::User;
use crate::refusal::{Reason, Refusal};
use crate::time::Time;
use crate::webauthn::{Authenticated, Fault, RelyingParty};

/// Whether this person has any.
pub(super) fn offer(having: Having<'_>) -> Option<Offered> {
    let is_one = |it: &Credential| it.kind == CredentialKind::Passkey;
    having.credentials.iter().any(is_one).then_some(Offered { method: Method::Passkey, to: None })
}

/// The passkeys that this person can use at this address.
pub fn offered(credentials: &[Credential], relying_party: &RelyingParty) -> Result<Vec<Passkey>, Refusal> {
    let all: Result<Vec<_>, _> = credentials.iter().map(Passkey::of).collect();
    Ok(all?.into_iter().flatten().filter(|it| it.relying_party == relying_party.id).collect())
}

/// What a browser brought back from an authenticator.
#[derive(Clone, Copy)]
pub struct Asserted<'a> {
    /// The passkey that is kept under the name it gave, if any is, and whose it is.
    pub found: Option<(&'a Credential, &'a User)>,
    /// Whose the authenticator says it is, if it says so.
    pub user_handle: Option<&'a [u8]>,
    /// What verifying it showed; against a stand-in where none was found.
    pub authenticated: Result<&'a Authenticated, &'a Fault>,
}

/// What using a passkey comes to.
#[derive(Debug)]
pub struct Used {
    /// What it proves.
    pub proof: Proof,
    /// What is kept of it from now on.
    pub effect: Effect,
}

/// A proof, if the passkey is somebody's who may sign in, and was there. What was wrong is not told, but to whoever
/// has the passkey and so could sign.
///
/// Where nothing was proven before (`first`), the authenticator must say whose it is, and must have verified who
/// uses it: what is then proven is two factors (something they have, and what unlocks it).
pub fn prove(asserted: Asserted<'_>, first: bool, now: Time) -> Result<Used, Refusal> {
    let wrong = |why: String| Refusal::new(Reason::PasskeyWrong).operator(why);
    let (credential, user) = asserted.found.ok_or_else(|| wrong("no such passkey".to_owned()))?;
    let passkey = Passkey::of(credential)?.ok_or_else(|| wrong("not a passkey".to_owned()))?;
    let of = |why: &dyn std::fmt::Display| format!("a passkey of {}: {why}", user.id);
    let authenticated = asserted.authenticated.map_err(|fault| match fault {
        Fault::SignCount { .. } => Refusal::new(Reason::PasskeyCopied).operator(of(fault)),
        Fault::UserVerification => Refusal::new(Reason::PasskeyUnverified).operator(of(fault)),
        _ => wrong(of(fault)),
    })?;
    // Step 6 of §7.2.
    let theirs = asserted.user_handle.map(jose::base64url::encode);
    match theirs {
        Some(theirs) if theirs != passkey.user_handle => return Err(wrong(of(&"another's user handle"))),
        None if first => return Err(wrong(of(&"it does not say whose it is"))),
        Some(_) | None => {}
    }
    if user.disabled_at.is_some() {
        return Err(wrong(of(&"the account is disabled")));
    }
    if first && !authenticated.is_user_verified() {
        return Err(Refusal::new(Reason::PasskeyUnverified).operator(of(&Fault::UserVerification)));
    }
    let proof = Proof {
        is_twofold: authenticated.is_user_verified(),
        is_bound: !passkey.is_backup_eligible,
        ..Proof::of(user, Method::Passkey)
    };
    let effect = credential.used(Credential::encode(&passkey.after(authenticated)), now);
    Ok(Used { proof, effect })
}
