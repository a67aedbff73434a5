//! `/admin/api/v1/invitations`

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use idp::account::register::invitation::{Invitation, New};
use idp::{Reason, Refusal};
use tracing::info;

use super::administrator::{Administrator, actor};
use super::answer::json;
use super::body::Body;
use super::members::{check_known, take};
use super::openapi::{Always, WithBody};
use super::schema::invitation as schema;
use crate::flow::account::invite;
use crate::http::Web;
use crate::http::error::Api;
use crate::page::Language;

const INVALID: Reason = Reason::ParameterInvalid;

/// What a new invitation may be given.
const WITH_NEW: [&str; 6] = ["email", "groups", "attributes", "expires_in", "send", "language"];

/// Invites somebody to make an account.
///
/// The link is told in this answer and never again, and counts once. Where `accounts.registration` is `closed` there
/// are no invitations.
#[utoipa::path(
    post, path = "/v1/invitations", tag = "users", operation_id = "createInvitation",
    request_body = schema::NewInvitation,
    responses(
        (status = 201, description = "The invitation.", body = schema::MadeInvitation),
        Always, WithBody,
    ),
)]
pub(super) async fn create(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Body(mut members): Body,
) -> Result<Response, Api> {
    check_known(&members, &[&WITH_NEW], INVALID)?;
    let invitation = Invitation {
        email: take(&mut members, "email", INVALID)?,
        groups: take(&mut members, "groups", INVALID)?.unwrap_or_default(),
        attributes: take(&mut members, "attributes", INVALID)?.unwrap_or_default(),
    };
    let lives_for = take::<u32>(&mut members, "expires_in", INVALID)?;
    let lives_for = lives_for.map(|seconds| Duration::from_secs(seconds.into()));
    let say = match take::<String>(&mut members, "language", INVALID)? {
        None => web.door.default_language,
        Some(tag) => Language::with_tag(&tag).ok_or_else(|| {
            Refusal::new(INVALID).about("language").expected("a language that the pages are written in")
        })?,
    };
    let sends = take(&mut members, "send", INVALID)?.unwrap_or(false);
    let new = New { invitation, lives_for };
    let made = invite::create(&web.node, &new, sends.then_some(say), &actor(&by)).await?;
    info!(by, "invited somebody");
    let mut response = json(&schema::MadeInvitation::from(made));
    *response.status_mut() = StatusCode::CREATED;
    Ok(response)
}
