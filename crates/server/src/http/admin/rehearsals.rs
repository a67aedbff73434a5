//! `/admin/api/v1/clients/{id}/keys/{kid}/rehearsal`

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use idp::model::user::UserId;
use idp::{Reason, Refusal};
use tracing::info;

use super::administrator::Administrator;
use super::answer::json;
use super::body::Body;
use super::id::Two;
use super::members::{check_known, take};
use super::openapi::{Always, IfKnown, WithBody};
use super::schema::client_key as schema;
use crate::flow;
use crate::http::Web;
use crate::http::error::Api;

const INVALID: Reason = Reason::ParameterInvalid;

/// For how long it waits where nothing is said, in seconds.
pub(crate) const USUAL_WAIT: u32 = 600;

/// Rehearses a key before its time.
///
/// The next sign-in at the client is answered with an ID token sealed to this key, whether or not its time
/// has come or its challenge was opened; the one after that is sealed as ever. What the client does with it
/// shows whether it copes.
#[utoipa::path(
    post, path = "/v1/clients/{id}/keys/{kid}/rehearsal", tag = "client keys", operation_id = "rehearseClientKey",
    params(("id" = String, Path, description = "The client's identifier."),
        ("kid" = String, Path, description = "The key's name.")),
    request_body = schema::NewRehearsal,
    responses(
        (status = 200, description = "The rehearsal, which waits.", body = schema::RehearsalAnswer),
        Always, IfKnown, WithBody,
    ),
)]
pub(super) async fn begin(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Two(id, kid): Two,
    Body(mut members): Body,
) -> Result<Response, Api> {
    check_known(&members, &[&["user", "within"]], INVALID)?;
    let user: Option<String> = take(&mut members, "user", INVALID)?;
    let within: u32 = take(&mut members, "within", INVALID)?.unwrap_or(USUAL_WAIT);
    if !(1..=86_400).contains(&within) {
        return Err(Refusal::new(INVALID).about("within").expected("1 to 86400 seconds").into());
    }
    let user = user.map(UserId::new);
    let within = Duration::from_secs(u64::from(within));
    let told = flow::rehearsal::begin(&web.node, &id, &kid, user.as_ref(), within).await?;
    info!(by, client_id = id, kid, "a client's key is rehearsed");
    Ok(json(&schema::RehearsalAnswer::of(&told)))
}

/// Tells how far the last rehearsal of a key has come.
#[utoipa::path(
    get, path = "/v1/clients/{id}/keys/{kid}/rehearsal", tag = "client keys", operation_id = "readRehearsal",
    params(("id" = String, Path, description = "The client's identifier."),
        ("kid" = String, Path, description = "The key's name.")),
    responses(
        (status = 200, description = "The rehearsal.", body = schema::RehearsalAnswer),
        Always, IfKnown,
    ),
)]
pub(super) async fn read(
    _: Administrator,
    State(web): State<Arc<Web>>,
    Two(id, kid): Two,
) -> Result<Response, Api> {
    let told = flow::rehearsal::report(&web.node, &id, &kid).await?;
    Ok(json(&schema::RehearsalAnswer::of(&told)))
}
