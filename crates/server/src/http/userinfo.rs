//! `/oauth2/userinfo`

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use http::header::AUTHORIZATION;
use idp::{Reason, Refusal};
use oidc::bearer::{Fault, Presented};
use oidc::parameters::Parameters;

use super::Web;
use super::error::Bearer;
use super::form::{Received, header, is_form};
use super::token::{allow_origin, no_store, no_store_as};
use crate::flow;
use crate::flow::userinfo::Told;

pub(super) use super::token::preflight;

pub(super) async fn by_header(State(web): State<Arc<Web>>, headers: HeaderMap) -> Response {
    answer(&web, &headers, None).await
}

pub(super) async fn by_form(State(web): State<Arc<Web>>, Received(headers, form): Received) -> Response {
    match form {
        Ok(form) => match Parameters::parse(&form.encoded) {
            Ok(parameters) => answer(&web, &headers, Some(&parameters)).await,
            Err(malformed) => refuse(malformed.into()),
        },
        // A POST with the token in the header needs no body, and no type for it.
        Err(_) if headers.contains_key(AUTHORIZATION) || !is_form(&headers) => {
            answer(&web, &headers, None).await
        }
        Err(refusal) => refuse(refusal),
    }
}

async fn answer(web: &Web, headers: &HeaderMap, body: Option<&Parameters<'_>>) -> Response {
    let told = match token(headers, body) {
        Ok(token) => flow::userinfo::userinfo(&web.node, token).await,
        Err(refusal) => Err(refusal),
    };
    let mut response = match told {
        Ok(Told::Json(json)) => no_store(json),
        Ok(Told::Jwt(jwt)) => no_store_as(jwt, "application/jwt"),
        Err(refusal) => return refuse(refusal),
    };
    allow_origin(response.headers_mut());
    response
}

fn refuse(refusal: Refusal) -> Response {
    let mut response = Bearer(refusal).into_response();
    allow_origin(response.headers_mut());
    response
}

/// The access token a request presents, in the header or the body.
pub(super) fn token<'a>(
    headers: &'a HeaderMap,
    body: Option<&'a Parameters<'a>>,
) -> Result<Option<&'a str>, Refusal> {
    match Presented::parse(header(headers, &AUTHORIZATION), body) {
        Ok(presented) => Ok(presented.map(Presented::expose)),
        Err(Fault::Malformed(malformed)) => Err(malformed.into()),
        Err(Fault::SeveralMethods) => Err(Refusal::new(Reason::ParameterInvalid)
            .about("access_token")
            .expected("sent either in the Authorization header or in the body")),
        Err(Fault::TokenMalformed) => {
            Err(Refusal::new(Reason::TokenInvalid).operator("not shaped like a token"))
        }
    }
}
