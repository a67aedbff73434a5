//! `/admin/api/v1/users/{id}/consents`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use idp::model::ClientId;
use idp::model::user::UserId;
use tracing::info;

use super::administrator::Administrator;
use super::answer::{json, nothing};
use super::id::{Id, Two};
use super::openapi::{Always, IfKnown};
use super::schema::session as schema;
use crate::flow;
use crate::http::Web;
use crate::http::error::Api;

/// Lists what a person allowed which clients; at most 500.
#[utoipa::path(
    get, path = "/v1/users/{id}/consents", tag = "sessions", operation_id = "listConsents",
    params(("id" = String, Path, description = "The account's identifier, the `sub` of tokens.")),
    responses(
        (status = 200, description = "What is remembered.", body = schema::ConsentList),
        Always, IfKnown,
    ),
)]
pub(super) async fn list(_: Administrator, State(web): State<Arc<Web>>, Id(id): Id) -> Result<Response, Api> {
    let user = flow::user::get(&web.node, &UserId::new(id)).await?;
    let consents = flow::consent::list(&web.node, &user.id).await?;
    Ok(json(&schema::ConsentList { consents: consents.into_iter().map(Into::into).collect() }))
}

/// Takes back what a person allowed a client.
///
/// Everything the client was granted by that person ends with it, offline access included.
#[utoipa::path(
    delete, path = "/v1/users/{id}/consents/{client_id}", tag = "sessions", operation_id = "withdrawConsent",
    params(
        ("id" = String, Path, description = "The account's identifier, the `sub` of tokens."),
        ("client_id" = String, Path, description = "The client's identifier."),
    ),
    responses((status = 204, description = "It is forgotten."), Always, IfKnown),
)]
pub(super) async fn withdraw(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Two(user, client): Two,
) -> Result<Response, Api> {
    flow::consent::withdraw(&web.node, &UserId::new(&*user), &ClientId::new(&*client)).await?;
    info!(by, user, client, "took back a consent");
    Ok(nothing())
}
