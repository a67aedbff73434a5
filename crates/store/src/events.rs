//! The audit record: written once, never changed.

use idp::model::ClientId;
use idp::model::event::{Actor, Event, EventFilter, EventId, EventKind};
use idp::model::user::UserId;

use crate::columns::Cursor;
use crate::error::Error;
use crate::loading::MAX_LIST;
use crate::sql::{Sql, Value, sql};
use crate::statement::{Place, Rows, Statement};
use crate::store::Store;

/// `$1` is the one before, `$3` the kind that is asked for; the youngest comes first.
macro_rules! events_where {
    ($which:literal) => {
        sql!(
            "SELECT e.id, e.happened_at, e.kind, e.actor, e.user_id, e.client_id, e.about FROM event e WHERE ",
            $which,
            "e.id < $1 AND (CAST($3 AS TEXT) IS NULL OR e.kind = CAST($3 AS TEXT)) ",
            "ORDER BY e.id DESC LIMIT CAST($2 AS BIGINT)"
        )
    };
}

const EVENTS: &Sql = events_where!("");
const EVENTS_OF_USER: &Sql = events_where!("e.user_id = $4 AND ");

pub(crate) fn put(event: Event) -> Statement {
    let about = Value::text(serde_json::Value::Object(event.about).to_string());
    Statement {
        rows: Rows::One,
        ..Statement::any(
            Place::Record,
            sql!(
                "INSERT INTO event (id, happened_at, kind, actor, user_id, client_id, about) ",
                "VALUES ($1, $2, $3, $4, $5, $6, $7)"
            ),
            vec![
                Value::bytes(event.id.0.to_vec()),
                event.at.into(),
                Value::text(event.kind.as_str()),
                Value::text(event.actor.to_string()),
                Value::or_null(event.user, |user| Value::text(user.as_str().to_owned())),
                Value::or_null(event.client, |client| Value::text(client.as_str().to_owned())),
                about,
            ],
        )
    }
}

impl Store {
    /// The audit record, the youngest first; at most [`MAX_LIST`]. What only a newer program knows is left out.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn list_events(&self, filter: &EventFilter, limit: u32) -> Result<Vec<Event>, Error> {
        let before = filter.before.map_or([0xff; 16], |before| before.0);
        let mut values = vec![
            Value::bytes(before.as_slice()),
            Value::Int(i64::from(limit.min(MAX_LIST))),
            Value::or_null(filter.kind.map(EventKind::as_str), Value::text),
        ];
        let user = filter.user.as_ref().map(|user| Value::text(user.as_str()));
        let sql = if user.is_some() { EVENTS_OF_USER } else { EVENTS };
        values.extend(user);
        Ok(self.load_all(sql, &values, read).await?.into_iter().flatten().collect())
    }
}

fn read(row: &mut Cursor<'_>) -> Result<Option<Event>, Error> {
    const CORRUPT: Error = Error::Corrupt { what: "an event" };
    let id = row.array_or_null("an event's id")?.map(EventId).ok_or(CORRUPT)?;
    let at = row.time()?;
    let Some(kind) = EventKind::parse(row.text()?) else { return Ok(None) };
    Ok(Some(Event {
        id,
        at,
        kind,
        actor: Actor::parse(row.text()?).ok_or(CORRUPT)?,
        user: row.text_or_null()?.map(UserId::new),
        client: row.text_or_null()?.map(ClientId::new),
        about: serde_json::from_str(row.text()?).map_err(|_| CORRUPT)?,
    }))
}
