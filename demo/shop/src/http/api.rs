//! Orders for the merchant's programs.

use axum::extract::{Path, State};
use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::Shared;
use crate::order::{Order, OrderId};
use crate::{identify, merchant};

/// An order with its metadata, to whoever shows the merchant's token.
pub(super) async fn order(
    State(desk): State<Shared>,
    Path(order): Path<String>,
    headers: HeaderMap,
) -> Response {
    let bearer = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = bearer
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let known = match token {
        Some((_, token)) => merchant::is_token(&desk, token.trim()).await,
        None => Ok(false),
    };
    match known {
        Ok(true) => {}
        Ok(false) => {
            let mut refused = problem(
                StatusCode::UNAUTHORIZED,
                "invalid_token",
                "Send the merchant's token: Authorization: Bearer TOKEN.",
            );
            let challenge = axum::http::HeaderValue::from_static("Bearer realm=\"shop\"");
            refused.headers_mut().insert(WWW_AUTHENTICATE, challenge);
            return refused;
        }
        Err(error) => return broken(&error),
    }
    let found = match OrderId::parse(&order) {
        Some(id) => identify::look(&desk, &id).await,
        None => Ok(None),
    };
    match found {
        Ok(Some(order)) => json_of(StatusCode::OK, &written(&order)),
        Ok(None) => problem(StatusCode::NOT_FOUND, "not_found", "There is no order of this name."),
        Err(error) => broken(&error),
    }
}

fn written(order: &Order) -> Value {
    let line = |line: &crate::order::Line| json!({ "product": line.product, "title": line.title, "quantity": line.quantity, "cents": line.cents });
    json!({
        "id": order.id.as_str(),
        "store": order.store,
        "placed_at": identify::auth_at(order.placed_at),
        "currency": "EUR",
        "cents": order.cents(),
        "lines": order.lines.iter().map(line).collect::<Vec<_>>(),
        "metadata": order.metadata.to_json(),
    })
}

fn broken(error: &crate::Error) -> Response {
    tracing::error!("{error}");
    problem(StatusCode::INTERNAL_SERVER_ERROR, "server_error", "The shop failed. Try again.")
}

fn problem(status: StatusCode, error: &str, description: &str) -> Response {
    json_of(status, &json!({ "error": error, "error_description": description }))
}

fn json_of(status: StatusCode, value: &Value) -> Response {
    (status, axum::Json(value)).into_response()
}
