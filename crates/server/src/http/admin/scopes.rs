//! `/admin/api/v1/scopes`

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use idp::model::scope::{Scope, ScopeDefinition};
use idp::{Reason, Refusal};
use tracing::info;

use super::administrator::Administrator;
use super::answer::{created, json, nothing, record};
use super::body::Body;
use super::id::Id;
use super::listing::Listing;
use super::members::{Members, as_members, check_known, merge, read as read_members, require, take};
use super::openapi::{Always, IfKnown, IfUnchanged, WithBody, WithQuery};
use super::schema::scope as schema;
use super::version::Precondition;
use crate::flow;
use crate::http::Web;
use crate::http::error::Api;

/// What a scope may be given besides its name.
pub(super) const DEFINITION: [&str; 3] = ["description", "claims", "groups"];
/// Told in answers, and may be sent back: they change nothing.
const TOLD: [&str; 2] = ["created_at", "updated_at"];

const INVALID: Reason = Reason::ScopeDefinitionInvalid;

/// Lists scopes of our own in the order of their names.
#[utoipa::path(
    get, path = "/v1/scopes", tag = "scopes", operation_id = "listScopes",
    params(
        ("after" = Option<String>, Query, nullable = false, description = "The `next` of the page before."),
        ("limit" = Option<u32>, Query, nullable = false, minimum = 1, maximum = 200,
            description = "How many at most; 50 if absent."),
    ),
    responses((status = 200, description = "A page of scopes.", body = schema::ScopeList), Always, WithQuery),
)]
pub(super) async fn list(
    _: Administrator,
    State(web): State<Arc<Web>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Api> {
    let listing = Listing::of(query.as_deref())?;
    let found = flow::scope::list(&web.node, listing.after.as_deref(), listing.limit.one_more()).await?;
    let (scopes, next) = listing.limit.page(found, |found| &found.name);
    Ok(json(&schema::ScopeList { scopes: scopes.into_iter().map(Into::into).collect(), next }))
}

/// Makes a scope of our own.
#[utoipa::path(
    post, path = "/v1/scopes", tag = "scopes", operation_id = "createScope",
    request_body = schema::NewScope,
    responses(
        (status = 201, description = "The scope.", body = schema::ScopeAnswer,
            headers(("Location" = String, description = "Where the scope is."),
                ("ETag" = String, description = "The version of the scope."))),
        (status = 409, description = "Another scope has this name.", body = super::schema::Refused),
        Always, WithBody,
    ),
)]
pub(super) async fn create(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Body(mut members): Body,
) -> Result<Response, Api> {
    check_known(&members, &[&DEFINITION, &["scope"]], INVALID)?;
    let name: String = require(&mut members, "scope", INVALID)?;
    let made = flow::scope::create(&web.node, &name, read_definition(members)?).await?;
    info!(by, scope = name, "made a scope");
    Ok(created(answer(made), "scopes", &name))
}

/// Tells of a scope of our own.
#[utoipa::path(
    get, path = "/v1/scopes/{id}", tag = "scopes", operation_id = "readScope",
    params(("id" = String, Path, description = "The scope's name, percent-encoded.")),
    responses(
        (status = 200, description = "The scope.", body = schema::ScopeAnswer,
            headers(("ETag" = String, description = "The version of the scope."))),
        Always, IfKnown,
    ),
)]
pub(super) async fn read(_: Administrator, State(web): State<Arc<Web>>, Id(id): Id) -> Result<Response, Api> {
    Ok(answer(flow::scope::get(&web.node, &id).await?))
}

/// Replaces what a scope is.
///
/// What it releases changes at once, for tokens that are out as well.
#[utoipa::path(
    put, path = "/v1/scopes/{id}", tag = "scopes", operation_id = "replaceScope",
    params(
        ("id" = String, Path, description = "The scope's name, percent-encoded."),
        ("If-Match" = Option<String>, Header, nullable = false,
            description = "The `ETag` that was read: nothing is changed if it is another now."),
    ),
    request_body = schema::ChangedScope,
    responses(
        (status = 200, description = "The scope as it is now.", body = schema::ScopeAnswer,
            headers(("ETag" = String, description = "The version of the scope."))),
        Always, IfKnown, IfUnchanged, WithBody,
    ),
)]
pub(super) async fn replace(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Id(id): Id,
    precondition: Precondition,
    Body(members): Body,
) -> Result<Response, Api> {
    change(&web, &by, &id, &precondition, |_| members.clone()).await
}

/// Changes a scope as a merge patch says (RFC 7396).
///
/// Members that are absent stay as they are, and `null` takes one away.
#[utoipa::path(
    patch, path = "/v1/scopes/{id}", tag = "scopes", operation_id = "amendScope",
    params(
        ("id" = String, Path, description = "The scope's name, percent-encoded."),
        ("If-Match" = Option<String>, Header, nullable = false,
            description = "The `ETag` that was read: nothing is changed if it is another now."),
    ),
    request_body(content((schema::ChangedScope = "application/merge-patch+json"), (schema::ChangedScope = "application/json"))),
    responses(
        (status = 200, description = "The scope as it is now.", body = schema::ScopeAnswer,
            headers(("ETag" = String, description = "The version of the scope."))),
        Always, IfKnown, IfUnchanged, WithBody,
    ),
)]
pub(super) async fn amend(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Id(id): Id,
    precondition: Precondition,
    Body(patch): Body,
) -> Result<Response, Api> {
    let patched = |found: &Scope| {
        let mut members = as_members(&found.definition);
        merge(&mut members, patch.clone());
        members
    };
    change(&web, &by, &id, &precondition, patched).await
}

/// Removes a scope.
///
/// It releases nothing any more.
#[utoipa::path(
    delete, path = "/v1/scopes/{id}", tag = "scopes", operation_id = "removeScope",
    params(
        ("id" = String, Path, description = "The scope's name, percent-encoded."),
        ("If-Match" = Option<String>, Header, nullable = false,
            description = "The `ETag` that was read: nothing is removed if it is another now."),
    ),
    responses((status = 204, description = "The scope is gone."), Always, IfKnown, IfUnchanged),
)]
pub(super) async fn remove(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Id(id): Id,
    precondition: Precondition,
) -> Result<Response, Api> {
    flow::scope::remove_if(&web.node, &id, |found| precondition.check(found.version)).await?;
    info!(by, scope = id, "removed a scope");
    Ok(nothing())
}

/// Makes a scope as these members say, unless it is another than was read.
async fn change(
    web: &Web,
    by: &str,
    id: &str,
    precondition: &Precondition,
    members: impl Fn(&Scope) -> Members,
) -> Result<Response, Api> {
    let changed = flow::scope::change(&web.node, id, |found| {
        precondition.check(found.version)?;
        definition(found, members(found))
    })
    .await?;
    info!(by, scope = id, "changed a scope");
    Ok(answer(changed))
}

fn answer(found: Scope) -> Response {
    let version = found.version;
    record(&schema::ScopeAnswer::from(found), version)
}

/// What is to be of a scope, in the members of a body.
fn definition(found: &Scope, mut members: Members) -> Result<ScopeDefinition, Refusal> {
    check_known(&members, &[&DEFINITION, &TOLD, &["scope"]], INVALID)?;
    let named: Option<String> = take(&mut members, "scope", INVALID)?;
    if named.is_some_and(|named| named != found.name) {
        return Err(Refusal::new(INVALID).about("scope").expected("the one in the address, or none"));
    }
    members.retain(|name, _| DEFINITION.contains(&name.as_str()));
    read_definition(members)
}

fn read_definition(mut members: Members) -> Result<ScopeDefinition, Refusal> {
    members.retain(|_, value| !value.is_null());
    read_members(members, INVALID)
}
