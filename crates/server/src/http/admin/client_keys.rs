//! `/admin/api/v1/clients/{id}/keys`

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use idp::client::key::{Answered, Changes, NewKey};
use idp::{Reason, Refusal, Time};
use serde_json::Value;
use tracing::{info, warn};

use super::administrator::Administrator;
use super::answer::{created, json, nothing, record};
use super::body::Body;
use super::id::{Id, Two};
use super::members::{Members, check_known, take};
use super::offered_key::OfferedKey;
use super::openapi::{Always, IfKnown, IfUnchanged, WithBody};
use super::schema::client_key as schema;
use super::version::Precondition;
use crate::admin::moment;
use crate::flow;
use crate::http::Web;
use crate::http::error::Api;

const INVALID: Reason = Reason::ParameterInvalid;

/// Lists the keys of a client that we named, in the order in which they came.
///
/// The answer is a JWK set (RFC 7517 §5) with further members.
#[utoipa::path(
    get, path = "/v1/clients/{id}/keys", tag = "client keys", operation_id = "listClientKeys",
    params(("id" = String, Path, description = "The client's identifier.")),
    responses((status = 200, description = "The keys.", body = schema::ClientKeyList), Always, IfKnown),
)]
pub(super) async fn list(_: Administrator, State(web): State<Arc<Web>>, Id(id): Id) -> Result<Response, Api> {
    let (keys, now) = (flow::client_key::list(&web.node, &id).await?, web.node.now());
    let keys = keys.into_iter().map(|told| schema::ClientKeyAnswer::of(told, now)).collect();
    Ok(json(&schema::ClientKeyList { keys }))
}

/// Registers a public key of a client.
///
/// The body is the key itself, a public JWK, with what is said of it beside its members; or an object in
/// which the key is the member `jwk`. The name of the key is made here, whatever name it came with. A key to
/// seal to is answered with a `challenge`: nothing is sealed to the key before the client has opened it.
#[utoipa::path(
    post, path = "/v1/clients/{id}/keys", tag = "client keys", operation_id = "createClientKey",
    params(("id" = String, Path, description = "The client's identifier.")),
    request_body = schema::NewClientKey,
    responses(
        (status = 201, description = "The key under its new name, and the challenge to be opened.",
            body = schema::ClientKeyAnswer,
            headers(("Location" = String, description = "Where the key is."),
                ("ETag" = String, description = "The version of the client."))),
        (status = 409, description = "The client has this key already, or as many as it may.",
            body = super::schema::Refused),
        Always, IfKnown, WithBody,
    ),
)]
pub(super) async fn create(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Id(id): Id,
    OfferedKey(members): OfferedKey,
) -> Result<Response, Api> {
    let new = new_key(members)?;
    let told = flow::client_key::add(&web.node, &id, new).await?;
    info!(by, client_id = id, kid = told.key.kid, "registered a client's key");
    let (kid, version, now) = (told.key.kid.clone(), told.version, web.node.now());
    let answer = record(&schema::ClientKeyAnswer::of(told, now), version);
    Ok(created(answer, &collection(&id), &kid))
}

/// The key of a body.
pub(in crate::http) fn new_key(mut members: Members) -> Result<NewKey, Refusal> {
    let not_before = time(&mut members, "not_before")?;
    let not_after = time(&mut members, "not_after")?;
    let overlap: Option<u32> = take(&mut members, "overlap", INVALID)?;
    let jwk = match members.remove("jwk") {
        None => members,
        Some(Value::Object(jwk)) => {
            check_known(&members, &[&["jwk", "not_before", "not_after", "overlap"]], INVALID)?;
            jwk
        }
        Some(Value::String(_)) => return Err(Refusal::new(Reason::ClientKeyNotJwk).about("jwk")),
        Some(_) => return Err(Refusal::new(Reason::ClientKeyMalformed).about("jwk")),
    };
    let overlap = overlap.map(|seconds| Duration::from_secs(u64::from(seconds)));
    Ok(NewKey { jwk, not_before, not_after, overlap })
}

/// Tells of one key of a client.
#[utoipa::path(
    get, path = "/v1/clients/{id}/keys/{kid}", tag = "client keys", operation_id = "readClientKey",
    params(("id" = String, Path, description = "The client's identifier."),
        ("kid" = String, Path, description = "The key's name.")),
    responses(
        (status = 200, description = "The key.", body = schema::ClientKeyAnswer,
            headers(("ETag" = String, description = "The version of the client."))),
        Always, IfKnown,
    ),
)]
pub(super) async fn read(
    _: Administrator,
    State(web): State<Arc<Web>>,
    Two(id, kid): Two,
) -> Result<Response, Api> {
    let told = flow::client_key::get(&web.node, &id, &kid).await?;
    let version = told.version;
    Ok(record(&schema::ClientKeyAnswer::of(told, web.node.now()), version))
}

/// Changes when a key counts, or lets it be sealed to though nobody opened the challenge.
///
/// Members that are absent stay as they are; `null` takes `not_after` away.
#[utoipa::path(
    patch, path = "/v1/clients/{id}/keys/{kid}", tag = "client keys", operation_id = "amendClientKey",
    params(("id" = String, Path, description = "The client's identifier."),
        ("kid" = String, Path, description = "The key's name."),
        ("If-Match" = Option<String>, Header, nullable = false,
            description = "The `ETag` that was read: nothing is changed if it is another now.")),
    request_body(content((schema::AmendedClientKey = "application/merge-patch+json"), (schema::AmendedClientKey = "application/json"))),
    responses(
        (status = 200, description = "The key as it is now.", body = schema::ClientKeyAnswer,
            headers(("ETag" = String, description = "The version of the client."))),
        Always, IfKnown, IfUnchanged, WithBody,
    ),
)]
pub(super) async fn amend(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Two(id, kid): Two,
    precondition: Precondition,
    Body(mut members): Body,
) -> Result<Response, Api> {
    check_known(&members, &[&["not_before", "not_after", "ready"]], INVALID)?;
    let forever = members.get("not_after").is_some_and(Value::is_null).then_some(Time::NEVER);
    let not_before = time(&mut members, "not_before")?;
    let not_after = time(&mut members, "not_after")?.or(forever);
    let ready = match take::<bool>(&mut members, "ready", INVALID)? {
        None => None,
        Some(true) => Some(by.clone()),
        Some(false) => return Err(Refusal::new(INVALID).about("ready").expected("true").into()),
    };
    let changes = Changes { not_before, not_after, ready };
    let check = |client: &idp::model::client::Client| precondition.check(client.version);
    let told = flow::client_key::amend(&web.node, &id, &kid, check, &changes).await?;
    match &changes.ready {
        Some(_) => warn!(by, client_id = id, kid, "let a client's key be sealed to untested"),
        None => info!(by, client_id = id, kid, "changed a client's key"),
    }
    let version = told.version;
    Ok(record(&schema::ClientKeyAnswer::of(told, web.node.now()), version))
}

/// Removes a key of a client at once.
///
/// Nothing more is sealed to it, and nothing that it signed counts.
#[utoipa::path(
    delete, path = "/v1/clients/{id}/keys/{kid}", tag = "client keys", operation_id = "removeClientKey",
    params(("id" = String, Path, description = "The client's identifier."),
        ("kid" = String, Path, description = "The key's name."),
        ("If-Match" = Option<String>, Header, nullable = false,
            description = "The `ETag` that was read: nothing is removed if it is another now.")),
    responses((status = 204, description = "The key is gone."), Always, IfKnown, IfUnchanged),
)]
pub(super) async fn remove(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Two(id, kid): Two,
    precondition: Precondition,
) -> Result<Response, Api> {
    let check = |client: &idp::model::client::Client| precondition.check(client.version);
    flow::client_key::remove(&web.node, &id, &kid, check).await?;
    info!(by, client_id = id, kid, "removed a client's key");
    Ok(nothing())
}

/// Takes what the client found when it opened the challenge: `answer` alone, or all of it.
///
/// From now on the key is sealed to. The client may also post what it found, as it is, to the address in
/// it, which takes no token.
#[utoipa::path(
    post, path = "/v1/clients/{id}/keys/{kid}/proof", tag = "client keys", operation_id = "proveClientKey",
    params(("id" = String, Path, description = "The client's identifier."),
        ("kid" = String, Path, description = "The key's name.")),
    request_body = schema::KeyProof,
    responses(
        (status = 200, description = "The key as it is now.", body = schema::ClientKeyAnswer,
            headers(("ETag" = String, description = "The version of the client."))),
        Always, IfKnown, WithBody,
    ),
)]
pub(super) async fn prove(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Two(id, kid): Two,
    Body(members): Body,
) -> Result<Response, Api> {
    let answered = answered(&id, &kid, members)?;
    flow::client_key::get(&web.node, &id, &kid).await?;
    flow::client_key::prove(&web.node, &answered).await?;
    info!(by, client_id = id, kid, "a client's key was opened with");
    let told = flow::client_key::get(&web.node, &id, &kid).await?;
    let version = told.version;
    Ok(record(&schema::ClientKeyAnswer::of(told, web.node.now()), version))
}

/// What was found in the challenge of this key, `answer` alone or all of it.
pub(in crate::http) fn answered(id: &str, kid: &str, mut members: Members) -> Result<Answered, Refusal> {
    check_known(&members, &[&["kind", "client_id", "kid", "answer", "send_to"]], INVALID)?;
    let named = |members: &mut Members, name, wanted: &str| match take::<String>(members, name, INVALID) {
        Ok(Some(given)) if given != wanted => {
            Err(Refusal::new(INVALID).about(name).expected("the one in the address, or none"))
        }
        other => other.map(drop),
    };
    named(&mut members, "client_id", id)?;
    named(&mut members, "kid", kid)?;
    let answer = super::members::require(&mut members, "answer", INVALID)?;
    Ok(Answered { client_id: id.to_owned(), kid: kid.to_owned(), answer })
}

fn time(members: &mut Members, name: &'static str) -> Result<Option<Time>, Refusal> {
    let Some(text) = take::<String>(members, name, INVALID)? else { return Ok(None) };
    let wrong = || Refusal::new(INVALID).about(name).expected("a time such as 2027-01-31T12:00:00Z");
    moment(&text).map(Some).ok_or_else(wrong)
}

/// The address of a client's keys, below that of the API.
fn collection(id: &str) -> String {
    let segment: String = url::form_urlencoded::byte_serialize(id.as_bytes()).collect();
    format!("clients/{segment}/keys")
}
