//! What was asked of the program, and what it said.

use tokio::time::Instant;

use crate::world::Answer;

/// What is known of something that was asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Fate {
    #[default]
    NotAsked,
    /// It was answered as done.
    Done,
    /// It was answered as not done, or never reached the program.
    NotDone,
    /// It was not answered, or with the word that nobody knows.
    Unknown,
}

/// A browser's session.
pub(crate) struct Session {
    pub(crate) cookie: String,
    pub(crate) signed_out: Fate,
    pub(crate) grants: Vec<Grant>,
}

/// A code, and what came of it.
pub(crate) struct Grant {
    pub(crate) code: String,
    pub(crate) issued_at: Instant,
    pub(crate) redeemed: Fate,
    /// The last that were answered.
    pub(crate) tokens: Option<Tokens>,
    /// Refresh tokens that were answered with a successor.
    pub(crate) rotated: Vec<String>,
    /// The last exchange of a refresh token, if it was not answered as done.
    pub(crate) refreshed: Fate,
    pub(crate) revoked: Fate,
}

pub(crate) struct Tokens {
    pub(crate) access_token: String,
    pub(crate) refresh_token: String,
    pub(crate) id_token: String,
}

impl Grant {
    pub(crate) fn of(code: String) -> Self {
        Self {
            code,
            issued_at: Instant::now(),
            redeemed: Fate::NotAsked,
            tokens: None,
            rotated: Vec::new(),
            refreshed: Fate::NotAsked,
            revoked: Fate::NotAsked,
        }
    }
}

impl Tokens {
    pub(crate) fn of(answer: &Answer) -> Self {
        Self {
            access_token: answer.text("access_token"),
            refresh_token: answer.text("refresh_token"),
            id_token: answer.text("id_token"),
        }
    }
}

/// How much of what there was; so that nobody takes an idle run for a proof.
#[derive(Default, Debug)]
pub(crate) struct Tally {
    pub(crate) redeemed: usize,
    pub(crate) rotated: usize,
    pub(crate) revoked: usize,
    pub(crate) signed_out: usize,
    pub(crate) unanswered: usize,
}

impl Tally {
    pub(crate) fn count(&mut self, sessions: &[Session]) {
        let done = |fate: Fate| usize::from(fate == Fate::Done);
        let open = |fate: Fate| usize::from(matches!(fate, Fate::Unknown | Fate::NotDone));
        for session in sessions {
            self.signed_out += done(session.signed_out);
            self.unanswered += open(session.signed_out);
            for grant in &session.grants {
                self.redeemed += done(grant.redeemed);
                self.rotated += grant.rotated.len();
                self.revoked += done(grant.revoked);
                self.unanswered += open(grant.redeemed) + open(grant.refreshed) + open(grant.revoked);
            }
        }
    }
}
