//! Who may come in.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::request::Parts;

use idp::model::ClientId;
use idp::model::event::Actor;

use crate::flow;
use crate::http::Web;
use crate::http::error::Api;
use crate::http::userinfo::token;

/// Whoever showed a token that opens the admin API: the client's identifier. Made only here, and
/// the first thing every handler takes, so that nothing else of a request is read before.
pub(super) struct Administrator(pub(super) String);

/// The administrator of this identifier, as the audit record names them.
pub(super) fn actor(by: &str) -> Actor {
    Actor::Client(ClientId::new(by))
}

impl FromRequestParts<Arc<Web>> for Administrator {
    type Rejection = Api;

    async fn from_request_parts(parts: &mut Parts, web: &Arc<Web>) -> Result<Self, Api> {
        let token = token(&parts.headers)?;
        Ok(Self(flow::admin::verify(&web.node, token).await?))
    }
}
