use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use oidc::parameters::Parameters;

use super::{At, respond};
use crate::house::House;
use crate::token::{self, Code};
use crate::{Scenario, fault::Fault};

pub(super) async fn token(State(house): At, headers: HeaderMap, body: Bytes) -> Response {
    let (code, access_token) = match redeemed(&house, &headers, &body) {
        Ok(redeemed) => redeemed,
        Err(fault) => return respond::told(&fault),
    };
    match code.scenario {
        Scenario::Outage => return respond::out_of_order(),
        Scenario::BrokenOff => return respond::broken_off(),
        Scenario::Slow => tokio::time::sleep(house.slow).await,
        _ => {}
    }
    match token::answer(&house, &code, &access_token) {
        Ok(answer) => respond::json(StatusCode::OK, &answer),
        Err(error) => respond::failed(&error),
    }
}

fn redeemed(house: &House, headers: &HeaderMap, body: &[u8]) -> Result<(Code, String), Fault> {
    let parameters = Parameters::parse(body)?;
    let client = token::authenticate(house, &parameters, headers.contains_key("authorization"))?;
    token::redeem(house, &client, &parameters)
}
