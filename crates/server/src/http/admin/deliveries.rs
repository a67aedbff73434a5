//! `/admin/api/v1/deliveries`

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use idp::model::message::{DeliveryFilter, MessageId, Settled};
use idp::model::user::UserId;
use idp::{Reason, Refusal};
use oidc::parameters::Parameters;

use super::administrator::Administrator;
use super::answer::json;
use super::listing::Listing;
use super::openapi::{Always, WithQuery};
use super::schema::delivery as schema;
use crate::flow;
use crate::http::Web;
use crate::http::error::Api;

/// Lists what was sent and what waits to be, the youngest first.
///
/// What a message said is wiped once it is settled; the record is kept for 30 days from then.
#[utoipa::path(
    get, path = "/v1/deliveries", tag = "deliveries", operation_id = "listDeliveries",
    params(
        ("after" = Option<String>, Query, nullable = false, description = "The `next` of the page before."),
        ("limit" = Option<u32>, Query, nullable = false, minimum = 1, maximum = 200,
            description = "How many at most; 50 if absent."),
        ("recipient" = Option<String>, Query, nullable = false,
            description = "Only those to this recipient: of logout tokens, the client's identifier."),
        ("user_id" = Option<String>, Query, nullable = false,
            description = "Only those about the person of this account."),
        ("state" = Option<schema::DeliveryState>, Query, nullable = false,
            description = "Only those of which this became."),
    ),
    responses((status = 200, description = "A page of deliveries.", body = schema::DeliveryList), Always, WithQuery),
)]
pub(super) async fn list(
    _: Administrator,
    State(web): State<Arc<Web>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Api> {
    let listing = Listing::also_of(query.as_deref(), &["recipient", "user_id", "state"])?;
    let filter = filter(query.as_deref().unwrap_or_default(), listing.after.as_deref())?;
    let found = flow::outbox::list(&web.node, &filter, listing.limit.one_more()).await?;
    let found: Vec<schema::DeliveryAnswer> = found.into_iter().map(Into::into).collect();
    let (deliveries, next) = listing.limit.page(found, |delivery| delivery.id.as_str());
    Ok(json(&schema::DeliveryList { deliveries, next }))
}

fn filter(query: &str, after: Option<&str>) -> Result<DeliveryFilter, Refusal> {
    let invalid = |name, expected| Refusal::new(Reason::ParameterInvalid).about(name).expected(expected);
    let parameters = Parameters::parse(query.as_bytes())?;
    let before = after
        .map(|after| MessageId::parse(after).ok_or_else(|| invalid("after", "the next of the page before")))
        .transpose()?;
    let settled = match parameters.get("state")? {
        None => None,
        Some("waiting") => Some(None),
        Some(state) => {
            let settled = Settled::parse(state);
            Some(Some(settled.ok_or_else(|| invalid("state", "waiting, delivered or given_up"))?))
        }
    };
    Ok(DeliveryFilter {
        recipient: parameters.get("recipient")?.map(str::to_owned),
        user: parameters.get("user_id")?.map(UserId::new),
        settled,
        before,
    })
}
