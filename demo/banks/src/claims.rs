//! What is said of a person (FTN-10), and of a sign-in.

use jose::{base64url, digest, hash_half};
use serde_json::{Map, Value, json};

use crate::house::{House, secret};
use crate::token::Code;
use crate::{Bank, Level, Person, Scenario, level};

/// For how many seconds ID tokens and access tokens are good.
pub(crate) const TOKEN_TTL: i64 = 600;

/// What a person's bank tells of them.
pub(crate) fn person(person: &Person, scope: &[String]) -> Map<String, Value> {
    let mut claims = Map::new();
    let mut put = |name: &str, value: Value| drop(claims.insert(name.to_owned(), value));
    put("urn:oid:2.5.4.4", json!(person.surname));
    put("urn:oid:1.2.246.575.1.14", json!(person.given_names));
    put("urn:oid:2.16.840.1.113730.3.1.241", json!(person.name()));
    put("urn:oid:1.3.6.1.5.5.7.9.1", json!(person.birthdate));
    for (name, value) in [
        ("urn:oid:1.2.246.21", person.code),
        ("urn:oid:1.2.246.22", person.satu),
        ("http://eidas.europa.eu/attributes/naturalperson/PersonIdentifier", person.eidas),
    ] {
        if let Some(value) = value {
            put(name, json!(value));
        }
    }
    if let Some(address) = person.address.as_ref().filter(|_| scope.iter().any(|scope| scope == "address")) {
        put(
            "address",
            json!({
                "street_address": address.street, "postal_code": address.postal_code,
                "locality": address.locality, "country": "FI",
            }),
        );
    }
    claims
}

/// A person's name at one client, through one bank: each bank and each client has another.
pub(crate) fn subject(client_id: &str, bank: &Bank, person: &Person) -> String {
    let parts = [client_id, bank.id, person.id].map(|part| format!("{}:{part}", part.len()));
    base64url::encode(&digest::sha256(parts.concat().as_bytes())[..20])
}

/// The claims of the ID token, with the fault that is played.
pub(crate) fn id_token(house: &House, code: &Code, access_token: &str, now: i64) -> Value {
    let Code { asked, bank, person: who, .. } = code;
    let client = &asked.client;
    let mut claims = person(who, &asked.scope);
    let said = json!({
        "iss": house.issuer(), "sub": subject(&client.client_id, bank, who),
        "aud": client.client_id, "azp": client.client_id, "nonce": asked.nonce, "jti": secret(),
        "iat": now, "nbf": now, "exp": now + TOKEN_TTL, "auth_time": code.auth_time,
        "acr": code.acr, "amr": [bank.method], "ftn_idp": bank.id,
        "at_hash": hash_half(client.signed_response_alg, access_token),
    });
    if let Value::Object(said) = said {
        claims.extend(said);
    }
    let mut claims = Value::Object(claims);
    play(&mut claims, code, now);
    claims
}

/// What is wrong with the claims, where that is what is played.
fn play(claims: &mut Value, code: &Code, now: i64) {
    const AN_HOUR: i64 = 3600;
    match code.scenario {
        Scenario::WrongAcr => claims["acr"] = json!(weaker(&code.acr)),
        Scenario::WrongNonce => claims["nonce"] = json!(secret()),
        Scenario::WrongAudience => {
            claims["aud"] = json!("another-client");
            claims["azp"] = json!("another-client");
        }
        Scenario::WrongIssuer => claims["iss"] = json!("https://another-broker.example"),
        Scenario::Expired => {
            for name in ["iat", "nbf", "auth_time"] {
                claims[name] = json!(now - AN_HOUR - TOKEN_TTL);
            }
            claims["exp"] = json!(now - AN_HOUR);
        }
        // Where no earlier one is to be had, it is as one of an earlier sign-in would have been.
        Scenario::Replayed => claims["nonce"] = json!(secret()),
        Scenario::Success
        | Scenario::Cancelled
        | Scenario::ConsentDenied
        | Scenario::WrongKey
        | Scenario::Unsigned
        | Scenario::Slow
        | Scenario::Outage
        | Scenario::BrokenOff => {}
    }
}

fn weaker(acr: &str) -> &'static str {
    match Level::named(acr) {
        Some(Level::High) => Level::Substantial.name(),
        _ => level::LOW,
    }
}
