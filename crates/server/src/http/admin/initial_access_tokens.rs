//! `/admin/api/v1/initial-access-tokens`

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use idp::Reason;
use idp::client::registration::initial_access_token::New;
use idp::model::client::{ClientPolicy, Profile};
use idp::model::initial_access_token::{Bounds, InitialAccessToken};
use tracing::info;

use super::administrator::Administrator;
use super::answer::{created, json, nothing};
use super::body::Body;
use super::clients::read_policy;
use super::id::Id;
use super::listing::Listing;
use super::members::{check_known, take};
use super::openapi::{Always, IfKnown, WithBody, WithQuery};
use super::schema::initial_access_token as schema;
use crate::admin::{USUAL_LIFE, USUAL_USES};
use crate::flow;
use crate::http::Web;
use crate::http::error::Api;

const INVALID: Reason = Reason::ParameterInvalid;

/// What a new token may be given.
const WITH_NEW: [&str; 8] =
    ["name", "uses", "expires_in", "policy", "scope", "grant_types", "response_types", "redirect_hosts"];

/// Lists initial access tokens in the order of their ids.
///
/// Also those that are used up or expired; never the tokens themselves.
#[utoipa::path(
    get, path = "/v1/initial-access-tokens", tag = "initial access tokens", operation_id = "listInitialAccessTokens",
    params(
        ("after" = Option<String>, Query, nullable = false, description = "The `next` of the page before."),
        ("limit" = Option<u32>, Query, nullable = false, minimum = 1, maximum = 200,
            description = "How many at most; 50 if absent."),
    ),
    responses(
        (status = 200, description = "A page of initial access tokens.", body = schema::InitialAccessTokenList),
        Always, WithQuery,
    ),
)]
pub(super) async fn list(
    _: Administrator,
    State(web): State<Arc<Web>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Api> {
    let Listing { after, limit, .. } = Listing::of(query.as_deref())?;
    let found = flow::initial_access_token::list(&web.node, after.as_deref(), limit.one_more()).await?;
    let (tokens, next) = limit.page(found, |token| &token.id);
    let told = |token| schema::InitialAccessTokenAnswer::of(token, web.node.now());
    let initial_access_tokens = tokens.into_iter().map(told).collect();
    Ok(json(&schema::InitialAccessTokenList { initial_access_tokens, next }))
}

/// Makes an initial access token, with which clients register themselves.
///
/// The token is told in this answer and never again.
#[utoipa::path(
    post, path = "/v1/initial-access-tokens", tag = "initial access tokens", operation_id = "createInitialAccessToken",
    request_body = schema::NewInitialAccessToken,
    responses(
        (status = 201, description = "The initial access token.", body = schema::MadeInitialAccessToken,
            headers(("Location" = String, description = "Where the initial access token is."))),
        Always, WithBody,
    ),
)]
pub(super) async fn create(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Body(mut members): Body,
) -> Result<Response, Api> {
    check_known(&members, &[&WITH_NEW], INVALID)?;
    let policy = match take(&mut members, "policy", INVALID)? {
        Some(policy) => read_policy(policy, Profile::default(), INVALID)?,
        None => ClientPolicy::default(),
    };
    let expires_in = take::<u32>(&mut members, "expires_in", INVALID)?;
    let new = New {
        name: take(&mut members, "name", INVALID)?,
        uses: take(&mut members, "uses", INVALID)?.unwrap_or(USUAL_USES),
        lives_for: expires_in.map_or(USUAL_LIFE, |seconds| Duration::from_secs(seconds.into())),
        bounds: Bounds {
            policy,
            scope: take(&mut members, "scope", INVALID)?,
            grant_types: take(&mut members, "grant_types", INVALID)?,
            response_types: take(&mut members, "response_types", INVALID)?,
            redirect_hosts: take(&mut members, "redirect_hosts", INVALID)?.unwrap_or_default(),
        },
    };
    let made = flow::initial_access_token::create(&web.node, new).await?;
    info!(by, initial_access_token = made.record.id, "made an initial access token");
    let id = made.record.id.clone();
    let answer = schema::MadeInitialAccessToken {
        initial_access_token: made.token.0.expose().clone(),
        record: schema::InitialAccessTokenAnswer::of(made.record, web.node.now()),
    };
    Ok(created(json(&answer), "initial-access-tokens", &id))
}

/// Tells of an initial access token.
#[utoipa::path(
    get, path = "/v1/initial-access-tokens/{id}", tag = "initial access tokens", operation_id = "readInitialAccessToken",
    params(("id" = String, Path, description = "The id; not the token itself.")),
    responses(
        (status = 200, description = "The initial access token.", body = schema::InitialAccessTokenAnswer),
        Always, IfKnown,
    ),
)]
pub(super) async fn read(_: Administrator, State(web): State<Arc<Web>>, Id(id): Id) -> Result<Response, Api> {
    let token: InitialAccessToken = flow::initial_access_token::get(&web.node, &id).await?;
    Ok(json(&schema::InitialAccessTokenAnswer::of(token, web.node.now())))
}

/// Takes an initial access token back.
///
/// The clients that registered with it stay.
#[utoipa::path(
    delete, path = "/v1/initial-access-tokens/{id}", tag = "initial access tokens",
    operation_id = "removeInitialAccessToken",
    params(("id" = String, Path, description = "The id; not the token itself.")),
    responses((status = 204, description = "Nobody registers with it any more."), Always, IfKnown),
)]
pub(super) async fn remove(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Id(id): Id,
) -> Result<Response, Api> {
    flow::initial_access_token::remove(&web.node, &id).await?;
    info!(by, initial_access_token = id, "took back an initial access token");
    Ok(nothing())
}
