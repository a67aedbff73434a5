//! Token revocation.

use idp::Refusal;
use idp::introspect::refresh_ticket_key;
use idp::model::issuer::Endpoint;
use idp::revoke::{self, Facts, Token};
use oidc::client_authentication::Presented;
use oidc::revocation::Request;

use super::bearer::Loaded;
use super::{Tries, about, authenticate, certificate, unavailable};
use crate::node::Node;

/// Ends what the token belongs to.
pub async fn revoke(
    node: &Node,
    presented: &Presented,
    certificate: &certificate::Shown,
    request: &Request,
) -> Result<(), Refusal> {
    let token = request.token.expose();
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let asking = authenticate::Loaded::load(node, presented, certificate, now).await?;
        let client = asking.client.as_deref();
        let (loaded, ticket) = match refresh_ticket_key(token) {
            Some(key) => (None, node.store().load_ticket(&key, now).await.map_err(unavailable)?),
            None => (Some(Loaded::load(node, Some(token), now).await?), None),
        };
        let facts = Facts {
            issuer: node.issuer_of(client),
            client,
            token: match &loaded {
                Some(loaded) => Token::Access(loaded.read(), loaded.is_revoked()),
                None => Token::Refresh(token, ticket.as_ref()),
            },
        };
        let shown = asking.shown(node, presented, Endpoint::Revocation);
        let decision = revoke::decide(shown, facts, node.derive(), now);
        let committed = tries.commit(node, decision, now).await;
        if committed.map_err(|refusal| about(refusal, client))?.is_some() {
            return Ok(());
        }
    }
}
