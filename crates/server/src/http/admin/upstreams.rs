//! `/admin/api/v1/upstreams`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use idp::model::upstream::{Upstream, UpstreamDefinition};
use idp::upstream::profile::complete;
use idp::upstream::{Changes, NewUpstream};
use idp::{Reason, Refusal};
use serde_json::Value;
use tracing::info;

use super::administrator::Administrator;
use super::answer::{json, nothing};
use super::body::Body;
use super::id::{Id, Two};
use super::members::{Members, as_members, check_known, read_present, require, secret, take};
use super::openapi::{Always, IfKnown, WithBody};
use super::record::{Administered, Noun, one};
use super::schema::upstream as schema;
use crate::admin::{key_algorithm, moment};
use crate::flow::upstream_record::{self, TakesOver};
use crate::http::Web;
use crate::http::error::Api;
use crate::node::Node;

impl Administered for Upstream {
    type Answer = schema::UpstreamAnswer;
    type NewBody = schema::NewUpstream;
    type ChangedBody = schema::ChangedUpstream;

    const INVALID: Reason = Reason::UpstreamDefinitionInvalid;
    const NOUN: Noun = Noun {
        member: "upstream",
        one: "upstream",
        a: "an upstream",
        many: "upstreams",
        lists: "Lists upstreams in the order of their identifiers.",
        makes: "Makes an upstream.\n\nThe keys that we need for it are made with it; their public halves are in the \
                answer, and at `jwks_uri`.\nMembers that are absent are as the profile has them. Whether the \
                upstream answers is not looked at here, but\nat its `check`.",
        tells: "Tells of an upstream.",
        replaces: "Replaces what an upstream is.\n\nIt takes effect at the next sign-in. Our secret there stays \
                   where it is not named.",
        removes: "Removes an upstream.\n\nNobody is sent there any more. Whoever signed in through it alone cannot \
                  sign in again until it is back\nunder the same identifier and issuer.",
        identifier: "The upstream's identifier.",
        in_order: "The upstreams, in the order of their identifiers.",
        taken: "Another upstream has this identifier.",
    };

    fn told(self, node: &Node) -> schema::UpstreamAnswer {
        schema::UpstreamAnswer::of(self, node.upstream_base(), node.now())
    }

    fn read_new(id: String, mut members: Members) -> Result<NewUpstream, Refusal> {
        let client_secret = secret(&mut members, "client_secret", Self::INVALID)?.flatten();
        Ok(NewUpstream { id, definition: read_definition(members)?, client_secret })
    }

    fn members(&self) -> Members {
        as_members(&self.definition)
    }

    fn read_changes(&self, mut members: Members) -> Result<Changes, Refusal> {
        let client_secret = secret(&mut members, "client_secret", Self::INVALID)?;
        let disabled = take(&mut members, "disabled", Self::INVALID)?;
        Ok(Changes { definition: Some(read_definition(members)?), client_secret, disabled })
    }
}

/// A definition with what its profile has where the members say nothing.
fn read_definition(mut members: Members) -> Result<UpstreamDefinition, Refusal> {
    members.retain(|_, value| !value.is_null());
    if let Some(saml) = members.get("saml").and_then(Value::as_object) {
        check_known(saml, &[schema::SAML], Upstream::INVALID)?;
    }
    let said: Vec<String> = members.keys().cloned().collect();
    let mut definition: UpstreamDefinition = read_present(members, Upstream::INVALID)?;
    complete(&mut definition, |name| said.iter().any(|said| said == name));
    Ok(definition)
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
    Ok(one(&web, rotated))
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
    check_known(&members, &[&["kid"]], Upstream::INVALID)?;
    let to: String = require(&mut members, "kid", Upstream::INVALID)?;
    let renamed = upstream_record::rename_key(&web.node, &id, &kid, &to).await?;
    info!(by, upstream = id, kid, to, "renamed a key for an upstream");
    Ok(one(&web, renamed))
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
