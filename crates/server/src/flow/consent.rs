//! Asking the person what a client may know, and taking it back.

use std::collections::HashMap;

use idp::authorize::{Facts, Wanted};
use idp::login::{consent, session};
use idp::model::ClientId;
use idp::model::consent::Consent;
use idp::model::scope::Words;
use idp::model::user::UserId;
use idp::{Refusal, Time};
use store::SessionFacts;

use super::app::App;
use super::browser::{Known, authorize_facts, load_remembered};
use super::login::Waiting;
use super::respond::{self, Answer};
use super::{Browser, Tries, unavailable};
use crate::node::Node;

/// What a person allowed which clients.
pub async fn list(node: &Node, user: &UserId) -> Result<Vec<Consent>, Refusal> {
    node.store().list_consents(user).await.map_err(unavailable)
}

/// Takes back what a person allowed a client, and ends everything it was granted.
pub async fn withdraw(node: &Node, user: &UserId, client: &ClientId) -> Result<(), Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let consent = node.store().load_consent(user, client).await.map_err(unavailable)?;
        if tries.commit(node, idp::consent::withdraw(consent.as_ref()), now).await?.is_some() {
            return Ok(());
        }
    }
}

/// What the consent page shows.
pub struct Shown {
    /// The client.
    pub app: App,
    /// The name of the person signed in.
    pub username: String,
    /// The person's full name, where known.
    pub full_name: Option<String>,
    /// What administrators say that the scopes it wants mean.
    pub words: HashMap<String, Words>,
    /// What the request wants.
    pub wanted: Wanted,
}

/// Loads what the consent page of this handle shows, in this language (a BCP 47 tag).
pub async fn show(node: &Node, handle: &str, browser: &Browser, language: &str) -> Result<Shown, Refusal> {
    let now = node.now();
    let waiting = Waiting::load(node, handle, now).await?;
    let client = waiting.client.as_deref();
    let client_id = client.map(|client| &client.id);
    let session = load_session(node, &waiting, client_id, browser, now).await?;
    let known = Known::load(node, waiting.client.as_ref(), now).await?;
    let facts = authorize_facts(node, &known, client, session.as_ref(), browser);
    let wanted = consent::show(waiting.found(), facts, now)?;
    let described = |scope: &str| {
        let words = facts.offered.words(scope, &wanted.resources)?;
        Some((scope.to_owned(), words.clone()))
    };
    let words = wanted.scope.iter().filter_map(described).collect();
    let user = session.as_ref().map(|session| &session.user);
    Ok(Shown {
        app: App::of(client, language),
        username: user.map(|user| user.username.clone()).unwrap_or_default(),
        full_name: user.and_then(|user| user.claims.name.clone()).map(Into::into),
        words,
        wanted,
    })
}

/// Takes the person's word.
pub async fn answer(node: &Node, handle: &str, allowed: bool, browser: &Browser) -> Result<Answer, Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let waiting = Waiting::load(node, handle, now).await?;
        let client = waiting.client.as_deref();
        let client_id = client.map(|client| &client.id);
        let session = load_session(node, &waiting, client_id, browser, now).await?;
        let known = Known::load(node, waiting.client.as_ref(), now).await?;
        let credentials = load_remembered(node, &known, client, session.as_ref(), browser).await?;
        let facts = Facts {
            credentials: &credentials,
            ..authorize_facts(node, &known, client, session.as_ref(), browser)
        };
        let decision = node.decide(now, |env| consent::answer(waiting.found(), allowed, facts, env));
        let committed = tries.commit(node, decision, now).await;
        if let Some(answer) = respond::refusing(committed, &known).await? {
            return respond::answer(answer, &known).await;
        }
    }
}

/// The session of the person whose consent is waited for: the browser's, or the one that the sign-in itself
/// holds.
async fn load_session(
    node: &Node,
    waiting: &Waiting,
    client: Option<&ClientId>,
    browser: &Browser,
    now: Time,
) -> Result<Option<SessionFacts>, Refusal> {
    match waiting.held()? {
        None => browser.load_session(node, client, now).await,
        Some(held) => node.store().load_session(&session::key(&held), client, now).await.map_err(unavailable),
    }
}
