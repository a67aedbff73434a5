//! The six things that are asked of any record.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use idp::Refusal;
use serde_json::json;
use tracing::info;

use super::Administered;
use super::schema::{Schemas, secrets, told};
use crate::flow::record;
use crate::http::Web;
use crate::http::admin::administrator::Administrator;
use crate::http::admin::answer::{self, created, nothing};
use crate::http::admin::body::Body;
use crate::http::admin::id::Id;
use crate::http::admin::listing::Listing;
use crate::http::admin::members::{Members, merge, require, take};
use crate::http::admin::version::Precondition;
use crate::http::error::Api;

pub(super) async fn list<R: Administered>(
    _: Administrator,
    State(web): State<Arc<Web>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Api> {
    let Listing { after, limit, .. } = Listing::of(query.as_deref())?;
    let found = record::list::<R>(&web.node, after.as_deref(), limit.one_more()).await?;
    let (found, next) = limit.page(found, R::id);
    let found: Vec<R::Answer> = found.into_iter().map(|found| found.told(&web.node)).collect();
    Ok(answer::json(&json!({ R::NOUN.many: found, "next": next })))
}

pub(super) async fn create<R: Administered>(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Body(mut members): Body,
) -> Result<Response, Api> {
    Schemas::of::<R::NewBody>().check_known(&members, &BTreeSet::new(), R::INVALID)?;
    let id: String = require(&mut members, R::NOUN.member, R::INVALID)?;
    let made: R = record::create(&web.node, R::read_new(id, members)?).await?;
    let id = made.id().to_owned();
    info!(by, id, "made {}", R::NOUN.a);
    Ok(created(one(&web, made), R::NOUN.many, &id))
}

pub(super) async fn read<R: Administered>(
    _: Administrator,
    State(web): State<Arc<Web>>,
    Id(id): Id,
) -> Result<Response, Api> {
    Ok(one::<R>(&web, record::get(&web.node, &id).await?))
}

pub(super) async fn replace<R: Administered>(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Id(id): Id,
    precondition: Precondition,
    Body(members): Body,
) -> Result<Response, Api> {
    change::<R>(&web, &by, &id, &precondition, |_| members.clone()).await
}

pub(super) async fn amend<R: Administered>(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Id(id): Id,
    precondition: Precondition,
    Body(mut patch): Body,
) -> Result<Response, Api> {
    // Merging has no sight of what is not told: here `null` takes it away, and is not only left out.
    let secrets: Members = secrets::<R>().iter().filter_map(|name| patch.remove_entry(name)).collect();
    let patched = |found: &R| {
        let mut members = found.members();
        merge(&mut members, patch.clone());
        members.extend(secrets.clone());
        members
    };
    change(&web, &by, &id, &precondition, patched).await
}

pub(super) async fn remove<R: Administered>(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Id(id): Id,
    precondition: Precondition,
) -> Result<Response, Api> {
    record::remove_if(&web.node, &id, |found: &R| precondition.check(found.version())).await?;
    info!(by, id, "removed {}", R::NOUN.a);
    Ok(nothing())
}

/// Makes a record as these members say, unless it is another than was read.
async fn change<R: Administered>(
    web: &Web,
    by: &str,
    id: &str,
    precondition: &Precondition,
    members: impl Fn(&R) -> Members,
) -> Result<Response, Api> {
    let changed = record::change(&web.node, id, |found: &R| {
        precondition.check(found.version())?;
        changes(found, members(found))
    })
    .await?;
    info!(by, id, "changed {}", R::NOUN.a);
    Ok(one(web, changed))
}

fn changes<R: Administered>(found: &R, mut members: Members) -> Result<R::Changes, Refusal> {
    let told: BTreeSet<String> = told::<R>().into_iter().map(|(name, _)| name).collect();
    Schemas::of::<R::ChangedBody>().check_known(&members, &told, R::INVALID)?;
    let named: Option<String> = take(&mut members, R::NOUN.member, R::INVALID)?;
    if named.is_some_and(|named| named != found.id()) {
        let refusal = Refusal::new(R::INVALID).about(R::NOUN.member);
        return Err(refusal.expected("the one in the address, or none"));
    }
    members.retain(|name, _| !told.contains(name));
    found.read_changes(members)
}

/// One record, with its version as entity tag.
pub(crate) fn one<R: Administered>(web: &Web, found: R) -> Response {
    let version = found.version();
    answer::record(&found.told(&web.node), version)
}
