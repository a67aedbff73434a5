//! Token introspection.

use bytes::Bytes;
use idp::client::authenticate::claimed_client;
use idp::introspect::{self, Facts, Token, refresh_ticket_key};
use idp::{Reason, Refusal};
use oidc::client_authentication::Presented;
use oidc::introspection::Request;

use super::bearer::Loaded;
use super::{about, unavailable};
use crate::node::Node;

/// What the asking client may know of the token, as JSON.
pub async fn introspect(node: &Node, presented: &Presented, request: &Request) -> Result<Bytes, Refusal> {
    let now = node.now();
    let client = match claimed_client(presented) {
        Some(id) => node.load_client(id).await.map_err(unavailable)?,
        None => None,
    };
    let token = request.token.expose();
    let (loaded, ticket) = match refresh_ticket_key(token) {
        Some(key) => (None, node.store().load_ticket(&key, now).await.map_err(unavailable)?),
        None => (Some(Loaded::load(node, Some(token), now).await?), None),
    };
    let offered = node.load_offered().await.map_err(unavailable)?;
    let facts = Facts {
        issuer: &node.issuer,
        client: client.as_deref(),
        token: match &loaded {
            Some(loaded) => Token::Access(loaded.read(), loaded.facts()),
            None => Token::Refresh(token, ticket.as_ref()),
        },
        offered: &offered,
    };
    let decided = introspect::decide(presented, facts, node.derive(), now).answer;
    let response = decided.map_err(|refusal| about(refusal, client.as_deref()))?;
    serde_json::to_vec(&response)
        .map(Bytes::from)
        .map_err(|error| Refusal::new(Reason::Internal).operator(error.to_string()))
}
