//! What tests set for the next sign-in, from this very machine.

use std::net::SocketAddr;

use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;

use super::{At, respond};
use crate::Next;
use crate::fault::{Fault, Rule};
use crate::house::MOST_NEXT;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Set {
    scenario: String,
    person: Option<String>,
    choice: Option<String>,
    client_id: Option<String>,
    /// At how many sign-ins.
    #[serde(default = "once")]
    times: usize,
}

const fn once() -> usize {
    1
}

pub(super) async fn next(
    State(house): At,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Json(set): Json<Set>,
) -> Response {
    if let Some(refused) = refused(peer) {
        return refused;
    }
    let next = match Next::named(&set.scenario, set.person.as_deref(), set.choice.as_deref()) {
        Ok(next) => Next { client_id: set.client_id, ..next },
        Err(words) => return respond::told(&Fault::request(Rule::Simulation, words)),
    };
    let waiting = house.set_next(std::iter::repeat_n(next, set.times.min(MOST_NEXT)));
    respond::json(StatusCode::OK, &json!({ "waiting": waiting }))
}

/// Plays nothing any more that was set.
pub(super) async fn forget(State(house): At, ConnectInfo(peer): ConnectInfo<SocketAddr>) -> Response {
    if let Some(refused) = refused(peer) {
        return refused;
    }
    house.forget_next();
    respond::json(StatusCode::OK, &json!({ "waiting": 0 }))
}

fn refused(peer: SocketAddr) -> Option<Response> {
    let words = "This is set from the machine that the banks run on.";
    let fault = Fault::new(Rule::Simulation, "access_denied", words);
    (!peer.ip().to_canonical().is_loopback()).then(|| respond::told(&fault))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_set_from_this_machine_alone() {
        for (peer, is_refused) in [
            ("127.0.0.1:1", false),
            ("[::1]:1", false),
            ("[::ffff:127.0.0.1]:1", false),
            ("192.0.2.1:1", true),
            ("[2001:db8::1]:1", true),
            ("[::ffff:192.0.2.1]:1", true),
        ] {
            assert_eq!(refused(peer.parse().unwrap()).is_some(), is_refused, "{peer}");
        }
    }
}
