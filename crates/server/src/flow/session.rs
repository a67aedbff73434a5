//! Sessions listed and ended from elsewhere than the browser whose they are: by the person, or by an
//! administrator.

use idp::Refusal;
use idp::login::sessions::{self, By, Listed};
use idp::model::family::FamilyId;
use idp::model::session::Session;
use idp::model::user::UserId;

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

/// Ends one session, and everything that hangs on it.
pub async fn end(node: &Node, id: FamilyId, by: By<'_>) -> Result<(), Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let session = node.store().load_session_by_id(id, now).await.map_err(unavailable)?;
        let decision = sessions::end(session.as_ref(), by, now);
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
        let facts = load_all(node, user).await?;
        let decision = sessions::end_all(&facts, except, by, now);
        match tries.commit(node, decision, now).await? {
            // One load may not have found all of them.
            Some(some) if some > 0 => ended += some,
            Some(_) => return Ok(ended),
            None => {}
        }
    }
}

async fn load_all(node: &Node, user: &UserId) -> Result<Vec<Session>, Refusal> {
    node.store().list_sessions(user, node.now()).await.map_err(unavailable)
}
