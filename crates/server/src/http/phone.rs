//! `/api/mobile`: what phones say. What they say is signed by them, so that any page may carry it: no cookie counts.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
};
use http::{HeaderMap, HeaderValue, StatusCode};
use idp::cross_device::qr::Ended;
use idp::cross_device::qr::pid::Pid;
use idp::cross_device::qr::scan::By;
use idp::phone::message::Action;
use idp::{Reason, Refusal};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::Web;
use super::admin::body::Body;
use super::error::{Api, to_phone};
use super::home::language;
use super::peer::Peer;
use super::token::no_store;
use crate::flow::app::App;
use crate::flow::phone::{self, Account, Enrolment, Gesture, Heard};
use crate::flow::qr;
use crate::node::Neighbourhood;
use crate::page::account::agent_words;
use crate::page::{Language, claim_name};

/// A body, or why it could not be read.
pub(super) type Sent = Result<Body, Api>;

pub(super) async fn enrolment(State(web): State<Arc<Web>>, headers: HeaderMap, body: Sent) -> Response {
    let language = language(&web, &headers, None);
    let told = async {
        let members = sent(body)?;
        let secret = text(&members, "enrolment")?;
        let found = phone::enrolment(&web.node, secret, Peer::current()).await?;
        Ok(about(&web, &found))
    };
    answer(told.await, language)
}

fn about(web: &Web, found: &Enrolment) -> Value {
    let mut told = json!({
        "issuer": web.node.issuer.identifier.as_str(),
        "server": server(web),
        "account": account(&found.account),
        "expiresIn": found.expires_in,
    });
    if let Some(party) = &found.relying_party {
        let algorithms = idp::webauthn::ALGORITHMS.iter();
        let algorithms = algorithms.map(|(alg, _)| json!({ "type": "public-key", "alg": alg }));
        told["passkey"] = json!({
            "challenge": found.challenge,
            "rp": { "id": party.id, "name": party.id },
            "user": {
                "id": found.user_handle,
                "name": found.account.username,
                "displayName": found.account.name,
            },
            "pubKeyCredParams": algorithms.collect::<Vec<_>>(),
            "authenticatorSelection": {
                "authenticatorAttachment": "platform",
                "residentKey": "discouraged",
                "userVerification": "required",
            },
            "attestation": "none",
            "timeout": 300_000,
        });
    }
    told
}

pub(super) async fn enrol(State(web): State<Arc<Web>>, headers: HeaderMap, body: Sent) -> Response {
    let language = language(&web, &headers, None);
    let told = async {
        let members = sent(body)?;
        let (secret, message) = (text(&members, "enrolment")?, text(&members, "message")?);
        let (id, of) = phone::enrol(&web.node, secret, message, Peer::current(), language).await?;
        Ok(json!({
            "phone": id.text(),
            "issuer": web.node.issuer.identifier.as_str(),
            "server": server(&web),
            "account": account(&of),
        }))
    };
    answer(told.await, language)
}

pub(super) async fn authenticate(State(web): State<Arc<Web>>, headers: HeaderMap, body: Sent) -> Response {
    let language = language(&web, &headers, None);
    let told = async {
        let members = sent(body)?;
        let message = text(&members, "message")?;
        let gesture = members.get("passkey").map(Gesture::deserialize).transpose().map_err(|_| {
            Refusal::new(Reason::ParameterInvalid).about("passkey").expected("AuthenticationResponseJSON")
        })?;
        let heard = phone::hear(&web.node, message, Peer::current()).await?;
        acted(&web, &heard, message, gesture.as_ref(), language).await
    };
    answer(told.await, language)
}

/// Does what a phone wants.
async fn acted(
    web: &Web,
    heard: &Heard,
    message: &str,
    gesture: Option<&Gesture>,
    language: &'static Language,
) -> Result<Value, Refusal> {
    let node = &web.node;
    let declined = async |transaction: &str, why| {
        qr::decline(node, transaction, why, heard).await.map(|()| json!({ "status": "declined" }))
    };
    match &heard.action {
        Action::Open { pid: Some(pid), .. } => {
            let pid = Pid::parse(pid).ok_or_else(|| {
                Refusal::new(Reason::AttemptUnknown).about("pid").operator("not of the form of a code")
            })?;
            opened(web, &By::Pid(pid), heard, language).await
        }
        Action::Open { transaction: Some(name), .. } => {
            opened(web, &By::Transaction(name.clone()), heard, language).await
        }
        Action::Open { .. } => Err(Refusal::new(Reason::ParameterMissing).about("pid")),
        Action::Approve(approval) => {
            qr::approve(node, approval, heard, gesture, message, Peer::current()).await?;
            Ok(json!({ "status": "approved" }))
        }
        Action::Decline { transaction } => declined(transaction, Ended::Declined).await,
        Action::NotMe { transaction } => declined(transaction, Ended::NotMe).await,
        Action::Leave => {
            phone::leave(node, heard, language).await?;
            Ok(json!({ "status": "left" }))
        }
        Action::Enrol { .. } => {
            Err(Refusal::new(Reason::PhoneMessageInvalid).about("message").operator("it is enrolled already"))
        }
    }
}

/// What a person is shown who scanned a code.
async fn opened(web: &Web, by: &By, heard: &Heard, language: &Language) -> Result<Value, Refusal> {
    let (opened, client) = qr::open(&web.node, by, heard).await?;
    let app = App::of(Some(&client), language.tag());
    let data = opened.data.iter().map(|(datum, value)| {
        let mut told = json!({
            "claim": datum.claim,
            "label": claim_name(language, &datum.claim),
            "required": datum.required,
        });
        if let Some(value) = value {
            told["value"] = value.clone();
        }
        told
    });
    let here = Peer::current().map(Neighbourhood::of);
    let there = opened.address.as_ref().and_then(|address| address.parse().ok()).map(Neighbourhood::of);
    let mut began = json!({
        "at": opened.began_at.as_secs(),
        "sameNetwork": here.is_some() && here == there,
    });
    if let Some(address) = &opened.address {
        began["address"] = address.as_str().into();
    }
    if let Some(browser) = opened.agent.as_deref().and_then(agent_words) {
        began["browser"] = browser.into();
    }
    let mut told = json!({
        "transaction": opened.transaction,
        "service": { "clientId": client.id.as_str(), "name": app.name },
        "data": data.collect::<Vec<_>>(),
        "missing": opened.missing().collect::<Vec<_>>(),
        "began": began,
        "numberLength": 2,
        "expiresIn": opened.expires_in,
    });
    if let Some(uri) = app.client_uri {
        told["service"]["uri"] = uri.into();
    }
    if let Some(passkey) = phone::passkey_of(&heard.phone) {
        told["passkey"] = json!({
            "rpId": passkey.relying_party,
            "allowCredentials": [{
                "type": "public-key",
                "id": passkey.credential_id,
                "transports": passkey.transports,
            }],
            "userVerification": "required",
        });
    }
    Ok(told)
}

/// The answer to a browser that asks whether a page of another origin may ask.
pub(super) async fn preflight() -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("POST"));
    headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("content-type"));
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
    response
}

fn answer(told: Result<Value, Refusal>, language: &Language) -> Response {
    let mut response = match told {
        Ok(told) => no_store(told.to_string()),
        Err(refusal) => to_phone(&refusal, language),
    };
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    // A phone whose clock is wrong learns the time here.
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("Date, Retry-After"));
    response
}

/// What people know this server by: its host.
fn server(web: &Web) -> String {
    let base = url::Url::parse(&web.node.issuer.base).ok();
    base.as_ref().and_then(url::Url::host_str).unwrap_or_default().to_owned()
}

fn account(of: &Account) -> Value {
    json!({ "username": of.username, "name": of.name })
}

pub(super) fn sent(body: Sent) -> Result<Map<String, Value>, Refusal> {
    body.map(|Body(members)| members).map_err(|Api(refusal)| refusal)
}

pub(super) fn text<'a>(members: &'a Map<String, Value>, name: &'static str) -> Result<&'a str, Refusal> {
    match members.get(name) {
        Some(Value::String(text)) => Ok(text),
        Some(_) => Err(Refusal::new(Reason::ParameterInvalid).about(name).expected("a text")),
        None => Err(Refusal::new(Reason::ParameterMissing).about(name)),
    }
}
