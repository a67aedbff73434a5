use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use jose::jws;
use oidc::parameters::{Encoder, Parameters};

use super::{At, respond};
use crate::fault::{Fault, Rule};
use crate::house::House;
use crate::page;

pub(super) async fn get(State(house): At, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    end_session(&house, query.unwrap_or_default().as_bytes(), &headers)
}

pub(super) async fn post(State(house): At, headers: HeaderMap, body: Bytes) -> Response {
    end_session(&house, &body, &headers)
}

/// Nobody stays signed in here, so there is nothing to end, and only the way back is left.
fn end_session(house: &House, encoded: &[u8], headers: &HeaderMap) -> Response {
    match back(house, encoded) {
        Ok(Some(address)) => respond::see_other(&address),
        Ok(None) => respond::html(StatusCode::OK, page::signed_out(respond::language(headers))),
        Err(fault) => respond::shown(&fault, headers),
    }
}

fn back(house: &House, encoded: &[u8]) -> Result<Option<String>, Fault> {
    let parameters = Parameters::parse(encoded)?;
    let Some(address) = parameters.get("post_logout_redirect_uri")? else {
        return Ok(None);
    };
    let hint = parameters.get("id_token_hint")?.and_then(|hint| jws::claimed(hint, "aud"));
    let client_id = parameters.get("client_id")?.map(str::to_owned).or(hint);
    let client = client_id.and_then(|client_id| house.client(&client_id)).ok_or_else(|| {
        let words = "A post_logout_redirect_uri needs the client_id that it is registered for.";
        Fault::request(Rule::OAuth, words)
    })?;
    if !client.post_logout_redirect_uris.iter().any(|known| known == address) {
        let words = "The post_logout_redirect_uri is not registered for this client, to the letter.";
        return Err(Fault::request(Rule::Ftn12, words));
    }
    let mut query = Encoder::new();
    if let Some(state) = parameters.get("state")? {
        query.push("state", state);
    }
    let (query, joint) = (query.finish(), if address.contains('?') { '&' } else { '?' });
    Ok(Some(if query.is_empty() { address.to_owned() } else { format!("{address}{joint}{query}") }))
}
