//! `/admin/api/v1/sign-ins`, `/admin/api/v1/users/{id}/sign-ins`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use idp::model::user::UserId;

use super::administrator::Administrator;
use super::answer::json;
use super::id::Id;
use super::openapi::{Always, IfKnown};
use super::schema::sign_in as schema;
use crate::flow;
use crate::http::Web;
use crate::http::error::Api;

/// Lists a person's sign-ins and tries at one, the youngest first; at most 200.
#[utoipa::path(
    get, path = "/v1/users/{id}/sign-ins", tag = "sign-ins", operation_id = "listSignIns",
    params(("id" = String, Path, description = "The account's identifier, the `sub` of tokens.")),
    responses((status = 200, description = "The sign-ins.", body = schema::SignInList), Always, IfKnown),
)]
pub(super) async fn list(_: Administrator, State(web): State<Arc<Web>>, Id(id): Id) -> Result<Response, Api> {
    let user = flow::user::get(&web.node, &UserId::new(id)).await?;
    let found = flow::policy::sign_ins(&web.node, &user.id).await?;
    Ok(json(&schema::SignInList { sign_ins: found.into_iter().map(Into::into).collect() }))
}

/// Tells of a sign-in, and how the policy judged it: facts, rules, outcome.
#[utoipa::path(
    get, path = "/v1/sign-ins/{id}", tag = "sign-ins", operation_id = "readSignIn",
    params(("id" = String, Path, description = "The sign-in's identifier.")),
    responses((status = 200, description = "The sign-in.", body = schema::SignInAnswer), Always, IfKnown),
)]
pub(super) async fn read(_: Administrator, State(web): State<Arc<Web>>, Id(id): Id) -> Result<Response, Api> {
    let found = flow::policy::sign_in(&web.node, &schema::parse_id(&id)?).await?;
    Ok(json(&schema::SignInAnswer::from(found)))
}
