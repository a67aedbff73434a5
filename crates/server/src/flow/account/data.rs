//! What is kept of a person, taken along by themselves, and the account, removed by them.

use idp::account::data;
use idp::account::factors::Changed;
use idp::login::SignedIn;
use idp::login::sessions::Listed;
use idp::model::consent::Consent;
use idp::model::credential::Credential;
use idp::model::event::{Event, EventFilter};
use idp::model::linked_identity::LinkedIdentity;
use idp::model::message::{Delivery, DeliveryFilter};
use idp::model::sign_in::SignIn;
use idp::model::user::{User, UserId};
use idp::{Reason, Refusal, authorize};

use super::{acting, facts, held};
use crate::flow::session::Leaving;
use crate::flow::{Browser, Tries, consent, identity, notice, session, unavailable};
use crate::node::Node;

/// The most sign-ins, and the most messages, that are taken along: the youngest.
const MOST: u32 = 1_000;
/// How many events are read at a time.
const EVENTS_AT_A_TIME: u32 = 200;
/// The most events that are taken along: the youngest.
const MOST_EVENTS: usize = 10_000;

/// All that is kept of a person.
pub struct Kept {
    /// Their record.
    pub user: User,
    /// What proves them; its secrets are not for telling.
    pub credentials: Vec<Credential>,
    /// Where they are signed in.
    pub sessions: Vec<Listed>,
    /// What they allowed.
    pub consents: Vec<Consent>,
    /// By which identities elsewhere they come in.
    pub identities: Vec<LinkedIdentity>,
    /// When they signed in, or somebody tried to.
    pub sign_ins: Vec<SignIn>,
    /// What was sent to them, without what it said.
    pub messages: Vec<Delivery>,
    /// What the audit record says of their account.
    pub events: Vec<Event>,
}

/// What a wish to take it along came to.
pub enum Taken {
    /// All of it.
    Kept(Box<Kept>),
    /// They prove first who they are.
    Login(authorize::Page),
}

/// Tells a person all that is kept of them.
pub async fn export(node: &Node, form_token: &str, browser: &Browser) -> Result<Taken, Refusal> {
    let who = acting(node, form_token, browser).await?;
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let session = held(node, browser, now).await?;
        let facts = facts(node, session.as_ref(), browser);
        let decision = node.decide(now, |env| data::export(form_token, facts, env));
        match tries.commit(node, decision, now).await? {
            Some(Changed::Done(())) => return Ok(Taken::Kept(Box::new(load(node, who.user()).await?))),
            Some(Changed::Login(page)) => return Ok(Taken::Login(page)),
            None => {}
        }
    }
}

async fn load(node: &Node, user: &UserId) -> Result<Kept, Refusal> {
    let store = node.store();
    let about = DeliveryFilter { user: Some(user.clone()), ..DeliveryFilter::default() };
    Ok(Kept {
        user: store.load_user(user).await.map_err(unavailable)?.ok_or(Reason::NotFound)?,
        credentials: store.load_credentials(user).await.map_err(unavailable)?,
        sessions: session::list(node, user).await?,
        consents: consent::list(node, user).await?,
        identities: identity::list(node, user).await?,
        sign_ins: store.list_sign_ins(user, MOST).await.map_err(unavailable)?,
        messages: store.list_deliveries(&about, MOST).await.map_err(unavailable)?,
        events: events(node, user).await?,
    })
}

async fn events(node: &Node, user: &UserId) -> Result<Vec<Event>, Refusal> {
    let mut filter = EventFilter { user: Some(user.clone()), ..EventFilter::default() };
    let mut events = Vec::new();
    while events.len() < MOST_EVENTS {
        let more = node.store().list_events(&filter, EVENTS_AT_A_TIME).await.map_err(unavailable)?;
        let Some(last) = more.last() else { break };
        filter.before = Some(last.id);
        events.extend(more);
    }
    Ok(events)
}

/// Removes the person's account, and tells them by mail.
pub async fn remove(
    node: &Node,
    form_token: &str,
    is_confirmed: bool,
    browser: &Browser,
) -> Result<Changed, Refusal> {
    let who: SignedIn = acting(node, form_token, browser).await?;
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let session = held(node, browser, now).await?;
        let facts = facts(node, session.as_ref(), browser);
        let leaving = Leaving::of_person(node, who.user()).await?;
        let decision =
            node.decide(now, |env| data::remove(is_confirmed, leaving.ending(), form_token, facts, env));
        let user = session.as_ref().map(|session| &session.user);
        let decision = notice::owing(node, decision, user, browser.language, now).await?;
        if let Some(changed) = tries.commit(node, decision, now).await? {
            return Ok(changed);
        }
    }
}
