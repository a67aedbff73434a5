//! `/admin/api/v1/events`

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use idp::model::event::{EventFilter, EventId, EventKind};
use idp::model::user::UserId;
use idp::{Reason, Refusal};
use oidc::parameters::Parameters;

use super::administrator::Administrator;
use super::answer::json;
use super::listing::Listing;
use super::openapi::{Always, WithQuery};
use super::schema::event as schema;
use crate::flow;
use crate::http::Web;
use crate::http::error::Api;

/// Lists the audit record, the youngest event first.
///
/// An event is written together with the change it tells of, and outlives the account it is about.
#[utoipa::path(
    get, path = "/v1/events", tag = "events", operation_id = "listEvents",
    params(
        ("after" = Option<String>, Query, nullable = false, description = "The `next` of the page before."),
        ("limit" = Option<u32>, Query, nullable = false, minimum = 1, maximum = 200,
            description = "How many at most; 50 if absent."),
        ("user_id" = Option<String>, Query, nullable = false,
            description = "Only those about the person of this account."),
        ("kind" = Option<String>, Query, nullable = false,
            description = "Only those of this kind, such as `factor.reset`."),
    ),
    responses((status = 200, description = "A page of events.", body = schema::EventList), Always, WithQuery),
)]
pub(super) async fn list(
    _: Administrator,
    State(web): State<Arc<Web>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Api> {
    let listing = Listing::also_of(query.as_deref(), &["user_id", "kind"])?;
    let filter = filter(query.as_deref().unwrap_or_default(), listing.after.as_deref())?;
    let found = flow::event::list(&web.node, &filter, listing.limit.one_more()).await?;
    let found: Vec<schema::EventAnswer> = found.into_iter().map(Into::into).collect();
    let (events, next) = listing.limit.page(found, |event| event.id.as_str());
    Ok(json(&schema::EventList { events, next }))
}

fn filter(query: &str, after: Option<&str>) -> Result<EventFilter, Refusal> {
    let invalid = |name, expected| Refusal::new(Reason::ParameterInvalid).about(name).expected(expected);
    let parameters = Parameters::parse(query.as_bytes())?;
    let before = after
        .map(|after| {
            EventId::parse(after).ok_or_else(|| invalid("after", "the next of the page before".to_owned()))
        })
        .transpose()?;
    let kind = parameters.get("kind")?.map(|kind| {
        let known = || EventKind::ALL.map(EventKind::as_str).join(", ");
        EventKind::parse(kind).ok_or_else(|| invalid("kind", format!("one of {}", known())))
    });
    Ok(EventFilter { user: parameters.get("user_id")?.map(UserId::new), kind: kind.transpose()?, before })
}
