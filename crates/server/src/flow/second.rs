//! A further factor in a sign-in: what every one of them loads, and what comes of it.

use std::sync::Arc;

use idp::authorize::{self, Facts, Wanted};
use idp::login::enrol;
use idp::login::factor::{Method, Offered};
use idp::login::second::{self, SettleFacts};
use idp::model::client::Client;
use idp::model::consent::Consent;
use idp::model::credential::Credential;
use idp::model::user::User;
use idp::{Refusal, Time};
use store::SessionFacts;

use super::app::App;
use super::browser::{Known, authorize_facts};
use super::login::{Settled, Waiting, signed};
use super::passkey::relying_party;
use super::respond;
use super::session::clients_of;
use super::{Browser, Tries, unavailable};
use crate::node::Node;

/// A sign-in that may wait for a further factor, with the person of whom it is asked, as of one moment.
pub(super) struct Asked {
    /// The sign-in.
    pub(super) waiting: Waiting,
    /// The person.
    pub(super) user: Option<User>,
    /// What proves them.
    pub(super) credentials: Vec<Credential>,
    consent: Option<Consent>,
    session: Option<SessionFacts>,
    leaving: Vec<Arc<Client>>,
    /// What the node keeps in memory.
    pub(super) known: Known,
}

impl Asked {
    /// Loads the sign-in of this handle.
    pub(super) async fn load(
        node: &Node,
        handle: &str,
        browser: &Browser,
        now: Time,
    ) -> Result<Self, Refusal> {
        let waiting = Waiting::load(node, handle, now).await?;
        let person = waiting.person()?;
        let mut asked = Self::of_nobody(node, waiting, browser, now).await?;
        if let Some(id) = person {
            asked.credentials = node.store().load_credentials(&id).await.map_err(unavailable)?;
            let user = node.store().load_user(&id).await.map_err(unavailable)?;
            asked.is_asked_of(node, user).await?;
        }
        Ok(asked)
    }

    async fn of_nobody(node: &Node, waiting: Waiting, browser: &Browser, now: Time) -> Result<Self, Refusal> {
        let client_id = waiting.client.as_deref().map(|client| &client.id);
        let session = browser.load_session(node, client_id, now).await?;
        let known = Known::load(node, waiting.client.as_ref(), now).await?;
        let (user, credentials, consent, leaving) = (None, Vec::new(), None, Vec::new());
        Ok(Self { waiting, user, credentials, consent, session, leaving, known })
    }

    /// Has the sign-in be of this person, who says so by what they prove.
    pub(super) async fn is_asked_of(&mut self, node: &Node, user: Option<User>) -> Result<(), Refusal> {
        let client = self.waiting.client.as_deref().map(|client| &client.id);
        if let (Some(user), Some(client)) = (&user, client) {
            self.consent = node.store().load_consent(&user.id, client).await.map_err(unavailable)?;
        }
        let other = |session: &&SessionFacts| user.as_ref().is_some_and(|user| user.id != session.user.id);
        self.leaving = clients_of(node, self.session.as_ref().filter(other)).await?;
        self.user = user;
        Ok(())
    }

    /// As decisions see it.
    pub(super) fn facts<'a>(&'a self, node: &'a Node, browser: &'a Browser) -> authorize::Facts<'a> {
        let client = self.waiting.client.as_deref();
        Facts {
            person: self.user.as_ref(),
            credentials: &self.credentials,
            consent: self.consent.as_ref(),
            ..authorize_facts(node, &self.known, client, self.session.as_ref(), browser)
        }
    }

    /// As settling sees it.
    pub(super) fn settle_facts<'a>(
        &'a self,
        node: &'a Node,
        browser: &'a Browser,
        remember: bool,
    ) -> SettleFacts<'a> {
        SettleFacts {
            authorize: self.facts(node, browser),
            login: self.waiting.found(),
            leaving: &self.leaving,
            remember,
        }
    }
}

/// What came of a factor, signed for whoever waits.
pub(super) async fn settled(settled: second::Settled, known: &Known) -> Result<Settled, Refusal> {
    let second::Settled { onward, user, session_cookie, device_cookie } = settled;
    let onward = signed(onward, known).await?;
    Ok(Settled { onward, user, session_cookie, device_cookie })
}

/// What the page shows on which the person chooses how to go on.
pub struct Shown {
    /// The client that waits, if one does, and what its request wants.
    pub waits: Option<(App, Wanted)>,
    /// What they can use of what would do.
    pub offered: Vec<Offered>,
    /// Whether who can use none of it goes on without.
    pub is_wish: bool,
    /// What they may set up to go on with, where they can use none of it and have to.
    pub set_up: Vec<Method>,
    /// Why they cannot go on as they are, where they can use none of it and have to.
    pub missing: Option<Refusal>,
}

/// Loads what the page of this handle shows, in this language (a BCP 47 tag).
pub async fn show(node: &Node, handle: &str, browser: &Browser, language: &str) -> Result<Shown, Refusal> {
    let now = node.now();
    let asked = Asked::load(node, handle, browser, now).await?;
    let facts = asked.facts(node, browser);
    let second::Shown { wanted, offered, is_wish, missing, .. } =
        second::show(asked.waiting.found(), &asked.credentials, facts, now)?;
    let relying_party = relying_party(node);
    let set_up = enrol::ways(asked.enrol_facts(node, handle, relying_party.as_ref(), browser), now)?;
    let client = asked.waiting.client.as_deref();
    let waits = wanted.map(|wanted| (App::of(client, language), wanted));
    Ok(Shown { waits, offered, is_wish, set_up, missing })
}

/// Goes on without a factor that is only wished for.
pub async fn go_without(node: &Node, handle: &str, browser: &Browser) -> Result<Settled, Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let asked = Asked::load(node, handle, browser, now).await?;
        let facts = asked.settle_facts(node, browser, false);
        let decision = node.decide(now, |env| second::go_without(&asked.credentials, facts, env));
        let committed = tries.commit(node, decision, now).await;
        if let Some(done) = respond::refusing(committed, &asked.known).await? {
            return settled(done, &asked.known).await;
        }
    }
}
