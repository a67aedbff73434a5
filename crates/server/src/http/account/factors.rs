//! `/account/factors`: what proves the person beside their password, and its forms.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode, Uri};
use idp::account::Page;
use idp::account::factors::Changed;
use idp::login::factor::recovery_code::Codes;
use idp::model::credential::{Credential, CredentialKind};
use idp::{Reason, Refusal};
use jose::secret::Secret;
use oidc::parameters::Malformed;

use super::{Asked, Entries, address, gone_already, read, secret};
use crate::flow::account::factors::{self, Adding};
use crate::http::Web;
use crate::http::authorize::to_page;
use crate::http::error::{html_page, on_page, problem, see_other, to_browser_at};
use crate::http::form::Received;
use crate::page::account as pages;
use crate::page::account::{Frame, moment};
use crate::page::{Brand, Language, Opener};

/// What a form of the page is for.
enum Action {
    AddTotp,
    RenewCodes,
    Name { id: String, name: String },
    Remove { id: String },
}

pub(in crate::http) async fn change(
    State(web): State<Arc<Web>>,
    uri: Uri,
    Received(headers, form): Received,
) -> Response {
    let asked = Asked::new(&web, Page::Factors, &headers, &uri);
    let given = read(form, |parameters| {
        let text = |name| parameters.get(name).map(|value| value.unwrap_or_default().to_owned());
        Ok(match parameters.require("action")? {
            "add_totp" => Action::AddTotp,
            "renew_codes" => Action::RenewCodes,
            "name" => Action::Name { id: text("id")?, name: text("name")? },
            "remove" => Action::Remove { id: text("id")? },
            _ => return Err(Malformed::Invalid { name: "action", expected: "one that the page has" }.into()),
        })
    });
    let (token, action) = match given {
        Ok(given) => given,
        Err(refusal) => return asked.refuse(&refusal, Entries::Nothing).await,
    };
    let (node, browser) = (&web.node, &asked.browser);
    match action {
        Action::AddTotp => {
            let begun = factors::begin_totp(node, &token, browser).await;
            asked.changed(begun, |()| see_other(&totp_address(&web, asked.language))).await
        }
        Action::RenewCodes => {
            let renewed = factors::renew_codes(node, &token, browser).await;
            asked.changed(renewed, |codes| asked.codes(&codes)).await
        }
        Action::Name { id, name } => {
            let named = factors::rename(node, &token, &id, &name, browser).await;
            asked.changed(named, |()| asked.done()).await
        }
        Action::Remove { id } => {
            let removed = factors::remove(node, &token, &id, browser).await;
            let removed = match removed {
                Ok(changed) => Ok(changed),
                Err(refusal) => gone_already(Err(refusal)).map(Changed::Done),
            };
            asked.changed(removed, |()| asked.done()).await
        }
    }
}

pub(in crate::http) async fn totp(State(web): State<Arc<Web>>, headers: HeaderMap, uri: Uri) -> Response {
    Asked::new(&web, Page::Factors, &headers, &uri).totp(None, "").await
}

pub(in crate::http) async fn add_totp(
    State(web): State<Arc<Web>>,
    uri: Uri,
    Received(headers, form): Received,
) -> Response {
    let asked = Asked::new(&web, Page::Factors, &headers, &uri);
    let given = read(form, |parameters| {
        let name = parameters.get("name")?.unwrap_or_default().to_owned();
        Ok((secret(parameters, "code")?, name))
    });
    let (token, (code, name)) = match given {
        Ok(given) => given,
        Err(refusal) => return asked.refuse(&refusal, Entries::Nothing).await,
    };
    match factors::confirm_totp(&web.node, &token, &code, &name, &asked.browser).await {
        Ok(enrolled) => match enrolled.codes {
            Some(codes) => asked.codes(&codes),
            None => asked.done(),
        },
        Err(refusal) => match refusal.reason {
            Reason::TotpWrong | Reason::UserInvalid | Reason::Busy => asked.totp(Some(&refusal), &name).await,
            Reason::EnrolmentCodesShown => {
                let factors = address(&web, Page::Factors, asked.language);
                codes_shown(&refusal, (&factors, &factors), asked.language)
            }
            _ => asked.refuse(&refusal, Entries::Nothing).await,
        },
    }
}

fn totp_address(web: &Web, language: &Language) -> String {
    web.node.issuer.address(&format!("/account/factors/totp?ui_locales={}", language.tag()))
}

impl Asked<'_> {
    /// Where a form leads that changes what proves the person.
    async fn changed<T>(
        &self,
        changed: Result<Changed<T>, Refusal>,
        done: impl FnOnce(T) -> Response,
    ) -> Response {
        match changed {
            Ok(Changed::Done(it)) => done(it),
            Ok(Changed::Login(page)) => to_page(self.web, "login", self.spoken(page), None),
            Err(refusal) => self.refuse(&refusal, Entries::Nothing).await,
        }
    }

    /// The page on which an app is added, perhaps with what was wrong.
    async fn totp(&self, refusal: Option<&Refusal>, name: &str) -> Response {
        let (shown, pending) = match factors::adding(&self.web.node, &self.browser).await {
            Ok(Adding::Page(shown, pending)) => (shown, pending),
            Ok(Adding::Nothing) => return see_other(&address(self.web, Page::Factors, self.language)),
            Ok(Adding::Login(page)) => return to_page(self.web, "login", self.spoken(page), None),
            Err(refusal) => return to_browser_at(Some(self.uri), &refusal, self.language),
        };
        let html = pages::Totp {
            frame: Frame {
                query: &format!("?ui_locales={}", self.language.tag()),
                form_token: &shown.form_token,
                problem: refusal.map(problem),
                done: false,
            },
            address: pending.address.expose(),
            typed: pending.typed.expose(),
            name,
        }
        .render(self.language);
        match refusal {
            Some(refusal) => on_page(refusal, self.language, html, Brand::default(), &[]),
            None => html_page(StatusCode::OK, self.language, html, Opener::Severed, &[]),
        }
    }

    /// New recovery codes, shown this once: whoever loads the page again does not see them.
    pub(super) fn codes(&self, codes: &Codes) -> Response {
        let codes: Vec<&str> = codes.shown().collect();
        let query = format!("?ui_locales={}", self.language.tag());
        let frame = Frame { query: &query, form_token: "", problem: None, done: false };
        let next = address(self.web, Page::Factors, self.language);
        let html = Secret::new(pages::Codes { frame, codes: &codes, next: &next }.render(self.language));
        html_page(StatusCode::OK, self.language, html.expose().clone(), Opener::Severed, &[])
    }
}

/// That recovery codes were shown before, with where somebody goes on to and where others are made.
pub(in crate::http) fn codes_shown(
    refusal: &Refusal,
    (next, anew): (&str, &str),
    language: &Language,
) -> Response {
    let html = pages::CodesShown { problem: problem(refusal), next, anew }.render(language);
    on_page(refusal, language, html, Brand::default(), &[])
}

/// The page of what there is.
pub(super) fn render(
    credentials: &[Credential],
    left: Option<usize>,
    frame: Frame<'_>,
    say: &Language,
) -> String {
    let of = |kinds: &'static [CredentialKind]| {
        credentials.iter().filter(move |credential| kinds.contains(&credential.kind))
    };
    let ids: Vec<(&Credential, String)> =
        of(&[CredentialKind::Totp]).map(|credential| (credential, credential.id.text())).collect();
    let factors = ids.iter().map(|(credential, id)| pages::FactorRow {
        id,
        name: credential.name.as_deref(),
        added_at: moment(credential.created_at),
        last_used_at: credential.last_used_at.map(moment),
    });
    let has_factor = of(&[CredentialKind::Totp, CredentialKind::Passkey]).next().is_some();
    let remembered: Vec<(&Credential, String)> =
        of(&[CredentialKind::Device]).map(|credential| (credential, credential.id.text())).collect();
    let devices = remembered.iter().map(|(credential, id)| pages::DeviceRow {
        id,
        agent: credential.name.as_deref(),
        added_at: moment(credential.created_at),
        until: credential.expires_at.map(moment),
    });
    pages::Factors {
        frame,
        factors: &factors.collect::<Vec<_>>(),
        codes_left: has_factor.then(|| left.unwrap_or_default()),
        devices: &devices.collect::<Vec<_>>(),
    }
    .render(say)
}
