//! Browsers that their person had remembered: for some days no further factor is asked there again.
//!
//! What is remembered is a record of the person's, which they, an administrator or a new password take away. It is
//! found by the cookie by which the browser is known to be theirs, so that a copied record is worth nothing and a
//! copied cookie ends with the record. It stands for the very factors that were proven there, each for its own
//! days: who proved themselves by a code is asked for their passkey where that alone would do. It proves nothing
//! itself: levels are not reached by it, and a person's own account does not ask for it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Method;
use super::device::{self, Device};
use super::proven::Proven;
use crate::authorize;
use crate::decision::Env;
use crate::effect::Effect;
use crate::model::credential::{Credential, CredentialId, CredentialKind, MOST_OF_A_KIND};
use crate::model::user::User;
use crate::time::Time;

/// What is kept of it.
#[derive(Default, Serialize, Deserialize)]
struct Kept {
    by: Vec<Remembered>,
}

/// A factor that was proven in the browser.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct Remembered {
    method: Method,
    /// In microseconds since the epoch.
    at: i64,
}

/// The factors that this browser is remembered for; none where nothing is remembered.
pub(crate) fn factors(facts: authorize::Facts<'_>, env: &Env<'_>) -> Vec<Method> {
    // Of most requests nothing is asked for which anything was loaded; cookies are not worth checking then.
    if facts.credentials.is_empty() {
        return Vec::new();
    }
    let device = facts.person.and_then(|person| known(person, facts, env).map(|device| (person, device)));
    let found = device.and_then(|(person, device)| find(person, device, facts.credentials));
    let kept = found.filter(|it| it.is_alive(env.now)).map(read).unwrap_or_default();
    let ttl = facts.settings.remembered_ttl;
    kept.by.iter().filter(|it| it.counts(ttl, env.now)).map(|it| it.method).collect()
}

/// Has this browser of the person's remembered for what they proved there. Of too many, the one that ends first is
/// forgotten.
pub(super) fn remember(
    person: &User,
    device: Device,
    proven: &Proven,
    facts: authorize::Facts<'_>,
    env: &Env<'_>,
) -> Vec<Effect> {
    let ttl = facts.settings.remembered_ttl;
    let theirs = || facts.credentials.iter().filter(|it| it.kind == CredentialKind::Device);
    let before = find(person, device, facts.credentials);
    let now = proven.by().iter().filter(|it| can_be_remembered(it.method()));
    let mut by: Vec<Remembered> =
        now.map(|it| Remembered { method: it.method(), at: it.at().as_micros() }).collect();
    for kept in before.map(read).unwrap_or_default().by {
        if kept.counts(ttl, env.now) && by.iter().all(|it| it.method != kept.method) {
            by.push(kept);
        }
    }
    if by.is_empty() {
        return Vec::new();
    }
    let data = Credential::encode(&Kept { by });
    let credential = Credential {
        name: facts.browser.agent.map(shortened),
        last_used_at: Some(env.now),
        expires_at: Some(env.now + ttl),
        ..Credential::new(id(person, device), &person.id, CredentialKind::Device, data, env.now)
    };
    let mut effects = Vec::new();
    if before.is_none() && theirs().count() >= MOST_OF_A_KIND {
        let first = theirs().min_by_key(|it| it.expires_at);
        effects.extend(first.map(|it| Effect::DeleteCredential(it.id)));
    }
    effects.push(Effect::PutCredential(credential));
    effects
}

/// Whether a factor can be remembered: what somebody keeps for when the rest is lost is used on whatever browser
/// is at hand.
pub(crate) fn can_be_remembered(method: Method) -> bool {
    method.can_follow() && method != Method::RecoveryCode
}

fn known(person: &User, facts: authorize::Facts<'_>, env: &Env<'_>) -> Option<Device> {
    device::known(person, facts.browser.devices, facts.settings, env.derive, env.now)
}

fn find<'a>(person: &User, device: Device, credentials: &'a [Credential]) -> Option<&'a Credential> {
    let id = id(person, device);
    credentials.iter().find(|it| it.id == id && it.kind == CredentialKind::Device && it.user == person.id)
}

/// One for each person in a browser.
fn id(person: &User, device: Device) -> CredentialId {
    let name = [&device.as_bytes()[..], person.id.as_str().as_bytes()].concat();
    CredentialId::named(CredentialKind::Device, &name)
}

/// What cannot be read is as good as forgotten.
fn read(credential: &Credential) -> Kept {
    credential.decode().unwrap_or_default()
}

/// What a browser says of itself, no longer than it is worth keeping.
fn shortened(agent: &str) -> String {
    agent.chars().take(200).collect()
}

impl Remembered {
    /// Whether it is not too long ago. A shorter time counts at once for what was remembered before.
    fn counts(self, ttl: Duration, now: Time) -> bool {
        now < Time::from_micros(self.at) + ttl
    }
}
