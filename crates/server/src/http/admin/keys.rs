//! `/admin/api/v1/keys`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use idp::key::Begin;
use idp::model::key::{KeyAlgorithm, KeyFacts};
use idp::{Reason, Refusal};
use tracing::info;

use super::administrator::Administrator;
use super::answer::{created, json, nothing};
use super::body::Body;
use super::id::Id;
use super::members::{Members, check_known, require, take};
use super::openapi::{Always, IfKnown, WithBody};
use super::schema::key as schema;
use crate::admin::key_algorithm;
use crate::flow;
use crate::http::Web;
use crate::http::error::Api;
use crate::node::Node;

const INVALID: Reason = Reason::ParameterInvalid;

/// Lists the signing keys.
#[utoipa::path(
    get, path = "/v1/keys", tag = "keys", operation_id = "listKeys",
    responses((status = 200, description = "The keys.", body = schema::KeyList), Always),
)]
pub(super) async fn list(_: Administrator, State(web): State<Arc<Web>>) -> Response {
    let keys = flow::key::list(&web.node);
    told(&web.node, &keys, &keys)
}

/// Makes a signing key.
///
/// The one of its algorithm that signed before stays published until all that it signed is over.
#[utoipa::path(
    post, path = "/v1/keys", tag = "keys", operation_id = "createKey",
    request_body = schema::NewKey,
    responses(
        (status = 201, description = "The key.", body = schema::KeyAnswer,
            headers(("Location" = String, description = "Where the key is removed."))),
        Always, WithBody,
    ),
)]
pub(super) async fn add(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Body(mut members): Body,
) -> Result<Response, Api> {
    check_known(&members, &[&["alg", "crv", "begin"]], INVALID)?;
    let alg: String = require(&mut members, "alg", INVALID)?;
    let algorithm = algorithm(alg, &mut members)?;
    let begin = match take::<String>(&mut members, "begin", INVALID)?.as_deref() {
        None | Some("announced") => Begin::Announced,
        Some("now") => Begin::Now,
        Some(_) => return Err(Refusal::new(INVALID).about("begin").expected("announced or now").into()),
    };
    let key = flow::key::add(&web.node, algorithm, begin).await?;
    info!(by, kid = key.kid, "made a key");
    let told = schema::KeyAnswer::of(&key, &flow::key::list(&web.node), web.node.now());
    Ok(created(json(&told), "keys", &key.kid))
}

/// Exchanges the keys of one algorithm, or of all in use.
///
/// The old ones that sign stay published until all that they signed is over; those that open leave the key
/// set at once, and open for a while longer.
#[utoipa::path(
    post, path = "/v1/keys/rotate", tag = "keys", operation_id = "rotateKeys",
    request_body = schema::Rotation,
    responses((status = 200, description = "The new keys.", body = schema::KeyList), Always, WithBody),
)]
pub(super) async fn rotate(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    body: Option<Body>,
) -> Result<Response, Api> {
    let mut members = body.map_or_else(Members::new, |Body(members)| members);
    check_known(&members, &[&["alg", "crv", "now"]], INVALID)?;
    let alg: Option<String> = take(&mut members, "alg", INVALID)?;
    let algorithms = match alg {
        Some(alg) => Some(vec![algorithm(alg, &mut members)?]),
        None => None,
    };
    let at_once = take(&mut members, "now", INVALID)?.unwrap_or(false);
    let begin = if at_once { Begin::Now } else { Begin::Announced };
    let made = flow::key::rotate(&web.node, algorithms, begin).await?;
    for key in &made {
        info!(by, kid = key.kid, "made a key");
    }
    Ok(told(&web.node, &made, &flow::key::list(&web.node)))
}

/// Forgets a key at once.
///
/// What it signed is worth nothing from now on, and what is sealed to it opens no more. The one in charge
/// of its algorithm must be exchanged first.
#[utoipa::path(
    delete, path = "/v1/keys/{kid}", tag = "keys", operation_id = "removeKey",
    params(("kid" = String, Path, description = "The key's name.")),
    responses(
        (status = 204, description = "The key is gone."),
        (status = 409, description = "It is the key in charge of its algorithm.", body = super::schema::Refused),
        Always, IfKnown,
    ),
)]
pub(super) async fn remove(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Id(kid): Id,
) -> Result<Response, Api> {
    flow::key::remove(&web.node, &kid).await?;
    info!(by, kid, "removed a key");
    Ok(nothing())
}

fn told(node: &Node, keys: &[KeyFacts], among: &[KeyFacts]) -> Response {
    let now = node.now();
    json(&schema::KeyList { keys: keys.iter().map(|key| schema::KeyAnswer::of(key, among, now)).collect() })
}

/// The algorithm of this name, on the curve that stands beside it.
fn algorithm(mut name: String, members: &mut Members) -> Result<KeyAlgorithm, Refusal> {
    if let Some(curve) = take::<String>(members, "crv", INVALID)? {
        name = format!("{name}/{curve}");
    }
    key_algorithm(&name).map_err(|expected| Refusal::new(INVALID).about("alg").expected(expected))
}
