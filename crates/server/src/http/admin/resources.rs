//! `/admin/api/v1/resources`

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use idp::model::resource::{Resource, ResourceDefinition};
use idp::{Reason, Refusal};
use serde_json::Value;
use tracing::info;

use super::administrator::Administrator;
use super::answer::{created, json, nothing, record};
use super::body::Body;
use super::id::Id;
use super::listing::Listing;
use super::members::{Members, as_members, check_known, merge, read as read_members, require, take};
use super::openapi::{Always, IfKnown, IfUnchanged, WithBody, WithQuery};
use super::schema::resource as schema;
use super::version::Precondition;
use crate::flow;
use crate::http::Web;
use crate::http::error::Api;

/// What a resource may be given besides its identifier.
pub(super) const DEFINITION: [&str; 5] =
    ["name", "scopes", "access_token_ttl", "access_token_signing_alg", "introspected_by"];
/// What a scope of a resource may be given.
const SCOPE: [&str; 3] = ["name", "description", "groups"];
/// Told in answers, and may be sent back: they change nothing.
const TOLD: [&str; 2] = ["created_at", "updated_at"];

const INVALID: Reason = Reason::ResourceDefinitionInvalid;

/// Lists resources in the order of their identifiers.
#[utoipa::path(
    get, path = "/v1/resources", tag = "resources", operation_id = "listResources",
    params(
        ("after" = Option<String>, Query, nullable = false, description = "The `next` of the page before."),
        ("limit" = Option<u32>, Query, nullable = false, minimum = 1, maximum = 200,
            description = "How many at most; 50 if absent."),
    ),
    responses((status = 200, description = "A page of resources.", body = schema::ResourceList), Always, WithQuery),
)]
pub(super) async fn list(
    _: Administrator,
    State(web): State<Arc<Web>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Api> {
    let listing = Listing::of(query.as_deref())?;
    let found = flow::resource::list(&web.node, listing.after.as_deref(), listing.limit.one_more()).await?;
    let (resources, next) = listing.limit.page(found, |found| &found.identifier);
    Ok(json(&schema::ResourceList { resources: resources.into_iter().map(Into::into).collect(), next }))
}

/// Makes a resource.
#[utoipa::path(
    post, path = "/v1/resources", tag = "resources", operation_id = "createResource",
    request_body = schema::NewResource,
    responses(
        (status = 201, description = "The resource.", body = schema::ResourceAnswer,
            headers(("Location" = String, description = "Where the resource is."),
                ("ETag" = String, description = "The version of the resource."))),
        (status = 409, description = "Another resource has this identifier.", body = super::schema::Refused),
        Always, WithBody,
    ),
)]
pub(super) async fn create(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Body(mut members): Body,
) -> Result<Response, Api> {
    check_known(&members, &[&DEFINITION, &["resource"]], INVALID)?;
    let identifier: String = require(&mut members, "resource", INVALID)?;
    let made = flow::resource::create(&web.node, &identifier, read_definition(members)?).await?;
    info!(by, resource = identifier, "made a resource");
    Ok(created(answer(made), "resources", &identifier))
}

/// Tells of a resource.
#[utoipa::path(
    get, path = "/v1/resources/{id}", tag = "resources", operation_id = "readResource",
    params(("id" = String, Path, description = "The resource's identifier, percent-encoded.")),
    responses(
        (status = 200, description = "The resource.", body = schema::ResourceAnswer,
            headers(("ETag" = String, description = "The version of the resource."))),
        Always, IfKnown,
    ),
)]
pub(super) async fn read(_: Administrator, State(web): State<Arc<Web>>, Id(id): Id) -> Result<Response, Api> {
    Ok(answer(flow::resource::get(&web.node, &id).await?))
}

/// Replaces what a resource is.
///
/// It takes effect at the next token.
#[utoipa::path(
    put, path = "/v1/resources/{id}", tag = "resources", operation_id = "replaceResource",
    params(
        ("id" = String, Path, description = "The resource's identifier, percent-encoded."),
        ("If-Match" = Option<String>, Header, nullable = false,
            description = "The `ETag` that was read: nothing is changed if it is another now."),
    ),
    request_body = schema::ChangedResource,
    responses(
        (status = 200, description = "The resource as it is now.", body = schema::ResourceAnswer,
            headers(("ETag" = String, description = "The version of the resource."))),
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

/// Changes a resource as a merge patch says (RFC 7396).
///
/// Members that are absent stay as they are, and `null` takes one away.
#[utoipa::path(
    patch, path = "/v1/resources/{id}", tag = "resources", operation_id = "amendResource",
    params(
        ("id" = String, Path, description = "The resource's identifier, percent-encoded."),
        ("If-Match" = Option<String>, Header, nullable = false,
            description = "The `ETag` that was read: nothing is changed if it is another now."),
    ),
    request_body(content((schema::ChangedResource = "application/merge-patch+json"), (schema::ChangedResource = "application/json"))),
    responses(
        (status = 200, description = "The resource as it is now.", body = schema::ResourceAnswer,
            headers(("ETag" = String, description = "The version of the resource."))),
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
    let patched = |found: &Resource| {
        let mut members = as_members(&found.definition);
        merge(&mut members, patch.clone());
        members
    };
    change(&web, &by, &id, &precondition, patched).await
}

/// Removes a resource.
///
/// No further token is issued for it.
#[utoipa::path(
    delete, path = "/v1/resources/{id}", tag = "resources", operation_id = "removeResource",
    params(
        ("id" = String, Path, description = "The resource's identifier, percent-encoded."),
        ("If-Match" = Option<String>, Header, nullable = false,
            description = "The `ETag` that was read: nothing is removed if it is another now."),
    ),
    responses((status = 204, description = "The resource is gone."), Always, IfKnown, IfUnchanged),
)]
pub(super) async fn remove(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Id(id): Id,
    precondition: Precondition,
) -> Result<Response, Api> {
    flow::resource::remove_if(&web.node, &id, |found| precondition.check(found.version)).await?;
    info!(by, resource = id, "removed a resource");
    Ok(nothing())
}

/// Makes a resource as these members say, unless it is another than was read.
async fn change(
    web: &Web,
    by: &str,
    id: &str,
    precondition: &Precondition,
    members: impl Fn(&Resource) -> Members,
) -> Result<Response, Api> {
    let changed = flow::resource::change(&web.node, id, |found| {
        precondition.check(found.version)?;
        definition(found, members(found))
    })
    .await?;
    info!(by, resource = id, "changed a resource");
    Ok(answer(changed))
}

fn answer(found: Resource) -> Response {
    let version = found.version;
    record(&schema::ResourceAnswer::from(found), version)
}

/// What is to be of a resource, in the members of a body.
fn definition(found: &Resource, mut members: Members) -> Result<ResourceDefinition, Refusal> {
    check_known(&members, &[&DEFINITION, &TOLD, &["resource"]], INVALID)?;
    let named: Option<String> = take(&mut members, "resource", INVALID)?;
    if named.is_some_and(|named| named != found.identifier) {
        return Err(Refusal::new(INVALID).about("resource").expected("the one in the address, or none"));
    }
    members.retain(|name, _| DEFINITION.contains(&name.as_str()));
    read_definition(members)
}

fn read_definition(mut members: Members) -> Result<ResourceDefinition, Refusal> {
    members.retain(|_, value| !value.is_null());
    for scope in members.get("scopes").and_then(Value::as_array).into_iter().flatten() {
        if let Value::Object(scope) = scope {
            check_known(scope, &[&SCOPE], INVALID)?;
        }
    }
    read_members(members, INVALID)
}
