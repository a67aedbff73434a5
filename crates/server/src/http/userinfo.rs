//! `/oauth2/userinfo`

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use http::header::AUTHORIZATION;
use idp::{Reason, Refusal};
use oidc::bearer::{Fault, Presented};
use oidc::parameters::Parameters;
use oidc::token::TokenType;

use super::Web;
use super::certificate;
use super::dpop;
use super::error::{Bearer, Dpop};
use super::form::{Received, header, is_form};
use super::token::{allow_origin, no_store, no_store_as};
use crate::flow;
use crate::flow::userinfo::{Shown, Told};

pub(super) use super::token::preflight;

pub(super) async fn by_header(State(web): State<Arc<Web>>, headers: HeaderMap) -> Response {
    answer(&web, "GET", &headers, None).await
}

pub(super) async fn by_form(State(web): State<Arc<Web>>, Received(headers, form): Received) -> Response {
    match form {
        Ok(form) => match Parameters::parse(&form.encoded) {
            Ok(parameters) => answer(&web, "POST", &headers, Some(&parameters)).await,
            Err(malformed) => refuse(malformed.into()),
        },
        // A POST with the token in the header needs no body, and no type for it.
        Err(_) if headers.contains_key(AUTHORIZATION) || !is_form(&headers) => {
            answer(&web, "POST", &headers, None).await
        }
        Err(refusal) => refuse(refusal),
    }
}

async fn answer(web: &Web, method: &str, headers: &HeaderMap, body: Option<&Parameters<'_>>) -> Response {
    let presented = presented(headers, body);
    let is_dpop = |presented: &Presented<'_>| presented.scheme() == TokenType::Dpop;
    let is_bound = presented.as_ref().is_ok_and(|presented| presented.as_ref().is_some_and(is_dpop));
    let certificate = certificate::current().fingerprint();
    let shown = presented.and_then(|presented| {
        let proof = if is_bound { dpop::proof(headers)? } else { None };
        Ok(Shown { token: presented.map(Presented::expose), is_bound, proof, certificate, method })
    });
    let answered = match shown {
        Ok(shown) => flow::userinfo::userinfo(&web.node, shown).await,
        Err(refusal) => Err(refusal),
    };
    let mut response = match answered {
        Ok(Told::Json(json)) => no_store(json),
        Ok(Told::Jwt(jwt)) => no_store_as(jwt, "application/jwt"),
        Err(refusal) if is_bound => Dpop(refusal).into_response(),
        Err(refusal) => return refuse(refusal),
    };
    if is_bound {
        dpop::give_nonce(web, headers, &mut response);
    }
    told(response)
}

fn refuse(refusal: Refusal) -> Response {
    told(Bearer(refusal).into_response())
}

fn told(mut response: Response) -> Response {
    allow_origin(response.headers_mut());
    response
}

/// The access token that a request presents as one that anybody may use who has it.
pub(super) fn token(headers: &HeaderMap) -> Result<Option<&str>, Refusal> {
    let presented = presented(headers, None)?.filter(|presented| presented.scheme() == TokenType::Bearer);
    Ok(presented.map(Presented::expose))
}

/// The access token a request presents, in the header or the body.
fn presented<'a>(
    headers: &'a HeaderMap,
    body: Option<&'a Parameters<'a>>,
) -> Result<Option<Presented<'a>>, Refusal> {
    match Presented::parse(header(headers, &AUTHORIZATION), body) {
        Ok(presented) => Ok(presented),
        Err(Fault::Malformed(malformed)) => Err(malformed.into()),
        Err(Fault::SeveralMethods) => Err(Refusal::new(Reason::ParameterInvalid)
            .about("access_token")
            .expected("sent either in the Authorization header or in the body")),
        Err(Fault::TokenMalformed) => {
            Err(Refusal::new(Reason::TokenInvalid).operator("not shaped like a token"))
        }
    }
}
