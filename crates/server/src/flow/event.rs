//! The audit record, as administrators read it.

use idp::Refusal;
use idp::model::event::{Event, EventFilter};

use super::unavailable;
use crate::node::Node;

/// Events, the youngest first; at most `limit`.
pub async fn list(node: &Node, filter: &EventFilter, limit: u32) -> Result<Vec<Event>, Refusal> {
    node.store().list_events(filter, limit).await.map_err(unavailable)
}
