//! `/admin/api/v1/clients`

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use idp::client::profile::complete;
use idp::client::register::{Changes, NewClient, WithSecret};
use idp::model::client::{Client, ClientPolicy, Profile};
use idp::model::phone_service::Service;
use idp::{Reason, Refusal};
use oidc::metadata::{ClientMetadata, Localized, MEMBERS};
use oidc::parameters::Parameters;
use serde_json::Value;
use tracing::info;

use super::administrator::Administrator;
use super::answer::{created, json, nothing, record};
use super::body::Body;
use super::id::Id;
use super::listing::Listing;
use super::members::{Members, as_members, check_known, merge, read as read_members, read_metadata, take};
use super::openapi::{Always, IfKnown, IfUnchanged, WithBody, WithQuery};
use super::schema::client as schema;
use super::version::Precondition;
use crate::flow;
use crate::http::Web;
use crate::http::error::Api;

/// What a new client may be given besides metadata.
const WITH_NEW: [&str; 2] = ["client_id", "policy"];
/// What a client may be given besides metadata. The last six are told in answers, and may be sent
/// back: they change nothing.
const WITH_CHANGED: [&str; 9] = [
    "client_id",
    "policy",
    "disabled",
    "client_id_issued_at",
    "client_secret_expires_at",
    "created_at",
    "updated_at",
    "registration",
    "sealing",
];

const INVALID: Reason = Reason::ClientMetadataInvalid;

/// Lists clients in the order of their identifiers.
#[utoipa::path(
    get, path = "/v1/clients", tag = "clients", operation_id = "listClients",
    params(
        ("after" = Option<String>, Query, nullable = false, description = "The `next` of the page before."),
        ("limit" = Option<u32>, Query, nullable = false, minimum = 1, maximum = 200,
            description = "How many at most; 50 if absent."),
    ),
    responses((status = 200, description = "A page of clients.", body = schema::ClientList), Always, WithQuery),
)]
pub(super) async fn list(
    _: Administrator,
    State(web): State<Arc<Web>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Api> {
    let listing = Listing::of(query.as_deref())?;
    let found = flow::client::list(&web.node, listing.after.as_deref(), listing.limit.one_more()).await?;
    let (clients, next) = listing.limit.page(found, |client| client.id.as_str());
    Ok(json(&schema::ClientList { clients: clients.into_iter().map(Into::into).collect(), next }))
}

/// Makes a client.
///
/// Its secret is told in this answer and never again. Metadata that are absent are as the client's profile
/// has them, and else as the specifications do.
#[utoipa::path(
    post, path = "/v1/clients", tag = "clients", operation_id = "createClient",
    request_body = schema::NewClient,
    responses(
        (status = 201, description = "The client, and its secret if it has one.", body = schema::ClientWithSecret,
            headers(("Location" = String, description = "Where the client is."),
                ("ETag" = String, description = "The version of the client."))),
        (status = 409, description = "Another client has this identifier.", body = super::schema::Refused),
        Always, WithBody,
    ),
)]
pub(super) async fn create(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Body(mut members): Body,
) -> Result<Response, Api> {
    check_members(&members, &WITH_NEW)?;
    let id: Option<String> = take(&mut members, "client_id", INVALID)?;
    let policy = match take(&mut members, "policy", INVALID)? {
        Some(policy) => read_policy(policy, Profile::default(), INVALID)?,
        None => ClientPolicy::default(),
    };
    let metadata = metadata(members, &policy)?;
    let made = flow::client::create(&web.node, NewClient { id, metadata, policy }).await?;
    info!(by, client_id = made.client.id.as_str(), "made a client");
    let id = made.client.id.clone();
    Ok(created(with_secret(made), "clients", id.as_str()))
}

/// Tells of a client.
#[utoipa::path(
    get, path = "/v1/clients/{id}", tag = "clients", operation_id = "readClient",
    params(("id" = String, Path, description = "The client's identifier.")),
    responses(
        (status = 200, description = "The client.", body = schema::ClientAnswer,
            headers(("ETag" = String, description = "The version of the client."))),
        Always, IfKnown,
    ),
)]
pub(super) async fn read(_: Administrator, State(web): State<Arc<Web>>, Id(id): Id) -> Result<Response, Api> {
    let client = flow::client::get(&web.node, &id).await?;
    let sealing = flow::client::sealing(&web.node, &client).await;
    let version = client.version;
    Ok(record(&schema::ClientAnswer::with_sealing(Client::clone(&client), sealing), version))
}

/// Replaces what a client registered.
///
/// Also what it is held to and whether it is disabled, if these are named; otherwise they stay.
#[utoipa::path(
    put, path = "/v1/clients/{id}", tag = "clients", operation_id = "replaceClient",
    params(
        ("id" = String, Path, description = "The client's identifier."),
        ("If-Match" = Option<String>, Header, nullable = false,
            description = "The `ETag` that was read: nothing is changed if it is another now."),
    ),
    request_body = schema::ChangedClient,
    responses(
        (status = 200, description = "The client as it is now.", body = schema::ClientAnswer,
            headers(("ETag" = String, description = "The version of the client."))),
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

/// Changes a client as a merge patch says (RFC 7396).
///
/// Members that are absent stay as they are, and `null` takes one away.
#[utoipa::path(
    patch, path = "/v1/clients/{id}", tag = "clients", operation_id = "amendClient",
    params(
        ("id" = String, Path, description = "The client's identifier."),
        ("If-Match" = Option<String>, Header, nullable = false,
            description = "The `ETag` that was read: nothing is changed if it is another now."),
    ),
    request_body(content((schema::ChangedClient = "application/merge-patch+json"), (schema::ChangedClient = "application/json"))),
    responses(
        (status = 200, description = "The client as it is now.", body = schema::ClientAnswer,
            headers(("ETag" = String, description = "The version of the client."))),
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
    let patched = |client: &Client| {
        let mut members = as_members(&client.metadata);
        members.insert("policy".to_owned(), Value::Object(as_members(&client.policy)));
        merge(&mut members, patch.clone());
        members
    };
    change(&web, &by, &id, &precondition, patched).await
}

/// Removes a client.
///
/// What it was granted ends with it.
#[utoipa::path(
    delete, path = "/v1/clients/{id}", tag = "clients", operation_id = "removeClient",
    params(
        ("id" = String, Path, description = "The client's identifier."),
        ("If-Match" = Option<String>, Header, nullable = false,
            description = "The `ETag` that was read: nothing is removed if it is another now."),
    ),
    responses((status = 204, description = "The client is gone."), Always, IfKnown, IfUnchanged),
)]
pub(super) async fn remove(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Id(id): Id,
    precondition: Precondition,
) -> Result<Response, Api> {
    flow::client::remove_if(&web.node, &id, |client| precondition.check(client.version)).await?;
    info!(by, client_id = id, "removed a client");
    Ok(nothing())
}

/// Gives a client a new secret.
///
/// It is told in this answer and never again. The one before is void at once.
#[utoipa::path(
    post, path = "/v1/clients/{id}/secret", tag = "clients", operation_id = "renewClientSecret",
    params(
        ("id" = String, Path, description = "The client's identifier."),
        ("keep" = Option<bool>, Query, nullable = false,
            description = "Whether the secret itself is kept, sealed, for algorithms that are to be registered next \
                and whose key it is; what is registered already has it kept anyway."),
    ),
    responses(
        (status = 200, description = "The client and its new secret.", body = schema::ClientWithSecret,
            headers(("ETag" = String, description = "The version of the client."))),
        Always, IfKnown, WithQuery,
    ),
)]
pub(super) async fn new_secret(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Id(id): Id,
    RawQuery(query): RawQuery,
) -> Result<Response, Api> {
    let keep = is_to_be_kept(query.as_deref())?;
    let made = flow::client::new_secret(&web.node, &id, keep).await?;
    info!(by, client_id = id, "gave a client a new secret");
    Ok(with_secret(made))
}

/// Reads `keep`, the only parameter that a new secret has.
fn is_to_be_kept(query: Option<&str>) -> Result<bool, Refusal> {
    let parameters = Parameters::parse(query.unwrap_or_default().as_bytes())?;
    let expected = "true or false, and no other parameter";
    let invalid = || Refusal::new(Reason::ParameterInvalid).about("keep").expected(expected);
    if parameters.iter().any(|(name, _)| name != "keep") {
        return Err(invalid());
    }
    match parameters.get("keep")? {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(_) => Err(invalid()),
    }
}

/// Takes a client's registration access token away.
///
/// A client that registered itself manages by that token what it registered (RFC 7592). From now on
/// administrators alone do.
#[utoipa::path(
    delete, path = "/v1/clients/{id}/registration-access-token", tag = "clients",
    operation_id = "removeRegistrationAccessToken",
    params(("id" = String, Path, description = "The client's identifier.")),
    responses(
        (status = 200, description = "The client as it is now.", body = schema::ClientAnswer,
            headers(("ETag" = String, description = "The version of the client."))),
        Always, IfKnown,
    ),
)]
pub(super) async fn take_registration(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Id(id): Id,
) -> Result<Response, Api> {
    let client = flow::registration::take_away(&web.node, &id).await?;
    info!(by, client_id = id, "took a client's registration access token away");
    Ok(answer(client))
}

/// Makes a client as these members say, unless it is another than was read.
async fn change(
    web: &Web,
    by: &str,
    id: &str,
    precondition: &Precondition,
    members: impl Fn(&Client) -> Members,
) -> Result<Response, Api> {
    let client = flow::client::change(&web.node, id, |client| {
        precondition.check(client.version)?;
        changes(client, members(client))
    })
    .await?;
    info!(by, client_id = id, "changed a client");
    Ok(answer(client))
}

fn answer(client: Client) -> Response {
    let version = client.version;
    record(&schema::ClientAnswer::from(client), version)
}

fn with_secret(made: WithSecret) -> Response {
    let version = made.client.version;
    let secret = made.secret.map(|secret| secret.0.expose().clone());
    let expires_at = secret.is_some().then_some(0);
    let client = made.client.into();
    record(
        &schema::ClientWithSecret { client, client_secret: secret, client_secret_expires_at: expires_at },
        version,
    )
}

/// What is to be of a client, in the members of a body.
fn changes(client: &Client, mut members: Members) -> Result<Changes, Refusal> {
    check_members(&members, &WITH_CHANGED)?;
    let id: Option<String> = take(&mut members, "client_id", INVALID)?;
    if id.is_some_and(|id| id != client.id.as_str()) {
        return Err(Refusal::new(INVALID).about("client_id").expected("the one in the address, or none"));
    }
    let policy = match take(&mut members, "policy", INVALID)? {
        Some(policy) => Some(read_policy(policy, client.policy.profile, INVALID)?),
        None => None,
    };
    let disabled = take(&mut members, "disabled", INVALID)?;
    members.retain(|name, _| !WITH_CHANGED.contains(&name.as_str()));
    let metadata = metadata(members, policy.as_ref().unwrap_or(&client.policy))?;
    Ok(Changes { metadata: Some(metadata), policy, disabled })
}

/// Refuses members that are neither metadata, in whatever language, nor these.
fn check_members(members: &Members, besides: &[&str]) -> Result<(), Refusal> {
    let untagged = members.iter().filter(|(name, _)| !Localized::is_member(name));
    let untagged = untagged.map(|(name, _)| (name.clone(), Value::Null)).collect();
    check_known(&untagged, &[&MEMBERS, besides], INVALID)
}

/// Metadata with the defaults of the client's profile, and else of the specifications.
fn metadata(mut members: Members, policy: &ClientPolicy) -> Result<ClientMetadata, Refusal> {
    members.retain(|_, value| !value.is_null());
    let says: BTreeSet<String> = members.keys().cloned().collect();
    let mut metadata = read_metadata(members)?;
    complete(&mut metadata, policy, |name| says.contains(name));
    Ok(metadata)
}

/// The defaults of the profile that is named, or else of this one, and what is said besides.
pub(super) fn read_policy(
    mut said: Members,
    profile: Profile,
    reason: Reason,
) -> Result<ClientPolicy, Refusal> {
    said.retain(|_, value| !value.is_null());
    let known = as_members(&ClientPolicy::default());
    let known: Vec<&str> = known.keys().map(String::as_str).collect();
    check_known(&said, &[&known], reason)?;
    let profile = match said.get("profile") {
        Some(_) => read_members::<ClientPolicy>(said.clone(), reason)?.profile,
        None => profile,
    };
    if let Some(Value::Object(service)) = said.get_mut("service") {
        check_service(service, reason)?;
    }
    let mut members = as_members(&ClientPolicy::of(profile));
    members.extend(said);
    read_members(members, reason)
}

/// Refuses members of a service that are not known.
fn check_service(service: &mut Members, reason: Reason) -> Result<(), Refusal> {
    service.retain(|_, value| !value.is_null());
    let known = as_members(&Service::default());
    let known: Vec<&str> = known.keys().map(String::as_str).collect();
    check_known(service, &[&known], reason)?;
    let roles = service.get("roles").and_then(Value::as_array).into_iter().flatten();
    for role in roles.filter_map(Value::as_object) {
        check_known(role, &[&["name", "authenticators"]], reason)?;
    }
    let invited = service.get("invited").and_then(Value::as_array).into_iter().flatten();
    for somebody in invited.filter_map(Value::as_object) {
        check_known(somebody, &[&["who", "role"]], reason)?;
    }
    match service.get("risk_assessment").and_then(Value::as_object) {
        Some(assessment) => check_known(assessment, &[&["by", "at", "text"]], reason),
        None => Ok(()),
    }
}
