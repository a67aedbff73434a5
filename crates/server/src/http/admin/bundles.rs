//! `/admin/api/v1/clients/{id}/bundle` and `/guide`

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use tracing::info;

use super::administrator::Administrator;
use super::id::Id;
use super::openapi::{Always, IfKnown, IfUnchanged};
use super::version::Precondition;
use crate::flow;
use crate::http::Web;
use crate::http::error::Api;

/// The instructions load nothing, run nothing and lead nowhere.
const NOTHING: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; \
                       frame-ancestors 'none'";

/// Makes the configuration bundle of a service.
///
/// A ZIP with everything its programs need: `countersign.json` with a new secret and a new private key, the same
/// key as PKCS #12, a page of instructions, and code in several languages. Secret and key are in this answer and
/// nowhere else; those before are void at once.
#[utoipa::path(
    post, path = "/v1/clients/{id}/bundle", tag = "clients", operation_id = "makeClientBundle",
    params(
        ("id" = String, Path, description = "The service's identifier."),
        ("If-Match" = Option<String>, Header, nullable = false,
            description = "The `ETag` that was read: nothing is made if it is another now."),
    ),
    responses(
        (status = 200, description = "The bundle.", body = Vec<u8>, content_type = "application/zip"),
        (status = 400, description = "The client is no service.", body = super::schema::Refused),
        Always, IfKnown, IfUnchanged,
    ),
)]
pub(super) async fn make(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Id(id): Id,
    precondition: Precondition,
) -> Result<Response, Api> {
    let check = |client: &idp::model::client::Client| precondition.check(client.version);
    let made = flow::bundle::make(&web.node, &id, &by, check).await?;
    info!(by, client_id = id, "made the bundle of a service");
    let headers = [
        (CONTENT_TYPE, "application/zip"),
        (CONTENT_DISPOSITION, "attachment; filename=\"countersign-bundle.zip\""),
        (CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, made.bundle.expose().clone()).into_response())
}

/// Tells how a service is set up: the instructions of its bundle, without its secrets.
#[utoipa::path(
    get, path = "/v1/clients/{id}/guide", tag = "clients", operation_id = "readClientGuide",
    params(("id" = String, Path, description = "The service's identifier.")),
    responses(
        (status = 200, description = "The instructions.", body = String, content_type = "text/html"),
        (status = 400, description = "The client is no service.", body = super::schema::Refused),
        Always, IfKnown,
    ),
)]
pub(super) async fn guide(
    _: Administrator,
    State(web): State<Arc<Web>>,
    Id(id): Id,
) -> Result<Response, Api> {
    let page = flow::bundle::guide(&web.node, &id).await?;
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, NOTHING),
        (CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, page).into_response())
}
