//! A code that the person has themselves, shown by their app or kept on paper, as a further factor.

use std::time::Duration;

use idp::authorize::Wanted;
use idp::login::factor::Method;
use idp::login::own_code::{self, Given};
use idp::login::second;
use idp::{Reason, Refusal};

use super::app::App;
use super::login::{Settled, load_counted};
use super::second::{Asked, settled};
use super::{Browser, Tries, respond};
use crate::node::{Limit, Node};

/// What the page shows on which the code is typed.
pub struct Shown {
    /// The client that waits, if one does, and what its request wants.
    pub waits: Option<(App, Wanted)>,
    /// Whether there is another way to go on.
    pub another: bool,
    /// For how long this browser would be remembered, if the person wants it.
    pub remembers: Option<Duration>,
}

/// Loads what the page for a code of this kind shows, in this language (a BCP 47 tag).
pub async fn show(
    node: &Node,
    handle: &str,
    method: Method,
    browser: &Browser,
    language: &str,
) -> Result<Shown, Refusal> {
    let now = node.now();
    let asked = Asked::load(node, handle, browser, now).await?;
    let facts = asked.facts(node, browser);
    let shown = second::show(asked.waiting.found(), &asked.credentials, facts, now)?;
    if !shown.offered.iter().any(|offered| offered.method == method) {
        return Err(Refusal::new(Reason::FactorNotAsked).about("factor").operator(method.as_str()));
    }
    let client = asked.waiting.client.as_deref();
    let remembers = shown.remembers(method);
    let waits = shown.wanted.map(|wanted| (App::of(client, language), wanted));
    Ok(Shown { waits, another: shown.offered.len() > 1, remembers })
}

/// Takes a code, and has the browser remembered where that is wanted.
pub async fn enter(
    node: &Node,
    handle: &str,
    method: Method,
    code: &str,
    remember: bool,
    browser: &Browser,
) -> Result<Settled, Refusal> {
    if let Some(from) = browser.from {
        node.limits.count(Limit::SignIn, from)?;
    }
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let asked = Asked::load(node, handle, browser, now).await?;
        let counters = asked.user.as_ref().map(|user| own_code::counters(&user.id)).unwrap_or_default();
        let counted = load_counted(node, counters, now).await?;
        let given = Given { method, code, credentials: &asked.credentials, counted: &counted };
        let facts = asked.settle_facts(node, browser, remember);
        let decision = node.decide(now, |env| own_code::settle(given, facts, env));
        let committed = tries.commit(node, decision, now).await;
        if let Some(done) = respond::refusing(committed, &asked.known).await? {
            return settled(done, &asked.known).await;
        }
    }
}
