//! Pages that have somebody signed in with their phone: begun and collected by the page, answered by the phone.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use idp::authorize;
use idp::cross_device::answer_key;
use idp::cross_device::qr::begin::{self, Begun, Wanted};
use idp::cross_device::qr::pull::{self, Asking, Pulled, Status};
use idp::cross_device::qr::scan::{self, By, Opened};
use idp::cross_device::qr::{self, Ended, answer};
use idp::login::factor::phone::Unlocking;
use idp::model::client::Client;
use idp::model::credential::Credential;
use idp::model::ticket::TicketFacts;
use idp::model::user::User;
use idp::phone::message::Approval;
use idp::webauthn::{Authenticated, Fault};
use idp::{Decision, Env, Refusal};
use tokio::time::Instant;

use super::browser::{Known, authorize_facts};
use super::phone::{Gesture, Heard, verify_gesture};
use super::{Browser, Tries, about, unavailable};
use crate::node::{Limit, Node};

/// Begins an attempt for the page of this origin.
pub async fn begin(
    node: &Node,
    client_id: &str,
    wanted: Wanted<'_>,
    browser: &Browser,
) -> Result<Begun, Refusal> {
    if let Some(from) = browser.from {
        node.limits.count_as(Limit::Authorize, from, client_id)?;
    }
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let client = node.load_client(client_id).await.map_err(unavailable)?;
        // Names that nobody has are counted by address alone.
        if let (Some(client), true) = (&client, tries.is_first()) {
            node.limits.count_everywhere(Limit::Qr, client.id.as_str())?;
        }
        let known = Known::load(node, client.as_ref(), now).await?;
        let facts = authorize_facts(node, &known, client.as_deref(), None, browser);
        let decision = node.decide(now, |env| begin::begin(wanted, facts, env));
        let committed = tries.commit(node, decision, now).await;
        if let Some(begun) = committed.map_err(|refusal| about(refusal, client.as_deref()))? {
            return Ok(begun);
        }
    }
}

/// Whether pages of this origin may read why theirs was refused: those of the service itself.
pub async fn may_read(node: &Node, client_id: &str, origin: &str) -> bool {
    let client = node.load_client(client_id).await.ok().flatten();
    let service = client.as_deref().map(|client| client.policy.service.as_ref());
    // Who names no service of ours learns nothing of any.
    service.flatten().is_none_or(|service| service.is_login_domain(origin))
}

/// The code that the page of this attempt shows now.
pub async fn renew(node: &Node, name: &str, asking: Asking<'_>) -> Result<Begun, Refusal> {
    let now = node.now();
    let found = node.store().load_ticket(&qr::key(name), now).await.map_err(unavailable)?;
    node.decide(now, |env| begin::renew(name, asking, found.as_ref(), env))
}

/// How a page waits.
pub struct Waits<'a> {
    /// For how long, at most.
    pub within: Duration,
    /// What it knows: it is told what is other than that.
    pub seen: Option<&'a str>,
    /// Where it waits, as limits count it.
    pub from: Option<IpAddr>,
}

/// What became of an attempt: at once, or as soon as it is something else than the page knows. Who waits holds nothing
/// but a place.
pub async fn pull(node: &Node, name: &str, asking: Asking<'_>, waits: Waits<'_>) -> Result<Pulled, Refusal> {
    let until = Instant::now() + waits.within;
    // Who was told that there is a code means to have it.
    let waited = !waits.within.is_zero() && waits.seen != Some(Status::Ready.as_str());
    let asking = Asking { waited, ..asking };
    let is_news = |pulled: &Pulled| waits.seen != Some(pulled.status.as_str());
    let pulled = Box::pin(look(node, name, asking)).await?;
    if is_news(&pulled) || waits.within.is_zero() {
        return Ok(pulled);
    }
    let place = node.waiting.sit(qr::key(name), waits.from)?;
    loop {
        let changed = place.changed();
        let pulled = Box::pin(look(node, name, asking)).await?;
        if is_news(&pulled) || Instant::now() >= until {
            return Ok(pulled);
        }
        let lives = pulled.ends_at.since(node.now()) + Duration::from_millis(100);
        let _woken = tokio::time::timeout_at(until.min(Instant::now() + lives), changed).await;
    }
}

async fn look(node: &Node, name: &str, asking: Asking<'_>) -> Result<Pulled, Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let load = async |key| node.store().load_ticket(&key, now).await.map_err(unavailable);
        let found = load(qr::key(name)).await?;
        let is_answered = found.as_ref().is_some_and(qr::is_answered);
        let (answered, client) = match (&found, is_answered) {
            (Some(found), true) => {
                let client = node.load_client(qr::client_of(found)?.as_str()).await.map_err(unavailable)?;
                (load(answer_key(asking.token)).await?, client)
            }
            _ => (None, None),
        };
        let facts =
            pull::Facts { found: found.as_ref(), answered: answered.as_ref(), client: client.as_deref() };
        let decision = node.decide(now, |env| pull::pull(asking, facts, env));
        if let Some(pulled) = tries.commit(node, decision, now).await? {
            return Ok(pulled);
        }
    }
}

/// An attempt as a phone finds it.
struct Found {
    attempt: Option<TicketFacts>,
    client: Option<Arc<Client>>,
    credential: Option<Credential>,
    user: Option<User>,
}

impl Found {
    async fn load(node: &Node, name: &str, heard: &Heard, now: idp::Time) -> Result<Self, Refusal> {
        let attempt = node.store().load_ticket(&qr::key(name), now).await.map_err(unavailable)?;
        let client = match attempt.as_ref().map(qr::client_of).transpose()? {
            Some(id) => node.load_client(id.as_str()).await.map_err(unavailable)?,
            None => None,
        };
        // Again, for what it kept may have changed since it was heard.
        let credential = node.store().load_credential(heard.credential.id).await.map_err(unavailable)?;
        let user = node.store().load_user(&heard.credential.user).await.map_err(unavailable)?;
        Ok(Self { attempt, client, credential, user })
    }

    fn phone(&self) -> Option<(&Credential, &User)> {
        self.credential.as_ref().zip(self.user.as_ref())
    }
}

/// Opens an attempt for the person of this phone, and tells which service asks.
pub async fn open(node: &Node, by: &By, heard: &Heard) -> Result<(Opened, Arc<Client>), Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let found = Found::load(node, &by.attempt(), heard, now).await?;
        let facts = scan::Facts {
            found: found.attempt.as_ref(),
            client: found.client.as_deref(),
            phone: found.phone(),
        };
        let decision = node.decide(now, |env| scan::open(by, facts, env));
        let opened = tries.commit(node, decision, now).await?;
        if let (Some(opened), Some(client)) = (opened, found.client) {
            return Ok((opened, client));
        }
    }
}

/// Takes the person's word that they agree.
pub async fn approve(
    node: &Node,
    approval: &Approval,
    heard: &Heard,
    gesture: Option<&Gesture>,
    text: &str,
    from: Option<IpAddr>,
) -> Result<(), Refusal> {
    let authenticated: Option<Result<Authenticated, Fault>> =
        verify_gesture(node, &heard.phone, gesture, text)?;
    let address = from.map(|from| from.to_string());
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let found = Found::load(node, &approval.transaction, heard, now).await?;
        let known = Known::load(node, found.client.as_ref(), now).await?;
        let consent = match &found.client {
            Some(client) => {
                node.store().load_consent(&heard.user.id, &client.id).await.map_err(unavailable)?
            }
            None => None,
        };
        let credentials = node.store().load_credentials(&heard.user.id).await.map_err(unavailable)?;
        let browser = Browser::default();
        let facts = answer::Facts {
            found: found.attempt.as_ref(),
            phone: found.phone(),
            unlocking: Unlocking {
                pin: approval.pin.as_deref(),
                gesture: authenticated.as_ref().map(Result::as_ref),
            },
            address: address.as_deref(),
            authorize: authorize::Facts {
                credentials: &credentials,
                consent: consent.as_ref(),
                ..authorize_facts(node, &known, found.client.as_deref(), None, &browser)
            },
        };
        let decision = node.decide(now, |env| answer::approve(approval, facts, env));
        if tries.commit(node, decision, now).await?.is_some() {
            return Ok(());
        }
    }
}

/// Takes the person's word that they do not.
pub async fn decline(node: &Node, name: &str, why: Ended, heard: &Heard) -> Result<(), Refusal> {
    let decide = |found: &Found, env: &mut Env<'_>| -> Decision<Result<(), Refusal>> {
        answer::decline(why, found.attempt.as_ref(), found.phone(), env)
    };
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let found = Found::load(node, name, heard, now).await?;
        let decision = node.decide(now, |env| decide(&found, env));
        if tries.commit(node, decision, now).await?.is_some() {
            return Ok(());
        }
    }
}
