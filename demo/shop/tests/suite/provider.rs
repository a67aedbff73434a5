//! A small provider, which says what it is told to, sealed as the profiles have it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use rp::jose::{
    ContentEncryption, DecryptionKey, EncryptionKey, Jwk, JwkSet, JwsAlgorithm, KeyManagement, SigningKey,
    VerifyingKey, base64url, digest, jwe, jws, jwt, nested, random,
};
use rp::oidc::parameters::{Encoder, Parameters};
use serde_json::{Map, Value, json};

const OAEP: KeyManagement = KeyManagement::RsaOaep;
const CBC: ContentEncryption = ContentEncryption::A128CbcHs256;
const RS256: JwsAlgorithm = JwsAlgorithm::RS256;

pub(crate) const SECRET: &str = "the shared secret of the store by the lake";
/// A code of the range that is never given to anybody.
pub(crate) const HETU: &str = "070770-905D";

pub(crate) fn jwk(text: &str) -> Jwk {
    Jwk::parse(text.as_bytes()).unwrap()
}

pub(crate) const STORE_OPENS: &str = include_str!("../keys/store-opens.json");
pub(crate) const STRANGER: &str = include_str!("../keys/stranger-signs.json");
pub(crate) const STORE_SIGNS: &str = include_str!("../keys/store-signs.json");

/// What the person does at their bank, and what is made of it.
#[derive(Clone)]
pub(crate) struct Scene {
    pub(crate) name: String,
    pub(crate) ftn_idp: &'static str,
    pub(crate) auth_time: i64,
    pub(crate) acr: &'static str,
    pub(crate) fault: Fault,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fault {
    None,
    /// The answer is no, with this `error` and this code of Countersign's.
    No(&'static str, Option<&'static str>),
    OtherIssuer,
    OtherAudience,
    Expired,
    OtherKey,
    OtherNonce,
    NoNonce,
    Unsigned,
    NotSealed,
    TokenDown,
    TokenGone,
    UserinfoOfAnother,
    UserinfoPlain,
    NoName,
    NoBank,
    NoCode,
    OtherIssuerInAnswer,
}

pub(crate) struct Op {
    pub(crate) issuer: String,
    signs: SigningKey,
    stranger: SigningKey,
    opens: DecryptionKey,
    store_opens: EncryptionKey,
    store_signs: VerifyingKey,
    /// What was asked, by code.
    codes: Mutex<HashMap<String, (Asked, Scene)>>,
    tokens: Mutex<HashMap<String, (Asked, Scene)>>,
    pushed: Mutex<HashMap<String, Vec<u8>>>,
    /// Whether it is out of order altogether.
    is_down: AtomicBool,
}

/// The members of an authorization request, out of whatever they came in.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) members: Map<String, Value>,
    /// The names of the parameters in the address.
    pub(crate) outside: Vec<String>,
}

impl Asked {
    pub(crate) fn text(&self, name: &str) -> &str {
        self.members.get(name).and_then(Value::as_str).unwrap_or_default()
    }
}

impl Scene {
    pub(crate) fn of(name: &str, ftn_idp: &'static str, auth_time: i64) -> Self {
        let acr = "http://ftn.ficora.fi/2017/loatest3";
        Self { name: name.to_owned(), ftn_idp, auth_time, acr, fault: Fault::None }
    }

    pub(crate) fn with(self, fault: Fault) -> Self {
        Self { fault, ..self }
    }
}

pub(crate) async fn provider() -> Arc<Op> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let private = |text: &str, kid: &str| SigningKey::from_jwk(&jwk(text), RS256).unwrap().with_kid(kid);
    let op = Arc::new(Op {
        issuer: format!("http://{}", listener.local_addr().unwrap()),
        signs: private(include_str!("../keys/provider-signs.json"), "op-sig"),
        stranger: private(STRANGER, "op-sig"),
        opens: DecryptionKey::from_jwk(&jwk(include_str!("../keys/provider-opens.json")), OAEP)
            .unwrap()
            .with_kid("op-enc"),
        store_opens: EncryptionKey::from_jwk(&jwk(STORE_OPENS), OAEP).unwrap().with_kid("minted enc"),
        store_signs: VerifyingKey::from_jwk(&jwk(STORE_SIGNS), RS256).unwrap(),
        codes: Mutex::default(),
        tokens: Mutex::default(),
        pushed: Mutex::default(),
        is_down: AtomicBool::new(false),
    });
    let router = Router::new()
        .route("/.well-known/openid-configuration", get(metadata))
        .route("/jwks", get(keys))
        .route("/par", post(par))
        .route("/token", post(token))
        .route("/userinfo", get(userinfo))
        .layer(from_fn_with_state(op.clone(), out_of_order))
        .with_state(op.clone());
    tokio::spawn(async { axum::serve(listener, router).await });
    op
}

async fn out_of_order(State(op): State<Arc<Op>>, request: Request, next: Next) -> Response {
    if op.is_down.load(Ordering::SeqCst) {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    next.run(request).await
}

impl Op {
    /// Goes out of order, or comes back.
    pub(crate) fn set_down(&self, is_down: bool) {
        self.is_down.store(is_down, Ordering::SeqCst);
    }

    /// What a browser is asked at this address.
    pub(crate) fn asked(&self, address: &str) -> Asked {
        let query = address
            .strip_prefix(&format!("{}/authorize?", self.issuer))
            .unwrap_or_else(|| panic!("{address}"));
        let outside: Vec<String> =
            Parameters::parse(query.as_bytes()).unwrap().iter().map(|(name, _)| name.to_owned()).collect();
        let pushed =
            Parameters::parse(query.as_bytes()).unwrap().get("request_uri").unwrap().map(str::to_owned);
        let bytes = match pushed {
            Some(uri) => self.pushed.lock().unwrap().remove(&uri).unwrap(),
            None => query.as_bytes().to_vec(),
        };
        let parameters = Parameters::parse(&bytes).unwrap();
        let members = match parameters.get("request").unwrap() {
            Some(object) => self.object(object),
            None => parameters.iter().map(|(name, value)| (name.to_owned(), json!(value))).collect(),
        };
        Asked { members, outside }
    }

    /// Where the browser goes from here, after the person did as the scene has it.
    pub(crate) fn answer(&self, address: &str, scene: Scene) -> String {
        self.answer_to(self.asked(address), scene)
    }

    pub(crate) fn answer_to(&self, asked: Asked, scene: Scene) -> String {
        let mut said = vec![("state", asked.text("state").to_owned())];
        match scene.fault {
            Fault::No(error, code) => {
                said.push(("error", error.to_owned()));
                said.push((
                    "error_description",
                    "No, and a long sentence for those who build the shop.".to_owned(),
                ));
                said.extend(code.map(|code| ("error_code", code.to_owned())));
            }
            _ => {
                let code = base64url::encode(random::bytes::<32>());
                self.codes.lock().unwrap().insert(code.clone(), (asked.clone(), scene.clone()));
                said.push(("code", code));
            }
        }
        let issuer =
            if scene.fault == Fault::OtherIssuerInAnswer { "https://op.example" } else { &self.issuer };
        said.push(("iss", issuer.to_owned()));
        let mut encoder = Encoder::new();
        if asked.text("response_mode").ends_with("jwt") {
            let mut claims: Map<String, Value> =
                said.into_iter().map(|(name, value)| (name.to_owned(), json!(value))).collect();
            claims.insert("aud".to_owned(), json!(asked.text("client_id")));
            claims.insert("exp".to_owned(), json!(now() + 300));
            let signed = jwt::sign(None, &claims, &self.signs).unwrap();
            encoder.push("response", &nested::encrypt(&signed, &self.store_opens, CBC).unwrap());
        } else {
            said.iter().for_each(|(name, value)| encoder.push(name, value));
        }
        format!("{}?{}", asked.text("redirect_uri"), encoder.finish())
    }

    fn object(&self, object: &str) -> Map<String, Value> {
        if object.split('.').count() == 3 {
            return self.signed(object);
        }
        let opened = jwe::decode(object).unwrap().decrypt(&self.opens, &[OAEP], &[CBC]).unwrap();
        let text = std::str::from_utf8(opened.plaintext()).unwrap();
        if text.starts_with('{') { serde_json::from_str(text).unwrap() } else { self.signed(text) }
    }

    fn signed(&self, token: &str) -> Map<String, Value> {
        let unverified = jws::decode(token).unwrap();
        assert_eq!(unverified.header().kid.as_deref(), Some("minted sig"));
        let verified = unverified.verify(&self.store_signs, &[RS256]).unwrap();
        serde_json::from_slice(verified.as_ref()).unwrap()
    }

    /// Whether whoever posts this is a store of ours.
    fn is_client(&self, headers: &HeaderMap, form: &Parameters<'_>) -> bool {
        if let Some(assertion) = form.get("client_assertion").unwrap() {
            let claims = self.signed(assertion);
            return claims["aud"] == json!(format!("{}/token", self.issuer))
                && claims["sub"] == claims["iss"];
        }
        // Of no store the name or the secret needs to be escaped but for its spaces.
        let basic = format!("lakeside:{}", SECRET.replace(' ', "%20"));
        let expected = format!("Basic {}", base64(basic.as_bytes()));
        headers.get(header::AUTHORIZATION).is_some_and(|value| value.as_bytes() == expected.as_bytes())
    }

    fn id_token(&self, asked: &Asked, scene: &Scene) -> String {
        let mut claims = json!({
            "iss": self.issuer, "sub": subject(&scene.name), "aud": [asked.text("client_id")], "iat": now(), "exp": now() + 600,
            "nonce": asked.text("nonce"), "auth_time": scene.auth_time, "acr": scene.acr,
        });
        let members = claims.as_object_mut().unwrap();
        match scene.fault {
            Fault::OtherIssuer => members.insert("iss".to_owned(), json!("https://op.example")),
            Fault::OtherAudience => members.insert("aud".to_owned(), json!("another")),
            Fault::Expired => members.insert("exp".to_owned(), json!(now() - 3600)),
            Fault::OtherNonce => members.insert("nonce".to_owned(), json!("another")),
            Fault::NoNonce => members.remove("nonce"),
            _ => None,
        };
        let signed = match scene.fault {
            Fault::OtherKey => jwt::sign(None, &claims, &self.stranger).unwrap(),
            Fault::Unsigned => unsigned(&claims),
            _ => jwt::sign(None, &claims, &self.signs).unwrap(),
        };
        if scene.fault == Fault::NotSealed {
            return signed;
        }
        let members = jwe::Members { typ: None, cty: Some("JWT") };
        jwe::encrypt(&members, signed.as_bytes(), &self.store_opens, CBC).unwrap()
    }

    fn userinfo(&self, asked: &Asked, scene: &Scene) -> Value {
        let asks = |scope: &str| asked.text("scope").split(' ').any(|other| other == scope);
        let mut claims =
            json!({ "sub": subject(&scene.name), "iss": self.issuer, "aud": asked.text("client_id") });
        let members = claims.as_object_mut().unwrap();
        let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
        if scene.fault == Fault::UserinfoOfAnother {
            put("sub", json!("another"));
        }
        if asks("profile") && scene.fault != Fault::NoName {
            put("name", json!(scene.name));
            put("birthdate", json!("1970-07-07"));
        }
        if asks("ftn-extra") && scene.fault != Fault::NoBank {
            put("ftn_idp", json!(scene.ftn_idp));
            // Providers tell more than they were asked; this one is no better.
            put("ftn_hetu", json!(HETU));
        }
        if asks("nin") && scene.fault != Fault::NoCode {
            put("nin", json!(HETU));
        }
        claims
    }
}

type Shared = State<Arc<Op>>;

async fn metadata(op: Shared) -> Json<Value> {
    let at = |path: &str| format!("{}{path}", op.issuer);
    Json(json!({
        "issuer": op.issuer, "authorization_endpoint": at("/authorize"), "token_endpoint": at("/token"),
        "userinfo_endpoint": at("/userinfo"), "jwks_uri": at("/jwks"), "response_types_supported": ["code"],
        "pushed_authorization_request_endpoint": at("/par"), "authorization_response_iss_parameter_supported": true,
    }))
}

async fn keys(op: Shared) -> Json<JwkSet> {
    Json([op.signs.public_jwk(), op.opens.public_jwk()].into_iter().collect())
}

async fn par(op: Shared, headers: HeaderMap, body: Bytes) -> Response {
    if !op.is_client(&headers, &Parameters::parse(&body).unwrap()) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let uri = format!("urn:{}", base64url::encode(random::bytes::<16>()));
    op.pushed.lock().unwrap().insert(uri.clone(), body.to_vec());
    (StatusCode::CREATED, Json(json!({ "request_uri": uri, "expires_in": 60 }))).into_response()
}

async fn token(op: Shared, headers: HeaderMap, body: Bytes) -> Response {
    let form = Parameters::parse(&body).unwrap();
    let no = |error: &str| (StatusCode::BAD_REQUEST, Json(json!({ "error": error }))).into_response();
    if !op.is_client(&headers, &form) {
        return no("invalid_client");
    }
    let found = op.codes.lock().unwrap().remove(form.require("code").unwrap());
    let Some((asked, scene)) = found else { return no("invalid_grant") };
    let challenge = base64url::encode(digest::sha256(form.require("code_verifier").unwrap().as_bytes()));
    if challenge != asked.text("code_challenge")
        || form.require("redirect_uri").unwrap() != asked.text("redirect_uri")
    {
        return no("invalid_grant");
    }
    match scene.fault {
        Fault::TokenDown => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
        // Less than was announced: the connection breaks.
        Fault::TokenGone => return ([(header::CONTENT_LENGTH, "100000")], "x").into_response(),
        _ => {}
    }
    let access_token = base64url::encode(random::bytes::<32>());
    let id_token = op.id_token(&asked, &scene);
    op.tokens.lock().unwrap().insert(access_token.clone(), (asked, scene));
    // No refresh token: that it is missing is no error.
    Json(json!({ "access_token": access_token, "token_type": "Bearer", "expires_in": 600, "id_token": id_token })).into_response()
}

async fn userinfo(op: Shared, headers: HeaderMap) -> Response {
    let bearer = headers[header::AUTHORIZATION].to_str().unwrap().strip_prefix("Bearer ").unwrap();
    let (asked, scene) = op.tokens.lock().unwrap().get(bearer).cloned().unwrap();
    let claims = op.userinfo(&asked, &scene);
    if scene.fault == Fault::UserinfoPlain {
        return Json(claims).into_response();
    }
    let signed = jwt::sign(None, &claims, &op.signs).unwrap();
    let sealed = nested::encrypt(&signed, &op.store_opens, CBC).unwrap();
    ([(header::CONTENT_TYPE, "application/jwt")], sealed).into_response()
}

fn subject(name: &str) -> String {
    base64url::encode(digest::sha256(name.as_bytes()))
}

fn unsigned(claims: &Value) -> String {
    format!("{}.{}.", base64url::encode(r#"{"alg":"none"}"#), base64url::encode(claims.to_string()))
}

pub(crate) fn now() -> i64 {
    std::time::UNIX_EPOCH.elapsed().unwrap().as_secs().try_into().unwrap()
}

/// With the padded alphabet of `Authorization: Basic`.
fn base64(bytes: &[u8]) -> String {
    let bare = base64url::encode(bytes).replace('-', "+").replace('_', "/");
    format!("{bare}{}", "=".repeat((4 - bare.len() % 4) % 4))
}
