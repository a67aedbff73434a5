//! Redeems a code for the ID token of whoever signed in, in Rust with `countersign-rp` (its feature `http`),
//! `serde_json`, `tokio` and `url`.
//!
//! Reads countersign.json, which came beside it: keep that file where your other secrets are.

#![allow(clippy::print_stdout, reason = "what it says is its answer")]

use std::env;
use std::error::Error;

use rp::Endpoint;
use rp::http::{Tls, Transport, now};
use rp::jose::jwt::{self, Expectation, Typ};
use rp::jose::{
    ContentEncryption, DecryptionKey, Jwk, JwkSet, JwsAlgorithm, KeyManagement, Secret, VerifyingKey,
};
use rp::jose::{jws, nested};
use rp::message::Request;
use serde_json::{Map, Value};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let file = env::var("COUNTERSIGN_JSON").unwrap_or_else(|_| "countersign.json".to_owned());
    let settings: Value = serde_json::from_slice(&std::fs::read(file)?)?;
    let code = env::args().nth(1).ok_or("which code?")?;
    println!("{}", Value::Object(redeem(&settings, &code).await?));
    Ok(())
}

/// Who signed in. `sub` is this person at your service and nowhere else: keep it with their account.
async fn redeem(settings: &Value, code: &str) -> Result<Map<String, Value>, Box<dyn Error>> {
    let text = |name: &str| settings[name].as_str().ok_or_else(|| format!("no {name} in the settings"));
    let endpoint = |name: &str| -> Result<Endpoint, Box<dyn Error>> { Ok(Endpoint::parse(text(name)?)?) };
    let transport = Transport::new(Tls::default())?;
    let form = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("grant_type", "authorization_code")
        .append_pair("code", code)
        .append_pair("redirect_uri", text("redirectUri")?)
        .append_pair("client_id", text("clientId")?)
        .append_pair("client_secret", text("clientSecret")?)
        .finish();
    let request =
        Request { endpoint: endpoint("tokenUri")?, headers: Vec::new(), form: Some(Secret::new(form)) };
    let answer: Value = serde_json::from_slice(&transport.send(&request).await?.body)?;
    let token = answer["id_token"].as_str().ok_or_else(|| answer["error_description"].to_string())?;

    // Sealed for us, or signed alone: as it was agreed, and never as it happens to come.
    let sealed = settings.get("encryption");
    let opened = sealed.map(|sealed| open(token, sealed, &settings["privateJwk"])).transpose()?;
    let token = opened.as_ref().map_or(token, nested::Nested::as_str);

    let request = Request { endpoint: endpoint("jwksUri")?, headers: Vec::new(), form: None };
    let published = JwkSet::parse(&transport.send(&request).await?.body)?;
    let alg: JwsAlgorithm = settings["signature"]["alg"].as_str().unwrap_or_default().parse()?;
    let signed = jws::decode(token)?;
    let key = published.candidates(signed.header().kid.as_deref(), alg).next();
    let key = VerifyingKey::from_jwk(key.ok_or("nobody published the key that it is signed with")?, alg)?;
    let verified = signed.verify(&key, &[alg])?;
    let now = now();
    let expected = Expectation {
        typ: Typ::JwtOrAbsent,
        issuer: Some(text("issuer")?),
        audience: Some(&[text("clientId")?]),
        required: &["sub", "exp"],
        now,
        leeway: 60,
        accept_expired: false,
    };
    Ok(jwt::verify(verified, &expected)?.into_inner().into_members())
}

fn open(token: &str, sealed: &Value, key: &Value) -> Result<nested::Nested, Box<dyn Error>> {
    let alg: KeyManagement = sealed["alg"].as_str().unwrap_or_default().parse()?;
    let enc: ContentEncryption = sealed["enc"].as_str().unwrap_or_default().parse()?;
    let key = DecryptionKey::from_jwk(&Jwk::from_value(key.clone())?, alg)?;
    Ok(nested::open(token, &key, &[alg], &[enc])?)
}
