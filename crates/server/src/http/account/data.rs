//! `/account/data`: what is kept of a person as a file, and the account removed by them.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, SET_COOKIE};
use http::{HeaderMap, StatusCode, Uri};
use idp::account::Page;
use idp::account::factors::Changed;
use idp::model::sign_in::SignIn;
use serde_json::{Value, json};

use super::{Asked, Entries, read};
use crate::admin::rfc3339;
use crate::flow::account::data::{self, Kept, Taken};
use crate::http::Web;
use crate::http::admin::schema::delivery::DeliveryAnswer;
use crate::http::admin::schema::event::EventAnswer;
use crate::http::admin::schema::factor::FactorAnswer;
use crate::http::admin::schema::identity::IdentityAnswer;
use crate::http::admin::schema::session::{ConsentAnswer, SessionAnswer};
use crate::http::admin::schema::user::UserAnswer;
use crate::http::authorize::to_page;
use crate::http::error::{html_page, see_other};
use crate::http::form::Received;
use crate::http::home::language;
use crate::page::Opener;
use crate::page::account::Gone;

/// What a form of the page is for.
enum Wanted {
    Export,
    Remove { is_confirmed: bool },
}

pub(in crate::http) async fn act(
    State(web): State<Arc<Web>>,
    uri: Uri,
    Received(headers, form): Received,
) -> Response {
    let asked = Asked::new(&web, Page::Data, &headers, &uri);
    let given = read(form, |parameters| {
        let is_confirmed = parameters.get("confirm")?.is_some();
        let removes = parameters.get("remove")?.is_some();
        Ok(if removes { Wanted::Remove { is_confirmed } } else { Wanted::Export })
    });
    let (token, wanted) = match given {
        Ok(given) => given,
        Err(refusal) => return asked.refuse(&refusal, Entries::Nothing).await,
    };
    match wanted {
        Wanted::Export => match data::export(&web.node, &token, &asked.browser).await {
            Ok(Taken::Kept(kept)) => file(*kept, web.node.now()),
            Ok(Taken::Login(page)) => to_page(&web, "login", asked.spoken(page), None),
            Err(refusal) => asked.refuse(&refusal, Entries::Nothing).await,
        },
        Wanted::Remove { is_confirmed } => {
            match data::remove(&web.node, &token, is_confirmed, &asked.browser).await {
                Ok(Changed::Done(())) => {
                    let path = format!("/account/gone?ui_locales={}", asked.language.tag());
                    let mut response = see_other(&web.node.issuer.address(&path));
                    response.headers_mut().extend(web.cookies.without_session().map(|it| (SET_COOKIE, it)));
                    response
                }
                Ok(Changed::Login(page)) => to_page(&web, "login", asked.spoken(page), None),
                Err(refusal) => asked.refuse(&refusal, Entries::Nothing).await,
            }
        }
    }
}

pub(in crate::http) async fn gone(State(web): State<Arc<Web>>, headers: HeaderMap, uri: Uri) -> Response {
    let language = language(&web, &headers, uri.query());
    html_page(StatusCode::OK, language, Gone.render(language), Opener::Severed, &[])
}

/// All of it as a file, for people to keep and programs to read.
fn file(kept: Kept, now: idp::Time) -> Response {
    let headers = [
        (CONTENT_TYPE, "application/json"),
        (CONTENT_DISPOSITION, "attachment; filename=\"account.json\""),
        (CACHE_CONTROL, "no-store"),
    ];
    let text = serde_json::to_string_pretty(&document(kept, now)).unwrap_or_default();
    (headers, [("x-content-type-options", "nosniff")], text).into_response()
}

fn document(kept: Kept, now: idp::Time) -> Value {
    json!({
        "exported_at": rfc3339(now),
        "account": UserAnswer::from(kept.user),
        "factors": kept.credentials.iter().map(FactorAnswer::of).collect::<Vec<_>>(),
        "sessions": kept.sessions.into_iter().map(SessionAnswer::from).collect::<Vec<_>>(),
        "consents": kept.consents.into_iter().map(ConsentAnswer::from).collect::<Vec<_>>(),
        "identities": kept.identities.iter().map(IdentityAnswer::from).collect::<Vec<_>>(),
        "sign_ins": kept.sign_ins.iter().map(sign_in).collect::<Vec<_>>(),
        "messages": kept.messages.into_iter().map(DeliveryAnswer::from).collect::<Vec<_>>(),
        "events": kept.events.into_iter().map(EventAnswer::from).collect::<Vec<_>>(),
    })
}

/// Without what the policy made of it, which tells of the house and not of the person.
fn sign_in(sign_in: &SignIn) -> Value {
    json!({
        "at": rfc3339(sign_in.at),
        "method": sign_in.method.as_str(),
        "outcome": sign_in.outcome.as_str(),
        "client_id": sign_in.client.as_ref().map(|client| client.as_str()),
        "upstream": sign_in.upstream.as_ref().map(|upstream| upstream.as_str()),
        "address": sign_in.address,
        "user_agent": sign_in.agent,
    })
}
