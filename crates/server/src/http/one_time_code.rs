//! `/login/{handle}/email_otp` and `/login/{handle}/sms_otp`: the pages where a person types the code that was
//! sent to them.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode, Uri};
use idp::login::factor::Method;
use idp::model::settings::Charset;
use idp::{Reason, Refusal};
use oidc::parameters::Parameters;

use super::Web;
use super::error::{html_page_of, on_page, problem, see_other, to_browser, to_browser_at};
use super::factor::{days, path, remember};
use super::form::{Form, Received, check_own};
use super::home::language;
use super::login::{brand, ended, lead, settled_to};
use super::named::Named;
use crate::flow::one_time_code::{self, Shown};
use crate::flow::{self, Browser};
use crate::page::{CodeWay, Language, OneTimeCode, Opener};

pub(super) async fn show_email(
    web: State<Arc<Web>>,
    handle: Named,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    show(web, handle, headers, uri, Method::EmailOtp).await
}

pub(super) async fn show_sms(web: State<Arc<Web>>, handle: Named, headers: HeaderMap, uri: Uri) -> Response {
    show(web, handle, headers, uri, Method::SmsOtp).await
}

pub(super) async fn submit_email(
    web: State<Arc<Web>>,
    handle: Named,
    uri: Uri,
    received: Received,
) -> Response {
    submit(web, handle, uri, received, Method::EmailOtp).await
}

pub(super) async fn submit_sms(
    web: State<Arc<Web>>,
    handle: Named,
    uri: Uri,
    received: Received,
) -> Response {
    submit(web, handle, uri, received, Method::SmsOtp).await
}

/// Sends a code where none was sent yet: whoever comes here wants one.
async fn show(
    State(web): State<Arc<Web>>,
    Named(handle): Named,
    headers: HeaderMap,
    uri: Uri,
    method: Method,
) -> Response {
    let language = language(&web, &headers, uri.query());
    let browser = web.cookies.read(&headers);
    let sent = one_time_code::send(&web.node, &handle, method, false, &browser, language).await;
    let at = At { handle: &handle, method, uri: &uri, language };
    match sent {
        Ok(()) => page(&web, at, &browser, None).await,
        Err(refusal) => again(&web, at, &browser, &refusal).await,
    }
}

async fn submit(
    State(web): State<Arc<Web>>,
    Named(handle): Named,
    uri: Uri,
    Received(headers, form): Received,
    method: Method,
) -> Response {
    let language = language(&web, &headers, uri.query());
    let browser = web.cookies.read(&headers);
    let at = At { handle: &handle, method, uri: &uri, language };
    let entered = match form.and_then(|form| read(&form)) {
        Ok(entered) => entered,
        Err(refusal) => return to_browser(&refusal, language),
    };
    match entered {
        Entered::Cancel => match flow::login::cancel(&web.node, &handle, &browser).await {
            Ok(onward) => lead(&web, onward, &handle, language),
            Err(refusal) => ended(&web, &handle, &uri, &refusal, language).await,
        },
        Entered::Resend => {
            match one_time_code::send(&web.node, &handle, method, true, &browser, language).await {
                Ok(()) => see_other(&at.address(&web)),
                Err(refusal) => again(&web, at, &browser, &refusal).await,
            }
        }
        Entered::Code { typed, remember } => {
            match one_time_code::enter(&web.node, &handle, method, &typed, remember, &browser).await {
                Ok(settled) => settled_to(&web, settled, &handle, language),
                Err(refusal) => again(&web, at, &browser, &refusal).await,
            }
        }
    }
}

/// What somebody entered.
enum Entered {
    Code { typed: String, remember: bool },
    Resend,
    Cancel,
}

fn read(form: &Form) -> Result<Entered, Refusal> {
    check_own(&form.headers)?;
    let parameters = Parameters::parse(&form.encoded)?;
    if parameters.get("decision")? == Some("cancel") {
        return Ok(Entered::Cancel);
    }
    if parameters.get("resendCode")? == Some("true") {
        return Ok(Entered::Resend);
    }
    // Programs of the source system send the one name here and the other there.
    let code = match parameters.get("OTPCode")? {
        Some(code) => code,
        None => parameters.get("OTPcode")?.unwrap_or_default(),
    };
    Ok(Entered::Code { typed: code.to_owned(), remember: remember(&parameters)? })
}

/// Which page it is.
#[derive(Clone, Copy)]
struct At<'a> {
    handle: &'a str,
    method: Method,
    uri: &'a Uri,
    language: &'static Language,
}

impl At<'_> {
    fn query(&self) -> String {
        self.uri.query().map(|query| format!("?{query}")).unwrap_or_default()
    }

    fn address(&self, web: &Web) -> String {
        web.node.issuer.address(&format!("{}{}", path(self.handle, self.method), self.query()))
    }
}

/// The page once more with what was wrong, where something can still be done there.
async fn again(web: &Web, at: At<'_>, browser: &Browser, refusal: &Refusal) -> Response {
    if is_shown_again(refusal.reason) {
        page(web, at, browser, Some(refusal)).await
    } else {
        ended(web, at.handle, at.uri, refusal, at.language).await
    }
}

const fn is_shown_again(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::OneTimeCodeWrong
            | Reason::OneTimeCodeExpired
            | Reason::OneTimeCodeUsed
            | Reason::OneTimeCodeReplaced
            | Reason::OneTimeCodeTries
            | Reason::OneTimeCodeLocked
            | Reason::OneTimeCodeSends
            | Reason::OneTimeCodeSoon
            | Reason::OneTimeCodeOften
            | Reason::OneTimeCodeUnsendable
            | Reason::TooManyRequests
            | Reason::Busy
    )
}

async fn page(web: &Web, at: At<'_>, browser: &Browser, refusal: Option<&Refusal>) -> Response {
    match one_time_code::show(&web.node, at.handle, at.method, browser, at.language).await {
        Ok(shown) => render(web, at, &shown, refusal),
        Err(gone) => to_browser_at(Some(at.uri), &gone, at.language),
    }
}

fn render(web: &Web, at: At<'_>, shown: &Shown, refusal: Option<&Refusal>) -> Response {
    let brand = shown.waits.as_ref().map(|(app, _)| brand(app)).unwrap_or_default();
    let sent = shown.sent.as_ref();
    let others = format!("/login/{}/factor{}", at.handle, at.query());
    let html = OneTimeCode {
        action: "",
        client: shown.waits.as_ref().map(|(app, _)| app.name.as_str()),
        brand,
        way: if at.method == Method::SmsOtp { CodeWay::Sms } else { CodeWay::Email },
        to: sent.map(|sent| sent.to.as_str()),
        undelivered: shown.undelivered,
        counts_for: sent.map_or(0, |sent| sent.counts_until.since(shown.now).as_secs()),
        may_resend: sent.is_none_or(|sent| sent.again_from.is_some()),
        digits: web.node.settings.one_time_codes.charset == Charset::Digits,
        another_href: shown.has_others.then_some(others.as_str()),
        remember_days: shown.remembers.map(days),
        problem: refusal.map(problem),
    }
    .render(at.language);
    let target = shown.waits.as_ref().map(|(_, wanted)| [wanted.return_origin.as_str(), "https:"]);
    let targets = target.as_ref().map(<[&str; 2]>::as_slice).unwrap_or_default();
    match refusal {
        Some(refusal) => on_page(refusal, at.language, html, brand, targets),
        None => html_page_of(brand, StatusCode::OK, at.language, html, Opener::Kept, targets),
    }
}
