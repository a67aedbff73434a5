//! `/admin/api/v1/policy`

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use idp::model::Version;
use idp::model::policy::{Document, Policy, Role};
use idp::model::user::UserId;
use idp::policy::NewPolicy;
use idp::policy::lint::Severity;
use idp::{Reason, Refusal, Time};
use serde_json::Value;
use tracing::info;

use super::administrator::{Administrator, actor};
use super::answer::{json, record};
use super::body::Body;
use super::id::Id;
use super::listing::Listing;
use super::members::{Members, check_known, read as read_members, require, take};
use super::openapi::{Always, IfKnown, IfUnchanged, WithBody, WithQuery};
use super::schema::policy as schema;
use super::version::Precondition;
use crate::admin::moment;
use crate::flow::policy::{self, Trial};
use crate::http::Web;
use crate::http::error::Api;

/// What a policy says.
const DOCUMENT: [&str; 2] = ["zone", "rule"];
/// What a rule says.
const RULE: [&str; 8] =
    ["name", "when", "then", "factors", "enrol", "remember_device", "person", "help_desk"];
/// Told in answers, and may be sent back: they change nothing.
const TOLD: [&str; 4] = ["version", "role", "set_by", "set_at"];

const INVALID: Reason = Reason::PolicyInvalid;

/// Tells the policy that is in force.
#[utoipa::path(
    get, path = "/v1/policy", tag = "policy", operation_id = "readPolicy",
    responses(
        (status = 200, description = "The policy; one without rules, of the number 0, where none was set.",
            body = schema::PolicyAnswer,
            headers(("ETag" = String, description = "The number of the policy."))),
        Always,
    ),
)]
pub(super) async fn read(_: Administrator, State(web): State<Arc<Web>>) -> Result<Response, Api> {
    Ok(answer(policy::get(&web.node, Role::Live).await?))
}

/// Sets the policy that is in force.
///
/// It holds from the next sign-in on. The one before is kept.
#[utoipa::path(
    put, path = "/v1/policy", tag = "policy", operation_id = "setPolicy",
    params(("If-Match" = Option<String>, Header, nullable = false,
        description = "The `ETag` that was read: nothing is changed if it is another now.")),
    request_body = schema::Document,
    responses(
        (status = 200, description = "The policy as it is now.", body = schema::PolicyAnswer,
            headers(("ETag" = String, description = "The number of the policy."))),
        Always, IfUnchanged, WithBody,
    ),
)]
pub(super) async fn replace(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    precondition: Precondition,
    Body(members): Body,
) -> Result<Response, Api> {
    set(&web, &by, Role::Live, &precondition, members).await
}

/// Tells the policy that only records what it would have done.
#[utoipa::path(
    get, path = "/v1/policy/shadow", tag = "policy", operation_id = "readShadowPolicy",
    responses(
        (status = 200, description = "The policy; one without rules, of the number 0, where none was set.",
            body = schema::PolicyAnswer,
            headers(("ETag" = String, description = "The number of the policy."))),
        Always,
    ),
)]
pub(super) async fn read_shadow(_: Administrator, State(web): State<Arc<Web>>) -> Result<Response, Api> {
    Ok(answer(policy::get(&web.node, Role::Shadow).await?))
}

/// Sets the policy that only records what it would have done.
#[utoipa::path(
    put, path = "/v1/policy/shadow", tag = "policy", operation_id = "setShadowPolicy",
    params(("If-Match" = Option<String>, Header, nullable = false,
        description = "The `ETag` that was read: nothing is changed if it is another now.")),
    request_body = schema::Document,
    responses(
        (status = 200, description = "The policy as it is now.", body = schema::PolicyAnswer,
            headers(("ETag" = String, description = "The number of the policy."))),
        Always, IfUnchanged, WithBody,
    ),
)]
pub(super) async fn replace_shadow(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    precondition: Precondition,
    Body(members): Body,
) -> Result<Response, Api> {
    set(&web, &by, Role::Shadow, &precondition, members).await
}

/// Lists the policies that were set, the youngest first.
#[utoipa::path(
    get, path = "/v1/policy/history", tag = "policy", operation_id = "listPolicies",
    params(
        ("after" = Option<String>, Query, nullable = false, description = "The `next` of the page before."),
        ("limit" = Option<u32>, Query, nullable = false, minimum = 1, maximum = 200,
            description = "How many at most; 50 if absent."),
    ),
    responses((status = 200, description = "A page of policies.", body = schema::PolicyList), Always, WithQuery),
)]
pub(super) async fn history(
    _: Administrator,
    State(web): State<Arc<Web>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Api> {
    let listing = Listing::of(query.as_deref())?;
    let before = match &listing.after {
        Some(after) => Some(number(after).ok_or_else(|| {
            Refusal::new(Reason::ParameterInvalid).about("after").expected("the next of the page before")
        })?),
        None => None,
    };
    let found = policy::history(&web.node, before, listing.limit.one_more()).await?;
    let found: Vec<(String, Policy)> = found.into_iter().map(|it| (it.version.to_string(), it)).collect();
    let (found, next) = listing.limit.page(found, |(version, _)| version);
    Ok(json(&schema::PolicyList { policies: found.into_iter().map(|(_, it)| it.into()).collect(), next }))
}

/// Tells a policy by its number, whether it is in force or not.
#[utoipa::path(
    get, path = "/v1/policy/history/{id}", tag = "policy", operation_id = "readPolicyVersion",
    params(("id" = String, Path, description = "The policy's number.")),
    responses(
        (status = 200, description = "The policy.", body = schema::PolicyAnswer,
            headers(("ETag" = String, description = "The number of the policy."))),
        Always, IfKnown,
    ),
)]
pub(super) async fn version(
    _: Administrator,
    State(web): State<Arc<Web>>,
    Id(id): Id,
) -> Result<Response, Api> {
    let version = number(&id).ok_or_else(|| Refusal::new(Reason::NotFound))?;
    Ok(answer(policy::version(&web.node, version).await?))
}

/// Tells what is wrong with a policy, and what is odd about it.
#[utoipa::path(
    post, path = "/v1/policy/lint", tag = "policy", operation_id = "lintPolicy",
    request_body = schema::Document,
    responses((status = 200, description = "What was found.", body = schema::LintAnswer), Always, WithBody),
)]
pub(super) async fn lint(
    _: Administrator,
    State(web): State<Arc<Web>>,
    Body(members): Body,
) -> Result<Response, Api> {
    let found = policy::look_over(&web.node, &read_document(members)?).await?;
    let ok = !found.iter().any(|finding| finding.severity == Severity::Error);
    Ok(json(&schema::LintAnswer { ok, findings: found.into_iter().map(Into::into).collect() }))
}

/// Tells what a policy would come to for a sign-in that you think of.
#[utoipa::path(
    post, path = "/v1/policy/test", tag = "policy", operation_id = "testPolicy",
    request_body = schema::Test,
    responses((status = 200, description = "What came of it.", body = schema::TestAnswer), Always, WithBody),
)]
pub(super) async fn test(
    _: Administrator,
    State(web): State<Arc<Web>>,
    Body(mut members): Body,
) -> Result<Response, Api> {
    const REASON: Reason = Reason::ParameterInvalid;
    let known = ["policy", "user", "client", "address", "upstream", "device_known", "at"];
    check_known(&members, &[&known], REASON)?;
    let (version, document) = tried(&web, &mut members, Role::Live).await?;
    let user: String = require(&mut members, "user", REASON)?;
    let user = crate::flow::user::get(&web.node, &UserId::new(user)).await;
    let trial = Trial {
        document,
        version,
        user: user.map_err(|refusal| match refusal.reason {
            Reason::NotFound => Refusal::new(REASON).about("user").expected("the identifier of an account"),
            _ => refusal,
        })?,
        client: take(&mut members, "client", REASON)?,
        address: take::<core::net::IpAddr>(&mut members, "address", REASON)?.map(|it| it.to_string()),
        upstream: take(&mut members, "upstream", REASON)?,
        device_known: take(&mut members, "device_known", REASON)?.unwrap_or(false),
        at: time(&mut members, "at")?.unwrap_or_else(|| web.node.now()),
    };
    Ok(json(&schema::TestAnswer::from(policy::try_out(&web.node, trial).await?)))
}

/// Tells who would have been asked or stopped by a policy, of those who signed in.
///
/// Every sign-in since then is judged anew by the facts that were recorded. Nothing is recorded.
#[utoipa::path(
    post, path = "/v1/policy/replay", tag = "policy", operation_id = "replayPolicy",
    request_body = schema::ReplayWanted,
    responses((status = 200, description = "What came of it.", body = schema::ReplayAnswer), Always, WithBody),
)]
pub(super) async fn replay(
    _: Administrator,
    State(web): State<Arc<Web>>,
    Body(mut members): Body,
) -> Result<Response, Api> {
    check_known(&members, &[&["policy", "since"]], Reason::ParameterInvalid)?;
    let (version, document) = tried(&web, &mut members, Role::Shadow).await?;
    let since =
        time(&mut members, "since")?.ok_or_else(|| Refusal::new(Reason::ParameterMissing).about("since"))?;
    let replay = policy::replay(&web.node, &document, version, since).await?;
    Ok(json(&schema::ReplayAnswer::from(replay)))
}

/// The policy in a body, or else the one that was set for a role.
async fn tried(web: &Web, members: &mut Members, role: Role) -> Result<(Version, Document), Refusal> {
    match take::<Members>(members, "policy", Reason::ParameterInvalid)? {
        Some(given) => Ok((0, read_document(given)?)),
        None => {
            let set = policy::get(&web.node, role).await?;
            Ok((set.version, set.document))
        }
    }
}

fn time(members: &mut Members, name: &'static str) -> Result<Option<Time>, Refusal> {
    let Some(text) = take::<String>(members, name, Reason::ParameterInvalid)? else { return Ok(None) };
    let unfit =
        || Refusal::new(Reason::ParameterInvalid).about(name).expected("a time such as 2027-01-31T12:00:00Z");
    moment(&text).map(Some).ok_or_else(unfit)
}

fn number(text: &str) -> Option<Version> {
    text.parse().ok().filter(|version| *version > 0)
}

async fn set(
    web: &Web,
    by: &str,
    role: Role,
    precondition: &Precondition,
    members: Members,
) -> Result<Response, Api> {
    let new = NewPolicy { role, document: read_document(members)?, by: actor(by) };
    let set = policy::set(&web.node, new, |found| precondition.check(found.version)).await?;
    info!(by, version = set.version, role = role.as_str(), "set a policy");
    Ok(answer(set))
}

fn answer(policy: Policy) -> Response {
    let version = policy.version;
    record(&schema::PolicyAnswer::from(policy), version)
}

/// A policy of which every member is known.
pub(crate) fn read_document(mut members: Members) -> Result<Document, Refusal> {
    check_known(&members, &[&DOCUMENT, &TOLD], INVALID)?;
    members.retain(|name, value| DOCUMENT.contains(&name.as_str()) && !value.is_null());
    for rule in members.get("rule").and_then(Value::as_array).into_iter().flatten() {
        let Value::Object(rule) = rule else { continue };
        check_known(rule, &[&RULE], INVALID)?;
        for name in ["name", "when", "then"] {
            if !rule.contains_key(name) {
                return Err(Refusal::new(Reason::ParameterMissing).about(name));
            }
        }
    }
    read_members(members, INVALID)
}
