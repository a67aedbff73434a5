//! `/login/{handle}`: the page where a person proves who they are.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::header::SET_COOKIE;
use http::{HeaderMap, StatusCode, Uri};
use idp::authorize::Offer;
use idp::email_domain::domain_of;
use idp::login::password::Onward;
use idp::login::route::Account;
use idp::model::scope::Words;
use idp::model::user::UserId;
use idp::{Reason, Refusal};
use jose::secret::Secret;
use oidc::parameters::Parameters;

use super::account::register::register_href;
use super::account::reset::forgot_href;
use super::authorize::go_on;
use super::error::{
    html_page_of, is_over, on_page, problem, see_other, to_browser, to_browser_at, to_browser_back,
};
use super::form::{Form, Received, check_own};
use super::home::language;
use super::named::Named;
use super::passkey::asking;
use super::upstream::set_out;
use super::{Web, account};
use crate::flow::app::App;
use crate::flow::login::{AccountOffer, Given, Led, Settled, Shown};
use crate::flow::respond::Answer;
use crate::flow::{self, Browser};
use crate::page::{self, Brand, Language, Opener};

pub(super) async fn show(
    State(web): State<Arc<Web>>,
    Named(handle): Named,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let language = language(&web, &headers, uri.query());
    let browser = web.cookies.read(&headers);
    match flow::login::show(&web.node, &handle, &browser, language.tag()).await {
        Ok(shown) => {
            let waits = shown.waits.as_ref();
            let username = waits.and_then(|waits| waits.wanted.login_hint.as_deref()).unwrap_or_default();
            let seen = Seen::of(&web, &handle, &headers, None, language);
            let html = render(&shown, &seen, username, None);
            let (brand, opener, targets) = (brand_of(&shown), opener(&shown), targets(&shown));
            html_page_of(brand, StatusCode::OK, language, html, opener, &strs(&targets))
        }
        Err(refusal) => ended(&web, &handle, &uri, &refusal, language).await,
    }
}

pub(super) async fn submit(
    State(web): State<Arc<Web>>,
    Named(handle): Named,
    uri: Uri,
    Received(headers, form): Received,
) -> Response {
    let language = language(&web, &headers, uri.query());
    let browser = web.cookies.read(&headers);
    let entered = match form.and_then(|form| read(&form)) {
        Ok(entered) => entered,
        Err(refusal) => return to_browser(&refusal, language),
    };
    let Entered::Credentials(given) = entered else {
        return match flow::login::cancel(&web.node, &handle, &browser).await {
            Ok(onward) => lead(&web, onward, &handle, language),
            Err(refusal) => ended(&web, &handle, &uri, &refusal, language).await,
        };
    };
    let (username, account) = (given.username.clone(), given.account.clone());
    match flow::login::sign_in(&web.node, &handle, given, &browser).await {
        Ok(Led::In { settled, account }) => {
            let mut response = settled_to(&web, settled, &handle, language);
            let account = account.and_then(|account| web.cookies.account(&account));
            response.headers_mut().extend(account.map(|cookie| (SET_COOKIE, cookie)));
            response
        }
        // At once: what was written is to stand in no address of ours.
        Ok(Led::To(pick)) => set_out(&web, &handle, &headers, Ok(pick), None, language).await,
        Err(refusal) if is_shown_again(refusal.reason) => {
            let seen = Seen::of(&web, &handle, &headers, account, language);
            again(&web, &seen, &username, &refusal, &browser).await
        }
        Err(refusal) => ended(&web, &handle, &uri, &refusal, language).await,
    }
}

/// Why nothing comes of it; where the sign-in is over, with the way back to the app.
pub(super) async fn ended(
    web: &Web,
    handle: &str,
    uri: &Uri,
    refusal: &Refusal,
    language: &Language,
) -> Response {
    if !is_over(refusal.reason) {
        return to_browser_at(Some(uri), refusal, language);
    }
    let back = flow::way_back::of(&web.node, handle, language.tag()).await;
    to_browser_back(refusal, language, back.as_ref())
}

/// Sends the browser where somebody goes on to who proved something, with what it is given for it.
pub(super) fn settled_to(web: &Web, settled: Settled, handle: &str, language: &Language) -> Response {
    let Settled { onward, user, session_cookie, device_cookie } = settled;
    let mut response = lead(web, onward, handle, language);
    if let Some(session) = &session_cookie {
        set_session(web, &mut response, session);
    }
    if let Some(device) = &device_cookie {
        set_device(web, &mut response, &user, device);
    }
    response
}

/// Sends the browser where somebody goes on to.
pub(super) fn lead(web: &Web, onward: Onward<Answer>, handle: &str, language: &Language) -> Response {
    match onward {
        Onward::Request(answer) => go_on(web, answer, Some(handle), language),
        Onward::Account(page) => see_other(&account::address(web, page, language)),
        Onward::Factor => see_other(
            &web.node.issuer.address(&format!("/login/{handle}/factor?ui_locales={}", language.tag())),
        ),
        Onward::Front => see_other(&web.node.issuer.address(&format!("/?ui_locales={}", language.tag()))),
    }
}

/// Gives the browser its session, and lets it be known from now on.
pub(super) fn set_cookies(
    web: &Web,
    response: &mut Response,
    user: &UserId,
    session: &Secret<String>,
    device: &Secret<String>,
) {
    set_session(web, response, session);
    set_device(web, response, user, device);
}

fn set_device(web: &Web, response: &mut Response, user: &UserId, device: &Secret<String>) {
    let device = web.cookies.device(user, device.expose(), web.node.settings.device_ttl);
    response.headers_mut().extend(device.map(|cookie| (SET_COOKIE, cookie)));
}

/// Gives the browser its session.
pub(super) fn set_session(web: &Web, response: &mut Response, session: &Secret<String>) {
    let state = flow::session::browser_state(&web.node, session.expose());
    let state = state.and_then(|state| web.cookies.browser_state(Some(&state)));
    for cookie in [web.cookies.session(session.expose()), state].into_iter().flatten() {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
}

/// What somebody entered.
enum Entered {
    Credentials(Given),
    Cancel,
}

fn read(form: &Form) -> Result<Entered, Refusal> {
    check_own(&form.headers)?;
    let parameters = Parameters::parse(&form.encoded)?;
    if parameters.get("decision")? == Some("cancel") {
        return Ok(Entered::Cancel);
    }
    let text = |name| parameters.get(name).map(|value| value.unwrap_or_default().to_owned());
    let account = parameters.get("account")?.and_then(Account::read);
    let (username, password) = (text("username")?, Secret::new(text("password")?));
    Ok(Entered::Credentials(Given { username, password, account }))
}

/// Whether another try makes sense as long as what was entered is still before the person.
const fn is_shown_again(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::PasswordWrong
            | Reason::DirectoryUnavailable
            | Reason::TooManyTries
            | Reason::TooManyRequests
            | Reason::Busy
    )
}

/// Who looks at the page.
struct Seen<'a> {
    /// At which sign-in.
    handle: &'a str,
    /// The way that they took last, of several behind one provider.
    last_choice: Option<&'a str>,
    /// The account that they chose, or signed in with last.
    account: Option<Account>,
    language: &'static Language,
}

impl<'a> Seen<'a> {
    fn of(
        web: &Web,
        handle: &'a str,
        headers: &'a HeaderMap,
        chosen: Option<Account>,
        language: &'static Language,
    ) -> Self {
        let account = chosen.or_else(|| web.cookies.last_account(headers));
        Self { handle, last_choice: web.cookies.last_choice(headers), account, language }
    }
}

/// The page once more, with what was wrong.
async fn again(web: &Web, seen: &Seen<'_>, username: &str, refusal: &Refusal, browser: &Browser) -> Response {
    let Seen { handle, language, .. } = *seen;
    match flow::login::show(&web.node, handle, browser, language.tag()).await {
        Ok(shown) => {
            let html = render(&shown, seen, username, Some(refusal));
            on_page(refusal, language, html, brand_of(&shown), &strs(&targets(&shown)))
        }
        Err(gone) => to_browser(&gone, language),
    }
}

fn render(shown: &Shown, seen: &Seen<'_>, username: &str, refusal: Option<&Refusal>) -> String {
    let Seen { handle, last_choice, language, .. } = *seen;
    let choices: Vec<Vec<page::Choice<'_>>> = shown.ways.upstreams.iter().map(choices).collect();
    let offers = shown.ways.upstreams.iter().zip(&choices);
    let offers: Vec<page::Offer<'_>> = offers
        .map(|(offer, choices)| page::Offer {
            id: offer.id.as_str(),
            name: in_language(&offer.name, language).unwrap_or(offer.id.as_str()),
            choices,
        })
        .collect();
    let values: Vec<(String, Option<&str>)> = shown.accounts.iter().map(|it| it.on_page(language)).collect();
    // What is written says it already, where its domain does.
    let domain = domain_of(username).unwrap_or_default();
    let written = shown.accounts.iter().find(|it| it.email_domains.contains(&domain));
    let chosen = written.map(|it| &it.account).or(seen.account.as_ref()).map(Account::to_string);
    let is_chosen = |value: &str| chosen.as_deref() == Some(value);
    let accounts: Vec<page::AccountWay<'_>> = values
        .iter()
        .map(|(value, directory)| page::AccountWay { value, directory: *directory, chosen: is_chosen(value) })
        .collect();
    let asking = shown.passkey.as_ref().map(|request| asking(request, language).filled_in());
    let forgot = shown.forgot.then(|| forgot_href(language));
    let register = shown.register.then(|| register_href(handle, language));
    page::Login {
        // Empty: the form goes back to the page's own address, languages included.
        action: "",
        hidden: &[],
        client: shown.waits.as_ref().map(|waits| waits.app.name.as_str()),
        brand: brand_of(shown),
        password: shown.ways.password,
        accounts: &accounts,
        address_leads: shown.ways.upstreams.iter().any(|offer| !offer.email_domains.is_empty()),
        passkey: asking.as_ref(),
        passkey_action: &format!("/login/{handle}/passkey?ui_locales={}", language.tag()),
        upstreams: page::Upstreams {
            action: &format!("/login/{handle}/upstream?ui_locales={}", language.tag()),
            offers: &offers,
            last_used: last_choice,
        },
        username,
        problem: refusal.map(problem),
        cancellable: true,
        forgot_href: forgot.as_deref(),
        register_href: register.as_deref(),
    }
    .render(language)
}

impl AccountOffer {
    /// What a form says of it, and what its directory is called, where it is one's; that may be nothing.
    fn on_page(&self, language: &Language) -> (String, Option<&str>) {
        let name = |directory| in_language(directory, language).unwrap_or_default();
        (self.account.to_string(), self.directory.as_ref().map(name))
    }
}

fn choices(offer: &Offer) -> Vec<page::Choice<'_>> {
    offer.choices.iter().map(|choice| page::Choice { id: &choice.id, name: &choice.name }).collect()
}

/// Words in the reader's language, or in English, or in any.
pub(super) fn in_language<'a>(words: &'a Words, language: &Language) -> Option<&'a str> {
    let found = words.get(language.tag()).or_else(|| words.get("en")).or_else(|| words.values().next());
    found.map(String::as_str)
}

/// What an app shows of itself.
pub(super) fn brand(app: &App) -> Brand<'_> {
    Brand {
        logo: app.logo_uri.as_deref(),
        home: app.client_uri.as_deref(),
        policy: app.policy_uri.as_deref(),
        terms: app.tos_uri.as_deref(),
    }
}

/// What the client that waits shows of itself, if one waits.
fn brand_of(shown: &Shown) -> Brand<'_> {
    shown.waits.as_ref().map(|waits| brand(&waits.app)).unwrap_or_default()
}

/// Where the person signs in with another account for the same request, in the same language.
pub(super) fn another_account(handle: &str, here: &Uri) -> String {
    let query = here.query().map(|query| format!("?{query}")).unwrap_or_default();
    format!("/login/{handle}{query}")
}

/// Where the forms may lead: to the client or to an upstream, and on from there.
fn targets(shown: &Shown) -> Vec<String> {
    let client = shown.waits.iter().map(|waits| waits.wanted.return_origin.clone());
    let upstreams = onward(shown.ways.upstreams.iter().map(|offer| offer.issuer.as_str()));
    let mut targets: Vec<String> = client.chain(upstreams).collect();
    if !targets.is_empty() && !targets.iter().any(|target| target == ANYWHERE) {
        targets.push(ANYWHERE.to_owned());
    }
    targets
}

/// Browsers hold the policy against every hop, and nobody knows them all.
const ANYWHERE: &str = "https:";

/// Where forms may lead that send somebody to one of these issuers.
pub(super) fn onward<'a>(issuers: impl Iterator<Item = &'a str>) -> Vec<String> {
    let urls = issuers.filter_map(|issuer| url::Url::parse(issuer).ok());
    let mut targets: Vec<String> = urls.map(|url| url.origin().ascii_serialization()).collect();
    if !targets.is_empty() {
        // The name of an identity provider of SAML may be no address.
        targets.retain(|target| target != "null");
        targets.push(ANYWHERE.to_owned());
    }
    targets
}

pub(super) fn strs(targets: &[String]) -> Vec<&str> {
    targets.iter().map(String::as_str).collect()
}

/// Only a client may need its window again.
fn opener(shown: &Shown) -> Opener {
    if shown.waits.is_some() { Opener::Kept } else { Opener::Severed }
}
