//! The audit record, in the document and in answers.

use idp::model::event::Event;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::admin::rfc3339;

/// Something that was changed.
#[derive(Serialize, ToSchema)]
#[schema(as = Event)]
pub struct EventAnswer {
    /// The event's identifier.
    pub id: String,
    /// When it happened.
    #[schema(format = DateTime)]
    pub at: String,
    /// What was done, as a noun and a verb: `factor.reset`, `user.disable`.
    pub kind: String,
    /// Who did it: `user:` and an account's identifier, `client:` and a client's, `command_line` or `server`.
    pub actor: String,
    /// Whose account it is about, also where that is gone.
    #[schema(required)]
    pub user_id: Option<String>,
    /// Which client it is about.
    #[schema(required)]
    pub client_id: Option<String>,
    /// What else there is to say of it; which members depends on the kind.
    pub about: Map<String, Value>,
}

/// A page of events.
#[derive(Serialize, ToSchema)]
pub struct EventList {
    /// The events, the youngest first.
    pub events: Vec<EventAnswer>,
    /// What `after` is to be for the next page; `null` if this is the last.
    #[schema(required)]
    pub next: Option<String>,
}

impl From<Event> for EventAnswer {
    fn from(event: Event) -> Self {
        Self {
            id: event.id.text(),
            at: rfc3339(event.at).unwrap_or_default(),
            kind: event.kind.as_str().to_owned(),
            actor: event.actor.to_string(),
            user_id: event.user.map(Into::into),
            client_id: event.client.map(Into::into),
            about: event.about,
        }
    }
}
