//! What a policy would come to for a sign-in that somebody thinks of.

use idp::login::Method;
use idp::login::policy::facts::Facts;
use idp::login::policy::gather::{Sources, gather};
use idp::login::policy::rule::Rules;
use idp::login::policy::verdict::Judgement;
use idp::model::policy::Document;
use idp::model::told::Told;
use idp::model::upstream::UpstreamId;
use idp::model::user::User;
use idp::{Reason, Refusal, Time};

use super::check;
use crate::flow::unavailable;
use crate::node::{Node, offset, zone};

/// A sign-in that somebody thinks of.
#[derive(Clone)]
pub struct Trial {
    /// The policy that is tried out.
    pub document: Document,
    /// Its number; none of one that is not set.
    pub version: idp::model::Version,
    /// Who.
    pub user: User,
    /// On the way to which client; none to the own account.
    pub client: Option<String>,
    /// From which address, where it is known.
    pub address: Option<String>,
    /// At which upstream; none where it was here.
    pub upstream: Option<UpstreamId>,
    /// Whether they signed in with this browser before.
    pub device_known: bool,
    /// When.
    pub at: Time,
}

/// What came of it.
pub struct Tried {
    /// The facts.
    pub facts: Facts,
    /// What the rules come to.
    pub judgement: Judgement,
}

/// Tries a policy out. Nothing is recorded.
pub async fn try_out(node: &Node, trial: Trial) -> Result<Tried, Refusal> {
    let Trial { document, version, user, client, address, upstream, device_known, at } = trial;
    check(node, &document).await?;
    let client = match client {
        Some(id) => {
            let found = node.load_client(&id).await.map_err(unavailable)?;
            Some(found.ok_or_else(|| Refusal::new(Reason::ClientUnknown).about("client"))?)
        }
        None => None,
    };
    let proven = [if upstream.is_some() { Method::Upstream } else { Method::Password }];
    let told = upstream.map(|upstream| Told {
        upstream,
        choice: None,
        acr: None,
        amr: Vec::new(),
        claims: serde_json::Map::new(),
        sid: None,
        name_id: None,
        id_token: None,
        trails: Vec::new(),
    });
    let sources = Sources {
        client: client.as_deref(),
        request: None,
        user: &user,
        told: told.as_ref(),
        proven: &proven,
        standing: false,
        address: address.as_deref(),
        phone_address: None,
        device_known,
        device_remembered: false,
    };
    let rules = Rules::of(version, &document);
    let zone = zone(document.zone.as_deref()).ok_or(Reason::PolicyInvalid)?;
    let facts = gather(sources, rules.attributes(), offset(&zone, at), at);
    let judgement = rules.judge(&facts).record();
    Ok(Tried { facts, judgement })
}
