//! `/admin/api/v1/users/{id}/factors`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use idp::model::user::UserId;
use tracing::info;

use super::administrator::{Administrator, actor};
use super::answer::{json, nothing};
use super::id::{Id, Two};
use super::openapi::{Always, IfKnown};
use super::schema::factor as schema;
use crate::flow;
use crate::http::Web;
use crate::http::error::Api;

/// Lists what proves a person beside their password, by kind, the oldest first.
#[utoipa::path(
    get, path = "/v1/users/{id}/factors", tag = "users", operation_id = "listFactors",
    params(("id" = String, Path, description = "The account's identifier, the `sub` of tokens.")),
    responses((status = 200, description = "What there is.", body = schema::FactorList), Always, IfKnown),
)]
pub(super) async fn list(_: Administrator, State(web): State<Arc<Web>>, Id(id): Id) -> Result<Response, Api> {
    let user = flow::user::get(&web.node, &UserId::new(id)).await?;
    let factors = flow::factor::list(&web.node, &user.id).await?;
    Ok(json(&schema::FactorList { factors: factors.iter().map(schema::FactorAnswer::of).collect() }))
}

/// Removes one.
///
/// With the last of a person's apps and passkeys go their recovery codes and the browsers that were remembered.
#[utoipa::path(
    delete, path = "/v1/users/{id}/factors/{factor}", tag = "users", operation_id = "removeFactor",
    params(
        ("id" = String, Path, description = "The account's identifier, the `sub` of tokens."),
        ("factor" = String, Path, description = "The factor's identifier."),
    ),
    responses((status = 204, description = "It proves nobody any more."), Always, IfKnown),
)]
pub(super) async fn remove(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Two(user, factor): Two,
) -> Result<Response, Api> {
    flow::factor::remove(&web.node, &UserId::new(&*user), &factor, &actor(&by)).await?;
    info!(by, user, factor, "removed a factor");
    Ok(nothing())
}

/// Removes all of them: for somebody who lost what they prove themselves with.
///
/// From then on they prove themselves by what is left, their password for one, and set up others. It leaves the
/// event `factor.reset`.
#[utoipa::path(
    delete, path = "/v1/users/{id}/factors", tag = "users", operation_id = "resetFactors",
    params(("id" = String, Path, description = "The account's identifier, the `sub` of tokens.")),
    responses((status = 204, description = "There are none any more."), Always, IfKnown),
)]
pub(super) async fn reset(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Id(id): Id,
) -> Result<Response, Api> {
    let user = UserId::new(id);
    let had = flow::factor::reset(&web.node, &user, &actor(&by)).await?;
    info!(by, user = user.as_str(), had, "reset a person's factors");
    Ok(nothing())
}
