//! `/login/{handle}/enrol/totp` and `/login/{handle}/enrol/passkey`: a person of whom a second step is asked, and who
//! has none, sets one up on the way.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode, Uri};
use idp::account::Page;
use idp::account::passkeys::Creation;
use idp::authorize::Wanted;
use idp::login::enrol::Enrolled;
use idp::login::factor::Method;
use idp::{Reason, Refusal};
use jose::secret::Secret;
use oidc::parameters::Parameters;

use super::account::factors::codes_shown;
use super::error::{html_page_of, on_page, problem, see_other, to_browser};
use super::form::{Form, Received, check_own};
use super::home::language;
use super::login::{brand, ended};
use super::named::Named;
use super::passkey::{creation, read_created};
use super::{Web, account};
use crate::flow::Browser;
use crate::flow::account::factors::Pending;
use crate::flow::app::App;
use crate::flow::enrol::{self, Opened, Shown};
use crate::flow::second;
use crate::page::account::{Codes, Frame};
use crate::page::enrol::{Enrol, New, NewApp};
use crate::page::passkey::Asking;
use crate::page::{FactorOffer, Language, Opener};

/// Where this is set up in a sign-in.
fn path(handle: &str, method: Method) -> String {
    format!("/login/{handle}/enrol/{}", method.as_str())
}

/// Which sign-in it is, and who looks.
struct At<'a> {
    web: &'a Web,
    handle: &'a str,
    uri: &'a Uri,
    browser: Browser,
    language: &'static Language,
}

impl<'a> At<'a> {
    fn new(web: &'a Web, handle: &'a str, headers: &HeaderMap, uri: &'a Uri) -> Self {
        let language = language(web, headers, uri.query());
        let browser = Browser { language: Some(language), ..web.cookies.read(headers) };
        Self { web, handle, uri, browser, language }
    }
}

/// The page on which it is chosen what is set up; where there is but one thing, straight to its page.
pub(super) fn choose(
    web: &Web,
    shown: &second::Shown,
    handle: &str,
    language: &'static Language,
) -> Response {
    let href = |method: &Method| format!("{}?ui_locales={}", path(handle, *method), language.tag());
    let hrefs: Vec<String> = shown.set_up.iter().map(href).collect();
    if let [only] = hrefs.as_slice() {
        return see_other(&web.node.issuer.address(only));
    }
    let offers: Vec<FactorOffer<'_>> = shown
        .set_up
        .iter()
        .zip(&hrefs)
        .map(|(method, href)| FactorOffer { method: method.as_str(), to: None, href })
        .collect();
    page(shown.waits.as_ref(), New::Choice(&offers), (handle, false), None, language)
}

pub(super) async fn show_totp(
    State(web): State<Arc<Web>>,
    Named(handle): Named,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    At::new(&web, &handle, &headers, &uri).totp("", None).await
}

pub(super) async fn submit_totp(
    State(web): State<Arc<Web>>,
    Named(handle): Named,
    uri: Uri,
    Received(headers, form): Received,
) -> Response {
    let at = At::new(&web, &handle, &headers, &uri);
    let (code, name) = match form.and_then(|form| read(&form)) {
        Ok(given) => given,
        Err(refusal) => return to_browser(&refusal, at.language),
    };
    match enrol::confirm_totp(&web.node, &handle, (&code, &name), &at.browser).await {
        // The code proved it.
        Ok(enrolled) => at.codes(&enrolled, "factor"),
        Err(refusal) => match refusal.reason {
            Reason::TotpWrong
            | Reason::UserInvalid
            | Reason::EnrolmentUnknown
            | Reason::TooManyRequests
            | Reason::Busy => at.totp(&name, Some(&refusal)).await,
            Reason::EnrolmentCodesShown => {
                let factors = account::address(&web, Page::Factors, at.language);
                codes_shown(&refusal, (&at.address("/factor"), &factors), at.language)
            }
            _ => ended(&web, &handle, &uri, &refusal, at.language).await,
        },
    }
}

fn read(form: &Form) -> Result<(Secret<String>, String), Refusal> {
    check_own(&form.headers)?;
    let parameters = Parameters::parse(&form.encoded)?;
    let text = |name| parameters.get(name).map(|value| value.unwrap_or_default().to_owned());
    Ok((Secret::new(text("code")?), text("name")?))
}

pub(super) async fn show_passkey(
    State(web): State<Arc<Web>>,
    Named(handle): Named,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    At::new(&web, &handle, &headers, &uri).passkey(None).await
}

pub(super) async fn submit_passkey(
    State(web): State<Arc<Web>>,
    Named(handle): Named,
    uri: Uri,
    Received(headers, form): Received,
) -> Response {
    let at = At::new(&web, &handle, &headers, &uri);
    let given = form.and_then(|form| {
        check_own(&form.headers)?;
        read_created(&Parameters::parse(&form.encoded)?)
    });
    let created = match given {
        Ok(created) => created,
        Err(refusal) => return to_browser(&refusal, at.language),
    };
    match enrol::add_passkey(&web.node, &handle, &created, &at.browser).await {
        // It was made, and is used next.
        Ok(enrolled) => at.codes(&enrolled, Method::Passkey.as_str()),
        Err(refusal) => match refusal.reason {
            Reason::PasskeyOver
            | Reason::PasskeyUnfit
            | Reason::PasskeyTaken
            | Reason::ParameterInvalid
            | Reason::TooManyRequests
            | Reason::Busy => at.passkey(Some(&refusal)).await,
            _ => ended(&web, &handle, &uri, &refusal, at.language).await,
        },
    }
}

impl At<'_> {
    fn address(&self, page: &str) -> String {
        let (handle, tag) = (self.handle, self.language.tag());
        self.web.node.issuer.address(&format!("/login/{handle}{page}?ui_locales={tag}"))
    }

    async fn totp(&self, name: &str, refusal: Option<&Refusal>) -> Response {
        let tag = self.language.tag();
        self.show(enrol::totp(&self.web.node, self.handle, &self.browser, tag).await, refusal, |shown| {
            let Pending { address, typed } = &shown.new;
            let new = NewApp { address: address.expose(), typed: typed.expose(), name };
            page(shown.waits.as_ref(), New::App(new), (self.handle, shown.others), refusal, self.language)
        })
        .await
    }

    async fn passkey(&self, refusal: Option<&Refusal>) -> Response {
        let tag = self.language.tag();
        let opened = enrol::passkey(&self.web.node, self.handle, &self.browser, tag).await;
        self.show(opened, refusal, |shown: &Shown<Box<Creation>>| {
            let asking = Asking::creation(creation(&shown.new), &shown.new.challenge, self.language);
            let at = (self.handle, shown.others);
            page(shown.waits.as_ref(), New::Passkey(&asking), at, refusal, self.language)
        })
        .await
    }

    async fn show<T>(
        &self,
        opened: Result<Opened<T>, Refusal>,
        before: Option<&Refusal>,
        page: impl FnOnce(&Shown<T>) -> Response,
    ) -> Response {
        match opened {
            Ok(Opened::Page(shown)) => page(&shown),
            Ok(Opened::ProveFirst) => see_other(&self.address("")),
            // What was set up is not set up again: whoever comes back to the page goes on.
            Err(refusal) if refusal.reason == Reason::FactorNotAsked && before.is_none() => {
                see_other(&self.address("/factor"))
            }
            Err(refusal) => ended(self.web, self.handle, self.uri, &refusal, self.language).await,
        }
    }

    /// The recovery codes that came with what was set up, shown this once, and from there to this page.
    fn codes(&self, enrolled: &Enrolled, next: &str) -> Response {
        let next = self.address(&format!("/{next}"));
        let Some(codes) = &enrolled.codes else { return see_other(&next) };
        let codes: Vec<&str> = codes.shown().collect();
        let frame = Frame { query: "", form_token: "", problem: None, done: false };
        let html = Secret::new(Codes { frame, codes: &codes, next: &next }.render(self.language));
        let html = html.expose().clone();
        html_page_of(Default::default(), StatusCode::OK, self.language, html, Opener::Kept, &[])
    }
}

fn page(
    waits: Option<&(App, Wanted)>,
    new: New<'_>,
    (handle, others): (&str, bool),
    refusal: Option<&Refusal>,
    language: &Language,
) -> Response {
    let brand = waits.map(|(app, _)| brand(app)).unwrap_or_default();
    let factor = format!("/login/{handle}/factor?ui_locales={}", language.tag());
    let html = Enrol {
        client: waits.map(|(app, _)| app.name.as_str()),
        brand,
        new,
        another_href: others.then_some(factor.as_str()),
        cancel_action: &factor,
        problem: refusal.map(problem),
    }
    .render(language);
    let target = waits.map(|(_, wanted)| [wanted.return_origin.as_str(), "https:"]);
    let targets = target.as_ref().map(<[&str; 2]>::as_slice).unwrap_or_default();
    match refusal {
        Some(refusal) => on_page(refusal, language, html, brand, targets),
        None => html_page_of(brand, StatusCode::OK, language, html, Opener::Kept, targets),
    }
}
