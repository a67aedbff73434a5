//! `/admin/api/v1/upstreams`

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use idp::model::client::KeptSecret;
use idp::model::upstream::{Upstream, UpstreamDefinition};
use idp::upstream::profile::complete;
use idp::upstream::{Changes, NewUpstream};
use idp::{Reason, Refusal};
use jose::Secret;
use serde_json::Value;
use tracing::info;

use super::administrator::Administrator;
use super::answer::{created, json, nothing, record};
use super::body::Body;
use super::id::{Id, Two};
use super::listing::Listing;
use super::members::{Members, as_members, check_known, merge, read as read_members, require, take};
use super::openapi::{Always, IfKnown, IfUnchanged, WithBody, WithQuery};
use super::schema::upstream as schema;
use super::version::Precondition;
use crate::admin::{key_algorithm, moment};
use crate::flow::upstream_record::{self, TakesOver};
use crate::http::Web;
use crate::http::error::Api;

/// What an upstream may be given besides its identifier and our secret.
pub(super) const DEFINITION: [&str; 39] = [
    "accounts",
    "acr",
    "acr_values",
    "assertion_audience",
    "authorization_encrypted_response_alg",
    "authorization_encrypted_response_enc",
    "authorization_signed_response_alg",
    "choice_claim",
    "choice_parameter",
    "choices",
    "claims",
    "client_id",
    "id_token_encrypted_response_alg",
    "id_token_encrypted_response_enc",
    "id_token_signed_response_alg",
    "issuer",
    "jwks",
    "metadata",
    "name",
    "parameters",
    "profile",
    "request",
    "request_object_encryption_alg",
    "request_object_encryption_enc",
    "request_object_signing_alg",
    "scope",
    "selectors",
    "service_name_parameter",
    "signed_jwks_fingerprints",
    "signed_jwks_uri",
    "single_logout",
    "single_sign_on",
    "subject",
    "token_endpoint_auth_method",
    "token_endpoint_auth_signing_alg",
    "userinfo",
    "userinfo_encrypted_response_alg",
    "userinfo_encrypted_response_enc",
    "userinfo_signed_response_alg",
];
/// What is said of a claim, and of a choice.
const CLAIM: [&str; 5] = ["from", "to", "value", "keep", "check"];
const CHOICE: [&str; 2] = ["id", "name"];
/// Told in answers, and may be sent back: they change nothing.
const TOLD: [&str; 8] = [
    "has_client_secret",
    "redirect_uri",
    "post_logout_redirect_uri",
    "backchannel_logout_uri",
    "jwks_uri",
    "keys",
    "created_at",
    "updated_at",
];

const INVALID: Reason = Reason::UpstreamDefinitionInvalid;

/// Lists upstreams in the order of their identifiers.
#[utoipa::path(
    get, path = "/v1/upstreams", tag = "upstreams", operation_id = "listUpstreams",
    params(
        ("after" = Option<String>, Query, nullable = false, description = "The `next` of the page before."),
        ("limit" = Option<u32>, Query, nullable = false, minimum = 1, maximum = 200,
            description = "How many at most; 50 if absent."),
    ),
    responses((status = 200, description = "A page of upstreams.", body = schema::UpstreamList), Always, WithQuery),
)]
pub(super) async fn list(
    _: Administrator,
    State(web): State<Arc<Web>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Api> {
    let listing = Listing::of(query.as_deref())?;
    let (after, limit) = (listing.after.as_deref(), listing.limit);
    let found = upstream_record::list(&web.node, after, limit.one_more()).await?;
    let (found, next) = limit.page(found, |upstream| upstream.id.as_str());
    let upstreams = found.into_iter().map(|upstream| told(&web, upstream)).collect();
    Ok(json(&schema::UpstreamList { upstreams, next }))
}

/// Makes an upstream.
///
/// The keys that we need for it are made with it; their public halves are in the answer, and at `jwks_uri`.
/// Members that are absent are as the profile has them. Whether the upstream answers is not looked at here, but
/// at its `check`.
#[utoipa::path(
    post, path = "/v1/upstreams", tag = "upstreams", operation_id = "createUpstream",
    request_body = schema::NewUpstream,
    responses(
        (status = 201, description = "The upstream.", body = schema::UpstreamAnswer,
            headers(("Location" = String, description = "Where the upstream is."),
                ("ETag" = String, description = "The version of the upstream."))),
        (status = 409, description = "Another upstream has this identifier.", body = super::schema::Refused),
        Always, WithBody,
    ),
)]
pub(super) async fn create(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Body(mut members): Body,
) -> Result<Response, Api> {
    check_known(&members, &[&DEFINITION, &["upstream", "client_secret"]], INVALID)?;
    let id: String = require(&mut members, "upstream", INVALID)?;
    let client_secret = secret(&mut members)?.flatten();
    let new = NewUpstream { id, definition: read_definition(members)?, client_secret };
    let made = upstream_record::create(&web.node, new).await?;
    info!(by, upstream = made.id.as_str(), "made an upstream");
    let id = made.id.clone();
    Ok(created(answer(&web, made), "upstreams", id.as_str()))
}

/// Tells of an upstream.
#[utoipa::path(
    get, path = "/v1/upstreams/{id}", tag = "upstreams", operation_id = "readUpstream",
    params(("id" = String, Path, description = "The upstream's identifier.")),
    responses(
        (status = 200, description = "The upstream.", body = schema::UpstreamAnswer,
            headers(("ETag" = String, description = "The version of the upstream."))),
        Always, IfKnown,
    ),
)]
pub(super) async fn read(_: Administrator, State(web): State<Arc<Web>>, Id(id): Id) -> Result<Response, Api> {
    Ok(answer(&web, upstream_record::get(&web.node, &id).await?))
}

/// Replaces what an upstream is.
///
/// It takes effect at the next sign-in. Our secret there stays where it is not named.
#[utoipa::path(
    put, path = "/v1/upstreams/{id}", tag = "upstreams", operation_id = "replaceUpstream",
    params(
        ("id" = String, Path, description = "The upstream's identifier."),
        ("If-Match" = Option<String>, Header, nullable = false,
            description = "The `ETag` that was read: nothing is changed if it is another now."),
    ),
    request_body = schema::ChangedUpstream,
    responses(
        (status = 200, description = "The upstream as it is now.", body = schema::UpstreamAnswer,
            headers(("ETag" = String, description = "The version of the upstream."))),
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

/// Changes an upstream as a merge patch says (RFC 7396).
///
/// Members that are absent stay as they are, and `null` takes one away.
#[utoipa::path(
    patch, path = "/v1/upstreams/{id}", tag = "upstreams", operation_id = "amendUpstream",
    params(
        ("id" = String, Path, description = "The upstream's identifier."),
        ("If-Match" = Option<String>, Header, nullable = false,
            description = "The `ETag` that was read: nothing is changed if it is another now."),
    ),
    request_body(content((schema::ChangedUpstream = "application/merge-patch+json"), (schema::ChangedUpstream = "application/json"))),
    responses(
        (status = 200, description = "The upstream as it is now.", body = schema::UpstreamAnswer,
            headers(("ETag" = String, description = "The version of the upstream."))),
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
    let patched = |found: &Upstream| {
        let mut patch = patch.clone();
        let secret = patch.remove_entry("client_secret");
        let mut members = as_members(&found.definition);
        merge(&mut members, patch);
        // Here `null` takes away what merging has no sight of.
        members.extend(secret);
        members
    };
    change(&web, &by, &id, &precondition, patched).await
}

/// Removes an upstream.
///
/// Nobody is sent there any more. Whoever signed in through it alone cannot sign in again until it is back
/// under the same identifier and issuer.
#[utoipa::path(
    delete, path = "/v1/upstreams/{id}", tag = "upstreams", operation_id = "removeUpstream",
    params(
        ("id" = String, Path, description = "The upstream's identifier."),
        ("If-Match" = Option<String>, Header, nullable = false,
            description = "The `ETag` that was read: nothing is removed if it is another now."),
    ),
    responses((status = 204, description = "The upstream is gone."), Always, IfKnown, IfUnchanged),
)]
pub(super) async fn remove(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Id(id): Id,
    precondition: Precondition,
) -> Result<Response, Api> {
    upstream_record::remove_if(&web.node, &id, |found| precondition.check(found.version)).await?;
    info!(by, upstream = id, "removed an upstream");
    Ok(nothing())
}

/// Asks an upstream for all that we need of it, and tells what is wrong.
///
/// What it says of itself and its keys are fetched anew, and a request is made as for a person; nothing of it
/// is sent.
#[utoipa::path(
    get, path = "/v1/upstreams/{id}/check", tag = "upstreams", operation_id = "checkUpstream",
    params(("id" = String, Path, description = "The upstream's identifier.")),
    responses((status = 200, description = "What was found.", body = schema::UpstreamCheck), Always, IfKnown),
)]
pub(super) async fn check(
    _: Administrator,
    State(web): State<Arc<Web>>,
    Id(id): Id,
) -> Result<Response, Api> {
    Ok(json(&schema::UpstreamCheck::from(upstream_record::check(&web.node, &id).await?)))
}

/// Exchanges our keys for an upstream.
///
/// The new ones stand beside those in use until they take over, so that the upstream learns of them first. The
/// old ones stay published for a week longer, and what was sealed to them opens for another.
#[utoipa::path(
    post, path = "/v1/upstreams/{id}/keys/rotate", tag = "upstreams", operation_id = "rotateUpstreamKeys",
    params(("id" = String, Path, description = "The upstream's identifier.")),
    request_body = schema::UpstreamRotation,
    responses(
        (status = 200, description = "The upstream with its keys as they are now.", body = schema::UpstreamAnswer,
            headers(("ETag" = String, description = "The version of the upstream."))),
        Always, IfKnown, WithBody,
    ),
)]
pub(super) async fn rotate(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Id(id): Id,
    body: Option<Body>,
) -> Result<Response, Api> {
    const INVALID: Reason = Reason::ParameterInvalid;
    let mut members = body.map_or_else(Members::new, |Body(members)| members);
    check_known(&members, &[&["alg", "takes_over_at", "now"]], INVALID)?;
    let unfit = |name: &'static str, expected: String| Refusal::new(INVALID).about(name).expected(expected);
    let only = match take::<String>(&mut members, "alg", INVALID)? {
        Some(name) => Some(key_algorithm(&name).map_err(|expected| unfit("alg", expected))?),
        None => None,
    };
    let at = match take::<String>(&mut members, "takes_over_at", INVALID)? {
        Some(text) => Some(
            moment(&text)
                .ok_or_else(|| unfit("takes_over_at", "a time such as 2027-01-31T12:00:00Z".to_owned()))?,
        ),
        None => None,
    };
    let takes_over = match (take(&mut members, "now", INVALID)?.unwrap_or(false), at) {
        (true, Some(_)) => return Err(unfit("now", "false beside takes_over_at".to_owned()).into()),
        (true, None) => TakesOver::Now,
        (false, Some(at)) => TakesOver::At(at),
        (false, None) => TakesOver::Announced,
    };
    let rotated = upstream_record::rotate(&web.node, &id, only, takes_over).await?;
    info!(by, upstream = id, "made the next keys for an upstream");
    Ok(answer(&web, rotated))
}

/// Calls a key of ours as the upstream calls it.
///
/// Some providers mint a name for each key that is registered with them, and seal to it under that name.
#[utoipa::path(
    patch, path = "/v1/upstreams/{id}/keys/{kid}", tag = "upstreams", operation_id = "renameUpstreamKey",
    params(("id" = String, Path, description = "The upstream's identifier."),
        ("kid" = String, Path, description = "The key's name, percent-encoded.")),
    request_body(content((schema::RenamedKey = "application/merge-patch+json"), (schema::RenamedKey = "application/json"))),
    responses(
        (status = 200, description = "The upstream with its keys as they are now.", body = schema::UpstreamAnswer,
            headers(("ETag" = String, description = "The version of the upstream."))),
        Always, IfKnown, WithBody,
    ),
)]
pub(super) async fn rename_key(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Two(id, kid): Two,
    Body(mut members): Body,
) -> Result<Response, Api> {
    check_known(&members, &[&["kid"]], INVALID)?;
    let to: String = require(&mut members, "kid", INVALID)?;
    let renamed = upstream_record::rename_key(&web.node, &id, &kid, &to).await?;
    info!(by, upstream = id, kid, to, "renamed a key for an upstream");
    Ok(answer(&web, renamed))
}

/// Forgets a key of ours at once.
///
/// What was sealed to it opens no more. The one in charge of an algorithm must be exchanged first; one that
/// was to take over never does.
#[utoipa::path(
    delete, path = "/v1/upstreams/{id}/keys/{kid}", tag = "upstreams", operation_id = "removeUpstreamKey",
    params(("id" = String, Path, description = "The upstream's identifier."),
        ("kid" = String, Path, description = "The key's name, percent-encoded.")),
    responses(
        (status = 204, description = "The key is gone."),
        (status = 409, description = "It is the key in charge of its algorithm.", body = super::schema::Refused),
        Always, IfKnown,
    ),
)]
pub(super) async fn remove_key(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Two(id, kid): Two,
) -> Result<Response, Api> {
    upstream_record::remove_key(&web.node, &id, &kid).await?;
    info!(by, upstream = id, kid, "removed a key for an upstream");
    Ok(nothing())
}

/// Makes an upstream as these members say, unless it is another than was read.
async fn change(
    web: &Web,
    by: &str,
    id: &str,
    precondition: &Precondition,
    members: impl Fn(&Upstream) -> Members,
) -> Result<Response, Api> {
    let changed = upstream_record::change(&web.node, id, |found| {
        precondition.check(found.version)?;
        changes(found, members(found))
    })
    .await?;
    info!(by, upstream = id, "changed an upstream");
    Ok(answer(web, changed))
}

fn answer(web: &Web, found: Upstream) -> Response {
    let version = found.version;
    record(&told(web, found), version)
}

fn told(web: &Web, found: Upstream) -> schema::UpstreamAnswer {
    schema::UpstreamAnswer::of(found, web.node.upstream_base(), web.node.now())
}

/// What is to be of an upstream, in the members of a body.
fn changes(found: &Upstream, mut members: Members) -> Result<Changes, Refusal> {
    check_known(&members, &[&DEFINITION, &TOLD, &["upstream", "client_secret", "disabled"]], INVALID)?;
    let named: Option<String> = take(&mut members, "upstream", INVALID)?;
    if named.is_some_and(|named| named != found.id.as_str()) {
        return Err(Refusal::new(INVALID).about("upstream").expected("the one in the address, or none"));
    }
    let client_secret = secret(&mut members)?;
    let disabled = take(&mut members, "disabled", INVALID)?;
    members.retain(|name, _| DEFINITION.contains(&name.as_str()));
    Ok(Changes { definition: Some(read_definition(members)?), client_secret, disabled })
}

/// Our secret there: nothing where it is not named, and none where it is named as `null`.
fn secret(members: &mut Members) -> Result<Option<Option<KeptSecret>>, Refusal> {
    let is_named = members.contains_key("client_secret");
    let secret: Option<String> = take(members, "client_secret", INVALID)?;
    Ok(is_named.then(|| secret.map(|secret| KeptSecret::new(Secret::new(secret)))))
}

/// A definition with what its profile has where the members say nothing.
pub(crate) fn read_definition(mut members: Members) -> Result<UpstreamDefinition, Refusal> {
    members.retain(|_, value| !value.is_null());
    for (name, known) in [("claims", CLAIM.as_slice()), ("choices", CHOICE.as_slice())] {
        for item in members.get(name).and_then(Value::as_array).into_iter().flatten() {
            if let Value::Object(item) = item {
                check_known(item, &[known], INVALID)?;
            }
        }
    }
    let said: Vec<String> = members.keys().cloned().collect();
    let mut definition: UpstreamDefinition = read_members(members, INVALID)?;
    complete(&mut definition, |name| said.iter().any(|said| said == name));
    Ok(definition)
}
