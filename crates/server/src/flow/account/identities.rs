//! The identities elsewhere by which the person comes into their account: listed, linked, unlinked.

use std::sync::Arc;

use idp::Refusal;
use idp::account::identities::{self, Known, Linking};
use idp::login::SignedIn;
use idp::model::credential::CredentialKind;
use idp::model::linked_identity::LinkedIdentity;
use idp::model::upstream::Upstream;
use idp::model::user::UserId;

use super::{acting, facts, held};
use crate::flow::{Browser, Tries, identity, unavailable};
use crate::node::Node;

/// An identity by which the person comes in.
pub struct Identity {
    /// What is known of it.
    pub linked: LinkedIdentity,
    /// Where it is, if that upstream is still there.
    pub upstream: Option<Arc<Upstream>>,
    /// Whether nobody could come into the account without it.
    pub needed: bool,
}

/// By which identities the person comes in, and where another may be linked.
pub struct Identities {
    /// Those that are linked.
    pub linked: Vec<Identity>,
    /// The upstreams where one may be.
    pub linkable: Vec<Arc<Upstream>>,
}

/// What is known of the ways into an account.
struct Found {
    password: bool,
    identities: Vec<LinkedIdentity>,
    upstreams: Arc<[Arc<Upstream>]>,
}

impl Found {
    async fn load(node: &Node, user: &UserId) -> Result<Self, Refusal> {
        let credentials = node.store().load_credentials(user).await.map_err(unavailable)?;
        Ok(Self {
            password: credentials
                .iter()
                .any(|it| matches!(it.kind, CredentialKind::Password | CredentialKind::Passkey)),
            identities: identity::list(node, user).await?,
            upstreams: node.load_upstreams().await.map_err(unavailable)?,
        })
    }

    fn known(&self) -> Known<'_> {
        Known { password: self.password, identities: &self.identities, upstreams: &self.upstreams }
    }
}

/// Whether there is anything to link, so that the page is worth a visit.
pub async fn are_any(node: &Node) -> Result<bool, Refusal> {
    let upstreams = node.load_upstreams().await.map_err(unavailable)?;
    Ok(upstreams.iter().any(|upstream| upstream.definition.single_sign_on))
}

/// By which identities the person comes in.
pub async fn list(node: &Node, who: &SignedIn) -> Result<Identities, Refusal> {
    let found = Found::load(node, who.user()).await?;
    let known = found.known();
    let of = |linked: &LinkedIdentity| Identity {
        upstream: found.upstreams.iter().find(|upstream| upstream.id == linked.upstream).cloned(),
        needed: known.needs(linked),
        linked: linked.clone(),
    };
    Ok(Identities {
        linked: found.identities.iter().map(of).collect(),
        linkable: known.linkable().cloned().collect(),
    })
}

/// Unlinks the identity of the person that is called so.
pub async fn unlink(node: &Node, form_token: &str, id: &str, browser: &Browser) -> Result<(), Refusal> {
    let who = acting(node, form_token, browser).await?;
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let found = Found::load(node, who.user()).await?;
        let session = held(node, browser, now).await?;
        let facts = facts(node, session.as_ref(), browser);
        let decision = node.decide(now, |env| identities::unlink(id, found.known(), form_token, facts, env));
        if tries.commit(node, decision, now).await?.is_some() {
            return Ok(());
        }
    }
}

/// Begins to link an identity at this upstream.
pub async fn link(
    node: &Node,
    form_token: &str,
    upstream: &str,
    browser: &Browser,
) -> Result<Linking, Refusal> {
    let who = acting(node, form_token, browser).await?;
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let found = Found::load(node, who.user()).await?;
        let session = held(node, browser, now).await?;
        let facts = facts(node, session.as_ref(), browser);
        let decision =
            node.decide(now, |env| identities::link(upstream, found.known(), form_token, facts, env));
        if let Some(linking) = tries.commit(node, decision, now).await? {
            return Ok(linking);
        }
    }
}
