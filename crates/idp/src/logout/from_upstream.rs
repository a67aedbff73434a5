//! Upstreams that say that sessions there are over (OpenID Connect Back-Channel Logout §2.5 to §2.8, we as the
//! client; SAML Profiles §4.4, we as a session participant): what began in them here is over too.

use rp::LogoutToken;
use xml::saml::LogoutRequest;

use crate::decision::{Decision, Env};
use crate::effect::RevokedBecause;
use crate::login::sessions::{self, Ending};
use crate::login::upstream::trail::{self, Named};
use crate::model::ticket::{TicketFacts, TicketKey};
use crate::model::told::SamlName;
use crate::model::upstream::Upstream;
use crate::refusal::{Reason, Refusal};
use crate::replay::{self, LONGEST, Message};
use crate::time::Time;

/// What a message says that was verified.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Said {
    /// The sessions there that are over.
    pub sids: Vec<String>,
    /// Whose they were, or, where none is named, the person all of whose sessions there are over.
    pub sub: Option<String>,
    /// What kind of message it is.
    pub kind: Message,
    /// What it is called, for knowing it again.
    pub id: String,
    /// Until when it may be believed, in seconds since 1970.
    pub exp: i64,
}

impl From<&LogoutToken> for Said {
    fn from(token: &LogoutToken) -> Self {
        Self {
            sids: token.session_id().map(str::to_owned).into_iter().collect(),
            sub: token.subject().map(str::to_owned),
            kind: Message::LogoutToken,
            id: token.jwt_id().to_owned(),
            exp: token.expires_at(),
        }
    }
}

impl Said {
    /// What a request of SAML says that counts until then, in seconds since 1970.
    pub fn of_request(request: &LogoutRequest, until: i64) -> Self {
        let session = |index: &String| SamlName::session_of(&request.name_id.value, index);
        Self {
            sids: request.session_indexes.iter().map(session).collect(),
            sub: Some(request.name_id.value.clone()),
            kind: Message::SamlLogoutRequest,
            id: request.id.clone(),
            exp: until,
        }
    }

    /// What is over.
    ///
    /// # Errors
    /// It names nothing, or too much.
    pub fn named(&self) -> Result<Vec<Named<'_>>, Refusal> {
        if self.sids.len() > MOST_SESSIONS {
            return Err(self.refused("it names more than 50 sessions"));
        }
        let sessions: Vec<Named<'_>> = self.sids.iter().map(|sid| Named::Session(sid)).collect();
        match (sessions.is_empty(), self.sub.as_deref()) {
            (false, _) => Ok(sessions),
            (true, Some(sub)) => Ok(vec![Named::Person(sub)]),
            (true, None) => Err(self.refused("it names neither session nor person")),
        }
    }

    fn refused(&self, seen: &'static str) -> Refusal {
        match self.kind {
            Message::SamlLogoutRequest => super::saml::untrusted(seen.to_owned()),
            _ => refused(seen),
        }
    }
}

/// The most sessions that one message may name.
const MOST_SESSIONS: usize = 50;

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
    /// Whether there are no further trails: the message counts until then.
    pub is_last: bool,
}

/// Where it is remembered that this upstream sent this message.
pub fn key(said: &Said, upstream: &Upstream) -> TicketKey {
    replay::key(said.kind, upstream.id.as_str(), &said.id)
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
        return Err(said.refused("it ends more than a day from now"));
    }
    match replay::is_spent(facts.before, now) {
        true => Err(said.refused("it was taken before")),
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
