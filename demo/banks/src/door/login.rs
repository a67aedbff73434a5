//! The pages that a person goes through.

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use oidc::parameters::Parameters;

use super::{At, respond};
use crate::ask::{Asked, Play};
use crate::house::House;
use crate::page::{self, Locale};
use crate::{Bank, Person, Scenario, login};

pub(super) async fn home(State(house): At, headers: HeaderMap) -> Response {
    respond::html(StatusCode::OK, page::home(respond::language(&headers), house.issuer()))
}

pub(super) async fn style() -> Response {
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "max-age=300")];
    (headers, page::STYLE).into_response()
}

/// Which bank.
pub(super) async fn banks(State(house): At, Path(handle): Path<String>, headers: HeaderMap) -> Response {
    match under_way(&house, &handle) {
        Some(asked) => respond::html(StatusCode::OK, page::banks(locale(&asked, &headers), &handle, &asked)),
        None => over(&headers),
    }
}

/// Who signs in, at the bank.
pub(super) async fn bank(
    State(house): At,
    Path((handle, bank)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let (Some(asked), Some(bank)) = (under_way(&house, &handle), Bank::named(&bank)) else {
        return over(&headers);
    };
    respond::html(StatusCode::OK, page::bank(locale(&asked, &headers), &handle, &asked, bank))
}

/// What is told to whom.
pub(super) async fn consent(
    State(house): At,
    Path((handle, bank)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let (Some(asked), Some(bank)) = (under_way(&house, &handle), Bank::named(&bank)) else {
        return over(&headers);
    };
    let query = query.unwrap_or_default();
    let Some(person) = person(query.as_bytes()) else {
        return respond::see_other(&format!("/login/{handle}/{}", bank.id));
    };
    respond::html(StatusCode::OK, page::consent(locale(&asked, &headers), &handle, &asked, bank, person))
}

/// The end, as the person had it: `scenario`, `bank`, `person`.
pub(super) async fn end(
    State(house): At,
    Path(handle): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(asked) = under_way(&house, &handle) else {
        return over(&headers);
    };
    let Some((scenario, bank, person)) = decided(&body, &asked) else {
        return respond::see_other(&format!("/login/{handle}"));
    };
    // Of two presses of the same button one counts.
    if house.memory().logins.take(&handle, house.now()).is_none() {
        return over(&headers);
    }
    respond::see_other(&login::end(&house, asked, bank, Play { scenario, person }))
}

fn decided(body: &[u8], asked: &Asked) -> Option<(Scenario, &'static Bank, &'static Person)> {
    let parameters = Parameters::parse(body).ok()?;
    let one = |name| parameters.get(name).ok().flatten();
    let bank = one("bank").map_or(Some(login::some_bank(asked)), Bank::named)?;
    let person = one("person").map_or(Some(&crate::PEOPLE[0]), Person::named)?;
    Some((one("scenario")?.parse().ok()?, bank, person))
}

fn person(query: &[u8]) -> Option<&'static Person> {
    Parameters::parse(query).ok()?.get("person").ok().flatten().and_then(Person::named)
}

fn under_way(house: &House, handle: &str) -> Option<Asked> {
    house.memory().logins.get(handle, house.now()).map(|login| login.asked.clone())
}

/// As the relying party asks, else as the browser does.
fn locale(asked: &Asked, headers: &HeaderMap) -> Locale {
    asked.locale.unwrap_or_else(|| respond::language(headers))
}

fn over(headers: &HeaderMap) -> Response {
    respond::html(StatusCode::NOT_FOUND, page::over(respond::language(headers)))
}
