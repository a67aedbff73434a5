//! `/api/rp/qrcode` and `/api/rp/authentication-response`: pages of services that have somebody signed in with their
//! phone. No cookie counts; what is told, pages of the service's own origins may read and no others.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ORIGIN, VARY,
};
use http::{HeaderMap, HeaderValue, StatusCode};
use idp::cross_device::qr::begin::{Begun, Wanted};
use idp::cross_device::qr::pull::{Asking, Pulled, Status};
use idp::{Reason, Refusal};
use serde_json::{Map, Value, json};

use super::Web;
use super::error::to_phone;
use super::form::header;
use super::home::language;
use super::peer::Peer;
use super::phone::{Sent, sent, text};
use super::token::no_store;
use crate::flow::phone::app_link;
use crate::flow::{Browser, qr};
use crate::page::{png, qr as drawn};

/// For how long a page may wait at most.
const LONGEST_WAIT: Duration = Duration::from_secs(25);

pub(super) async fn code(State(web): State<Arc<Web>>, headers: HeaderMap, body: Sent) -> Response {
    let origin = header(&headers, &ORIGIN).map(str::to_owned);
    let browser = page(&web, &headers);
    let language = language(&web, &headers, None);
    let members = match sent(body) {
        Ok(members) => members,
        Err(refusal) => return readable(to_phone(&refusal, language), origin.as_deref()),
    };
    match shown(&web, &members, origin.as_deref(), &browser).await {
        Ok(begun) => {
            let sso = members.get("useSSO").and_then(Value::as_bool) == Some(true);
            readable(no_store(about(&web, &begun, sso).to_string()), origin.as_deref())
        }
        Err(refusal) => {
            let client = members.get("clientId").and_then(Value::as_str).unwrap_or_default();
            let may_read = match &origin {
                Some(origin) => qr::may_read(&web.node, client, origin).await,
                None => false,
            };
            readable(to_phone(&refusal, language), origin.as_deref().filter(|_| may_read))
        }
    }
}

/// The browser of a page, without its cookies.
fn page(web: &Web, headers: &HeaderMap) -> Browser {
    let Browser { agent, address, neighbourhood, from, .. } = web.cookies.read(headers);
    Browser { agent, address, neighbourhood, from, ..Browser::default() }
}

async fn shown(
    web: &Web,
    members: &Map<String, Value>,
    origin: Option<&str>,
    browser: &Browser,
) -> Result<Begun, Refusal> {
    if members.contains_key("loginSessionId") {
        let (name, token) = (text(members, "loginSessionId")?, text(members, "token")?);
        return qr::renew(&web.node, name, Asking { token, origin, waited: false }).await;
    }
    let (client, redirect_uri) = (text(members, "clientId")?, text(members, "redirectUri")?);
    qr::begin(&web.node, client, Wanted { redirect_uri, origin }, browser).await
}

fn about(web: &Web, begun: &Begun, sso: bool) -> Value {
    let link = app_link(&web.node.issuer, "authentication", &begun.pid);
    let mut told = json!({
        "loginSessionId": begun.name,
        "token": begun.token,
        "appLink": link,
        "pid": begun.pid,
        "expiresIn": begun.expires_in,
        "attemptExpiresIn": begun.attempt_expires_in,
    });
    if sso {
        // Somebody who is signed in here is asked all the same, by one button: a link that others send them signs them
        // in at no service.
        let endpoint = web.node.issuer.authorization_endpoint();
        told["ssoUri"] = format!("{endpoint}?{}&prompt=consent", begun.request).into();
    }
    if let Some(drawn) = drawn::qr(&link) {
        told["svg"] = json!({ "size": drawn.size, "path": drawn.path });
    }
    if let Some(png) = png::qr(&link) {
        told["qrCode"] = png.into();
    }
    told
}

pub(super) async fn result(State(web): State<Arc<Web>>, headers: HeaderMap, body: Sent) -> Response {
    let origin = header(&headers, &ORIGIN).map(str::to_owned);
    let language = language(&web, &headers, None);
    // What waits for long holds no more than it needs.
    drop(headers);
    let waits = match sent(body).and_then(|members| Waits::read(&members)) {
        Ok(waits) => waits,
        Err(refusal) => return readable(to_phone(&refusal, language), origin.as_deref()),
    };
    let asking = Asking { token: &waits.token, origin: origin.as_deref(), waited: false };
    let how = qr::Waits { within: waits.within, seen: waits.seen.as_deref(), from: Peer::current() };
    let pulled = qr::pull(&web.node, &waits.name, asking, how).await;
    let response = match pulled {
        Ok(pulled) => no_store(became(&pulled, web.node.now()).to_string()),
        // Whether there is such an attempt, and whose, is told nobody who has not its secret.
        Err(refusal) => to_phone(&refusal, language),
    };
    readable(response, origin.as_deref())
}

/// What a page asks.
struct Waits {
    name: String,
    token: String,
    seen: Option<String>,
    within: Duration,
}

impl Waits {
    fn read(members: &Map<String, Value>) -> Result<Self, Refusal> {
        let within = match members.get("wait") {
            None | Some(Value::Null) => Duration::ZERO,
            Some(wait) => {
                let seconds = wait.as_u64().ok_or_else(|| {
                    Refusal::new(Reason::ParameterInvalid).about("wait").expected("seconds, 0 to 25")
                })?;
                Duration::from_secs(seconds).min(LONGEST_WAIT)
            }
        };
        Ok(Self {
            name: text(members, "loginSessionId")?.to_owned(),
            token: text(members, "token")?.to_owned(),
            seen: members.get("seen").and_then(Value::as_str).map(str::to_owned),
            within,
        })
    }
}

fn became(pulled: &Pulled, now: idp::Time) -> Value {
    let mut told = json!({ "status": pulled.status.as_str() });
    match &pulled.status {
        Status::Success { code, redirect_uri } => {
            told["code"] = code.expose().as_str().into();
            told["redirectUri"] = redirect_uri.as_str().into();
            return told;
        }
        Status::Scanned(number) => told["number"] = number.to_string().into(),
        Status::Aborted(why) => told["reason"] = why.as_str().into(),
        Status::Pending | Status::Ready | Status::Expired => {}
    }
    told["attemptExpiresIn"] = pulled.ends_at.since(now).as_secs().into();
    told
}

/// The answer to a browser that asks whether a page may ask at all. Whether it may read the answer is told with that.
pub(super) async fn preflight(headers: HeaderMap) -> Response {
    let mut response = readable(StatusCode::NO_CONTENT.into_response(), header(&headers, &ORIGIN));
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("POST"));
    headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("content-type"));
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    response
}

/// An answer that pages of this origin may read, and of no other; nobody's where none is named.
fn readable(mut response: Response, origin: Option<&str>) -> Response {
    let headers = response.headers_mut();
    headers.insert(VARY, HeaderValue::from_static("Origin"));
    if let Some(origin) = origin.and_then(|origin| HeaderValue::from_str(origin).ok()) {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("Retry-After"));
    }
    response
}
