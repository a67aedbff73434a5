//! `/admin/api/v1/users/import`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use idp::user::import::{Existing, Outcome, Row};
use idp::{Reason, Refusal};
use jose::secret::Secret;
use serde_json::Value;
use tracing::info;

use super::administrator::{Administrator, actor};
use super::answer::json;
use super::body::Body;
use super::members::{Members, check_known, require, take};
use super::openapi::{Always, WithBody};
use super::schema::import as schema;
use super::users::{CLAIMS, read_claims};
use crate::flow::user::import::{AT_A_TIME, Import, Settled};
use crate::http::Web;
use crate::http::error::Api;
use crate::page::refusal_description;

/// What a person is given besides claims.
const WITH_ROW: [&str; 5] = ["username", "password_hash", "groups", "attributes", "disabled"];

const INVALID: Reason = Reason::UserInvalid;

/// Brings people along from elsewhere, with their passwords as others hashed them.
///
/// Each is decided alone: one that is refused keeps none of the others back. Saying the same again changes nothing.
#[utoipa::path(
    post, path = "/v1/users/import", tag = "users", operation_id = "importUsers",
    request_body = schema::UserImport,
    responses(
        (status = 200, description = "What became of each.", body = schema::ImportResults),
        Always, WithBody,
    ),
)]
pub(super) async fn import(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Body(mut members): Body,
) -> Result<Response, Api> {
    check_known(&members, &[&["users", "existing", "dry_run"]], Reason::ParameterInvalid)?;
    let users: Vec<Members> = require(&mut members, "users", Reason::ParameterInvalid)?;
    if users.len() > AT_A_TIME {
        return Err(Refusal::new(Reason::ParameterInvalid).about("users").expected("at most 100").into());
    }
    let existing: Option<String> = take(&mut members, "existing", Reason::ParameterInvalid)?;
    let existing = match existing.as_deref() {
        None | Some("skip") => Existing::Skip,
        Some("update") => Existing::Update,
        Some(_) => {
            let refusal = Refusal::new(Reason::ParameterInvalid).about("existing");
            return Err(refusal.expected("skip or update").into());
        }
    };
    let rehearsal = take(&mut members, "dry_run", Reason::ParameterInvalid)?.unwrap_or(false);
    let by = actor(&by);
    let (rows, unread) = split(users);
    let place = |number| format!("users[{number}]");
    let settled = Import::begin(&web.node, existing, rehearsal, &by, place).settle(&rows).await?;
    let answer = answer(settled, unread, rehearsal);
    if !rehearsal {
        let schema::ImportResults { created, updated, refused, .. } = answer;
        info!(by = %by, created, updated, refused, "brought people along");
    }
    Ok(json(&answer))
}

/// Rows, and what cannot be read, each with its place among all.
type Rows = (Vec<(u64, Row)>, Vec<(usize, Refusal)>);

/// The rows that can be read, and why others cannot be, with their places among all.
fn split(users: Vec<Members>) -> Rows {
    let (mut rows, mut unread) = (Vec::with_capacity(users.len()), Vec::new());
    for (at, members) in users.into_iter().enumerate() {
        match row(members) {
            Ok(row) => rows.push((at as u64, row)),
            Err(refusal) => unread.push((at, refusal)),
        }
    }
    (rows, unread)
}

fn answer(settled: Vec<Settled>, unread: Vec<(usize, Refusal)>, rehearsal: bool) -> schema::ImportResults {
    let mut results: Vec<_> = settled.into_iter().map(|settled| result(settled, rehearsal)).collect();
    for (at, refusal) in unread {
        results.insert(at, result(Err(refusal), rehearsal));
    }
    let count = |outcome| {
        u32::try_from(results.iter().filter(|result| result.outcome == outcome).count()).unwrap_or(u32::MAX)
    };
    schema::ImportResults {
        created: count(schema::ImportOutcome::Created),
        updated: count(schema::ImportOutcome::Updated),
        unchanged: count(schema::ImportOutcome::Unchanged),
        refused: count(schema::ImportOutcome::Refused),
        results,
    }
}

fn result(settled: Settled, rehearsal: bool) -> schema::ImportResult {
    let (outcome, id) = match settled {
        // What would be made has no identifier yet.
        Ok(Outcome::Created(id)) => (schema::ImportOutcome::Created, Some(id).filter(|_| !rehearsal)),
        Ok(Outcome::Updated(id)) => (schema::ImportOutcome::Updated, Some(id)),
        Ok(Outcome::Unchanged(id)) => (schema::ImportOutcome::Unchanged, Some(id)),
        Err(Refusal { reason, detail, .. }) => {
            let (code, expected) = (reason.code(), detail.expected.as_deref());
            return schema::ImportResult {
                outcome: schema::ImportOutcome::Refused,
                id: None,
                error_code: Some(code.to_owned()),
                error_description: refusal_description(code, detail.parameter.as_deref(), expected),
            };
        }
    };
    let id = id.map(|id| id.as_str().to_owned());
    schema::ImportResult { outcome, id, error_code: None, error_description: None }
}

/// A person to be brought along, in members.
pub(crate) fn row(mut members: Members) -> Result<Row, Refusal> {
    members.retain(|_, value| !value.is_null());
    check_known(&members, &[&CLAIMS, &WITH_ROW], INVALID)?;
    let username: Option<String> = take(&mut members, "username", INVALID)?;
    let email = members.get("email").and_then(Value::as_str);
    let username = username.or_else(|| email.map(str::to_owned));
    let password_hash: Option<String> = take(&mut members, "password_hash", INVALID)?;
    Ok(Row {
        username: username.ok_or_else(|| Refusal::new(Reason::ParameterMissing).about("username"))?,
        password_hash: password_hash.map(Secret::new),
        groups: take(&mut members, "groups", INVALID)?,
        attributes: take(&mut members, "attributes", INVALID)?.unwrap_or_default(),
        disabled: take(&mut members, "disabled", INVALID)?,
        claims: read_claims(members)?,
    })
}
