//! `/account`: the pages of a person's own account, and their forms.

pub(super) mod data;
pub(super) mod factors;
pub(super) mod passkeys;
pub(super) mod phones;
pub(super) mod register;
pub(super) mod reset;

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode, Uri};
use idp::account::Page;
use idp::account::address::{Begun, Which};
use idp::account::identities::Linking;
use idp::account::profile::Names;
use idp::login::Method;
use idp::login::factor::password::advice::Advice;
use idp::login::factor::recovery_code;
use idp::model::ClientId;
use idp::model::family::FamilyId;
use idp::model::sign_in::Outcome;
use idp::model::upstream::Upstream;
use idp::{Reason, Refusal};
use jose::secret::Secret;
use oidc::parameters::{Malformed, Parameters};

use super::Web;
use super::authorize::{to_page, to_upstream};
use super::error::{html_page, on_page, problem, see_other, to_browser_at};
use super::form::{Form, Received, check_own};
use super::home::language;
use super::login::{in_language, onward, set_cookies, strs};
use crate::flow::Browser;
use crate::flow::account::address::{Codes, change, pending, settle};
use crate::flow::account::choice::{Choice, Chosen};
use crate::flow::account::identities;
use crate::flow::account::{self, Confirmed, Entered, Shown};
use crate::page::account as pages;
use crate::page::account::{Frame, moment};
use crate::page::{Brand, Language, Opener};

/// The path of a page.
pub(super) const fn path(page: Page) -> &'static str {
    match page {
        Page::Overview => "/account",
        Page::Profile => "/account/name",
        Page::Email => "/account/email",
        Page::Number => "/account/number",
        Page::Password => "/account/password",
        Page::Factors => "/account/factors",
        Page::Identities => "/account/identities",
        Page::Passkeys => "/account/passkeys",
        Page::Phones => "/account/phones",
        Page::Sessions => "/account/sessions",
        Page::Apps => "/account/apps",
        Page::SignIns => "/account/sign-ins",
        Page::Data => "/account/data",
    }
}

/// The address of a page, in the language of the one before.
pub(super) fn address(web: &Web, page: Page, language: &Language) -> String {
    web.node.issuer.address(&format!("{}?ui_locales={}", path(page), language.tag()))
}

/// A request for one of the pages, read.
struct Asked<'a> {
    web: &'a Web,
    page: Page,
    browser: Browser,
    language: &'static Language,
    uri: &'a Uri,
}

/// What a page shows beside the account itself.
#[derive(Default)]
struct Said<'a> {
    /// Why a form was refused.
    refusal: Option<&'a Refusal>,
    /// What was entered into it.
    entered: Entries,
    /// What is advised instead of the password that was chosen.
    advice: Option<Advice>,
}

#[derive(Clone, Default)]
enum Entries {
    #[default]
    Nothing,
    Names(Names),
    Address(String),
}

impl Entries {
    fn address(&self) -> Option<&str> {
        match self {
            Self::Address(entered) => Some(entered),
            Self::Nothing | Self::Names(_) => None,
        }
    }
}

macro_rules! shows {
    ($($name:ident $page:ident;)+) => { $(
        pub(super) async fn $name(State(web): State<Arc<Web>>, headers: HeaderMap, uri: Uri) -> Response {
            Asked::new(&web, Page::$page, &headers, &uri).show(Said::default()).await
        }
    )+ };
}

shows! {
    overview Overview;
    name Profile;
    email Email;
    number Number;
    password Password;
    show_factors Factors;
    identities Identities;
    passkeys Passkeys;
    show_phones Phones;
    sessions Sessions;
    apps Apps;
    sign_ins SignIns;
    show_data Data;
}

pub(super) async fn rename(
    State(web): State<Arc<Web>>,
    uri: Uri,
    Received(headers, form): Received,
) -> Response {
    let asked = Asked::new(&web, Page::Profile, &headers, &uri);
    let given = read(form, |parameters| {
        let text = |name| parameters.get(name).map(|value| value.unwrap_or_default().to_owned());
        let (given_name, family_name) = (text("given_name")?, text("family_name")?);
        Ok(Names { name: text("name")?, given_name, family_name })
    });
    let (token, names) = match given {
        Ok(given) => given,
        Err(refusal) => return asked.refuse(&refusal, Entries::Nothing).await,
    };
    let entered = Entries::Names(names.clone());
    let renamed = account::rename(&web.node, &token, names, &asked.browser).await;
    asked.settle(renamed, entered).await
}

pub(super) async fn change_email(
    State(web): State<Arc<Web>>,
    uri: Uri,
    Received(headers, form): Received,
) -> Response {
    change_address(Asked::new(&web, Page::Email, &headers, &uri), Which::Email, form).await
}

pub(super) async fn change_number(
    State(web): State<Arc<Web>>,
    uri: Uri,
    Received(headers, form): Received,
) -> Response {
    change_address(Asked::new(&web, Page::Number, &headers, &uri), Which::Number, form).await
}

/// What the form of an address or a number brings.
enum AddressForm {
    Wanted(String, Secret<String>),
    Codes(Codes),
    GivenUp,
}

async fn change_address(asked: Asked<'_>, which: Which, form: Result<Form, Refusal>) -> Response {
    let given = read(form, |parameters| {
        let text = |name| parameters.get(name).map(|value| value.unwrap_or_default().to_owned());
        if parameters.get("decision")? == Some("cancel") {
            return Ok(AddressForm::GivenUp);
        }
        if parameters.get("code_new")?.is_some() || parameters.get("code_old")?.is_some() {
            return Ok(AddressForm::Codes(Codes { new: text("code_new")?, old: text("code_old")? }));
        }
        let entered = match which {
            Which::Email => text("email")?,
            Which::Number => text("phone_number")?,
        };
        Ok(AddressForm::Wanted(entered, secret(parameters, "current_password")?))
    });
    let (form_token, given) = match given {
        Ok(given) => given,
        Err(refusal) => return asked.refuse(&refusal, Entries::Nothing).await,
    };
    let (node, browser) = (&asked.web.node, &asked.browser);
    match given {
        AddressForm::Wanted(entered, password) => {
            let confirmed = Confirmed { form_token, password };
            let changed = change(node, which, &entered, confirmed, browser, asked.language);
            match changed.await {
                Ok(Begun::Done) => asked.done(),
                Ok(Begun::Asked) => asked.back(),
                Err(refusal) => asked.refuse(&refusal, Entries::Address(entered)).await,
            }
        }
        AddressForm::Codes(codes) => {
            let settled = settle(node, which, Some(&codes), &form_token, browser).await;
            asked.settle(settled, Entries::Nothing).await
        }
        AddressForm::GivenUp => match settle(node, which, None, &form_token, browser).await {
            Ok(()) => asked.back(),
            Err(refusal) => asked.refuse(&refusal, Entries::Nothing).await,
        },
    }
}

pub(super) async fn change_password(
    State(web): State<Arc<Web>>,
    uri: Uri,
    Received(headers, form): Received,
) -> Response {
    let asked = Asked::new(&web, Page::Password, &headers, &uri);
    let given = read(form, |parameters| Ok((choice(parameters)?, secret(parameters, "current_password")?)));
    let (form_token, (new, password)) = match given {
        Ok(given) => given,
        Err(refusal) => return asked.refuse(&refusal, Entries::Nothing).await,
    };
    let confirmed = Confirmed { form_token, password };
    match account::change_password(&web.node, new, confirmed, &asked.browser).await {
        Ok(Chosen::Advised(advice)) => asked.show(Said { advice: Some(advice), ..Said::default() }).await,
        Ok(Chosen::Taken(changed)) => {
            let mut response = asked.done();
            let (session, device) = (&changed.session_cookie, &changed.device_cookie);
            set_cookies(&web, &mut response, &changed.user, session, device);
            response
        }
        Err(refusal) => asked.refuse(&refusal, Entries::Nothing).await,
    }
}

pub(super) async fn end_sessions(
    State(web): State<Arc<Web>>,
    uri: Uri,
    Received(headers, form): Received,
) -> Response {
    let asked = Asked::new(&web, Page::Sessions, &headers, &uri);
    let given = read(form, |parameters| match parameters.require("session")? {
        "others" => Ok(None),
        id => match FamilyId::parse(id) {
            Some(id) => Ok(Some(id)),
            None => Err(Malformed::Invalid { name: "session", expected: "a session, or others" }.into()),
        },
    });
    let ended = match given {
        Ok((token, which)) => account::end_sessions(&web.node, &token, which, &asked.browser).await,
        Err(refusal) => Err(refusal),
    };
    asked.settle(gone_already(ended), Entries::Nothing).await
}

pub(super) async fn withdraw(
    State(web): State<Arc<Web>>,
    uri: Uri,
    Received(headers, form): Received,
) -> Response {
    let asked = Asked::new(&web, Page::Apps, &headers, &uri);
    let given = read(form, |parameters| Ok(ClientId::new(parameters.require("client_id")?)));
    let withdrawn = match given {
        Ok((token, client)) => account::withdraw(&web.node, &token, &client, &asked.browser).await,
        Err(refusal) => Err(refusal),
    };
    asked.settle(gone_already(withdrawn), Entries::Nothing).await
}

/// Links an identity at an upstream, or unlinks one.
pub(super) async fn change_identities(
    State(web): State<Arc<Web>>,
    uri: Uri,
    Received(headers, form): Received,
) -> Response {
    let asked = Asked::new(&web, Page::Identities, &headers, &uri);
    let given = read(form, |parameters| {
        let identity = parameters.get("identity")?.map(str::to_owned);
        Ok((identity, parameters.get("upstream")?.unwrap_or_default().to_owned()))
    });
    let (token, upstream) = match given {
        Ok((token, (Some(id), _))) => {
            let unlinked = identities::unlink(&web.node, &token, &id, &asked.browser).await;
            return asked.settle(gone_already(unlinked), Entries::Nothing).await;
        }
        Ok((token, (None, upstream))) => (token, upstream),
        Err(refusal) => return asked.refuse(&refusal, Entries::Nothing).await,
    };
    match identities::link(&web.node, &token, &upstream, &asked.browser).await {
        Ok(Linking::Begun(page, Some(pick))) => to_upstream(&web, asked.spoken(page), &pick, None),
        Ok(Linking::Begun(page, None) | Linking::Login(page)) => {
            to_page(&web, "login", asked.spoken(page), None)
        }
        Err(refusal) => asked.refuse(&refusal, Entries::Nothing).await,
    }
}

/// What is gone already is as the person wants it.
fn gone_already(ended: Result<(), Refusal>) -> Result<(), Refusal> {
    ended.or_else(|refusal| if refusal.reason == Reason::NotFound { Ok(()) } else { Err(refusal) })
}

fn read<T>(
    form: Result<Form, Refusal>,
    read: impl FnOnce(&Parameters<'_>) -> Result<T, Refusal>,
) -> Result<(String, T), Refusal> {
    let form = form?;
    check_own(&form.headers)?;
    let parameters = Parameters::parse(&form.encoded)?;
    let token = parameters.get("form")?.unwrap_or_default().to_owned();
    Ok((token, read(&parameters)?))
}

fn secret(parameters: &Parameters<'_>, name: &'static str) -> Result<Secret<String>, Refusal> {
    Ok(Secret::new(parameters.get(name)?.unwrap_or_default().to_owned()))
}

/// The password that somebody chooses.
fn choice(parameters: &Parameters<'_>) -> Result<Choice, Refusal> {
    let insists = parameters.get("keep_password")? == Some("true");
    Ok(Choice { password: secret(parameters, "new_password")?, insists })
}

impl<'a> Asked<'a> {
    fn new(web: &'a Web, page: Page, headers: &HeaderMap, uri: &'a Uri) -> Self {
        let language = language(web, headers, uri.query());
        let browser = Browser { language: Some(language), ..web.cookies.read(headers) };
        Self { web, page, browser, language, uri }
    }

    async fn show(&self, said: Said<'_>) -> Response {
        let shown = match account::open(&self.web.node, self.page, &self.browser).await {
            Ok(Entered::Page(shown)) => shown,
            Ok(Entered::Login(page)) => return to_page(self.web, "login", self.spoken(page), None),
            Err(refusal) => return to_browser_at(Some(self.uri), &refusal, self.language),
        };
        let mut targets = Vec::new();
        match (self.render(&shown, &said, &mut targets).await, said.refusal) {
            (Ok(html), Some(refusal)) => {
                on_page(refusal, self.language, html, Brand::default(), &strs(&targets))
            }
            (Ok(html), None) => {
                html_page(StatusCode::OK, self.language, html, Opener::Severed, &strs(&targets))
            }
            (Err(refusal), _) => to_browser_at(Some(self.uri), &refusal, self.language),
        }
    }

    /// A page that is in the language of this one.
    fn spoken(&self, page: idp::authorize::Page) -> idp::authorize::Page {
        idp::authorize::Page { ui_locales: vec![self.language.tag().to_owned()], ..page }
    }

    /// Says that a form did what it was for, or why not.
    async fn settle(&self, settled: Result<(), Refusal>, entered: Entries) -> Response {
        match settled {
            Ok(()) => self.done(),
            Err(refusal) => self.refuse(&refusal, entered).await,
        }
    }

    /// Back to the page, where something else is to be done.
    fn back(&self) -> Response {
        see_other(&address(self.web, self.page, self.language))
    }

    /// Back to the page, by an address that may be loaded again.
    fn done(&self) -> Response {
        see_other(&format!("{}&done=1", address(self.web, self.page, self.language)))
    }

    async fn refuse(&self, refusal: &Refusal, entered: Entries) -> Response {
        match refusal.reason {
            // The session ended meanwhile: to the page again, by way of signing in.
            Reason::LoginRequired => see_other(&address(self.web, self.page, self.language)),
            Reason::CurrentPasswordWrong
            | Reason::TooManyTries
            | Reason::TooManyRequests
            | Reason::Busy
            | Reason::UserInvalid
            | Reason::LoginNameTaken
            | Reason::IdentityLast
            | Reason::PasskeyOver
            | Reason::PasskeyUnfit
            | Reason::PasskeyTaken
            | Reason::PasskeysFull
            | Reason::PasskeyLast
            | Reason::ParameterInvalid
            | Reason::FactorsTooMany
            | Reason::EnrolmentUnknown
            | Reason::OneTimeCodeWrong
            | Reason::OneTimeCodeExpired
            | Reason::OneTimeCodeTries
            | Reason::OneTimeCodeSoon
            | Reason::PasswordKnown
            | Reason::RemovalUnconfirmed
            | Reason::PasswordUnfit => {
                self.show(Said { refusal: Some(refusal), entered, advice: None }).await
            }
            _ => to_browser_at(Some(self.uri), refusal, self.language),
        }
    }

    /// The page of the codes, where some are waited for.
    async fn asks_codes(
        &self,
        which: Which,
        shown: &Shown,
        frame: Frame<'_>,
    ) -> Result<Option<String>, Refusal> {
        let Some(pending) = pending(&self.web.node, which, &shown.who).await? else { return Ok(None) };
        let page = pages::AddressCodes {
            frame,
            is_number: which == Which::Number,
            to: pending.to.as_deref(),
            old: shown.user.claims.email.as_deref().filter(|_| pending.asks_old),
        };
        Ok(Some(page.render(self.language)))
    }

    /// The page, and where its forms lead beside ourselves.
    async fn render(
        &self,
        shown: &Shown,
        said: &Said<'_>,
        targets: &mut Vec<String>,
    ) -> Result<String, Refusal> {
        let (node, say, claims) = (&self.web.node, self.language, &shown.user.claims);
        let frame = Frame {
            query: &format!("?ui_locales={}", say.tag()),
            form_token: &shown.form_token,
            problem: said.refusal.map(problem),
            done: said.refusal.is_none() && is_done(self.uri),
        };
        Ok(match self.page {
            Page::Overview => pages::Overview {
                frame,
                username: &shown.user.username,
                name: claims.name.as_deref(),
                email: claims.email.as_deref(),
                identities: identities::are_any(node).await?,
                counts: account::counts(node, &shown.who).await?,
                removable: node.settings.people_remove_accounts,
            }
            .render(say),
            Page::Profile => {
                let entered = match &said.entered {
                    Entries::Names(names) => Some(names),
                    _ => None,
                };
                let stands = |entered: Option<&'_ String>, claim: Option<&str>| {
                    entered.map(String::as_str).or(claim).unwrap_or_default().to_owned()
                };
                pages::Name {
                    frame,
                    name: &stands(entered.map(|it| &it.name), claims.name.as_deref()),
                    given_name: &stands(entered.map(|it| &it.given_name), claims.given_name.as_deref()),
                    family_name: &stands(entered.map(|it| &it.family_name), claims.family_name.as_deref()),
                }
                .render(say)
            }
            Page::Email => {
                if let Some(codes) = self.asks_codes(Which::Email, shown, frame).await? {
                    return Ok(codes);
                }
                let entered = said.entered.address();
                let email = claims.email.as_deref();
                pages::Email {
                    frame,
                    username: &shown.user.username,
                    email: entered.or(email).unwrap_or_default(),
                    confirmed: email.map(|_| claims.email_verified == Some(true)),
                }
                .render(say)
            }
            Page::Number => {
                if let Some(codes) = self.asks_codes(Which::Number, shown, frame).await? {
                    return Ok(codes);
                }
                let number = claims.phone_number.as_deref();
                pages::Number {
                    frame,
                    username: &shown.user.username,
                    number: said.entered.address().or(number).unwrap_or_default(),
                    confirmed: number.map(|_| claims.phone_number_verified == Some(true)),
                }
                .render(say)
            }
            Page::Password => {
                let shortest = node.settings.passwords.shortest;
                let username = &shown.user.username;
                pages::Password { frame, username, shortest, advice: said.advice }.render(say)
            }
            Page::Factors => {
                let credentials = account::factors::list(node, &shown.who).await?;
                let left = recovery_code::left(&credentials)?;
                factors::render(&credentials, left, frame, say)
            }
            Page::Identities => {
                let found = identities::list(node, &shown.who).await?;
                targets.extend(onward(found.linkable.iter().map(|it| it.definition.issuer.as_str())));
                let ids: Vec<String> = found.linked.iter().map(|it| it.linked.id()).collect();
                let rows = found.linked.iter().zip(&ids).map(|(it, id)| pages::IdentityRow {
                    id,
                    name: called(it.upstream.as_deref(), it.linked.upstream.as_str(), say),
                    linked_at: moment(it.linked.created_at),
                    last_used_at: moment(it.linked.last_used_at),
                    only_way_in: it.needed,
                });
                let upstreams = found.linkable.iter().map(|upstream| pages::UpstreamRow {
                    id: upstream.id.as_str(),
                    name: called(Some(upstream), upstream.id.as_str(), say),
                });
                let (identities, upstreams) = (&rows.collect::<Vec<_>>(), &upstreams.collect::<Vec<_>>());
                pages::Identities { frame, identities, upstreams }.render(say)
            }
            Page::Passkeys => passkeys::render(node, shown, frame, say).await?,
            Page::Phones => phones::render(&account::factors::list(node, &shown.who).await?, frame, say)?,
            Page::Sessions => {
                let sessions = account::sessions(node, &shown.who).await?;
                let ids: Vec<String> = sessions.iter().map(|session| session.listed.id.text()).collect();
                let rows = sessions.iter().zip(&ids).map(|(session, id)| pages::SessionRow {
                    id,
                    here: session.here,
                    agent: session.listed.agent.as_deref(),
                    address: session.listed.address.as_deref(),
                    begun_at: moment(session.listed.begun_at),
                    last_used_at: session.listed.last_used_at.map(moment),
                    apps: &session.apps,
                });
                pages::Sessions { frame, sessions: &rows.collect::<Vec<_>>() }.render(say)
            }
            Page::Apps => {
                let apps = account::apps(node, &shown.who).await?;
                let rows = apps.iter().map(|app| pages::AppRow {
                    id: app.id.as_str(),
                    name: &app.name,
                    scopes: app.allowed.as_ref().map(|allowed| allowed.scope.iter().collect()),
                    words: &app.words,
                    claims: app.allowed.iter().flat_map(|it| &it.claims).map(String::as_str).collect(),
                    allowed_at: app.allowed.as_ref().map(|allowed| moment(allowed.granted_at)),
                    start_href: app.start.as_deref(),
                });
                pages::Apps { frame, apps: &rows.collect::<Vec<_>>() }.render(say)
            }
            Page::Data => pages::Data { frame, removable: node.settings.people_remove_accounts }.render(say),
            Page::SignIns => {
                let tried = account::sign_ins(node, &shown.who).await?;
                let rows = tried.iter().map(|tried| pages::SignInRow {
                    at: moment(tried.sign_in.at),
                    succeeded: tried.sign_in.outcome == Outcome::Succeeded,
                    continued: tried.sign_in.outcome == Outcome::Continued,
                    by_password: tried.sign_in.method == Method::Password,
                    agent: tried.sign_in.agent.as_deref(),
                    address: tried.sign_in.address.as_deref(),
                    upstream: (tried.sign_in.upstream.as_ref())
                        .map(|id| called(tried.upstream.as_deref(), id.as_str(), say)),
                    app: tried.app.as_deref(),
                    at_account: tried.sign_in.client.is_none(),
                });
                pages::SignIns { frame, sign_ins: &rows.collect::<Vec<_>>() }.render(say)
            }
        })
    }
}

/// What people call an upstream; by its identifier where it is gone.
fn called<'a>(upstream: Option<&'a Upstream>, id: &'a str, say: &Language) -> &'a str {
    upstream.and_then(|upstream| in_language(&upstream.definition.name, say)).unwrap_or(id)
}

fn is_done(uri: &Uri) -> bool {
    let query = uri.query().unwrap_or_default();
    Parameters::parse(query.as_bytes())
        .is_ok_and(|query| query.get("done").is_ok_and(|done| done == Some("1")))
}
