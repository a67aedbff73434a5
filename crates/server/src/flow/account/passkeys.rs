//! The passkeys of the person: listed, made, named and removed.

use std::sync::Arc;

use idp::account::Facts;
use idp::account::factors::Changed;
use idp::account::passkeys::{self, Known, Made, Making};
use idp::login::factor::recovery_code::Codes;
use idp::model::credential::Credential;
use idp::model::passkey::{self as kept, Passkey};
use idp::model::user::UserId;
use idp::webauthn::RelyingParty;
use idp::webauthn::challenge::Challenge;
use idp::{Decision, Env, Reason, Refusal, authorize};

use super::{Shown, acting, facts, held};
use crate::flow::passkey::{Created, relying_party};
use crate::flow::{Browser, Tries, identity, notice, unavailable};
use crate::node::Node;

/// A passkey as its person sees it.
pub struct Listed {
    /// What is kept of it.
    pub credential: Credential,
    /// Whether it may be on several devices.
    pub synced: bool,
    /// Whether nobody could come into the account without it.
    pub needed: bool,
}

/// What the page shows.
pub struct Passkeys {
    /// The passkeys, oldest first.
    pub listed: Vec<Listed>,
    /// How another is made.
    pub making: Making,
}

/// What is known of the ways into an account.
struct Found {
    credentials: Vec<Credential>,
    identities: bool,
    relying_party: Option<RelyingParty>,
}

impl Found {
    async fn load(node: &Node, user: &UserId) -> Result<Self, Refusal> {
        let upstreams = node.load_upstreams().await.map_err(unavailable)?;
        let linked = identity::list(node, user).await?;
        let opens = |id| {
            upstreams.iter().any(|it: &Arc<_>| it.id == id && it.is_open() && it.definition.single_sign_on)
        };
        Ok(Self {
            credentials: node.store().load_credentials(user).await.map_err(unavailable)?,
            identities: linked.into_iter().any(|linked| opens(linked.upstream)),
            relying_party: relying_party(node),
        })
    }

    fn known(&self) -> Known<'_> {
        Known {
            credentials: &self.credentials,
            identities: self.identities,
            relying_party: self.relying_party.as_ref(),
        }
    }
}

/// The passkeys of the person, and how another is made.
pub async fn list(node: &Node, shown: &Shown) -> Result<Passkeys, Refusal> {
    let found = Found::load(node, shown.who.user()).await?;
    let known = found.known();
    let mut listed = Vec::new();
    for credential in known.passkeys() {
        let synced = Passkey::of(credential)?.is_some_and(|passkey| passkey.is_backup_eligible);
        listed.push(Listed { needed: known.needs(credential.id), synced, credential: credential.clone() });
    }
    let making = node.decide(node.now(), |env| passkeys::making(&shown.who, &shown.user, known, env))?;
    Ok(Passkeys { listed, making })
}

/// Keeps a passkey that a browser brought; with the person's first recovery codes, where it is their first factor.
pub async fn add(
    node: &Node,
    form_token: &str,
    created: &Created,
    browser: &Browser,
) -> Result<Option<Codes>, Refusal> {
    let who = acting(node, form_token, browser).await?;
    let relying_party = relying_party(node).ok_or_else(|| {
        Refusal::new(Reason::PasskeyUnfit).operator("no passkey can be bound to this address")
    })?;
    let registered = created.verify(&relying_party)?;
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let found = Found::load(node, who.user()).await?;
        let taken = match &registered {
            Ok(registered) => {
                let id = kept::id(registered.credential_id());
                node.store().load_credential(id).await.map_err(unavailable)?.is_some()
            }
            Err(_) => false,
        };
        let key = Challenge::key(&created.challenge);
        let answered = node.store().load_ticket(&key, now).await.map_err(unavailable)?;
        let session = held(node, browser, now).await?;
        let facts = facts(node, session.as_ref(), browser);
        let made = Made {
            challenge: &created.challenge,
            answered: answered.as_ref(),
            registered: registered.as_ref(),
            transports: &created.transports,
            taken,
            name: &created.name,
        };
        let decision = node.decide(now, |env| passkeys::add(made, found.known(), form_token, facts, env));
        let user = session.as_ref().map(|session| &session.user);
        let decision = notice::owing(node, decision, user, browser.language, now).await?;
        if let Some(codes) = tries.commit(node, decision, now).await? {
            return Ok(codes);
        }
    }
}

/// Calls a passkey something else.
pub async fn rename(
    node: &Node,
    form_token: &str,
    id: &str,
    name: &str,
    browser: &Browser,
) -> Result<Changed, Refusal> {
    change(node, form_token, browser, |known, facts, env| {
        passkeys::rename(id, name, known, form_token, facts, env)
    })
    .await
}

/// Removes a passkey.
pub async fn remove(node: &Node, form_token: &str, id: &str, browser: &Browser) -> Result<Changed, Refusal> {
    change(node, form_token, browser, |known, facts, env| passkeys::remove(id, known, form_token, facts, env))
        .await
}

async fn change(
    node: &Node,
    form_token: &str,
    browser: &Browser,
    decide: impl Fn(Known<'_>, Facts<'_>, &mut Env<'_>) -> Decision<Result<Changed, Refusal>>,
) -> Result<Changed, Refusal> {
    let who = acting(node, form_token, browser).await?;
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let found = Found::load(node, who.user()).await?;
        let session = held(node, browser, now).await?;
        let facts = facts(node, session.as_ref(), browser);
        let decision = node.decide(now, |env| decide(found.known(), facts, env));
        let user = session.as_ref().map(|session| &session.user);
        let decision = notice::owing(node, decision, user, browser.language, now).await?;
        if let Some(changed) = tries.commit(node, decision, now).await? {
            return Ok(changed);
        }
    }
}

/// Sends somebody to prove who they are, and back.
pub async fn prove_first(
    node: &Node,
    form_token: &str,
    browser: &Browser,
) -> Result<authorize::Page, Refusal> {
    super::by_form(node, browser, |facts, env| passkeys::prove_first(form_token, facts, env)).await
}
