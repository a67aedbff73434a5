//! Asking the person as whom to go on.

use idp::Refusal;
use idp::authorize::{Facts, Wanted};
use idp::login::select_account;

use super::app::App;
use super::browser::{Known, authorize_facts, load_remembered};
use super::login::Waiting;
use super::respond::{self, Answer};
use super::{Browser, Tries};
use crate::node::Node;

/// What the page shows.
pub struct Shown {
    /// The client.
    pub app: App,
    /// The name of the person signed in.
    pub username: String,
    /// The person's full name, where known.
    pub full_name: Option<String>,
    /// What the request wants.
    pub wanted: Wanted,
}

/// Loads what the page of this handle shows, in this language.
pub async fn show(node: &Node, handle: &str, browser: &Browser, language: &str) -> Result<Shown, Refusal> {
    let now = node.now();
    let waiting = Waiting::load(node, handle, now).await?;
    let client = waiting.client.as_deref();
    let client_id = client.map(|client| &client.id);
    let session = browser.load_session(node, client_id, now).await?;
    let known = Known::load(node, waiting.client.as_ref(), now).await?;
    let facts = authorize_facts(node, &known, client, session.as_ref(), browser);
    let wanted = select_account::show(waiting.found(), facts, now)?;
    let user = session.as_ref().map(|session| &session.user);
    Ok(Shown {
        app: App::of(client, language),
        username: user.map(|user| user.username.clone()).unwrap_or_default(),
        full_name: user.and_then(|user| user.claims.name.clone()).map(Into::into),
        wanted,
    })
}

/// Goes on as the one who is signed in.
pub async fn go_on(node: &Node, handle: &str, browser: &Browser) -> Result<Answer, Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let waiting = Waiting::load(node, handle, now).await?;
        let client = waiting.client.as_deref();
        let client_id = client.map(|client| &client.id);
        let session = browser.load_session(node, client_id, now).await?;
        let known = Known::load(node, waiting.client.as_ref(), now).await?;
        let credentials = load_remembered(node, &known, client, session.as_ref(), browser).await?;
        let facts = Facts {
            credentials: &credentials,
            ..authorize_facts(node, &known, client, session.as_ref(), browser)
        };
        let decision = node.decide(now, |env| select_account::go_on(waiting.found(), facts, env));
        let committed = tries.commit(node, decision, now).await;
        if let Some(answer) = respond::refusing(committed, &known).await? {
            return respond::answer(answer, &known).await;
        }
    }
}
