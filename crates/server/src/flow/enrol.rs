//! Setting up a factor on the way in.

use idp::account::passkeys::{Creation, Made};
use idp::authorize::Wanted;
use idp::login::enrol::{self, EnrolFacts, Enrolled};
use idp::model::passkey as kept;
use idp::model::ticket::TicketFacts;
use idp::webauthn::RelyingParty;
use idp::webauthn::challenge::Challenge;
use idp::{Reason, Refusal, Time};
use jose::secret::Secret;

use super::account::factors::Pending;
use super::app::App;
use super::passkey::{Created, relying_party};
use super::second::Asked;
use super::{Browser, Tries, notice, respond, unavailable};
use crate::node::{Limit, Node};

/// What a page is answered with on which something is set up.
pub enum Opened<T> {
    /// What it shows.
    Page(Box<Shown<T>>),
    /// The person signed in some time ago: to the page where they say who they are.
    ProveFirst,
}

/// What a page shows on which something is set up.
pub struct Shown<T> {
    /// The client that waits, if one does, and what its request wants.
    pub waits: Option<(App, Wanted)>,
    /// What there is to set up.
    pub new: T,
    /// Whether something else can be set up in its place.
    pub others: bool,
}

impl<T> Opened<T> {
    fn of<N>(opened: enrol::Opened<N>, asked: &Asked, language: &str, new: impl FnOnce(N) -> T) -> Self {
        match opened {
            enrol::Opened::ProveFirst => Self::ProveFirst,
            enrol::Opened::Page { wanted, new: made, others } => {
                let client = asked.waiting.client.as_deref();
                let waits = wanted.map(|wanted| (App::of(client, language), wanted));
                Self::Page(Box::new(Shown { waits, new: new(made), others }))
            }
        }
    }
}

impl Asked {
    /// As decisions see it that set something up in the sign-in of this handle.
    pub(super) fn enrol_facts<'a>(
        &'a self,
        node: &'a Node,
        handle: &'a str,
        relying_party: Option<&'a RelyingParty>,
        browser: &'a Browser,
    ) -> EnrolFacts<'a> {
        EnrolFacts {
            authorize: self.facts(node, browser),
            handle,
            login: self.waiting.found(),
            relying_party,
        }
    }
}

/// Opens the page on which an authenticator app is set up, in this language (a BCP 47 tag).
pub async fn totp(
    node: &Node,
    handle: &str,
    browser: &Browser,
    language: &str,
) -> Result<Opened<Pending>, Refusal> {
    let relying_party = relying_party(node);
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let asked = Asked::load(node, handle, browser, now).await?;
        let found = load_secret(node, handle, now).await?;
        let facts = asked.enrol_facts(node, handle, relying_party.as_ref(), browser);
        let decision = node.decide(now, |env| enrol::begin_totp(found.as_ref(), facts, env));
        let committed = tries.commit(node, decision, now).await;
        if let Some(opened) = respond::refusing(committed, &asked.known).await? {
            let username = asked.user.as_ref().map_or("", |user| &user.username);
            return Ok(Opened::of(opened, &asked, language, |secret| Pending::of(node, &secret, username)));
        }
    }
}

async fn load_secret(node: &Node, handle: &str, now: Time) -> Result<Option<TicketFacts>, Refusal> {
    node.store().load_ticket(&enrol::totp_key(handle), now).await.map_err(unavailable)
}

/// Adds the authenticator app that shows this code, under this name.
pub async fn confirm_totp(
    node: &Node,
    handle: &str,
    (code, name): (&Secret<String>, &str),
    browser: &Browser,
) -> Result<Enrolled, Refusal> {
    if let Some(from) = browser.from {
        node.limits.count(Limit::SignIn, from)?;
    }
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let asked = Asked::load(node, handle, browser, now).await?;
        let found = load_secret(node, handle, now).await?;
        let facts = asked.enrol_facts(node, handle, None, browser);
        let decision =
            node.decide(now, |env| enrol::confirm_totp((code.expose(), name), found.as_ref(), facts, env));
        let decision = notice::owing(node, decision, asked.user.as_ref(), browser.language, now).await?;
        let committed = tries.commit(node, decision, now).await;
        if let Some(enrolled) = respond::refusing(committed, &asked.known).await? {
            return Ok(enrolled);
        }
    }
}

/// Opens the page on which a passkey is made, in this language (a BCP 47 tag).
pub async fn passkey(
    node: &Node,
    handle: &str,
    browser: &Browser,
    language: &str,
) -> Result<Opened<Box<Creation>>, Refusal> {
    let relying_party = relying_party(node);
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let asked = Asked::load(node, handle, browser, now).await?;
        let facts = asked.enrol_facts(node, handle, relying_party.as_ref(), browser);
        let decision = node.decide(now, |env| enrol::begin_passkey(facts, env));
        let committed = tries.commit(node, decision, now).await;
        if let Some(opened) = respond::refusing(committed, &asked.known).await? {
            return Ok(Opened::of(opened, &asked, language, |creation| creation));
        }
    }
}

/// Keeps a passkey that a browser brought.
pub async fn add_passkey(
    node: &Node,
    handle: &str,
    created: &Created,
    browser: &Browser,
) -> Result<Enrolled, Refusal> {
    if let Some(from) = browser.from {
        node.limits.count(Limit::SignIn, from)?;
    }
    let relying_party =
        relying_party(node).ok_or_else(|| Refusal::new(Reason::FactorNotAsked).about("factor"))?;
    let registered = created.verify(&relying_party)?;
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let asked = Asked::load(node, handle, browser, now).await?;
        let taken = match &registered {
            Ok(registered) => {
                let id = kept::id(registered.credential_id());
                node.store().load_credential(id).await.map_err(unavailable)?.is_some()
            }
            Err(_) => false,
        };
        let key = Challenge::key(&created.challenge);
        let answered = node.store().load_ticket(&key, now).await.map_err(unavailable)?;
        let made = Made {
            challenge: &created.challenge,
            answered: answered.as_ref(),
            registered: registered.as_ref(),
            transports: &created.transports,
            taken,
            name: &created.name,
        };
        let facts = asked.enrol_facts(node, handle, Some(&relying_party), browser);
        let decision = node.decide(now, |env| enrol::add_passkey(made, facts, env));
        let decision = notice::owing(node, decision, asked.user.as_ref(), browser.language, now).await?;
        let committed = tries.commit(node, decision, now).await;
        if let Some(enrolled) = respond::refusing(committed, &asked.known).await? {
            return Ok(enrolled);
        }
    }
}
