//! The messages sent, to a provider on this machine that counts what it is asked.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use jose::{JwkSet, JwsAlgorithm, SigningKey, jwt};
use oidc::parameters::Parameters;
use rp::http::{RelyingParty, Tls, Transport};
use rp::{Authentication, Client, Error, Issuer, OutsideFault, Pending};
use serde_json::{Value, json};

use crate::provider::{CALLBACK, CLIENT, SUBJECT, cookie_key, wish};

const DPOP_NONCE: &str = "the nonce of the hour";

struct Op {
    issuer: String,
    signing: SigningKey,
    nonce: Mutex<String>,
    proofs: Mutex<Vec<String>>,
    keys_asked: AtomicUsize,
    has_only_oauth_metadata: AtomicBool,
    wants_nonce_in_proofs: AtomicBool,
    lies: AtomicBool,
}

type Shared = State<Arc<Op>>;

async fn provider() -> Arc<Op> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let op = Arc::new(Op {
        issuer: format!("http://{}", listener.local_addr().unwrap()),
        signing: SigningKey::generate(JwsAlgorithm::ES256).unwrap(),
        nonce: Mutex::default(),
        proofs: Mutex::default(),
        keys_asked: AtomicUsize::new(0),
        has_only_oauth_metadata: AtomicBool::new(false),
        wants_nonce_in_proofs: AtomicBool::new(false),
        lies: AtomicBool::new(false),
    });
    let router = Router::new()
        .route("/.well-known/openid-configuration", get(openid_metadata))
        .route("/.well-known/oauth-authorization-server", get(async |op: Shared| Json(metadata(&op))))
        .route("/jwks", get(keys))
        .route("/par", post(par))
        .route("/token", post(token))
        .route("/userinfo", get(userinfo))
        .with_state(op.clone());
    tokio::spawn(async { axum::serve(listener, router).await });
    op
}

fn metadata(op: &Op) -> Value {
    let at = |path: &str| format!("{}{path}", op.issuer);
    json!({
        "issuer": op.issuer, "authorization_endpoint": at("/authorize"), "token_endpoint": at("/token"),
        "userinfo_endpoint": at("/userinfo"), "jwks_uri": at("/jwks"), "response_types_supported": ["code"],
        "pushed_authorization_request_endpoint": at("/par"),
    })
}

async fn openid_metadata(op: Shared) -> Result<Json<Value>, StatusCode> {
    if op.has_only_oauth_metadata.load(Ordering::SeqCst) {
        return Err(StatusCode::NOT_FOUND);
    }
    Ok(Json(metadata(&op)))
}

async fn keys(op: Shared) -> Json<JwkSet> {
    op.keys_asked.fetch_add(1, Ordering::SeqCst);
    Json([op.signing.public_jwk()].into_iter().collect())
}

async fn par(op: Shared, body: Bytes) -> impl IntoResponse {
    let parameters = Parameters::parse(&body).unwrap();
    *op.nonce.lock().unwrap() = parameters.require("nonce").unwrap().to_owned();
    (StatusCode::CREATED, Json(json!({ "request_uri": "urn:x:1", "expires_in": 60 })))
}

async fn token(op: Shared, headers: HeaderMap, body: Bytes) -> (StatusCode, HeaderMap, Json<Value>) {
    let mut answer = HeaderMap::new();
    if let Some(proof) = headers.get("dpop") {
        let proof = proof.to_str().unwrap().to_owned();
        let has_nonce = jose::jws::claimed(&proof, "nonce").as_deref() == Some(DPOP_NONCE);
        op.proofs.lock().unwrap().push(proof);
        if op.wants_nonce_in_proofs.load(Ordering::SeqCst) && !has_nonce {
            answer.insert("dpop-nonce", DPOP_NONCE.parse().unwrap());
            return (StatusCode::BAD_REQUEST, answer, Json(json!({ "error": "use_dpop_nonce" })));
        }
    }
    let parameters = Parameters::parse(&body).unwrap();
    let is_code = parameters.require("grant_type").unwrap() == "authorization_code";
    if !is_code && parameters.require("refresh_token").unwrap() != "rt" {
        return (StatusCode::BAD_REQUEST, answer, Json(json!({ "error": "invalid_grant" })));
    }
    let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs();
    let claims = json!({
        "iss": op.issuer, "sub": SUBJECT, "aud": CLIENT, "iat": now, "exp": now + 600,
        "nonce": *op.nonce.lock().unwrap(),
    });
    let key = SigningKey::generate(JwsAlgorithm::ES256).unwrap();
    let key = if op.lies.load(Ordering::SeqCst) { &key } else { &op.signing };
    let token_type = if headers.contains_key("dpop") { "DPoP" } else { "Bearer" };
    let body = json!({
        "access_token": "at", "token_type": token_type, "expires_in": 60, "refresh_token": "rt",
        "id_token": jwt::sign(None, &claims, key).unwrap(),
    });
    (StatusCode::OK, answer, Json(body))
}

async fn userinfo(headers: HeaderMap) -> Result<Json<Value>, StatusCode> {
    match headers.get("authorization").and_then(|value| value.to_str().ok()) {
        Some("Bearer at" | "DPoP at") => Ok(Json(json!({ "sub": SUBJECT, "name": "Alice" }))),
        _ => Err(StatusCode::UNAUTHORIZED),
    }
}

fn client() -> Client {
    Client::new(CLIENT, CALLBACK, Authentication::None).id_token_signed_response_alg(JwsAlgorithm::ES256)
}

async fn party(op: &Op, client: Client) -> RelyingParty {
    let transport = Transport::new(Tls::default()).unwrap();
    RelyingParty::discover(Issuer::parse(&op.issuer).unwrap(), client, transport).await.unwrap()
}

/// Begins, and comes back with a code: what the browser kept, and what it comes with.
async fn round(party: &RelyingParty, op: &Op) -> (Pending, String) {
    let begun = party.begin(&wish()).await.unwrap();
    let asked = |name: &str| {
        let found = begun.redirect.parameters().iter().find(|(other, _)| other == name);
        found.map(|(_, value)| value.clone()).unwrap()
    };
    assert!(begun.redirect.url().starts_with(&format!("{}/authorize?", op.issuer)));
    *op.nonce.lock().unwrap() = asked("nonce");
    (begun.pending, format!("code=c&state={}", asked("state")))
}

#[tokio::test]
async fn a_person_signs_in_over_http_and_is_refreshed() {
    let op = provider().await;
    let party = party(&op, client()).await;
    let (pending, back) = round(&party, &op).await;
    let tokens = party.complete(pending, &back).await.unwrap();
    let info = party.userinfo(&tokens).await.unwrap();
    assert_eq!(info.claims().text("name"), Some("Alice"));
    // What comes with a refreshed ID token's nonce is not looked at: it may be the old one or none.
    let refreshed = party.refresh(&party.session(&tokens)).await.unwrap();
    assert!(refreshed.id_token.is_some());
    let info = party.userinfo_with(&refreshed.access_token, &tokens.id_token).await.unwrap();
    assert_eq!(info.claims().text("sub"), Some(SUBJECT));
}

#[tokio::test]
async fn finds_a_provider_that_has_the_metadata_of_oauth_alone() {
    let op = provider().await;
    op.has_only_oauth_metadata.store(true, Ordering::SeqCst);
    let party = party(&op, client()).await;
    assert!(party.begin(&wish()).await.is_ok());
}

#[tokio::test]
async fn a_request_is_pushed() {
    let op = provider().await;
    let party = party(&op, client()).await;
    let begun = party.push(&wish()).await.unwrap();
    let expected = format!("{}/authorize?client_id=shop&request_uri=urn%3Ax%3A1", op.issuer);
    assert_eq!(begun.redirect.url(), expected);
    assert!(!op.nonce.lock().unwrap().is_empty());
}

#[tokio::test]
async fn refuses_the_same_answer_twice() {
    let op = provider().await;
    let party = party(&op, client()).await;
    let (pending, back) = round(&party, &op).await;
    let copy = Pending::open(&pending.seal(&cookie_key()), &cookie_key()).unwrap();
    assert!(party.complete(pending, &back).await.is_ok());
    let again = party.complete(copy, &back).await.err();
    assert_eq!(again, Some(OutsideFault::PendingUsed.into()));
}

#[tokio::test]
async fn sends_another_proof_where_the_server_wants_its_nonce() {
    let op = provider().await;
    op.wants_nonce_in_proofs.store(true, Ordering::SeqCst);
    let party = party(&op, client().dpop(SigningKey::generate(JwsAlgorithm::ES256).unwrap())).await;
    for sent_until_now in [2, 3] {
        let (pending, back) = round(&party, &op).await;
        assert!(party.complete(pending, &back).await.is_ok());
        // The nonce is remembered, so the second time one proof is enough.
        assert_eq!(op.proofs.lock().unwrap().len(), sent_until_now);
    }
}

#[tokio::test]
async fn whoever_shows_tokens_of_invented_keys_has_us_ask_for_none() {
    let op = provider().await;
    let party = party(&op, client()).await;
    op.lies.store(true, Ordering::SeqCst);
    for _ in 0..3 {
        let (pending, back) = round(&party, &op).await;
        assert!(matches!(party.complete(pending, &back).await, Err(Error::Provider(_))));
    }
    assert_eq!(op.keys_asked.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn says_that_nobody_answers() {
    let transport = Transport::new(Tls::default()).unwrap();
    let gone = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let issuer = Issuer::parse(&format!("http://{gone}")).unwrap();
    let refused = RelyingParty::discover(issuer, client(), transport).await.err();
    assert!(matches!(refused, Some(Error::Unreachable(_))), "{refused:?}");
}

#[test]
fn refuses_certificates_that_are_none() {
    for pem in [&b""[..], b"-----BEGIN CERTIFICATE-----\nAAAA"] {
        assert!(Tls::default().authorities_pem(pem).is_err());
        assert!(Tls::default().identity_pem(pem, pem).is_err());
    }
}
