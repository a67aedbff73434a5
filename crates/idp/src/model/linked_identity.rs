//! Who people are at upstreams.

use super::upstream::UpstreamId;
use super::user::UserId;
use crate::decision::{Derive, Purpose};
use crate::time::Time;

/// Somebody whom an upstream knows, and whose account here that leads to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LinkedIdentity {
    /// The upstream.
    pub upstream: UpstreamId,
    /// Who it is there.
    pub subject: SubjectHash,
    /// Whose account it is.
    pub user: UserId,
    /// When it was linked.
    pub created_at: Time,
    /// When somebody last signed in so.
    pub last_used_at: Time,
}

impl LinkedIdentity {
    /// What it is called in forms and in the admin API. It says nothing of who somebody is.
    pub fn id(&self) -> String {
        let named = [self.upstream.as_str().as_bytes(), &[0], &self.subject.0].concat();
        jose::base64url::encode(&jose::digest::sha256(&named)[..16])
    }
}

/// Who somebody is at an upstream, hashed one way under a key of the server: what an upstream knows a person
/// by may be a personal identity code, which there are few enough of to try them all.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct SubjectHash(pub [u8; 32]);

impl SubjectHash {
    /// The hash of whom this issuer knows so. Always derived under the first of the server's keys, since it
    /// may never change. Nothing if that key is gone.
    pub(crate) fn of(issuer: &str, subject: &str, derive: &dyn Derive) -> Option<Self> {
        let bytes = [issuer.as_bytes(), &[0], subject.as_bytes()].concat();
        derive.derive(derive.first_version(), Purpose::UpstreamSubject, &bytes).map(Self)
    }
}
