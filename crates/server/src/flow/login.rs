//! Signing in with a password.

use std::sync::Arc;

use idp::authorize::{Facts, Offer, Pick, Wanted, WaysIn};
use idp::login::attempts::{Counted, Counter};
use idp::login::factor::password::Hashed;
use idp::login::factor::password::kept::Rehashed;
use idp::login::passkey;
use idp::login::password::{self, Onward, ReserveFacts, SettleFacts};
use idp::login::route::{Account, Route, route};
use idp::login::under_way::{self, Found};
use idp::model::client::Client;
use idp::model::credential::CredentialKind;
use idp::model::mail::MailAddress;
use idp::model::scope::Words;
use idp::model::ticket::TicketFacts;
use idp::model::user::{User, UserId, canonical_login_name};
use idp::{Reason, Refusal, Time};
use jose::secret::Secret;
use store::SessionFacts;

use super::app::App;
use super::browser::{Known, authorize_facts};
use super::respond::{self, Answer};
use super::session::clients_of;
use super::{Browser, Tries, directory_login, unavailable};
use crate::node::{Limit, Node, Overloaded, Queued};

/// What the sign-in page shows.
pub struct Shown {
    /// The client that waits, if one does.
    pub waits: Option<Waits>,
    /// The ways in.
    pub ways: WaysIn,
    /// What the browser is asked, where a passkey will do.
    pub passkey: Option<passkey::Request>,
    /// The accounts whose password it may be, where there are several.
    pub accounts: Vec<AccountOffer>,
    /// Whether who forgot their password is sent a link.
    pub forgot: bool,
    /// Whether who has no account may make one.
    pub register: bool,
}

/// An account whose password it may be.
pub struct AccountOffer {
    /// Which.
    pub account: Account,
    /// What people call the directory that it is in, where it is in one.
    pub directory: Option<Words>,
    /// The domains of addresses that are known to be of it.
    pub email_domains: Vec<String>,
}

/// What the sign-in page shows of the client that waits.
pub struct Waits {
    /// The client.
    pub app: App,
    /// What the request wants.
    pub wanted: Wanted,
}

/// Loads what the sign-in page of this handle shows, in this language (a BCP 47 tag).
pub async fn show(node: &Node, handle: &str, browser: &Browser, language: &str) -> Result<Shown, Refusal> {
    let now = node.now();
    let waiting = Waiting::load(node, handle, now).await?;
    let client = waiting.client.as_deref();
    let known = Known::load(node, waiting.client.as_ref(), now).await?;
    let facts = authorize_facts(node, &known, client, None, browser);
    let password::Shown { wanted, ways } = password::show(waiting.found(), facts, now)?;
    let waits = wanted.map(|wanted| Waits { app: App::of(client, language), wanted });
    let passkey = ways.password.then(|| super::passkey::ask(node, handle, now)).flatten();
    let forgot = ways.password && super::account::reset::is_offered(node).await?;
    let register = ways.password && super::account::register::is_offered(node).await?;
    let accounts = if ways.password { accounts(node).await? } else { Vec::new() };
    Ok(Shown { waits, ways, passkey, accounts, forgot, register })
}

/// The accounts whose password it may be: those of directories, and those that are had here.
async fn accounts(node: &Node) -> Result<Vec<AccountOffer>, Refusal> {
    let directories = node.load_directories().await.map_err(unavailable)?;
    let open = directories.iter().filter(|directory| directory.is_open());
    let mut accounts: Vec<AccountOffer> = open
        .map(|directory| AccountOffer {
            account: Account::Of(directory.id.clone()),
            directory: Some(directory.definition.name.clone()),
            email_domains: directory.definition.email_domains.clone(),
        })
        .collect();
    if !accounts.is_empty() {
        accounts.push(AccountOffer { account: Account::Here, directory: None, email_domains: Vec::new() });
    }
    Ok(accounts)
}

/// Ends the sign-in because the person would rather not.
pub async fn cancel(node: &Node, handle: &str, browser: &Browser) -> Result<Onward<Answer>, Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let waiting = Waiting::load(node, handle, now).await?;
        let known = Known::load(node, waiting.client.as_ref(), now).await?;
        let facts = authorize_facts(node, &known, waiting.client.as_deref(), None, browser);
        let decision = node.decide(now, |env| password::cancel(waiting.found(), facts, env));
        let committed = tries.commit(node, decision, now).await;
        if let Some(onward) = respond::refusing(committed, &known).await? {
            return signed(onward, &known).await;
        }
    }
}

pub(super) async fn signed(onward: Onward, known: &Known) -> Result<Onward<Answer>, Refusal> {
    Ok(match onward {
        Onward::Request(answer) => Onward::Request(respond::answer(answer, known).await?),
        Onward::Account(page) => Onward::Account(page),
        Onward::Factor => Onward::Factor,
        Onward::Front => Onward::Front,
    })
}

/// Somebody signed in.
pub struct Settled {
    /// Where they go on to.
    pub onward: Onward<Answer>,
    /// Who it is.
    pub user: UserId,
    /// The value of the session's cookie, where they are in and the browser is given it.
    pub session_cookie: Option<Secret<String>>,
    /// The value of the cookie by which the browser is known to be theirs from now on.
    pub device_cookie: Option<Secret<String>>,
}

/// What somebody gave as name and password.
pub struct Given {
    /// A user name or e-mail address.
    pub username: String,
    /// A password.
    pub password: Secret<String>,
    /// The account that was chosen.
    pub account: Option<Account>,
}

/// Where somebody is led who gave a name and a password.
pub enum Led {
    /// In.
    In {
        /// With this.
        settled: Settled,
        /// The account that it was, where there are several kinds.
        account: Option<Account>,
    },
    /// To this upstream, by the domain of their address.
    To(Pick),
}

/// Takes a name and a password: finds who checks it, counts the try, has it checked, settles.
pub async fn sign_in(node: &Node, handle: &str, given: Given, browser: &Browser) -> Result<Led, Refusal> {
    let name = canonical_login_name(&given.username);
    if let Some(from) = browser.from {
        node.limits.count_as(Limit::SignInAs, from, &name)?;
        node.limits.count(Limit::SignIn, from)?;
    }
    let directories = node.load_directories().await.map_err(unavailable)?;
    let offered = offered_by_address(node, handle, browser).await?;
    match route(&name, given.account.as_ref(), &directories, &offered) {
        Route::Upstream(offer) => {
            let address = MailAddress::parse(&given.username);
            Ok(Led::To(Pick { upstream: offer.id.clone(), choice: None, address }))
        }
        Route::Directory(directory) => {
            let password = &given.password;
            let settled = directory_login::sign_in(node, handle, directory, &name, password, browser).await?;
            Ok(Led::In { settled, account: Some(Account::Of(directory.id.clone())) })
        }
        Route::Here => {
            let settled = sign_in_here(node, handle, &name, given.password, browser).await?;
            let are_several = directories.iter().any(|directory| directory.is_open());
            Ok(Led::In { settled, account: are_several.then_some(Account::Here) })
        }
    }
}

/// The upstreams that this sign-in offers, where an address may lead to any.
async fn offered_by_address(node: &Node, handle: &str, browser: &Browser) -> Result<Vec<Offer>, Refusal> {
    let upstreams = node.load_upstreams().await.map_err(unavailable)?;
    if upstreams.iter().all(|upstream| upstream.definition.email_domains.is_empty()) {
        return Ok(Vec::new());
    }
    let now = node.now();
    let waiting = Waiting::load(node, handle, now).await?;
    let known = Known::load(node, waiting.client.as_ref(), now).await?;
    let facts = authorize_facts(node, &known, waiting.client.as_deref(), None, browser);
    Ok(password::show(waiting.found(), facts, now)?.ways.upstreams)
}

/// Takes the name and the password of an account that is had here.
async fn sign_in_here(
    node: &Node,
    handle: &str,
    name: &str,
    password: Secret<String>,
    browser: &Browser,
) -> Result<Settled, Refusal> {
    let queued = node.hasher.queue().map_err(busy)?;
    reserve(node, handle, name, browser).await?;
    let client = Waiting::load(node, handle, node.now()).await?.client;
    let typed = verify(node, queued, name, password).await?;
    settle(node, handle, name, typed.as_ref(), browser, client).await
}

async fn reserve(node: &Node, handle: &str, name: &str, browser: &Browser) -> Result<(), Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let waiting = Waiting::load(node, handle, now).await?;
        let person = node.store().load_person(name, None).await.map_err(unavailable)?;
        let person = person.map(|person| person.user);
        let attempts = load_attempts(node, name, person.as_ref(), browser, now).await?;
        let facts = ReserveFacts {
            settings: &node.settings,
            login: waiting.found(),
            browser: browser.facts(),
            attempts: &attempts,
        };
        let decision = node.decide(now, |env| password::reserve(facts, env));
        if tries.commit(node, decision, now).await?.is_some() {
            return Ok(());
        }
    }
}

async fn load_attempts(
    node: &Node,
    name: &str,
    person: Option<&User>,
    browser: &Browser,
    now: Time,
) -> Result<Vec<Counted>, Refusal> {
    let browser = browser.facts();
    let counters = node.decide(now, |env| password::counters(name, person, browser, &node.settings, env));
    load_counted(node, counters, now).await
}

/// What was counted there so far.
pub(super) async fn load_counted(
    node: &Node,
    counters: Vec<Counter>,
    now: Time,
) -> Result<Vec<Counted>, Refusal> {
    let mut counted = Vec::with_capacity(counters.len());
    for counter in counters {
        let found = node.store().load_ticket(&counter.key(), now).await.map_err(unavailable)?;
        counted.push(Counted { counter, found });
    }
    Ok(counted)
}

/// Somebody whose password was typed, as they were loaded together with it.
pub(super) struct Typed {
    /// Whose it is.
    pub(super) user: User,
    /// The password hashed anew, where it was kept by the hash of others.
    rehashed: Option<Rehashed>,
}

/// Hashes on the bounded pool, and says whose password it is, if it is that of the person with this
/// name. Where nobody has the name the same work is done for nothing, so that time does not tell.
pub(super) async fn verify(
    node: &Node,
    queued: Queued,
    name: &str,
    password: Secret<String>,
) -> Result<Option<Typed>, Refusal> {
    let person = node.store().load_person(name, None).await.map_err(unavailable)?;
    let (user, credentials) = person.map(|person| (person.user, person.credentials)).unzip();
    let mut credentials = credentials.into_iter().flatten();
    let known = credentials.find(|credential| credential.kind == CredentialKind::Password);
    let kept = known.as_ref().map(|known| known.data.expose().clone());
    let checked = queued.verify(password, kept).await.map_err(busy)?;
    let rehashed =
        checked.rehashed.zip(known).map(|(hash, known)| Rehashed { id: known.id, from: known.version, hash });
    Ok(user.filter(|_| checked.matches).map(|user| Typed { user, rehashed }))
}

pub(super) fn busy(_: Overloaded) -> Refusal {
    Refusal::new(Reason::Busy).retry_after(2)
}

async fn settle(
    node: &Node,
    handle: &str,
    name: &str,
    typed: Option<&Typed>,
    browser: &Browser,
    client: Option<Arc<Client>>,
) -> Result<Settled, Refusal> {
    let client_id = client.as_deref().map(|client| &client.id);
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let waiting = Waiting::load(node, handle, now).await?;
        let person = node.store().load_person(name, client_id).await.map_err(unavailable)?;
        let whoever = person.as_ref().map(|person| &person.user);
        let attempts = load_attempts(node, name, whoever, browser, now).await?;
        let session = browser.load_session(node, client_id, now).await?;
        let known = Known::load(node, client.as_ref(), now).await?;
        let other =
            |session: &&SessionFacts| person.as_ref().is_some_and(|person| person.user.id != session.user.id);
        let leaving = clients_of(node, session.as_ref().filter(other)).await?;
        let facts = SettleFacts {
            authorize: Facts {
                person: person.as_ref().map(|person| &person.user),
                credentials: person.as_ref().map_or(&[], |person| &person.credentials),
                consent: person.as_ref().and_then(|person| person.consent.as_ref()),
                ..authorize_facts(node, &known, client.as_deref(), session.as_ref(), browser)
            },
            login: waiting.found(),
            attempts: &attempts,
            person: whoever,
            hashed: typed.map_or(Hashed::Differs, |typed| Hashed::Matches(&typed.user)),
            rehashed: typed.and_then(|typed| typed.rehashed.as_ref()),
            leaving: &leaving,
        };
        let decision = node.decide(now, |env| password::settle(facts, env));
        let committed = tries.commit(node, decision, now).await;
        if let Some(settled) = respond::refusing(committed, &known).await? {
            let password::Settled { onward, user, session_cookie, device_cookie } = settled;
            let onward = signed(onward, &known).await?;
            return Ok(Settled { onward, user, session_cookie, device_cookie });
        }
    }
}

/// A sign-in that waits, and what it leads to; the usual one is none.
#[derive(Default)]
pub(super) struct Waiting {
    login: Option<TicketFacts>,
    pushed: Option<TicketFacts>,
    /// The client it waits for, if it does for one.
    pub(super) client: Option<Arc<Client>>,
}

impl Waiting {
    /// Loads the sign-in of this handle.
    pub(super) async fn load(node: &Node, handle: &str, now: Time) -> Result<Self, Refusal> {
        let login = node.store().load_ticket(&under_way::key(handle), now).await.map_err(unavailable)?;
        let (client, pushed) = match &login {
            None => (None, None),
            Some(login) => (under_way::client_of(login)?, under_way::pushed_of(login)?),
        };
        let client = match client {
            Some(id) => node.load_client(id.as_str()).await.map_err(unavailable)?,
            None => None,
        };
        let pushed = match pushed {
            Some(key) => node.store().load_ticket(&key, now).await.map_err(unavailable)?,
            None => None,
        };
        Ok(Self { login, pushed, client })
    }

    /// Of whom a further factor is asked, if it is waited for one.
    pub(super) fn person(&self) -> Result<Option<UserId>, Refusal> {
        self.login.as_ref().map_or(Ok(None), under_way::person_of)
    }

    /// What leads to the session of the person whose consent is waited for, where no cookie does.
    pub(super) fn held(&self) -> Result<Option<String>, Refusal> {
        self.login.as_ref().map_or(Ok(None), under_way::held_of)
    }

    /// As decisions see it.
    pub(super) fn found(&self) -> Found<'_> {
        Found { login: self.login.as_ref(), pushed: self.pushed.as_ref() }
    }
}

/// What people know a client by.
pub(super) fn name(client: &Client) -> String {
    client.metadata.client_name.as_deref().unwrap_or(client.id.as_str()).to_owned()
}

/// What people who read this language (a BCP 47 tag) know a client by.
pub(super) fn name_in(client: &Client, language: &str) -> String {
    client.metadata.name_in(language).map_or_else(|| name(client), str::to_owned)
}
