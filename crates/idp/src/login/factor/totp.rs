//! Codes by the time, which an app or a small device shows (TOTP, RFC 6238), as a factor.
//!
//! The secret is kept with its credential, sealed. So is the last step of which a code was taken: neither it nor
//! any before it counts again (RFC 6238 §5.2), and of two that come with one code, one finds the credential
//! moved.

mod address;
mod kept;

use jose::hotp::{HotpHash, hotp};
use jose::secret::Secret;

pub use address::{address, typed_secret};
pub(crate) use kept::Kept;

use super::{Method, Proof};
use crate::decision::Env;
use crate::effect::Effect;
use crate::login::typed;
use crate::model::credential::{Credential, CredentialKind};
use crate::model::user::User;
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// How long a code is shown, in seconds.
pub const PERIOD: u64 = 30;

/// How many digits it has.
pub const DIGITS: u8 = 6;

/// How many steps before and after the present one count as well: clocks differ, and typing takes time.
const AROUND: u64 = 1;

/// The bytes of a new secret: as many as SHA-1 has (RFC 4226 §4, R6).
const SECRET: usize = 20;

/// A new secret.
pub fn secret(env: &mut Env<'_>) -> Secret<Vec<u8>> {
    Secret::new(env.random_bytes::<SECRET>().to_vec())
}

/// Whether this person has such an app.
pub fn offered(credentials: &[Credential]) -> bool {
    apps(credentials).next().is_some()
}

fn apps(credentials: &[Credential]) -> impl Iterator<Item = &Credential> {
    credentials.iter().filter(|credential| credential.kind == CredentialKind::Totp)
}

/// A proof, and what must hold with it, if one of the person's apps shows this code now and none of its step was
/// used.
pub fn prove(
    person: &User,
    credentials: &[Credential],
    code: &str,
    env: &Env<'_>,
) -> Result<(Proof, Effect), Refusal> {
    let mut was_used = false;
    for app in apps(credentials).filter(|app| app.user == person.id) {
        let kept: Kept = Kept::of(app)?;
        match kept.step_of(code, env.now) {
            Some(step) if kept.is_used(step) => was_used = true,
            Some(step) => {
                let used = app.used(kept.with_used(step).encode(), env.now);
                return Ok((Proof::of(person, Method::Totp), used));
            }
            None => {}
        }
    }
    Err(if was_used { Reason::TotpUsed.into() } else { Reason::TotpWrong.into() })
}

/// The step whose code this is, if it is one around the present.
fn step_of(hash: HotpHash, secret: &[u8], code: &str, now: Time) -> Option<u64> {
    let code = typed::code(code)?;
    let present = u64::try_from(now.as_secs()).unwrap_or_default() / PERIOD;
    // The present first, and all of them in any case: time does not tell which it was.
    let around = [0].into_iter().chain((1..=AROUND).flat_map(|by| [by, by.wrapping_neg()]));
    around.map(|by| present.wrapping_add(by)).fold(None, |found, step| {
        let shown = Secret::new(hotp(hash, secret, step, DIGITS));
        let is_it = jose::constant_time::eq(shown.expose().as_bytes(), code.expose().as_bytes());
        found.or(is_it.then_some(step))
    })
}

/// A proof by an app that is set up just now, and what is kept of it, if it shows this code.
pub(in crate::login) fn prove_new(
    person: &User,
    secret: &Secret<Vec<u8>>,
    code: &str,
    now: Time,
) -> Result<(Proof, Kept), Refusal> {
    Ok((Proof::of(person, Method::Totp), confirm(secret, code, now)?))
}

/// The step of this code, if an app with this new secret shows it: so the app has it right.
pub(crate) fn confirm(secret: &Secret<Vec<u8>>, code: &str, now: Time) -> Result<Kept, Refusal> {
    let step = step_of(HotpHash::Sha1, secret.expose(), code, now).ok_or(Reason::TotpWrong)?;
    Ok(Kept::new(secret.clone(), HotpHash::Sha1).with_used(step))
}
