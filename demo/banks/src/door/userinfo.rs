use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Value, json};

use super::{At, respond};
use crate::fault::{Fault, Rule};
use crate::house::House;
use crate::seal::seal;
use crate::token::Told;
use crate::{Scenario, claims};

pub(super) async fn userinfo(State(house): At, headers: HeaderMap) -> Response {
    let Some(told) = opened(&house, &headers) else {
        let words = "There is no access token of ours, or its time is over.";
        return respond::told(&Fault::new(Rule::OAuth, "invalid_token", words));
    };
    let scenario = match told.scenario {
        Scenario::Outage => return respond::out_of_order(),
        Scenario::BrokenOff => return respond::broken_off(),
        scenario @ (Scenario::WrongKey | Scenario::Unsigned) => scenario,
        _ => Scenario::Success,
    };
    match seal(&house, &told.client, &said(&house, &told), scenario) {
        Ok(sealed) => respond::text("application/jwt", sealed),
        Err(error) => respond::failed(&error),
    }
}

fn opened(house: &House, headers: &HeaderMap) -> Option<Told> {
    let presented = headers.get("authorization")?.to_str().ok()?;
    let (scheme, token) = presented.split_once(' ')?;
    let now = house.now();
    scheme.eq_ignore_ascii_case("Bearer").then(|| house.memory().tokens.get(token, now).cloned())?
}

fn said(house: &House, told: &Told) -> Value {
    let Told { client, scope, bank, person, .. } = told;
    let mut said = Value::Object(claims::person(person, scope));
    said["iss"] = json!(house.issuer());
    said["aud"] = json!(client.client_id);
    said["sub"] = json!(claims::subject(&client.client_id, bank, person));
    said["ftn_idp"] = json!(bank.id);
    said
}
