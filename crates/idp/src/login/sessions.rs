//! Sessions as they are listed and ended from elsewhere than the browser whose they are.

use super::Method;
use super::session::Body;
use crate::decision::Decision;
use crate::effect::{Effect, RevokedBecause};
use crate::model::ClientId;
use crate::model::family::FamilyId;
use crate::model::session::Session;
use crate::model::settings::Settings;
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
    /// How they did.
    pub amr: Vec<Method>,
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
    let body: Option<Body> =
        ticket.as_ref().map(|ticket| crate::model::ticket::decode(&ticket.body)).transpose()?;
    let last_used_at = ticket.map(|ticket| begun_at.max(ticket.expires_at - settings.session_idle));
    let auth_at = body.as_ref().map(|body| Time::from_micros(body.auth_at));
    let (amr, agent, address) =
        body.map_or_else(Default::default, |body| (body.amr, body.agent, body.address));
    Ok(Listed {
        id: family.id,
        user,
        begun_at,
        auth_at,
        amr,
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

/// Ends one session. One that is over, or another person's, is not there.
pub fn end(session: Option<&Session>, by: By<'_>, now: Time) -> Decision<Result<(), Refusal>> {
    let session = session.filter(|session| session.family.is_alive(now) && by.may_end(&session.user));
    match session {
        Some(session) => Decision::of(Ok(()), vec![ended(session, by)]),
        None => Decision::of(Err(Reason::NotFound.into()), Vec::new()),
    }
}

/// Ends all of these that hold, but for one that is to stay. Tells how many.
pub fn end_all(
    sessions: &[Session],
    except: Option<FamilyId>,
    by: By<'_>,
    now: Time,
) -> Decision<Result<usize, Refusal>> {
    let goes = |session: &&Session| {
        session.family.is_alive(now) && by.may_end(&session.user) && Some(session.family.id) != except
    };
    let effects: Vec<Effect> = sessions.iter().filter(goes).map(|session| ended(session, by)).collect();
    Decision::of(Ok(effects.len()), effects)
}

fn ended(session: &Session, by: By<'_>) -> Effect {
    Effect::Revoke { family: session.family.id, because: by.because() }
}
