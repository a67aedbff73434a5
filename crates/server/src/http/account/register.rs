//! `/account/register`, `/account/invitation`, `/login/{handle}/register`: an account of one's own.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode, Uri};
use idp::account::Page;
use idp::account::register::{Awaits, Entered};
use idp::login::factor::password::advice::Advice;
use idp::model::settings::{Charset, Mobile};
use idp::{Reason, Refusal};
use oidc::parameters::{Encoder, Parameters};

use super::{address, choice, secret};
use crate::flow::Browser;
use crate::flow::account::choice::{Choice, Chosen};
use crate::flow::account::register::{self, Linked, Seen, Step};
use crate::flow::login::{Waits, cancel};
use crate::http::Web;
use crate::http::authorize::to_register;
use crate::http::error::{html_page, html_page_of, on_page, problem, see_other, to_browser, to_browser_at};
use crate::http::form::{Form, Received, check_own};
use crate::http::home::language;
use crate::http::login::{brand, ended, lead, settled_to, strs};
use crate::http::named::Named;
use crate::page::account::{Register, RegisterCode, RegisterLink, Registered};
use crate::page::{Brand, CodeWay, Language, Opener};

/// Where somebody makes an account in the sign-in with this handle.
pub(in crate::http) fn register_href(handle: &str, language: &Language) -> String {
    format!("/login/{handle}/register?ui_locales={}", language.tag())
}

pub(in crate::http) async fn start(State(web): State<Arc<Web>>, headers: HeaderMap, uri: Uri) -> Response {
    begin(&web, None, &headers, &uri).await
}

pub(in crate::http) async fn invited(
    State(web): State<Arc<Web>>,
    Named(invitation): Named,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    begin(&web, Some(&invitation), &headers, &uri).await
}

async fn begin(web: &Web, invitation: Option<&str>, headers: &HeaderMap, uri: &Uri) -> Response {
    let language = language(web, headers, uri.query());
    match register::start(&web.node, invitation, &web.cookies.read(headers)).await {
        Ok(page) => {
            let page = idp::authorize::Page { ui_locales: vec![language.tag().to_owned()], ..page };
            to_register(web, page, None, invitation)
        }
        Err(refusal) => to_browser_at(Some(uri), &refusal, language),
    }
}

/// A page of a sign-in in which an account is made.
struct At<'a> {
    web: &'a Web,
    handle: &'a str,
    uri: &'a Uri,
    browser: Browser,
    language: &'static Language,
    invitation: Option<String>,
    /// Whether something else is to be entered than before.
    anew: bool,
}

impl<'a> At<'a> {
    fn new(web: &'a Web, handle: &'a str, uri: &'a Uri, headers: &HeaderMap) -> Self {
        let language = language(web, headers, uri.query());
        let query = Parameters::parse(uri.query().unwrap_or_default().as_bytes()).ok();
        let said = |name: &'static str| {
            let value = query.as_ref().and_then(|query| query.get(name).ok().flatten());
            value.map(str::to_owned)
        };
        let (invitation, anew) = (said("invitation"), said("anew").is_some());
        Self { web, handle, uri, browser: web.cookies.read(headers), language, invitation, anew }
    }

    /// The address of the page, with what its query says but for that.
    fn href(&self, anew: bool) -> String {
        let mut query = Encoder::new();
        if let Some(invitation) = &self.invitation {
            query.push("invitation", invitation);
        }
        if anew {
            query.push("anew", "1");
        }
        query.push("ui_locales", self.language.tag());
        format!("/login/{}/register?{}", self.handle, query.finish())
    }

    async fn page(&self, entered: &Entered, refusal: Option<&Refusal>, advice: Option<Advice>) -> Response {
        let (node, invitation) = (&self.web.node, self.invitation.as_deref());
        let seen = register::show(node, self.handle, self.anew, invitation, &self.browser, self.language);
        let Seen { shown, waits } = match seen.await {
            Ok(seen) => seen,
            Err(gone) => return self.ended(&gone).await,
        };
        let app = Shows::of(waits.as_ref());
        let html = match &shown.awaits {
            Awaits::Entry => {
                let mobile = node.settings.accounts.mobile;
                Register {
                    client: app.name,
                    brand: app.brand,
                    given_name: &entered.given_name,
                    family_name: &entered.family_name,
                    email: shown.invited.as_deref().unwrap_or(&entered.email),
                    invited: shown.invited.is_some(),
                    phone_number: &entered.phone_number,
                    asks_number: mobile != Mobile::No,
                    needs_number: mobile == Mobile::Required,
                    shortest: node.settings.passwords.shortest,
                    login_href: &format!("/login/{}?ui_locales={}", self.handle, self.language.tag()),
                    advice,
                    problem: refusal.map(problem),
                    wrong: refusal.and_then(|it| it.detail.parameter.as_deref()).unwrap_or_default(),
                }
                .render(self.language)
            }
            awaits => self.code_page(awaits, app, refusal),
        };
        app.send(html, refusal, self.language)
    }

    fn code_page(&self, awaits: &Awaits, app: Shows<'_>, refusal: Option<&Refusal>) -> String {
        let anew = self.href(true);
        let (way, to, anew) = match awaits {
            Awaits::Number(number) => (CodeWay::Sms, number.as_str(), None),
            Awaits::Email(address) => (CodeWay::Email, address.as_str(), Some(anew.as_str())),
            Awaits::Entry => (CodeWay::Email, "", Some(anew.as_str())),
        };
        let digits = self.web.node.settings.one_time_codes.charset == Charset::Digits;
        let problem = refusal.map(problem);
        RegisterCode { client: app.name, brand: app.brand, way, to, digits, anew_href: anew, problem }
            .render(self.language)
    }

    /// The page again, by an address that may be loaded again.
    fn on(&self) -> Response {
        see_other(&self.web.node.issuer.address(&self.href(false)))
    }

    async fn ended(&self, refusal: &Refusal) -> Response {
        ended(self.web, self.handle, self.uri, refusal, self.language).await
    }

    async fn refuse(&self, refusal: &Refusal, entered: &Entered) -> Response {
        match is_shown_again(refusal.reason) {
            true => self.page(entered, Some(refusal), None).await,
            false => self.ended(refusal).await,
        }
    }
}

pub(in crate::http) async fn show(
    State(web): State<Arc<Web>>,
    Named(handle): Named,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    At::new(&web, &handle, &uri, &headers).page(&Entered::default(), None, None).await
}

pub(in crate::http) async fn submit(
    State(web): State<Arc<Web>>,
    Named(handle): Named,
    uri: Uri,
    Received(headers, form): Received,
) -> Response {
    let at = At::new(&web, &handle, &uri, &headers);
    let (node, browser, language) = (&web.node, &at.browser, at.language);
    let given = match form.and_then(|form| read(&form)) {
        Ok(given) => given,
        Err(refusal) => return to_browser(&refusal, language),
    };
    match given {
        Given::Cancel => match cancel(node, &handle, browser).await {
            Ok(onward) => lead(&web, onward, &handle, language),
            Err(refusal) => at.ended(&refusal).await,
        },
        Given::Entered(entered, choice) => {
            let invitation = at.invitation.as_deref();
            let begun = register::begin(node, &handle, &entered, choice, invitation, browser, language);
            match begun.await {
                Ok(Chosen::Taken(())) => at.on(),
                Ok(Chosen::Advised(advice)) => {
                    At { anew: true, ..at }.page(&entered, None, Some(advice)).await
                }
                // What was entered is before the person, and not the page of the code.
                Err(refusal) => At { anew: true, ..at }.refuse(&refusal, &entered).await,
            }
        }
        Given::Resend => match register::again(node, &handle, browser, language).await {
            Ok(()) => at.on(),
            Err(refusal) => at.refuse(&refusal, &Entered::default()).await,
        },
        Given::Code(typed) => match register::enter(node, &handle, &typed, browser, language).await {
            Ok(step) => go_on(&web, step, &handle, language).unwrap_or_else(|| at.on()),
            Err(refusal) => at.refuse(&refusal, &Entered::default()).await,
        },
    }
}

/// What came of it, where something did.
fn go_on(web: &Web, step: Step, handle: &str, language: &Language) -> Option<Response> {
    let Step::Account { user: _, client, onward } = step else { return None };
    Some(match onward {
        Some(settled) => settled_to(web, *settled, handle, language),
        None => {
            let mut query = Encoder::new();
            if let Some(client) = &client {
                query.push("client_id", client.as_str());
            }
            query.push("ui_locales", language.tag());
            see_other(&web.node.issuer.address(&format!("/account/registered?{}", query.finish())))
        }
    })
}

enum Given {
    Entered(Box<Entered>, Choice),
    Code(String),
    Resend,
    Cancel,
}

fn read(form: &Form) -> Result<Given, Refusal> {
    check_own(&form.headers)?;
    let parameters = Parameters::parse(&form.encoded)?;
    if parameters.get("decision")? == Some("cancel") {
        return Ok(Given::Cancel);
    }
    if parameters.get("resendCode")? == Some("true") {
        return Ok(Given::Resend);
    }
    if let Some(code) = typed(&parameters)? {
        return Ok(Given::Code(code));
    }
    let text = |name| parameters.get(name).map(|value| value.unwrap_or_default().to_owned());
    let entered = Entered {
        given_name: text("given_name")?,
        family_name: text("family_name")?,
        email: text("email")?,
        phone_number: text("phone_number")?,
    };
    Ok(Given::Entered(Box::new(entered), choice(&parameters)?))
}

fn typed(parameters: &Parameters<'_>) -> Result<Option<String>, Refusal> {
    let code = match parameters.get("OTPCode")? {
        Some(code) => Some(code),
        None => parameters.get("OTPcode")?,
    };
    Ok(code.map(str::to_owned))
}

pub(in crate::http) async fn open(
    State(web): State<Arc<Web>>,
    Named(link): Named,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let language = language(&web, &headers, uri.query());
    linked(&web, &link, &web.cookies.read(&headers), language, None).await
}

pub(in crate::http) async fn follow(
    State(web): State<Arc<Web>>,
    Named(link): Named,
    uri: Uri,
    Received(headers, form): Received,
) -> Response {
    let language = language(&web, &headers, uri.query());
    let browser = web.cookies.read(&headers);
    let given = form.and_then(|form| {
        check_own(&form.headers)?;
        let parameters = Parameters::parse(&form.encoded)?;
        Ok((secret(&parameters, "password")?, typed(&parameters)?.unwrap_or_default()))
    });
    let (chosen, typed) = match given {
        Ok(given) => given,
        Err(refusal) => return to_browser(&refusal, language),
    };
    let handle = link.split('.').next().unwrap_or_default();
    match register::follow(&web.node, &link, chosen, &typed, &browser, language).await {
        Ok(step) => {
            let here = || {
                let path = format!("/account/register/{link}?ui_locales={}", language.tag());
                web.node.issuer.address(&path)
            };
            go_on(&web, step, handle, language).unwrap_or_else(|| see_other(&here()))
        }
        Err(refusal) if is_shown_again(refusal.reason) => {
            linked(&web, &link, &browser, language, Some(&refusal)).await
        }
        Err(refusal) => to_browser_at(Some(&uri), &refusal, language),
    }
}

/// Where a link leads, if it leads anywhere.
async fn linked(
    web: &Web,
    link: &str,
    browser: &Browser,
    language: &'static Language,
    refusal: Option<&Refusal>,
) -> Response {
    let Linked { awaits, here } = match register::open(&web.node, link, browser, language).await {
        Ok(linked) => linked,
        Err(gone) => return to_browser(refusal.unwrap_or(&gone), language),
    };
    let app = Shows::of(here.as_ref().and_then(Option::as_ref));
    let html = match &awaits {
        Awaits::Number(number) => RegisterCode {
            client: app.name,
            brand: app.brand,
            way: CodeWay::Sms,
            to: number,
            digits: web.node.settings.one_time_codes.charset == Charset::Digits,
            anew_href: None,
            problem: refusal.map(problem),
        }
        .render(language),
        Awaits::Email(email) => {
            RegisterLink { email, asks_password: here.is_none(), problem: refusal.map(problem) }
                .render(language)
        }
        Awaits::Entry => return to_browser(&Reason::RegistrationOver.into(), language),
    };
    app.send(html, refusal, language)
}

pub(in crate::http) async fn registered(
    State(web): State<Arc<Web>>,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let language = language(&web, &headers, uri.query());
    let query = Parameters::parse(uri.query().unwrap_or_default().as_bytes()).ok();
    let client = query.as_ref().and_then(|query| query.get("client_id").ok().flatten());
    let client = match client {
        Some(client) => register::way_on(&web.node, client, language).await,
        None => None,
    };
    let client = client.as_ref().map(|(name, start)| (name.as_str(), start.as_deref()));
    let html = Registered { client, href: &address(&web, Page::Overview, language) }.render(language);
    html_page(StatusCode::OK, language, html, Opener::Severed, &[])
}

/// What the client that waits shows of itself, and where the forms may lead because of it.
#[derive(Clone, Copy)]
struct Shows<'a> {
    name: Option<&'a str>,
    brand: Brand<'a>,
    origin: Option<&'a str>,
}

impl<'a> Shows<'a> {
    fn of(waits: Option<&'a Waits>) -> Self {
        Self {
            name: waits.map(|waits| waits.app.name.as_str()),
            brand: waits.map(|waits| brand(&waits.app)).unwrap_or_default(),
            origin: waits.map(|waits| waits.wanted.return_origin.as_str()),
        }
    }

    fn send(self, html: String, refusal: Option<&Refusal>, language: &Language) -> Response {
        let targets: Vec<String> =
            self.origin.iter().flat_map(|origin| [(*origin).to_owned(), "https:".to_owned()]).collect();
        let opener = if self.origin.is_some() { Opener::Kept } else { Opener::Severed };
        match refusal {
            Some(refusal) => on_page(refusal, language, html, self.brand, &strs(&targets)),
            None => html_page_of(self.brand, StatusCode::OK, language, html, opener, &strs(&targets)),
        }
    }
}

/// Whether another try makes sense, with the form before the person.
const fn is_shown_again(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::UserInvalid
            | Reason::PasswordUnfit
            | Reason::PasswordKnown
            | Reason::CurrentPasswordWrong
            | Reason::OneTimeCodeWrong
            | Reason::OneTimeCodeExpired
            | Reason::OneTimeCodeTries
            | Reason::OneTimeCodeSends
            | Reason::OneTimeCodeSoon
            | Reason::OneTimeCodeUnsendable
            | Reason::TooManyTries
            | Reason::TooManyRequests
            | Reason::MailUnsendable
            | Reason::Busy
    )
}
