//! `/admin/api/v1/users/{id}/identities`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use idp::model::user::UserId;
use tracing::info;

use super::administrator::Administrator;
use super::answer::{json, nothing};
use super::id::{Id, Two};
use super::openapi::{Always, IfKnown};
use super::schema::identity as schema;
use crate::flow;
use crate::http::Web;
use crate::http::error::Api;

/// Lists by which identities at upstreams a person comes in, the oldest link first; at most 500.
#[utoipa::path(
    get, path = "/v1/users/{id}/identities", tag = "users", operation_id = "listIdentities",
    params(("id" = String, Path, description = "The account's identifier, the `sub` of tokens.")),
    responses((status = 200, description = "What is linked.", body = schema::IdentityList), Always, IfKnown),
)]
pub(super) async fn list(_: Administrator, State(web): State<Arc<Web>>, Id(id): Id) -> Result<Response, Api> {
    let user = flow::user::get(&web.node, &UserId::new(id)).await?;
    let identities = flow::identity::list(&web.node, &user.id).await?;
    Ok(json(&schema::IdentityList { identities: identities.iter().map(Into::into).collect() }))
}

/// Unlinks an identity: whom the upstream names so comes into this account no more.
///
/// Sessions that were begun by it go on. An upstream that makes accounts makes a new one for who comes again.
#[utoipa::path(
    delete, path = "/v1/users/{id}/identities/{identity}", tag = "users", operation_id = "unlinkIdentity",
    params(
        ("id" = String, Path, description = "The account's identifier, the `sub` of tokens."),
        ("identity" = String, Path, description = "The identity's identifier."),
    ),
    responses((status = 204, description = "It leads nowhere."), Always, IfKnown),
)]
pub(super) async fn unlink(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Two(user, identity): Two,
) -> Result<Response, Api> {
    flow::identity::unlink(&web.node, &UserId::new(&*user), &identity).await?;
    info!(by, user, identity, "unlinked an identity");
    Ok(nothing())
}
