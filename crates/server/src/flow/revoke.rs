//! Token revocation.

use idp::Refusal;
use idp::client::authenticate::claimed_client;
use idp::introspect::refresh_ticket_key;
use idp::revoke::{self, Facts, Token};
use oidc::client_authentication::Presented;
use oidc::revocation::Request;

use super::bearer::Loaded;
use super::{Tries, about, unavailable};
use crate::node::Node;

/// Ends what the token belongs to.
pub async fn revoke(node: &Node, presented: &Presented, request: &Request) -> Result<(), Refusal> {
    let token = request.token.expose();
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let client = match claimed_client(presented) {
            Some(id) => node.load_client(id).await.map_err(unavailable)?,
            None => None,
        };
        let (loaded, ticket) = match refresh_ticket_key(token) {
            Some(key) => (None, node.store().load_ticket(&key, now).await.map_err(unavailable)?),
            None => (Some(Loaded::load(node, Some(token), now).await?), None),
        };
        let facts = Facts {
            client: client.as_deref(),
            token: match &loaded {
                Some(loaded) => Token::Access(loaded.read(), loaded.is_revoked()),
                None => Token::Refresh(token, ticket.as_ref()),
            },
        };
        let decision = revoke::decide(presented, facts, node.derive(), now);
        let committed = tries.commit(node, decision, now).await;
        if committed.map_err(|refusal| about(refusal, client.as_deref()))?.is_some() {
            return Ok(());
        }
    }
}
