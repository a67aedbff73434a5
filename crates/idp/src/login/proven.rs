//! What somebody proved so far: it grows by proofs alone, first in a sign-in under way, then in a session.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::acr;
use super::factor::{Kind, MFA, Method, Proof};
use crate::model::told::Told;
use crate::model::user::{User, UserId};
use crate::time::Time;

/// The factors that somebody proved, each once, and what an upstream told along with its own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proven {
    user: UserId,
    user_as_of: Time,
    by: Vec<Proved>,
    told: Option<Arc<Told>>,
}

/// A factor that was proven.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Proved {
    method: Method,
    /// When, in microseconds since the epoch.
    at: i64,
    /// Whether it was two factors in one: a passkey that verified its person, or an upstream whose word counts
    /// for that.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    twofold: bool,
    /// Whether it was given by a key that cannot leave its device.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    bound: bool,
}

/// What was proven, as a sign-in under way keeps it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Kept {
    user: UserId,
    /// In microseconds since the epoch.
    user_as_of: i64,
    by: Vec<Proved>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    told: Option<Told>,
}

impl Proven {
    /// What this proof alone shows.
    pub fn by_proof(proof: &Proof, now: Time) -> Self {
        Self {
            user: proof.user().clone(),
            user_as_of: proof.user_as_of(),
            by: vec![Proved::of(proof, now)],
            told: proof.told().cloned(),
        }
    }

    /// That, and this proof of the same person; a proof of another's shows nothing of them.
    #[must_use]
    pub fn and(mut self, proof: &Proof, now: Time) -> Self {
        if proof.user() == &self.user {
            self.add(Proved::of(proof, now));
            self.told = proof.told().cloned().or(self.told);
        }
        self
    }

    /// That, and what the same person proved before in this browser and has with them still: what they know is
    /// asked anew, and what they were told elsewhere belongs to the sign-in there.
    #[must_use]
    pub(crate) fn beside(mut self, before: &Self) -> Self {
        if before.user == self.user {
            for proved in before.by.iter().filter(|proved| proved.method.kind() == Kind::Possession) {
                if !self.has(proved.method) {
                    self.by.push(*proved);
                }
            }
        }
        self
    }

    /// The same, of the person as they are after setting another password.
    pub(crate) fn renewed(&self, user: &User) -> Self {
        Self { user_as_of: user.sessions_valid_from, ..self.clone() }
    }

    /// As a session has it.
    pub(super) fn of_session(user: &User, by: Vec<Proved>, told: Option<Told>) -> Self {
        Self { user: user.id.clone(), user_as_of: user.sessions_valid_from, by, told: told.map(Arc::new) }
    }

    /// As a session has it that is told of: nobody signs in by this.
    pub(super) fn listed(user: &UserId, by: Vec<Proved>, told: Option<Told>) -> Self {
        Self { user: user.clone(), user_as_of: Time::default(), by, told: told.map(Arc::new) }
    }

    /// To be kept with a sign-in under way.
    pub(crate) fn keep(&self) -> Kept {
        Kept {
            user: self.user.clone(),
            user_as_of: self.user_as_of.as_micros(),
            by: self.by.clone(),
            told: self.told.as_deref().cloned(),
        }
    }

    fn add(&mut self, proved: Proved) {
        self.by.retain(|before| before.method != proved.method);
        self.by.push(proved);
    }

    /// Who.
    pub fn user(&self) -> &UserId {
        &self.user
    }

    /// That person's `sessions_valid_from` as they were found.
    pub(crate) fn user_as_of(&self) -> Time {
        self.user_as_of
    }

    /// The factors.
    pub fn by(&self) -> &[Proved] {
        &self.by
    }

    /// What the upstream told where they proved themselves there.
    pub fn told(&self) -> Option<&Told> {
        self.told.as_deref()
    }

    /// The ways in which they did.
    pub fn methods(&self) -> impl Iterator<Item = Method> {
        self.by.iter().map(|proved| proved.method)
    }

    /// Whether they did so in this way.
    pub fn has(&self, method: Method) -> bool {
        self.methods().any(|proved| proved == method)
    }

    /// Whether they came by an upstream, and saw its pages rather than ours.
    pub(crate) fn came_by_upstream(&self) -> bool {
        self.told.is_some() && self.has(Method::Upstream)
    }

    /// When they last said who they are, and did not only confirm it (`auth_time`).
    pub fn auth_at(&self) -> Time {
        let begins = self.by.iter().filter(|proved| proved.method.can_begin());
        let last = begins.map(Proved::at).max();
        last.or_else(|| self.by.iter().map(Proved::at).max()).unwrap_or_default()
    }

    /// Whether two factors of different kinds were proven, or one that is both.
    pub fn is_twofold(&self) -> bool {
        let has = |kind| self.methods().any(|method| method.kind() == kind);
        self.by.iter().any(|proved| proved.twofold) || (has(Kind::Knowledge) && has(Kind::Possession))
    }

    /// Whether nobody between the person and us could have used what they gave.
    pub fn is_phishing_resistant(&self) -> bool {
        self.has(Method::Passkey)
    }

    /// How they did, as tokens say it (`amr`, RFC 8176): as the upstream names it where they did so there.
    pub fn amr(&self) -> Vec<&str> {
        let told = self.told.iter().flat_map(|told| told.amr.iter().map(String::as_str));
        let mut amr: Vec<&str> = told.collect();
        let ours = self.by.iter().flat_map(Proved::amr);
        for method in ours.copied().chain(self.is_twofold().then_some(MFA)) {
            if !amr.contains(&method) {
                amr.push(method);
            }
        }
        amr
    }

    /// What it amounts to by every class, the usual one first.
    pub fn classes(&self) -> impl Iterator<Item = &str> + Clone {
        let knows = self.has(Method::Password) || self.has(Method::Directory);
        let told = self.told.as_ref().and_then(|told| told.acr.as_deref());
        told.into_iter()
            .chain(self.is_twofold().then_some(acr::MFA))
            .chain(knows.then_some(acr::PASSWORD))
            .chain(self.is_phishing_resistant().then_some(acr::PHISHING_RESISTANT))
    }
}

impl Proved {
    fn of(proof: &Proof, now: Time) -> Self {
        Self {
            method: proof.method(),
            at: proof.given_at(now).as_micros(),
            twofold: proof.is_twofold(),
            bound: proof.is_bound(),
        }
    }

    /// In which way.
    pub fn method(&self) -> Method {
        self.method
    }

    /// When.
    pub fn at(&self) -> Time {
        Time::from_micros(self.at)
    }

    /// As tokens say it: a key that cannot leave its device is told from one that can.
    fn amr(&self) -> &'static [&'static str] {
        match (self.method, self.bound) {
            (Method::Passkey | Method::Phone, true) => &["hwk", "user"],
            (method, _) => method.amr(),
        }
    }
}

impl Kept {
    /// Whether an upstream told of it.
    pub(crate) fn is_told(&self) -> bool {
        self.told.is_some()
    }

    /// Whose it is; for look-up alone.
    pub fn user(&self) -> &UserId {
        &self.user
    }

    /// What was proven, if it still counts: the person may sign in, and what proves them was not set anew
    /// since.
    pub(crate) fn revive(&self, user: &User) -> Option<Proven> {
        let counts = user.id == self.user
            && user.disabled_at.is_none()
            && user.sessions_valid_from.as_micros() == self.user_as_of;
        counts.then(|| Proven::of_session(user, self.by.clone(), self.told.clone()))
    }
}
