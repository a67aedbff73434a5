//! Sessions listed and ended from elsewhere than the browser whose they are: by the person, or by an
//! administrator.

use std::collections::BTreeSet;
use std::sync::Arc;

use idp::login::session_state;
use idp::login::sessions::{self, By, Ending, Listed};
use idp::model::ClientId;
use idp::model::client::Client;
use idp::model::family::FamilyId;
use idp::model::session::Session;
use idp::model::user::UserId;
use idp::{Refusal, Time};

use store::SessionFacts;

use super::{Browser, Tries, unavailable};
use crate::node::Node;

/// The sessions of a person that hold, the youngest first.
pub async fn list(node: &Node, user: &UserId) -> Result<Vec<Listed>, Refusal> {
    let now = node.now();
    sessions::list(load_all(node, user).await?, &node.settings, now)
}

/// One session that holds.
pub async fn get(node: &Node, id: FamilyId) -> Result<Listed, Refusal> {
    let now = node.now();
    let found = node.store().load_session_by_id(id, now).await.map_err(unavailable)?;
    let listed = sessions::list(found.into_iter().collect(), &node.settings, now)?;
    listed.into_iter().next().ok_or_else(|| idp::Reason::NotFound.into())
}

/// The session of this browser, so that a list can say which it is.
pub async fn of_browser(node: &Node, browser: &Browser) -> Result<Option<FamilyId>, Refusal> {
    let session = browser.load_session(node, None, node.now()).await?;
    Ok(session.and_then(|session| session.ticket.family).map(|family| family.id))
}

/// The state of the browser that is given this session's cookie, for scripts of ours.
pub fn browser_state(node: &Node, cookie: &str) -> Option<String> {
    node.decide(node.now(), |env| session_state::of_cookie(cookie, env))
}

/// Ends one session, and everything that hangs on it.
pub async fn end(node: &Node, id: FamilyId, by: By<'_>) -> Result<(), Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let leaving = Leaving::of_ids(node, &[id], now).await?;
        let decision = node.decide(now, |env| sessions::end(leaving.ending(), id, by, env));
        if tries.commit(node, decision, now).await?.is_some() {
            return Ok(());
        }
    }
}

/// Ends every session of a person but one that may stay, and tells how many.
pub async fn end_all(
    node: &Node,
    user: &UserId,
    except: Option<FamilyId>,
    by: By<'_>,
) -> Result<usize, Refusal> {
    let mut ended = 0;
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let leaving = Leaving::of_person(node, user).await?;
        let decision = node.decide(now, |env| sessions::end_all(leaving.ending(), except, by, env));
        match tries.commit(node, decision, now).await? {
            // One load may not have found all of them.
            Some(some) if some > 0 => ended += some,
            Some(_) => return Ok(ended),
            None => {}
        }
    }
}

/// Sessions that may end, and the clients that want to hear of it.
#[derive(Default)]
pub(super) struct Leaving {
    sessions: Vec<Session>,
    clients: Vec<Arc<Client>>,
}

impl Leaving {
    /// All sessions of a person.
    pub(super) async fn of_person(node: &Node, user: &UserId) -> Result<Self, Refusal> {
        let sessions = load_all(node, user).await?;
        Self::with_clients(node, sessions).await
    }

    /// The sessions of these names, whether they hold or not.
    pub(super) async fn of_ids(node: &Node, ids: &[FamilyId], now: Time) -> Result<Self, Refusal> {
        let mut sessions = Vec::with_capacity(ids.len());
        for id in ids {
            sessions.extend(node.store().load_session_by_id(*id, now).await.map_err(unavailable)?);
        }
        Self::with_clients(node, sessions).await
    }

    async fn with_clients(node: &Node, sessions: Vec<Session>) -> Result<Self, Refusal> {
        let named: BTreeSet<&ClientId> = sessions.iter().flat_map(|session| &session.clients).collect();
        let clients = who_hear(node, named).await?;
        Ok(Self { sessions, clients })
    }

    /// As decisions see them.
    pub(super) fn ending(&self) -> Ending<'_> {
        Ending { sessions: &self.sessions, clients: &self.clients }
    }
}

/// Of the clients that took part in a browser's session, those that want to hear of its end.
pub(super) async fn clients_of(
    node: &Node,
    session: Option<&SessionFacts>,
) -> Result<Vec<Arc<Client>>, Refusal> {
    let Some(SessionFacts { ticket, user, .. }) = session else { return Ok(Vec::new()) };
    let Some(family) = &ticket.family else { return Ok(Vec::new()) };
    let named = node.store().list_clients_of_session(&user.id, family.id).await.map_err(unavailable)?;
    who_hear(node, &named).await
}

async fn who_hear(
    node: &Node,
    named: impl IntoIterator<Item = &ClientId>,
) -> Result<Vec<Arc<Client>>, Refusal> {
    let mut clients = Vec::new();
    for id in named {
        let client = node.load_client(id.as_str()).await.map_err(unavailable)?;
        clients.extend(client.filter(|client| client.metadata.hears_of_logouts()));
    }
    Ok(clients)
}

async fn load_all(node: &Node, user: &UserId) -> Result<Vec<Session>, Refusal> {
    node.store().list_sessions(user, node.now()).await.map_err(unavailable)
}
