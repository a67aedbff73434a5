//! Signing in at an identity provider of SAML: setting out, and coming back with its answer.

use std::sync::Arc;

use idp::authorize::Pick;
use idp::login::upstream::asked::Asked;
use idp::login::upstream::saml::{self, Outgoing, ServiceProvider};
use idp::login::upstream::{Returned, Vouched};
use idp::model::upstream::Upstream;
use idp::{Reason, Refusal};
use xml::saml::binding::post;
use xml::{Limits, Source};

use super::browser::{Known, authorize_facts};
use super::login::{Waiting, busy};
use super::respond;
use super::upstream::{Settled, fail, find_saml, otherwise, settle, spend, told};
use super::{Browser, Tries};
use crate::node::Node;

/// Has the person of this sign-in set out for this identity provider, which they picked.
pub(super) async fn begin(
    node: &Node,
    handle: &str,
    pick: &Pick,
    upstream: &Arc<Upstream>,
    browser: &Browser,
) -> Result<Outgoing, Refusal> {
    let party = match node.saml_party(upstream, None).await {
        Ok(party) => party,
        Err(fault) => return Err(fail(node, handle, upstream, told(&fault), browser).await),
    };
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let waiting = Waiting::load(node, handle, now).await?;
        let known = Known::load(node, waiting.client.as_ref(), now).await?;
        let (handle, pick, at, browser) = (handle.to_owned(), pick.clone(), node.clone(), browser.clone());
        // The request is signed.
        let decided = party.apart(move |_, party| {
            let facts = authorize_facts(&at, &known, waiting.client.as_deref(), None, &browser);
            let login = (handle.as_str(), waiting.found());
            let decision = at.decide(now, |env| saml::begin(login, &pick, party, facts, env));
            (decision, known)
        });
        let (decision, known) = decided.await.map_err(busy)?;
        let committed = tries.commit(node, decision, now).await;
        if let Some(begun) = respond::refusing(committed, &known).await? {
            return Ok(begun);
        }
    }
}

/// Takes the response that a browser brought from this identity provider (`SAMLResponse`): spends what it set out
/// with, verifies, and settles.
pub async fn come_back(node: &Node, id: &str, response: &str, browser: &Browser) -> Result<Settled, Refusal> {
    let upstream = find_saml(node, id).await?;
    let (source, request) = read(response)?;
    let request = request.ok_or_else(|| unknown("a response to no request; sign-ins begin here"))?;
    let (handle, returned) = spend(node, id, &request, browser).await?;
    match verify(node, &upstream, source, returned).await {
        Ok(vouched) => settle(node, handle, &upstream, &vouched, browser).await,
        Err(refusal) => Err(fail(node, &handle, &upstream, refusal, browser).await),
    }
}

/// The sign-in that the person set out from whose browser brought this response, for look-up alone.
pub async fn set_out_from(node: &Node, response: &str) -> Option<String> {
    let (_, request) = read(response).ok()?;
    super::upstream::handle_by(node, &request?).await
}

/// Where the app may have the browser led to that waits for this response, for look-up alone: browsers hold a form's
/// page to every hop behind it.
pub async fn leads_to(node: &Node, response: &str) -> Vec<String> {
    let Some(handle) = set_out_from(node, response).await else { return Vec::new() };
    let waiting = Waiting::load(node, &handle, node.now()).await.ok();
    let client = waiting.and_then(|waiting| waiting.client);
    let uris = client.iter().flat_map(|client| &client.metadata.redirect_uris);
    uris.map(|uri| uri.as_str().to_owned()).collect()
}

/// Our description for this identity provider to read.
pub async fn description(node: &Node, id: &str) -> Result<Arc<str>, Refusal> {
    let upstream = find_saml(node, id).await?;
    let made = node.saml_description(&upstream).await.map_err(busy)?;
    made.map_err(|why| Refusal::new(Reason::Internal).operator(why))
}

/// The response, of which nothing is verified, and the request that it says it answers.
fn read(response: &str) -> Result<(Source, Option<String>), Refusal> {
    let unread = |why: String| unknown(format!("a response that cannot be read: {why}"));
    let source = post::decode(response, &Limits::MESSAGE).map_err(|why| unread(why.to_string()))?;
    let request = saml::request_named(&source).map_err(|why| unread(why.to_string()))?;
    Ok((source, request))
}

/// Believes what is verified; once more by the provider's present keys, where these could settle it.
async fn verify(
    node: &Node,
    upstream: &Arc<Upstream>,
    source: Source,
    returned: Returned,
) -> Result<Vouched, Refusal> {
    let Returned { asked: Asked::Saml(asked), acr_values, .. } = returned else { return Err(otherwise()) };
    let (source, now) = (Arc::new(source), node.now());
    let answered =
        believed(node, upstream, move |upstream, party| saml::verify(upstream, party, &source, &asked, now));
    saml::read(upstream, &answered.await?, &acr_values)
}

/// Does this by what the provider says of itself; once more by its present keys, where these could settle what was not
/// believed.
pub(super) async fn believed<T: Send + 'static>(
    node: &Node,
    upstream: &Arc<Upstream>,
    work: impl Fn(&Upstream, ServiceProvider<'_>) -> Result<T, Refusal> + Clone + Send + 'static,
) -> Result<T, Refusal> {
    let party = node.saml_party(upstream, None).await.map_err(|fault| told(&fault))?;
    let first = party.apart(work.clone()).await.map_err(busy)?;
    let fetched = upstream.definition.saml.as_ref().is_some_and(|saml| saml.metadata_uri.is_some());
    let untrusted = [Reason::UpstreamUntrusted, Reason::UpstreamLogoutUntrusted];
    match first {
        Err(refusal) if fetched && untrusted.contains(&refusal.reason) => {
            match node.saml_party(upstream, Some(&party)).await {
                Ok(newer) => newer.apart(work).await.map_err(busy)?,
                Err(_) => Err(refusal),
            }
        }
        first => first,
    }
}

fn unknown(why: impl Into<std::borrow::Cow<'static, str>>) -> Refusal {
    Refusal::new(Reason::LoginUnknown).operator(why)
}
