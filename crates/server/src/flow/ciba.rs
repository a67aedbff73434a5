//! Sign-ins that a client begins and the person whom it means answers elsewhere.

mod found;

use idp::authorize::request_object::Loaded;
use idp::client::authenticate::authenticate;
use idp::cross_device::ciba;
use idp::model::issuer::Endpoint;
use idp::{Reason, Refusal};
use oidc::ciba::Acknowledgement;
use oidc::client_authentication::Presented;
use oidc::parameters::Parameters;
use tokio::time::Instant;

use found::Found;

use super::authenticate::Loaded as Asking;
use super::browser::{Known, authorize_facts};
use super::device::{Guessed, open};
use super::respond::Answer;
use super::{Browser, Tries, about, certificate, request_object};
use crate::node::{Limit, Node};
use crate::page::Language;

/// Begins for the client that sent this form, which also proves it, and has the person told whom it means.
/// `language` is that of the mail, where the person's record names none.
pub async fn begin(
    node: &Node,
    presented: &Presented,
    certificate: &certificate::Shown,
    form: &Parameters<'_>,
    language: &'static Language,
) -> Result<Acknowledgement, Refusal> {
    let begun = Instant::now();
    let answer = take(node, presented, certificate, form, language).await;
    if let Err(refusal) = &answer {
        request_object::even_out(begun, form, refusal).await;
        let hint = form.get("login_hint_token").ok().flatten();
        if hint.is_some_and(request_object::looks_sealed) && refusal.reason == Reason::ParameterInvalid {
            request_object::evened(begun).await;
        }
    }
    answer
}

async fn take(
    node: &Node,
    presented: &Presented,
    certificate: &certificate::Shown,
    form: &Parameters<'_>,
    language: &'static Language,
) -> Result<Acknowledgement, Refusal> {
    let mut object = None;
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let asking = Asking::load(node, presented, certificate, now).await?;
        let client = asking.client.as_deref();
        let shown = asking.shown(node, presented, Endpoint::BackchannelAuthentication);
        // Nothing is opened, verified or looked for in the name of whoever does not prove to be the client.
        let proven = client.filter(|_| authenticate(shown, client, now).is_ok());
        let loaded = match object.take() {
            Some(loaded) => loaded,
            None if proven.is_none() => Loaded::ABSENT,
            None => request_object::load_pushed(node, form, client, now).await?,
        };
        let loaded = object.insert(loaded);
        loaded.spent = request_object::load_spent(node, loaded, client, now).await?;
        let asked = ciba::settle(form, loaded, client, node.issuer_of(client), now);
        let (asked, found) = match (asked, proven) {
            (Ok(asked), Some(client)) => match Found::load(node, &asked, client, language, now).await {
                Ok(found) => (Ok(asked), found),
                Err(refusal) => (Err(refusal), Found::default()),
            },
            (asked, _) => (asked, Found::default()),
        };
        let known = Known::load(node, asking.client.as_ref(), now).await?;
        let browser = Browser::default();
        let facts = found.facts(authorize_facts(node, &known, client, None, &browser));
        let decision = node.decide(now, |env| ciba::begin(shown, asked, facts, env));
        let committed = tries.commit(node, decision, now).await;
        if let Some(begun) = committed.map_err(|refusal| about(refusal, client))? {
            return Ok(begun);
        }
    }
}

/// Leads somebody who opened the link to what they are to do about it.
pub async fn enter(node: &Node, link: &str, browser: &Browser) -> Result<Answer, Refusal> {
    if let Some(from) = browser.from {
        node.limits.count(Limit::SignIn, from)?;
    }
    open(node, link, Guessed::Never, browser).await
}
