//! `/admin/api/v1/invitations`

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use http::StatusCode;
use idp::account::register::invitation::{Invitation, New};
use idp::{Reason, Refusal};
use tracing::info;

use super::administrator::{Administrator, actor};
use super::answer::{json, nothing};
use super::body::Body;
use super::id::Id;
use super::listing::Listing;
use super::members::{check_known, take};
use super::openapi::{Always, IfKnown, WithBody, WithQuery};
use super::schema::invitation as schema;
use crate::flow::account::invite;
use crate::http::Web;
use crate::http::error::Api;
use crate::page::Language;

const INVALID: Reason = Reason::ParameterInvalid;

/// What a new invitation may be given.
const WITH_NEW: [&str; 6] = ["email", "groups", "attributes", "expires_in", "send", "language"];

/// Lists the invitations that count, in the order of their ids.
///
/// Not those that were used or withdrawn or whose time is over, and never the links.
#[utoipa::path(
    get, path = "/v1/invitations", tag = "users", operation_id = "listInvitations",
    params(
        ("after" = Option<String>, Query, nullable = false, description = "The `next` of the page before."),
        ("limit" = Option<u32>, Query, nullable = false, minimum = 1, maximum = 200,
            description = "How many at most; 50 if absent."),
    ),
    responses(
        (status = 200, description = "A page of invitations.", body = schema::InvitationList),
        Always, WithQuery,
    ),
)]
pub(super) async fn list(
    _: Administrator,
    State(web): State<Arc<Web>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Api> {
    let Listing { after, limit, .. } = Listing::of(query.as_deref())?;
    let found = invite::list(&web.node, after.as_deref(), limit.one_more()).await?;
    let (found, next) = limit.page(found, |invitation| &invitation.id);
    let invitations = found.into_iter().map(schema::InvitationAnswer::from).collect();
    Ok(json(&schema::InvitationList { invitations, next }))
}

/// Withdraws an invitation that nobody has used yet.
///
/// Who opens its link is told so.
#[utoipa::path(
    delete, path = "/v1/invitations/{id}", tag = "users", operation_id = "withdrawInvitation",
    params(("id" = String, Path, description = "The id; not the link.")),
    responses((status = 204, description = "Nobody makes an account by it any more."), Always, IfKnown),
)]
pub(super) async fn withdraw(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Id(id): Id,
) -> Result<Response, Api> {
    invite::withdraw(&web.node, &id, &actor(&by)).await?;
    info!(by, invitation = id, "withdrew an invitation");
    Ok(nothing())
}

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
    info!(by, invitation = made.id, "invited somebody");
    let mut response = json(&schema::MadeInvitation::from(made));
    *response.status_mut() = StatusCode::CREATED;
    Ok(response)
}
