//! A web site where people sign in, over `countersign demo` or any other provider:
//!
//! ```text
//! countersign demo                       # prints the issuer, and demo-web's secret
//! ISSUER=http://localhost:8080 CLIENT_ID=demo-web CLIENT_SECRET=… \
//!     cargo run --package countersign-rp --features http --example sign_in
//! ```
//!
//! then open <http://127.0.0.1:9000/>. It keeps nothing but cookies, sealed under a key of its own. With
//! `DECRYPTION_JWK=FILE`, a private RSA key under the `kid` the provider gave it, ID token and user
//! information are opened (RSA-OAEP, A128CBC-HS256).

use std::env;
use std::error::Error;
use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, Html, IntoResponse, Redirect, Response};
use axum::{Router, routing::get};
use rp::http::{RelyingParty, Tls, Transport};
use rp::jose::{ContentEncryption, DecryptionKey, Jwk, JwsAlgorithm, KeyManagement, Secret, random};
use rp::{Authentication, Authorization, Client, Issuer, Pending, SealingKey, Session};

/// What all requests share.
struct Site {
    provider: RelyingParty,
    /// Seals what browsers keep. A real site has one that outlives it, the same on all its nodes.
    seal: SealingKey,
    home: String,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let listen = env::var("LISTEN").unwrap_or_else(|_| "127.0.0.1:9000".to_owned());
    let home = format!("http://{listen}");
    let issuer = Issuer::parse(&env::var("ISSUER")?)?;
    let transport = Transport::new(Tls::default())?;
    let provider = RelyingParty::discover(issuer, client(&home)?, transport).await?;
    let seal = SealingKey::new(Secret::new(random::bytes()));
    let site = Router::new()
        .route("/", get(front))
        .route("/sign-in", get(sign_in))
        .route("/callback", get(callback))
        .route("/refresh", get(refresh))
        .route("/sign-out", get(sign_out))
        .with_state(Arc::new(Site { provider, seal, home }));
    axum::serve(tokio::net::TcpListener::bind(listen).await?, site).await?;
    Ok(())
}

/// The registration, as the provider has it.
fn client(home: &str) -> Result<Client, Box<dyn Error>> {
    let authentication = match env::var("CLIENT_SECRET") {
        Ok(secret) => Authentication::ClientSecretBasic(Secret::new(secret)),
        Err(_) => Authentication::None,
    };
    let algorithm: JwsAlgorithm = env::var("ID_TOKEN_ALG").as_deref().unwrap_or("ES256").parse()?;
    let client = Client::new(env::var("CLIENT_ID")?, format!("{home}/callback"), authentication)
        .id_token_signed_response_alg(algorithm);
    let Ok(file) = env::var("DECRYPTION_JWK") else { return Ok(client) };
    let (alg, enc) = (KeyManagement::RsaOaep, ContentEncryption::A128CbcHs256);
    let key = DecryptionKey::from_jwk(&Jwk::parse(&std::fs::read(file)?)?, alg)?;
    Ok(client
        .id_token_encrypted_response(alg, enc)
        .userinfo_signed_response_alg(algorithm)
        .userinfo_encrypted_response(alg, enc)
        .decryption_key(key))
}

async fn front(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    match session(&site, &headers) {
        Some(session) => Html(format!(
            "<h1>Hello, {}</h1><a href=/refresh>Refresh</a> <a href=/sign-out>Sign out</a>",
            escaped(session.subject())
        )),
        None => Html("<h1>Hello, stranger</h1><a href=/sign-in>Sign in</a>".to_owned()),
    }
    .into_response()
}

async fn sign_in(State(site): State<Arc<Site>>) -> Response {
    let wish = Authorization::new("openid profile email offline_access");
    match site.provider.begin(&wish).await {
        Ok(begun) => {
            let kept = cookie(&begun.pending.label(), &begun.pending.seal(&site.seal), Pending::LIFETIME);
            (kept, Redirect::to(&begun.redirect.url())).into_response()
        }
        Err(error) => failed(&error),
    }
}

async fn callback(State(site): State<Arc<Site>>, headers: HeaderMap, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    let state = query.split('&').find_map(|pair| pair.strip_prefix("state=")).unwrap_or_default();
    let label = Pending::label_of(state);
    // However it ends, what the browser kept is taken away: it is good for one answer.
    let gone = cookie(&label, "", 0);
    match complete(&site, &query, cookie_of(&headers, &label).unwrap_or_default()).await {
        Ok((session, claims)) => {
            let page =
                Html(format!("<h1>Signed in</h1><pre id=claims>{}</pre><a href=/>On</a>", escaped(&claims)));
            (gone, cookie("session", &session, 86400), page).into_response()
        }
        Err(error) => (gone, failed(&error)).into_response(),
    }
}

/// The session to keep, sealed, and what the provider tells of the person.
async fn complete(site: &Site, query: &str, kept: &str) -> Result<(String, String), rp::Error> {
    let pending = Pending::open(kept, &site.seal)?;
    let tokens = site.provider.complete(pending, query).await?;
    let info = site.provider.userinfo(&tokens).await?;
    let claims = serde_json::Value::Object(info.claims().members().clone()).to_string();
    Ok((site.provider.session(&tokens).seal(&site.seal), claims))
}

async fn refresh(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    let Some(session) = session(&site, &headers) else { return Redirect::to("/").into_response() };
    match site.provider.refresh(&session).await {
        Ok(new) => {
            (cookie("session", &new.session.seal(&site.seal), 86400), Redirect::to("/")).into_response()
        }
        Err(error) => failed(&error),
    }
}

async fn sign_out(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    let gone = cookie("session", "", 0);
    let Some(session) = session(&site, &headers) else { return Redirect::to("/").into_response() };
    match site.provider.end_session(&session, Some(&format!("{}/", site.home)), None) {
        Ok(url) => (gone, Redirect::to(&url)).into_response(),
        Err(error) => (gone, failed(&error)).into_response(),
    }
}

/// What went wrong is for the log; the person is told what to do.
fn failed(error: &rp::Error) -> Response {
    eprintln!("{error}");
    let page = Html("<h1>That did not work</h1><a href=/sign-in>Sign in again</a>");
    (StatusCode::BAD_REQUEST, page).into_response()
}

fn session(site: &Site, headers: &HeaderMap) -> Option<Session> {
    Session::open(cookie_of(headers, "session")?, &site.seal).ok()
}

/// Over https it is `Secure` as well.
fn cookie(name: &str, value: &str, seconds: i64) -> AppendHeaders<[(header::HeaderName, String); 1]> {
    let attributes = format!("Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}");
    AppendHeaders([(header::SET_COOKIE, format!("rp-{name}={value}; {attributes}"))])
}

fn cookie_of<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(other, _)| other.strip_prefix("rp-") == Some(name)).map(|(_, value)| value)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
