//! Signing in at an upstream: setting out, and coming back.

use std::sync::Arc;

use idp::authorize::{Facts, Pick};
use idp::login::password::Onward;
use idp::login::upstream::asked::Asked;
use idp::login::upstream::saml::Outgoing;
use idp::login::upstream::{self, Begun, Returned, SettleFacts, Vouched, refusal_of};
use idp::model::upstream::Upstream;
use idp::model::user::{UserId, canonical_login_name};
use idp::{Reason, Refusal, Time};
use jose::secret::Secret;
use rp::UserInfo;
use store::SessionFacts;

use super::browser::{Known, authorize_facts};
use super::login::{Waiting, busy, signed};
use super::respond::{self, Answer};
use super::session::clients_of;
use super::{Browser, Tries, unavailable};
use crate::node::{Limit, Node, Overloaded, UpstreamFault, UpstreamParty};

/// Has the person of this sign-in set out for the upstream they picked, with its pages in one of these
/// languages (BCP 47 tags).
pub async fn begin(
    node: &Node,
    handle: &str,
    pick: &Pick,
    languages: &[&str],
    browser: &Browser,
) -> Result<Outgoing, Refusal> {
    if let Some(from) = browser.from {
        node.limits.count(Limit::SignIn, from)?;
    }
    let upstream = find(node, pick.upstream.as_str()).await?;
    if upstream.definition.saml.is_some() {
        return super::saml::begin(node, handle, pick, &upstream, browser).await;
    }
    let party = match node.upstream_party(&upstream).await {
        Ok(party) => party,
        Err(fault) => return Err(fail(node, handle, &upstream, told(&fault), browser).await),
    };
    match reserve(node, handle, pick, &party, languages, browser).await? {
        Begun::To(address) => Ok(Outgoing::To(address)),
        Begun::Pushed(request) => {
            let response = party.send(&request).await.map_err(|fault| told(&fault));
            let redirect = response
                .and_then(|response| party.party().pushed(&response).map_err(|error| refusal_of(&error)));
            match redirect {
                Ok(redirect) => Ok(Outgoing::To(redirect.url())),
                Err(refusal) => Err(fail(node, handle, &upstream, refusal, browser).await),
            }
        }
    }
}

/// The upstream of this name, at a door for those that speak OpenID Connect.
pub(super) async fn find_openid(node: &Node, id: &str) -> Result<Arc<Upstream>, Refusal> {
    speaking(find(node, id).await?, Protocol::OpenId)
}

/// The upstream of this name, at a door for those that speak SAML.
pub(super) async fn find_saml(node: &Node, id: &str) -> Result<Arc<Upstream>, Refusal> {
    speaking(find(node, id).await?, Protocol::Saml)
}

/// What upstreams speak.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Protocol {
    OpenId,
    Saml,
}

/// The upstream, if it speaks this: what another speaks is at no address here.
pub(super) fn speaking(upstream: Arc<Upstream>, protocol: Protocol) -> Result<Arc<Upstream>, Refusal> {
    let spoken = if upstream.definition.saml.is_some() { Protocol::Saml } else { Protocol::OpenId };
    if spoken == protocol { Ok(upstream) } else { Err(Reason::NotFound.into()) }
}

pub(super) async fn find(node: &Node, id: &str) -> Result<Arc<Upstream>, Refusal> {
    let upstreams = node.load_upstreams().await.map_err(unavailable)?;
    upstreams
        .iter()
        .find(|upstream| upstream.id.as_str() == id)
        .cloned()
        .ok_or_else(|| Reason::NotFound.into())
}

async fn reserve(
    node: &Node,
    handle: &str,
    pick: &Pick,
    party: &UpstreamParty,
    languages: &[&str],
    browser: &Browser,
) -> Result<Begun, Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let waiting = Waiting::load(node, handle, now).await?;
        let known = Known::load(node, waiting.client.as_ref(), now).await?;
        let (handle, pick, at, browser) = (handle.to_owned(), pick.clone(), node.clone(), browser.clone());
        let languages: Vec<String> = languages.iter().map(|&tag| tag.to_owned()).collect();
        // The request may be signed.
        let decided = party.apart(move |party| {
            let facts = authorize_facts(&at, &known, waiting.client.as_deref(), None, &browser);
            let languages: Vec<&str> = languages.iter().map(String::as_str).collect();
            let login = (handle.as_str(), waiting.found());
            let decision =
                at.decide(now, |env| upstream::begin(login, &pick, *party, &languages, facts, env));
            (decision, known)
        });
        let (decision, known) = decided.await.map_err(busy)?;
        let committed = tries.commit(node, decision, now).await;
        if let Some(begun) = respond::refusing(committed, &known).await? {
            return Ok(begun);
        }
    }
}

/// Ends the sign-in for this reason; comes back with what to tell.
pub(super) async fn fail(
    node: &Node,
    handle: &str,
    upstream: &Upstream,
    refusal: Refusal,
    browser: &Browser,
) -> Refusal {
    let (reason, detail) = (refusal.reason, refusal.detail);
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let refusal = Refusal { detail: detail.clone(), ..Refusal::new(reason) };
        match end(node, handle, upstream, refusal, browser, &mut tries, now).await {
            Ok(()) => {}
            Err(refusal) => return refusal,
        }
    }
}

async fn end(
    node: &Node,
    handle: &str,
    upstream: &Upstream,
    refusal: Refusal,
    browser: &Browser,
    tries: &mut Tries,
    now: Time,
) -> Result<(), Refusal> {
    let waiting = Waiting::load(node, handle, now).await?;
    let known = Known::load(node, waiting.client.as_ref(), now).await?;
    let facts = authorize_facts(node, &known, waiting.client.as_deref(), None, browser);
    let decision = node.decide(now, |env| upstream::fail(waiting.found(), &upstream.id, refusal, facts, env));
    let committed = tries.commit(node, decision, now).await;
    respond::refusing(committed, &known).await.map(drop)
}

/// Why an upstream cannot be spoken with, as whoever waits is told it.
pub(super) fn told(fault: &UpstreamFault) -> Refusal {
    let reason = match fault {
        UpstreamFault::Unavailable(_) => Reason::UpstreamUnavailable,
        UpstreamFault::Untrusted(_) => Reason::UpstreamUntrusted,
        UpstreamFault::Misconfigured(_) => Reason::UpstreamRefused,
    };
    Refusal::new(reason).operator(fault.to_string())
}

/// Somebody signed in.
pub struct Settled {
    /// The sign-in that they set out from.
    pub handle: String,
    /// Where they go on to.
    pub onward: Onward<Answer>,
    /// Who it is.
    pub user: UserId,
    /// The value of the session's cookie; none where the person was identified for the one client alone.
    pub session_cookie: Option<Secret<String>>,
    /// The way behind the upstream that they took, where that is known.
    pub choice: Option<String>,
}

/// Takes what a browser came back with from this upstream, as it stood in query or body: spends what it set
/// out with, asks who it is, and settles.
pub async fn come_back(node: &Node, id: &str, encoded: &str, browser: &Browser) -> Result<Settled, Refusal> {
    let upstream = find_openid(node, id).await?;
    let mut party = node.upstream_party(&upstream).await.map_err(|fault| told(&fault))?;
    let label = label(&mut party, encoded).await.map_err(busy)?;
    let label = label.map_err(|error| {
        Refusal::new(Reason::LoginUnknown).operator(format!("an upstream's answer: {error}"))
    })?;
    let (handle, returned) = spend(node, id, &label, browser).await?;
    match verify(node, &mut party, returned, encoded).await {
        Ok(vouched) => settle(node, handle, &upstream, &vouched, browser).await,
        Err(refusal) => Err(fail(node, &handle, &upstream, refusal, browser).await),
    }
}

/// The sign-in that the person set out from whose browser came back with this, if it is still known; for
/// look-up alone.
pub async fn set_out_from(node: &Node, id: &str, encoded: &str) -> Option<String> {
    let upstream = find_openid(node, id).await.ok()?;
    let mut party = node.upstream_party(&upstream).await.ok()?;
    let label = label(&mut party, encoded).await.ok()?.ok()?;
    handle_by(node, &label).await
}

/// The sign-in that somebody set out from with this request.
pub(super) async fn handle_by(node: &Node, label: &str) -> Option<String> {
    let ticket = node.store().load_ticket(&upstream::key(label), node.now()).await.ok()??;
    upstream::handle_of(&ticket).ok()
}

/// Which request this answers.
async fn label(party: &mut UpstreamParty, encoded: &str) -> Result<Result<String, rp::Error>, Overloaded> {
    let encoded: Arc<str> = encoded.into();
    party.read(move |party, now| party.label(&encoded, now)).await
}

pub(super) async fn spend(
    node: &Node,
    id: &str,
    label: &str,
    browser: &Browser,
) -> Result<(String, Returned), Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let ticket = node.store().load_ticket(&upstream::key(label), now).await.map_err(unavailable)?;
        let handle = ticket.as_ref().map(upstream::handle_of).transpose()?.unwrap_or_default();
        let waiting = match ticket {
            Some(_) => Waiting::load(node, &handle, now).await?,
            None => Waiting::default(),
        };
        let decision = upstream::returned(ticket.as_ref(), id, waiting.found(), browser.facts(), now);
        if let Some(returned) = tries.commit(node, decision, now).await? {
            return Ok((handle, returned));
        }
    }
}

/// Asks the upstream who it is, and believes what is verified.
async fn verify(
    node: &Node,
    party: &mut UpstreamParty,
    returned: Returned,
    encoded: &str,
) -> Result<Vouched, Refusal> {
    let refused = |error: rp::Error| refusal_of(&error);
    let unreachable = |fault: UpstreamFault| told(&fault);
    let Returned { asked, choice, acr_values } = returned;
    let Asked::OpenId(pending) = asked else { return Err(otherwise()) };
    let (at, encoded) = (node.clone(), encoded.to_owned());
    let answered = party.apart(move |party| {
        let answered = party.callback(*pending, &encoded, at.now().as_secs())?;
        let request = with_env(&at, |env| party.exchange(&answered, env))?;
        Ok((Arc::new(answered), request))
    });
    let (answered, request) = answered.await.map_err(busy)?.map_err(refused)?;
    let response = Arc::new(party.send(&request).await.map_err(unreachable)?);
    let tokens = party.read(move |party, now| party.tokens(&answered, &response, now)).await;
    let tokens = tokens.map_err(busy)?.map_err(refused)?;
    let upstream = Arc::clone(party.upstream());
    let signed = tokens.id_token_hint().clone();
    let id_token = Arc::new(tokens.id_token);
    let userinfo: Option<UserInfo> = match asks_userinfo(&upstream, party) {
        false => None,
        true => {
            // Nothing in it is signed: it shows a token.
            let request = with_env(node, |env| party.party().userinfo_request(&tokens.access_token, env))
                .map_err(refused)?;
            let response = Arc::new(party.send(&request).await.map_err(unreachable)?);
            let about = Arc::clone(&id_token);
            let read = party.read(move |party, now| party.userinfo(&response, &about, now)).await;
            Some(read.map_err(busy)?.map_err(refused)?)
        }
    };
    let vouched = upstream::read(&upstream, (&id_token, userinfo.as_ref()), choice, &acr_values)?;
    Ok(vouched.hinted(&upstream, &signed))
}

/// An upstream that changed its protocol while somebody was there.
pub(super) fn otherwise() -> Refusal {
    Refusal::new(Reason::UpstreamUnavailable).operator("it was asked in another protocol than it has now")
}

fn asks_userinfo(upstream: &Upstream, party: &UpstreamParty) -> bool {
    upstream.definition.userinfo && party.party().provider.metadata().userinfo_endpoint.is_some()
}

/// What making a message needs from outside.
fn with_env<T>(node: &Node, make: impl FnOnce(&mut rp::Env<'_>) -> T) -> T {
    let now = node.now();
    node.decide(now, |env| {
        let fill = &mut |bytes: &mut [u8]| env.random.fill(bytes);
        make(&mut rp::Env::new(now.as_secs(), fill))
    })
}

pub(super) async fn settle(
    node: &Node,
    handle: String,
    upstream: &Upstream,
    vouched: &Vouched,
    browser: &Browser,
) -> Result<Settled, Refusal> {
    let subject = vouched.subject(node.derive())?;
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let waiting = Waiting::load(node, &handle, now).await?;
        let client = waiting.client.as_deref();
        let client_id = client.map(|client| &client.id);
        let found =
            node.store().load_identity(&upstream.id, subject, client_id).await.map_err(unavailable)?;
        let linked = found.as_ref().map(|found| &found.user);
        let credentials = match linked {
            Some(linked) => node.store().load_credentials(&linked.id).await.map_err(unavailable)?,
            None => Vec::new(),
        };
        let email_taken = match vouched.email().map(canonical_login_name) {
            None => false,
            Some(email) => {
                let holder = node.store().load_person(&email, None).await.map_err(unavailable)?;
                holder.is_some_and(|holder| linked.is_none_or(|linked| linked.id != holder.user.id))
            }
        };
        let before = match vouched.once() {
            Some(key) => node.store().load_ticket(&key, now).await.map_err(unavailable)?,
            None => None,
        };
        let session = browser.load_session(node, client_id, now).await?;
        let known = Known::load(node, waiting.client.as_ref(), now).await?;
        let other = |session: &&SessionFacts| linked.is_none_or(|linked| linked.id != session.user.id);
        let leaving = clients_of(node, session.as_ref().filter(other)).await?;
        let facts = SettleFacts {
            authorize: Facts {
                person: linked,
                credentials: &credentials,
                consent: found.as_ref().and_then(|found| found.consent.as_ref()),
                ..authorize_facts(node, &known, client, session.as_ref(), browser)
            },
            login: waiting.found(),
            upstream,
            linked,
            email_taken,
            before: before.as_ref(),
            leaving: &leaving,
        };
        let decision = node.decide(now, |env| upstream::settle(vouched, facts, env));
        let committed = tries.commit(node, decision, now).await;
        if let Some(settled) = respond::refusing(committed, &known).await? {
            let upstream::Settled { onward, user, session_cookie } = settled;
            let onward = signed(onward, &known).await?;
            let choice = vouched.choice().map(str::to_owned);
            return Ok(Settled { handle, onward, user, session_cookie, choice });
        }
    }
}
