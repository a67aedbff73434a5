//! A phone as a factor: something the person has, and what unlocks it. Its signature is verified while facts are
//! loaded; here counts whose it is, and whether its holder is its person.

use jose::digest::sha256;

use super::{Method, Proof};
use crate::effect::Effect;
use crate::model::credential::{self, Credential};
use crate::model::phone::{MOST_WRONG, Phone, Verification};
use crate::model::user::User;
use crate::refusal::{Reason, Refusal};
use crate::time::Time;
use crate::webauthn::{Authenticated, Fault};

/// What came with the message that unlocks the phone.
#[derive(Clone, Copy)]
pub struct Unlocking<'a> {
    /// What the phone made of the PIN, in base64url.
    pub pin: Option<&'a str>,
    /// What verifying its authenticator's answer showed.
    pub gesture: Option<Result<&'a Authenticated, &'a Fault>>,
}

/// What a phone that was unlocked comes to.
#[derive(Debug)]
pub struct Used {
    /// What it proves.
    pub proof: Proof,
    /// What is kept of it from now on.
    pub effect: Effect,
}

/// The phone that speaks, and whose it is.
///
/// # Errors
/// It is nobody's, or its person may not sign in.
pub fn speaking<'a>(
    found: Option<(&'a Credential, &'a User)>,
) -> Result<(&'a Credential, &'a User, Phone), Refusal> {
    let unknown = |why: &'static str| Refusal::new(Reason::PhoneUnknown).operator(why);
    let (credential, user) = found.ok_or_else(|| unknown("no such phone"))?;
    let phone = Phone::of(credential)?.ok_or_else(|| unknown("not a phone"))?;
    if credential.user != user.id || user.disabled_at.is_some() {
        return Err(unknown("its person is disabled"));
    }
    Ok((credential, user, phone))
}

/// A proof, if what came with the message unlocks the phone. A wrong PIN is counted, and one too many ends the phone.
///
/// # Errors
/// It does not unlock it.
pub fn prove(
    credential: &Credential,
    user: &User,
    phone: &Phone,
    unlocking: Unlocking<'_>,
    now: Time,
) -> Result<Used, Refusal> {
    if phone.is_locked() {
        return Err(Reason::PhoneLocked.into());
    }
    let verification = match &phone.verification {
        Verification::Pin { sha256: kept, wrong } => {
            let proof = unlocking.pin.and_then(|pin| jose::base64url::decode(pin).ok());
            let ours = proof.map(|proof| jose::base64url::encode(sha256(&proof)));
            if !ours.is_some_and(|ours| jose::constant_time::eq(ours.as_bytes(), kept.as_bytes())) {
                return Err(wrong_pin(credential, phone, kept, wrong.saturating_add(1)));
            }
            Verification::Pin { sha256: kept.clone(), wrong: 0 }
        }
        Verification::Passkey(passkey) => {
            let wrong = |why: String| Refusal::new(Reason::PasskeyWrong).operator(why);
            let gesture = unlocking.gesture.ok_or_else(|| wrong("no gesture came with it".to_owned()))?;
            let authenticated = gesture.map_err(|fault| wrong(fault.to_string()))?;
            if !authenticated.is_user_verified() {
                return Err(Refusal::new(Reason::PasskeyUnverified));
            }
            Verification::Passkey(Box::new(passkey.after(authenticated)))
        }
    };
    let proof = Proof {
        is_twofold: true,
        is_bound: matches!(verification, Verification::Passkey(_)),
        ..Proof::of(user, Method::Phone)
    };
    let kept = Phone { verification, ..phone.clone() };
    Ok(Used { proof, effect: credential.used(Credential::encode(&kept), now) })
}

/// One more wrong PIN. It proved nobody, so when the phone last did stays as it was.
fn wrong_pin(credential: &Credential, phone: &Phone, kept: &str, wrong: u8) -> Refusal {
    let verification = Verification::Pin { sha256: kept.to_owned(), wrong };
    let data = Credential::encode(&Phone { verification, ..phone.clone() });
    let at = credential.last_used_at.unwrap_or(credential.created_at);
    let counted = credential::Used { id: credential.id, from: credential.version, data, at };
    let left = MOST_WRONG.saturating_sub(wrong);
    Refusal::new(Reason::PinWrong).left(u32::from(left)).owing(Effect::UseCredential(counted))
}
