use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jose::{ContentEncryption, KeyManagement, jwt};
use serde_json::{Value, json};

use super::{At, respond};
use crate::Level;
use crate::client::CLIENTS_SIGN_BY;
use crate::house::House;
use crate::keys::{SEALED_BY, SIGNED_BY};

/// For how many seconds a signed key set counts.
const KEYS_TTL: i64 = 24 * 60 * 60;

pub(super) async fn discovery(State(house): At) -> Response {
    respond::json(StatusCode::OK, &said(&house))
}

pub(super) async fn jwks(State(house): At) -> Response {
    respond::text("application/jwk-set+json", json!(house.keys().public()).to_string())
}

/// The same, signed, so that it can be fetched again and believed (FTN-09).
pub(super) async fn signed_jwks(State(house): At) -> Response {
    let (now, keys) = (house.now(), house.keys());
    let mut claims = json!(keys.public());
    for (name, value) in [
        ("iss", json!(house.issuer())),
        ("sub", json!(house.issuer())),
        ("iat", json!(now)),
        ("exp", json!(now + KEYS_TTL)),
    ] {
        claims[name] = value;
    }
    let Some(key) = keys.signing(SIGNED_BY[0]) else {
        return respond::failed(&jose::key::Error::WrongAlgorithm.into());
    };
    match jwt::sign(Some("jwk-set+jwt"), &claims, key) {
        Ok(signed) => respond::text("application/jwk-set+jwt", signed),
        Err(error) => respond::failed(&error.into()),
    }
}

fn said(house: &House) -> Value {
    let asymmetric: Vec<_> = KeyManagement::all().filter(|alg| !alg.is_symmetric()).collect();
    let encryptions: Vec<_> = ContentEncryption::all().collect();
    json!({
        "issuer": house.issuer(),
        "authorization_endpoint": house.address("/authorize"),
        "token_endpoint": house.address("/token"),
        "userinfo_endpoint": house.address("/userinfo"),
        "jwks_uri": house.address("/jwks"),
        "signed_jwks_uri": house.address("/jwks.jwt"),
        "pushed_authorization_request_endpoint": house.address("/par"),
        "end_session_endpoint": house.address("/end_session"),
        "scopes_supported": ["openid", "profile", "address"],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["pairwise"],
        "acr_values_supported": Level::names().collect::<Vec<_>>(),
        "prompt_values_supported": ["login", "none"],
        "ui_locales_supported": ["fi", "sv", "en"],
        "claims_supported": [
            "iss", "sub", "aud", "azp", "exp", "iat", "nonce", "auth_time", "acr", "amr", "ftn_idp",
            "urn:oid:1.2.246.21", "urn:oid:1.2.246.22", "urn:oid:1.3.6.1.5.5.7.9.1", "urn:oid:2.5.4.4",
            "urn:oid:1.2.246.575.1.14", "urn:oid:2.16.840.1.113730.3.1.241",
            "http://eidas.europa.eu/attributes/naturalperson/PersonIdentifier", "address",
        ],
        "id_token_signing_alg_values_supported": SIGNED_BY,
        "id_token_encryption_alg_values_supported": asymmetric,
        "id_token_encryption_enc_values_supported": encryptions,
        "userinfo_signing_alg_values_supported": SIGNED_BY,
        "userinfo_encryption_alg_values_supported": asymmetric,
        "userinfo_encryption_enc_values_supported": encryptions,
        "request_parameter_supported": true,
        "request_uri_parameter_supported": false,
        "require_signed_request_object": true,
        "request_object_signing_alg_values_supported": CLIENTS_SIGN_BY,
        "request_object_encryption_alg_values_supported": [SEALED_BY],
        "request_object_encryption_enc_values_supported": encryptions,
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": CLIENTS_SIGN_BY,
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
        "claims_parameter_supported": false,
    })
}
