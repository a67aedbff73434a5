//! The phones that answer for the person, on their own account's page.

use idp::account::factors::Changed;
use idp::account::{Facts, phones};
use idp::model::credential::Credential;
use idp::{Decision, Env, Reason, Refusal};
use jose::secret::Secret;

use super::{acting, factors, facts, held};
use crate::flow::{Browser, Tries, notice};
use crate::node::Node;

/// Begins to enrol a phone: the secret that it is to bring.
pub async fn enrol(
    node: &Node,
    form_token: &str,
    browser: &Browser,
) -> Result<Changed<Secret<String>>, Refusal> {
    change(node, form_token, browser, |credentials, facts, env| {
        phones::begin(credentials, form_token, facts, env)
    })
    .await
}

/// Calls a phone something else.
pub async fn rename(
    node: &Node,
    form_token: &str,
    id: &str,
    name: &str,
    browser: &Browser,
) -> Result<Changed, Refusal> {
    change(node, form_token, browser, |credentials, facts, env| {
        phones::rename(id, name, credentials, form_token, facts, env)
    })
    .await
}

/// Removes a phone.
pub async fn remove(node: &Node, form_token: &str, id: &str, browser: &Browser) -> Result<Changed, Refusal> {
    change(node, form_token, browser, |credentials, facts, env| {
        phones::remove(id, credentials, form_token, facts, env)
    })
    .await
}

async fn change<T>(
    node: &Node,
    form_token: &str,
    browser: &Browser,
    decide: impl Fn(&[Credential], Facts<'_>, &mut Env<'_>) -> Decision<Result<Changed<T>, Refusal>>,
) -> Result<Changed<T>, Refusal> {
    let who = acting(node, form_token, browser).await?;
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let session = held(node, browser, now).await?;
        // What was loaded is the person's who acts: or they are looked at again.
        if session.as_ref().is_none_or(|session| session.user.id != *who.user()) {
            return Err(Reason::LoginRequired.into());
        }
        let credentials = factors::list(node, &who).await?;
        let facts = facts(node, session.as_ref(), browser);
        let decision = node.decide(now, |env| decide(&credentials, facts, env));
        let user = session.as_ref().map(|session| &session.user);
        let decision = notice::owing(node, decision, user, browser.language, now).await?;
        if let Some(changed) = tries.commit(node, decision, now).await? {
            return Ok(changed);
        }
    }
}
