//! Sessions as they are listed and ended from elsewhere than the browser whose they are.

use std::sync::Arc;

use super::proven::Proven;
use super::session::Body;
use crate::decision::{Decision, Env};
use crate::effect::{Effect, RevokedBecause};
use crate::logout::backchannel;
use crate::model::ClientId;
use crate::model::client::Client;
use crate::model::family::FamilyId;
use crate::model::session::Session;
use crate::model::settings::Settings;
use crate::model::upstream::UpstreamId;
use crate::model::user::UserId;
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// A session as it is told of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listed {
    /// Its name, for ending it; of no use for signing in.
    pub id: FamilyId,
    /// Whose it is.
    pub user: UserId,
    /// When it began.
    pub begun_at: Time,
    /// When the person last proved who they are.
    pub auth_at: Option<Time>,
    /// How they did (`amr`).
    pub amr: Vec<String>,
    /// The upstream where they did, if it was not here.
    pub upstream: Option<UpstreamId>,
    /// When it was last used, within a minute. Shortly before its end, whose time idleness cannot put
    /// off, this stands still.
    pub last_used_at: Option<Time>,
    /// When it ends at the latest.
    pub ends_at: Time,
    /// What the browser said of itself, cut to [`MOST_AGENT`](super::session::MOST_AGENT) characters.
    pub agent: Option<String>,
    /// The address it was begun from, as far as it was known.
    pub address: Option<String>,
    /// The clients that were granted something in it.
    pub clients: Vec<ClientId>,
}

/// The sessions that hold, told.
pub fn list(sessions: Vec<Session>, settings: &Settings, now: Time) -> Result<Vec<Listed>, Refusal> {
    let hold = sessions.into_iter().filter(|session| session.family.is_alive(now));
    hold.map(|session| tell(session, settings)).collect()
}

fn tell(session: Session, settings: &Settings) -> Result<Listed, Refusal> {
    let Session { user, begun_at, family, ticket, clients } = session;
    let mut body: Option<Body> =
        ticket.as_ref().map(|ticket| crate::model::ticket::decode(&ticket.body)).transpose()?;
    let last_used_at = ticket.map(|ticket| begun_at.max(ticket.expires_at - settings.session_idle));
    let proven = body.as_mut().map(|body| body.proven(&user));
    let auth_at = proven.as_ref().map(Proven::auth_at);
    let upstream = proven.as_ref().and_then(|proven| proven.told()).map(|told| told.upstream.clone());
    let amr = proven.as_ref().map(Proven::amr).unwrap_or_default();
    let amr = amr.into_iter().map(str::to_owned).collect();
    let (agent, address) = body.map_or_else(Default::default, |body| (body.agent, body.address));
    Ok(Listed {
        id: family.id,
        user,
        begun_at,
        auth_at,
        amr,
        upstream,
        last_used_at: last_used_at.max(auth_at),
        ends_at: family.expires_at,
        agent,
        address,
        clients,
    })
}

/// Who ends a session from elsewhere.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum By<'a> {
    /// This person; only their own.
    Person(&'a UserId),
    /// An administrator; anybody's.
    Administrator,
}

impl By<'_> {
    const fn because(self) -> RevokedBecause {
        match self {
            Self::Person(_) => RevokedBecause::EndedByPerson,
            Self::Administrator => RevokedBecause::EndedByAdministrator,
        }
    }

    fn may_end(self, whose: &UserId) -> bool {
        match self {
            Self::Person(user) => user == whose,
            Self::Administrator => true,
        }
    }
}

/// Sessions that are to end, or may, and the clients to be told of it.
#[derive(Clone, Copy, Default)]
pub struct Ending<'a> {
    /// The sessions.
    pub sessions: &'a [Session],
    /// Of the clients that took part in them, those that want to hear of it.
    pub clients: &'a [Arc<Client>],
}

/// Ends one session. One that is over, or another person's, is not there.
pub fn end(ending: Ending<'_>, id: FamilyId, by: By<'_>, env: &mut Env<'_>) -> Decision<Result<(), Refusal>> {
    let is_it = |session: &Session| session.family.id == id && by.may_end(&session.user);
    match end_those(ending, is_it, by.because(), env) {
        ended if ended.count == 0 => Decision::of(Err(Reason::NotFound.into()), Vec::new()),
        ended => Decision::of(Ok(()), ended.effects),
    }
}

/// Ends all of these that hold, but for one that is to stay. Tells how many.
pub fn end_all(
    ending: Ending<'_>,
    except: Option<FamilyId>,
    by: By<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<usize, Refusal>> {
    let goes = |session: &Session| by.may_end(&session.user) && Some(session.family.id) != except;
    let Ended { count, effects } = end_those(ending, goes, by.because(), env);
    Decision::of(Ok(count), effects)
}

/// Ends every session of somebody who may not go on, for this reason.
pub(crate) fn end_every(ending: Ending<'_>, because: RevokedBecause, env: &mut Env<'_>) -> Vec<Effect> {
    end_those(ending, |_| true, because, env).effects
}

/// What ending leads to.
pub(crate) struct Ended {
    /// How many sessions it ends.
    pub(crate) count: usize,
    /// What must hold.
    pub(crate) effects: Vec<Effect>,
}

/// Ends those of these that hold and are to go, for this reason.
pub(crate) fn end_those(
    ending: Ending<'_>,
    goes: impl Fn(&Session) -> bool,
    because: RevokedBecause,
    env: &mut Env<'_>,
) -> Ended {
    let mut ended = Ended { count: 0, effects: Vec::new() };
    let now = env.now;
    for session in ending.sessions.iter().filter(|session| session.family.is_alive(now) && goes(session)) {
        let clients = ending.clients.iter().map(Arc::as_ref);
        let took_part = clients.filter(|client| session.clients.contains(&client.id));
        ended.count += 1;
        ended.effects.push(Effect::Revoke { family: session.family.id, because });
        ended.effects.extend(backchannel::tell(session.family.id, &session.user, took_part, env));
    }
    ended
}
