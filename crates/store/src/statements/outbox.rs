//! Messages: written with what gives cause to them, taken by one node at a time, settled once.

use idp::Time;
use idp::model::message::{Message, MessageId, Settled};
use idp::model::sender::SenderId;

use crate::outcome::Guard;
use crate::sql::{Value, sql};
use crate::statement::{Place, Rows, Statement};
use crate::vault::Vault;

pub(super) fn put(message: Message, now: Time, vault: &Vault) -> Statement {
    let payload = vault.seal_payload(&message.id, &message.payload);
    Statement {
        rows: Rows::One,
        ..Statement::any(
            Place::Message(message.id.0),
            sql!(
                "INSERT INTO outbox (id, kind, recipient, user_id, payload, attempts, due_at, expires_at, ",
                "created_at) VALUES ($1, $2, $3, $4, $5, 0, $7, $6, $7)"
            ),
            vec![
                id(message.id),
                Value::text(message.kind.as_str()),
                Value::text(message.recipient),
                Value::or_null(message.user, |user| Value::text(user.as_str().to_owned())),
                Value::bytes(payload),
                message.expires_at.into(),
                now.into(),
            ],
        )
    }
}

/// The count of attempts is the version: of two who take it, one finds it counted on.
pub(super) fn take(message: MessageId, from: u32, until: Time) -> Statement {
    Statement::guarded(
        Place::Message(message.0),
        Guard::MessageTaken,
        sql!(
            "UPDATE outbox SET attempts = attempts + 1, due_at = CAST($3 AS BIGINT) ",
            "WHERE id = $1 AND attempts = CAST($2 AS BIGINT) AND settled_at IS NULL"
        ),
        vec![id(message), Value::Int(i64::from(from)), until.into()],
    )
}

pub(super) fn put_off(message: MessageId, attempts: u32, due_at: Time, error: String) -> Statement {
    Statement::guarded(
        Place::Message(message.0),
        Guard::MessageTaken,
        sql!(
            "UPDATE outbox SET due_at = CAST($3 AS BIGINT), last_error = $4 ",
            "WHERE id = $1 AND attempts = CAST($2 AS BIGINT) AND settled_at IS NULL"
        ),
        vec![id(message), Value::Int(i64::from(attempts)), due_at.into(), Value::text(error)],
    )
}

/// What it said is wiped; that it was sent stays on record for a while.
pub(super) fn settle(
    message: MessageId,
    attempts: u32,
    settled: Settled,
    sender: Option<SenderId>,
    error: Option<String>,
    keep_until: Time,
    now: Time,
) -> Statement {
    Statement::guarded(
        Place::Message(message.0),
        Guard::MessageTaken,
        sql!(
            "UPDATE outbox SET settled = $3, settled_at = CAST($4 AS BIGINT), ",
            "last_error = COALESCE(CAST($5 AS TEXT), last_error), ",
            "keep_until = CAST($6 AS BIGINT), sender = $7, payload = NULL ",
            "WHERE id = $1 AND attempts = CAST($2 AS BIGINT) AND settled_at IS NULL"
        ),
        vec![
            id(message),
            Value::Int(i64::from(attempts)),
            Value::text(settled.as_str()),
            now.into(),
            Value::or_null(error, Value::text),
            keep_until.into(),
            Value::or_null(sender, |sender| Value::text(sender.as_str().to_owned())),
        ],
    )
}

fn id(message: MessageId) -> Value<'static> {
    Value::bytes(message.0.to_vec())
}
