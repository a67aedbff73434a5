//! `/account/phones`: the phones that answer for the person, and how another is enrolled.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::{StatusCode, Uri};
use idp::Refusal;
use idp::account::Page;
use idp::account::factors::Changed;
use idp::model::credential::Credential;
use idp::model::phone::Phone;
use jose::secret::Secret;

use super::{Asked, Entries, gone_already, read};
use crate::flow::account::phones;
use crate::flow::phone::app_link;
use crate::http::Web;
use crate::http::authorize::to_page;
use crate::http::error::html_page;
use crate::http::form::Received;
use crate::page::account::{Frame, PhoneEnrolment, PhoneRow, Phones, moment};
use crate::page::{Language, Opener};

/// What a form of the page is for.
enum Wanted {
    Enrol,
    Rename(String, String),
    Remove(String),
}

pub(in crate::http) async fn change(
    State(web): State<Arc<Web>>,
    uri: Uri,
    Received(headers, form): Received,
) -> Response {
    let asked = Asked::new(&web, Page::Phones, &headers, &uri);
    let given = read(form, |parameters| {
        if let Some(id) = parameters.get("remove")? {
            return Ok(Wanted::Remove(id.to_owned()));
        }
        if let Some(id) = parameters.get("rename")? {
            let name = parameters.get("name")?.unwrap_or_default().to_owned();
            return Ok(Wanted::Rename(id.to_owned(), name));
        }
        parameters.require("enrol")?;
        Ok(Wanted::Enrol)
    });
    let (token, wanted) = match given {
        Ok(given) => given,
        Err(refusal) => return asked.refuse(&refusal, Entries::Nothing).await,
    };
    let (node, browser) = (&web.node, &asked.browser);
    let changed = match wanted {
        Wanted::Enrol => match phones::enrol(node, &token, browser).await {
            Ok(Changed::Done(secret)) => return asked.enrolment(&secret),
            Ok(Changed::Login(page)) => Ok(Changed::Login(page)),
            Err(refusal) => Err(refusal),
        },
        Wanted::Rename(id, name) => phones::rename(node, &token, &id, &name, browser).await,
        Wanted::Remove(id) => phones::remove(node, &token, &id, browser).await,
    };
    let settled = match changed {
        Ok(Changed::Login(page)) => return to_page(&web, "login", asked.spoken(page), None),
        Ok(Changed::Done(())) => Ok(()),
        Err(refusal) => gone_already(Err(refusal)),
    };
    asked.settle(settled, Entries::Nothing).await
}

impl Asked<'_> {
    /// The code that a new phone scans, shown this once: whoever loads the page again does not see it.
    fn enrolment(&self, secret: &Secret<String>) -> Response {
        let query = format!("?ui_locales={}", self.language.tag());
        let frame = Frame { query: &query, form_token: "", problem: None, done: false };
        let address = Secret::new(app_link(&self.web.node.issuer, "enrolment", secret.expose()));
        let html = Secret::new(PhoneEnrolment { frame, address: address.expose() }.render(self.language));
        html_page(StatusCode::OK, self.language, html.expose().clone(), Opener::Severed, &[])
    }
}

/// The page of what there is.
pub(super) fn render(
    credentials: &[Credential],
    frame: Frame<'_>,
    say: &Language,
) -> Result<String, Refusal> {
    let mut known = Vec::new();
    for credential in idp::account::phones::phones(credentials) {
        let locked = Phone::of(credential)?.is_some_and(|phone| phone.is_locked());
        known.push((credential, credential.id.text(), locked));
    }
    let rows: Vec<PhoneRow<'_>> = known
        .iter()
        .map(|(credential, id, locked)| PhoneRow {
            id,
            name: credential.name.as_deref(),
            created_at: moment(credential.created_at),
            last_used_at: credential.last_used_at.map(moment),
            locked: *locked,
        })
        .collect();
    Ok(Phones { frame, phones: &rows }.render(say))
}
