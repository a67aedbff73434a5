use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use oidc::parameters::Parameters;
use serde_json::{Map, Value, json};

use super::{At, respond};
use crate::ask::{Asked, Members, Refused};
use crate::fault::{Fault, Rule};
use crate::house::House;
use crate::{login, request_object, token};

pub(super) async fn get(State(house): At, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    authorize(&house, query.unwrap_or_default().as_bytes(), &headers)
}

pub(super) async fn post(State(house): At, headers: HeaderMap, body: Bytes) -> Response {
    authorize(&house, &body, &headers)
}

fn authorize(house: &Arc<House>, encoded: &[u8], headers: &HeaderMap) -> Response {
    let parameters = Parameters::parse(encoded).map_err(Fault::from).map_err(Refused::from);
    let asked = match parameters.and_then(|parameters| Asked::read(house, &parameters)) {
        Ok(asked) => asked,
        Err(Refused { fault, back: Some(back) }) => {
            return respond::see_other(&login::refuse(house, &back, &fault));
        }
        Err(Refused { fault, back: None }) => return respond::shown(&fault, headers),
    };
    if let Some(play) = asked.play {
        let bank = login::some_bank(&asked);
        return respond::see_other(&login::end(house, asked, bank, play));
    }
    let bank = asked.bank;
    let handle = house.begin(asked);
    respond::see_other(&match bank {
        Some(bank) => format!("/login/{handle}/{}", bank.id),
        None => format!("/login/{handle}"),
    })
}

/// Pushed requests (RFC 9126), the other way to be believed (FTN-02).
pub(super) async fn push(State(house): At, headers: HeaderMap, body: Bytes) -> Response {
    match pushed(&house, &headers, &body) {
        Ok(answer) => respond::json(StatusCode::CREATED, &answer),
        Err(fault) => respond::told(&fault),
    }
}

fn pushed(house: &House, headers: &HeaderMap, body: &[u8]) -> Result<Value, Fault> {
    let parameters = Parameters::parse(body)?;
    let client = token::authenticate(house, &parameters, headers.contains_key("authorization"))?;
    if parameters.contains("request_uri") {
        return Err(Fault::request(Rule::OAuth, "A request_uri cannot be pushed."));
    }
    let members = match parameters.get("request")? {
        Some(object) => request_object::read(house, &client, object)?,
        None => plain(&parameters)?,
    };
    Asked::of(Arc::clone(&client), &Members(&members)).map_err(|refused| refused.fault)?;
    let (request_uri, expires_in) = house.push(&client.client_id, members);
    Ok(json!({ "request_uri": request_uri, "expires_in": expires_in }))
}

fn plain(parameters: &Parameters<'_>) -> Result<Map<String, Value>, Fault> {
    let mut members = Map::new();
    for (name, value) in parameters.iter().filter(|(name, _)| !name.starts_with("client_assertion")) {
        if members.insert(name.to_owned(), json!(value)).is_some() {
            return Err(Fault::request(Rule::OAuth, "A parameter stands there twice."));
        }
    }
    Ok(members)
}
