//! Upstreams that say that sessions there are over (OpenID Connect Back-Channel Logout §2.5 to §2.8, we as the
//! client): what began in them here is over too.

use rp::LogoutToken;

use crate::decision::{Decision, Env};
use crate::effect::RevokedBecause;
use crate::login::sessions::{self, Ending};
use crate::login::upstream::trail::{self, Named};
use crate::model::ticket::{TicketFacts, TicketKey};
use crate::model::upstream::Upstream;
use crate::refusal::{Reason, Refusal};
use crate::replay::{self, LONGEST, Message};
use crate::time::Time;

/// What a logout token says that was verified.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Said {
    /// The session there that is over.
    pub sid: Option<String>,
    /// Whose it was, or, where none is named, the person all of whose sessions there are over.
    pub sub: Option<String>,
    /// What it is called, for knowing it again.
    pub jti: String,
    /// Until when it may be believed, in seconds since 1970.
    pub exp: i64,
}

impl From<&LogoutToken> for Said {
    fn from(token: &LogoutToken) -> Self {
        Self {
            sid: token.session_id().map(str::to_owned),
            sub: token.subject().map(str::to_owned),
            jti: token.jwt_id().to_owned(),
            exp: token.expires_at(),
        }
    }
}

impl Said {
    /// What is over.
    ///
    /// # Errors
    /// It names nothing.
    pub fn named(&self) -> Result<Named<'_>, Refusal> {
        let session = self.sid.as_deref().map(Named::Session);
        let named = session.or_else(|| self.sub.as_deref().map(Named::Person));
        named.ok_or_else(|| refused("it names neither session nor person"))
    }
}

/// What the decision needs to know.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// The upstream that signed it.
    pub upstream: &'a Upstream,
    /// What was found under [`key`].
    pub before: Option<&'a TicketFacts>,
    /// Of the trails from what is over, those that were loaded.
    pub trails: &'a [TicketFacts],
    /// The sessions they lead to, and the clients to be told.
    pub ending: Ending<'a>,
    /// Whether there are no further trails: the token counts until then.
    pub is_last: bool,
}

/// Where it is remembered that this upstream sent this token.
pub fn key(said: &Said, upstream: &Upstream) -> TicketKey {
    replay::key(Message::LogoutToken, upstream.id.as_str(), &said.jti)
}

/// Ends what the trails lead to, and tells how many sessions that were.
pub fn decide(said: &Said, facts: Facts<'_>, env: &mut Env<'_>) -> Decision<Result<usize, Refusal>> {
    if let Err(refusal) = check(said, facts, env.now) {
        return Decision::of(Err(refusal), Vec::new());
    }
    let goes = |session: &_| trail::leads_to(facts.trails, session);
    let ended = sessions::end_those(facts.ending, goes, RevokedBecause::EndedByUpstream, env);
    let spent = replay::spend(key(said, facts.upstream), Some(said.exp), env.now);
    Decision::of(Ok(ended.count), ended.effects).owing(facts.is_last.then_some(spent))
}

/// One that ends further away than names are remembered could be sent twice.
fn check(said: &Said, facts: Facts<'_>, now: Time) -> Result<(), Refusal> {
    said.named()?;
    if Time::from_secs(said.exp) > now + LONGEST {
        return Err(refused("it ends more than a day from now (exp)"));
    }
    match replay::is_spent(facts.before, now) {
        true => Err(refused("it was taken before (jti)")),
        false => Ok(()),
    }
}

/// Why a logout token is not believed.
pub fn refusal_of(error: &rp::Error) -> Refusal {
    refused(error.to_string())
}

fn refused(seen: impl Into<std::borrow::Cow<'static, str>>) -> Refusal {
    Refusal::new(Reason::LogoutTokenInvalid).operator(seen)
}
