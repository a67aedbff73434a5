//! `/admin/api/v1/users/{id}/sessions`, `/admin/api/v1/sessions`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use idp::login::sessions::By;
use idp::model::family::FamilyId;
use idp::model::user::UserId;
use idp::{Reason, Refusal};
use tracing::info;

use super::administrator::Administrator;
use super::answer::{json, nothing};
use super::id::Id;
use super::openapi::{Always, IfKnown};
use super::schema::session as schema;
use crate::flow;
use crate::http::Web;
use crate::http::error::Api;

/// Lists a person's sessions, the youngest first; at most 500.
#[utoipa::path(
    get, path = "/v1/users/{id}/sessions", tag = "sessions", operation_id = "listSessions",
    params(("id" = String, Path, description = "The account's identifier, the `sub` of tokens.")),
    responses((status = 200, description = "The sessions that hold.", body = schema::SessionList), Always, IfKnown),
)]
pub(super) async fn list(_: Administrator, State(web): State<Arc<Web>>, Id(id): Id) -> Result<Response, Api> {
    let user = flow::user::get(&web.node, &UserId::new(id)).await?;
    let sessions = flow::session::list(&web.node, &user.id).await?;
    Ok(json(&schema::SessionList { sessions: sessions.into_iter().map(Into::into).collect() }))
}

/// Ends all of a person's sessions.
///
/// Everything that hangs on them ends too; what was granted offline does not.
#[utoipa::path(
    delete, path = "/v1/users/{id}/sessions", tag = "sessions", operation_id = "endSessions",
    params(("id" = String, Path, description = "The account's identifier, the `sub` of tokens.")),
    responses((status = 204, description = "None of them holds any more."), Always, IfKnown),
)]
pub(super) async fn end_all(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Id(id): Id,
) -> Result<Response, Api> {
    let user = flow::user::get(&web.node, &UserId::new(id)).await?;
    let ended = flow::session::end_all(&web.node, &user.id, None, By::Administrator).await?;
    info!(by, user = user.id.as_str(), ended, "ended a person's sessions");
    Ok(nothing())
}

/// Tells of a session.
#[utoipa::path(
    get, path = "/v1/sessions/{id}", tag = "sessions", operation_id = "readSession",
    params(("id" = String, Path, description = "The session's identifier.")),
    responses((status = 200, description = "The session.", body = schema::SessionAnswer), Always, IfKnown),
)]
pub(super) async fn read(_: Administrator, State(web): State<Arc<Web>>, Id(id): Id) -> Result<Response, Api> {
    let session = flow::session::get(&web.node, parse(&id)?).await?;
    Ok(json(&schema::SessionAnswer::from(session)))
}

/// Ends a session, and everything that hangs on it.
///
/// The clients that took part in it and registered `backchannel_logout_uri` are told.
#[utoipa::path(
    delete, path = "/v1/sessions/{id}", tag = "sessions", operation_id = "endSession",
    params(("id" = String, Path, description = "The session's identifier.")),
    responses((status = 204, description = "It holds no more."), Always, IfKnown),
)]
pub(super) async fn end(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Id(id): Id,
) -> Result<Response, Api> {
    flow::session::end(&web.node, parse(&id)?, By::Administrator).await?;
    info!(by, session = id, "ended a session");
    Ok(nothing())
}

fn parse(id: &str) -> Result<FamilyId, Refusal> {
    FamilyId::parse(id).ok_or_else(|| Reason::NotFound.into())
}
