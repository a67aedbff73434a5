//! Devices that cannot show a sign-in page: they begin here, and a person answers them on another one.

use std::net::IpAddr;

use idp::authorize::{self, At, Facts};
use idp::cross_device::{self, begin, user_code};
use idp::issue::subject;
use idp::logout::Hint;
use idp::model::client::Client;
use idp::model::issuer::Endpoint;
use idp::model::ticket::TicketFacts;
use idp::{Decision, Reason, Refusal};
use oidc::claims::IdTokenHint;
use oidc::client_authentication::Presented;
use oidc::device::Authorization;
use oidc::parameters::Parameters;

use super::authenticate::Loaded as Asking;
use super::browser::{Known, authorize_facts, load_remembered};
use super::login::load_counted;
use super::respond::{self, Answer};
use super::{Browser, Tries, about, certificate, unavailable};
use crate::node::{Limit, Node};

/// Begins for the device that sent this form, which also proves its client. `from` is where it asks from, as limits
/// count it.
pub async fn begin(
    node: &Node,
    presented: &Presented,
    certificate: &certificate::Shown,
    form: &Parameters<'_>,
    from: Option<IpAddr>,
) -> Result<Authorization, Refusal> {
    let address = from.map(|from| from.to_string());
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let asking = Asking::load(node, presented, certificate, now).await?;
        let client = asking.client.as_deref();
        // Anybody can begin in the name of a client that proves nothing, as anybody can begin to sign in.
        let public = client.is_some_and(Client::is_public);
        if let (Some(from), true, true) = (from, public, tries.is_first()) {
            node.limits.count(Limit::Authorize, from)?;
        }
        let known = Known::load(node, asking.client.as_ref(), now).await?;
        let browser = Browser::default();
        let facts = authorize_facts(node, &known, client, None, &browser);
        let shown = asking.shown(node, presented, Endpoint::DeviceAuthorization);
        let decision = node.decide(now, |env| begin::begin(shown, form, address.as_deref(), facts, env));
        let committed = tries.commit(node, decision, now).await;
        if let Some(begun) = committed.map_err(|refusal| about(refusal, client))? {
            return Ok(begun);
        }
    }
}

/// Takes the code that somebody typed, and leads them to what they are to do about it.
pub async fn enter(node: &Node, typed: &str, browser: &Browser) -> Result<Answer, Refusal> {
    if let Some(from) = browser.from {
        node.limits.count(Limit::SignIn, from)?;
    }
    reserve(node, browser).await?;
    let code = user_code::typed(typed).ok_or_else(|| {
        Refusal::new(Reason::UserCodeUnknown).about("user_code").operator("not of the form of a code")
    })?;
    open(node, &code, Guessed::Perhaps, browser).await
}

/// Whether what leads to a request could have been guessed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Guessed {
    /// It is short, and tries at it are counted.
    Perhaps,
    /// It has 256 random bits.
    Never,
}

/// Leads somebody to what they are to do about the request that this leads to. Where its client means somebody, nobody
/// else will do.
pub(super) async fn open(
    node: &Node,
    secret: &str,
    guessed: Guessed,
    browser: &Browser,
) -> Result<Answer, Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let found = node.store().load_ticket(&cross_device::key(secret), now).await.map_err(unavailable)?;
        let client = match found.as_ref().map(cross_device::client_of).transpose()? {
            Some(id) => node.load_client(id.as_str()).await.map_err(unavailable)?,
            None => None,
        };
        let session = browser.load_session(node, client.as_deref().map(|client| &client.id), now).await?;
        let known = Known::load(node, client.as_ref(), now).await?;
        let credentials = load_remembered(node, &known, client.as_deref(), session.as_ref(), browser).await?;
        let facts = Facts {
            credentials: &credentials,
            ..authorize_facts(node, &known, client.as_deref(), session.as_ref(), browser)
        };
        let asked = cross_device::open(found.as_ref(), client.as_deref(), now)?;
        let parameters = Parameters::parse(asked.as_str().as_bytes())?;
        let right = match guessed {
            Guessed::Never => Vec::new(),
            Guessed::Perhaps => {
                let counted = load_counted(node, user_code::counters(browser.facts()), now).await?;
                user_code::was_right(&counted, &node.settings, now)?
            }
        };
        let meant = meant(node, found.as_ref(), client.as_deref())?;
        let hint = meant.as_ref().map_or(Hint::Absent, Hint::Ours);
        let at = At::Authorize { asked: &asked, hint };
        let decision = node.decide(now, |env| authorize::decide(at, &parameters, facts, env).owing(right));
        if let Some(answer) = tries.commit(node, decision, now).await? {
            return respond::answer(answer, &known).await;
        }
    }
}

/// Whom the client means, as it would say by an ID token of ours.
fn meant(
    node: &Node,
    found: Option<&TicketFacts>,
    client: Option<&Client>,
) -> Result<Option<IdTokenHint>, Refusal> {
    let user = found.map(cross_device::person_of).transpose()?.flatten();
    let (Some(user), Some(client)) = (user, client) else { return Ok(None) };
    Ok(Some(IdTokenHint {
        iss: node.issuer_of(Some(client)).identifier.as_str().to_owned(),
        sub: subject::of(client, &user, node.derive())?,
        aud: client.id.as_str().to_owned().into(),
        azp: None,
        exp: 0,
        sid: None,
    }))
}

/// Counts a try before the code is looked at.
async fn reserve(node: &Node, browser: &Browser) -> Result<(), Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let counted = load_counted(node, user_code::counters(browser.facts()), now).await?;
        let effects = user_code::reserve(&counted, &node.settings, now)?;
        if tries.commit(node, Decision { answer: Ok(()), effects }, now).await?.is_some() {
            return Ok(());
        }
    }
}
