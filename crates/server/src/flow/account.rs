//! The account page: people see their own account, and change it.

pub mod address;
pub mod choice;
pub mod data;
pub mod factors;
pub mod identities;
pub mod invite;
pub mod passkeys;
pub mod phones;
pub mod register;
pub mod reset;

use std::collections::{BTreeSet, HashMap};
use std::ops::Deref;
use std::sync::Arc;

use idp::account::confirm::{self, Confirmation};
use idp::account::password::{Changed, NewPassword};
use idp::account::profile::Names;
use idp::account::{self, Facts, Opened, Page, password, profile};
use idp::login::SignedIn;
use idp::login::factor::password::{Hashed, advice, check_new, check_unlike};
use idp::login::sessions::{By, Listed};
use idp::model::ClientId;
use idp::model::consent::Consent;
use idp::model::credential::{Credential, CredentialKind};
use idp::model::family::FamilyId;
use idp::model::scope::Words;
use idp::model::sign_in::SignIn;
use idp::model::upstream::Upstream;
use idp::model::user::{User, canonical_login_name};
use idp::{Decision, Env, Refusal, Time, authorize};
use jose::secret::Secret;
use store::SessionFacts;

use self::choice::{Choice, Chosen};
use super::browser::standing;
use super::login::{busy, load_counted, name, verify};
use super::session::Leaving;
use super::{Browser, Tries, consent, identity, notice, session, unavailable};
use crate::node::{Limit, Node};
use crate::page::account::Counts;

/// What a page is answered with.
pub enum Entered {
    /// It may be shown.
    Page(Box<Shown>),
    /// Nobody is signed in: to the page where the person proves who they are.
    Login(authorize::Page),
}

/// Whose account is shown.
pub struct Shown {
    /// Their record.
    pub user: User,
    /// Their session.
    pub who: SignedIn,
    /// What the page's forms bring back.
    pub form_token: String,
}

/// Opens a page of the account.
pub async fn open(node: &Node, page: Page, browser: &Browser) -> Result<Entered, Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let session = held(node, browser, now).await?;
        if let (Some(from), true) = (browser.from, tries.is_first()) {
            let person = session.as_ref().map_or("", |session| session.user.id.as_str());
            node.limits.count_as(Limit::Authorize, from, person)?;
        }
        let facts = facts(node, session.as_ref(), browser);
        let decision = node.decide(now, |env| account::open(page, facts, env));
        match (tries.commit(node, decision, now).await?, session) {
            (Some(Opened::Page { who, form_token }), Some(session)) => {
                return Ok(Entered::Page(Box::new(Shown { user: session.session.user, who, form_token })));
            }
            (Some(Opened::Login(page)), _) => return Ok(Entered::Login(page)),
            (Some(Opened::Page { .. }) | None, _) => {}
        }
    }
}

/// Changes the person's names.
pub async fn rename(node: &Node, form_token: &str, names: Names, browser: &Browser) -> Result<(), Refusal> {
    by_form(node, browser, |facts, env| profile::change(names.clone(), form_token, facts, env)).await
}

/// What a form brings that asks for the password.
pub struct Confirmed {
    /// What the page's forms bring back.
    pub form_token: String,
    /// The password they have now.
    pub password: Secret<String>,
}

/// Changes the person's password.
pub async fn change_password(
    node: &Node,
    choice: Choice,
    confirmed: Confirmed,
    browser: &Browser,
) -> Result<Chosen<Changed>, Refusal> {
    check_new(choice.password.expose(), &node.settings.passwords)?;
    if let Some(session) = browser.load_session(node, None, node.now()).await? {
        let User { username, claims, .. } = &session.user;
        check_unlike(choice.password.expose(), username, claims)?;
        let expected = |host: &str| advice::expected(username, claims, host);
        if let Some(advice) = choice::advice(node, &choice, expected).await? {
            return Ok(Chosen::Advised(advice));
        }
    }
    let new = choice.password;
    let token = confirmed.form_token.clone();
    let (who, whose) = confirm(node, confirmed, browser).await?;
    let plain = Secret::new(new.expose().clone());
    let hash = node.hasher.hash(new).await.map_err(busy)?;
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let session = held(node, browser, now).await?;
        let counted = load_counted(node, confirm::counters(&who), now).await?;
        let confirmation = Confirmation { hashed: hashed(whose.as_ref()), counted: &counted };
        let facts = facts(node, session.as_ref(), browser);
        let new = NewPassword { plain: &plain, hash: &hash };
        let leaving = Leaving::of_person(node, who.user()).await?;
        let decision =
            node.decide(now, |env| password::change(new, leaving.ending(), &token, confirmation, facts, env));
        let user = session.as_ref().map(|session| &session.user);
        let decision = notice::owing(node, decision, user, browser.language, now).await?;
        if let Some(changed) = tries.commit(node, decision, now).await? {
            return Ok(Chosen::Taken(changed));
        }
    }
}

/// Counts a try at the person's password, and hashes it.
async fn confirm(
    node: &Node,
    confirmed: Confirmed,
    browser: &Browser,
) -> Result<(SignedIn, Option<User>), Refusal> {
    if let Some(from) = browser.from {
        node.limits.count(Limit::SignIn, from)?;
    }
    let queued = node.hasher.queue().map_err(busy)?;
    let token = &confirmed.form_token;
    let mut tries = Tries::default();
    let (who, name) = loop {
        let now = node.now();
        let session = held(node, browser, now).await?;
        let facts = facts(node, session.as_ref(), browser);
        let who = node.decide(now, |env| confirm::who(token, facts, env))?;
        let counted = load_counted(node, confirm::counters(&who), now).await?;
        let decision = node.decide(now, |env| confirm::reserve(token, facts, &counted, env));
        if tries.commit(node, decision, now).await?.is_some() {
            break (who, session.map(|session| session.session.user.username).unwrap_or_default());
        }
    };
    let typed = verify(node, queued, &canonical_login_name(&name), confirmed.password).await?;
    Ok((who, typed.map(|typed| typed.user)))
}

/// A session as its person sees it.
pub struct Session {
    /// What is known of it.
    pub listed: Listed,
    /// Whether it is the one of this browser.
    pub here: bool,
    /// The names of the apps that took part in it.
    pub apps: Vec<String>,
}

/// Where the person is signed in.
pub async fn sessions(node: &Node, who: &SignedIn) -> Result<Vec<Session>, Refusal> {
    let mut sessions = Vec::new();
    for listed in session::list(node, who.user()).await? {
        let mut apps = Vec::new();
        for id in &listed.clients {
            apps.extend(
                node.load_client(id.as_str()).await.map_err(unavailable)?.map(|client| name(&client)),
            );
        }
        sessions.push(Session { here: listed.id == who.session(), listed, apps });
    }
    Ok(sessions)
}

/// Ends one of the person's sessions, or all but the one of this browser.
pub async fn end_sessions(
    node: &Node,
    form_token: &str,
    which: Option<FamilyId>,
    browser: &Browser,
) -> Result<(), Refusal> {
    let who = acting(node, form_token, browser).await?;
    let by = By::Person(who.user());
    match which {
        Some(id) => session::end(node, id, by).await,
        None => session::end_all(node, who.user(), Some(who.session()), by).await.map(drop),
    }
}

/// An app that the person allowed something, or one of the house that they are signed in to.
pub struct App {
    /// Its identifier.
    pub id: ClientId,
    /// Its name.
    pub name: String,
    /// What it was allowed, and when; nothing for an app of the house, which need not ask.
    pub allowed: Option<Consent>,
    /// What administrators say that its scopes mean.
    pub words: HashMap<String, Words>,
    /// Where it begins to sign people in (OpenID Connect Core §4), with our issuer.
    pub start: Option<String>,
}

/// How much there is behind the links of the person's account.
pub async fn counts(node: &Node, who: &SignedIn) -> Result<Counts, Refusal> {
    let now = node.now();
    let credentials = node.store().load_credentials(who.user()).await.map_err(unavailable)?;
    let of = |kind| count(credentials.iter().filter(|it| it.kind == kind && it.is_alive(now)).count());
    Ok(Counts {
        apps_of_codes: of(CredentialKind::Totp),
        passkeys: of(CredentialKind::Passkey),
        phones: of(CredentialKind::Phone),
        devices: of(CredentialKind::Device),
        identities: count(identity::list(node, who.user()).await?.len()),
        apps: count(apps(node, who).await?.len()),
        sessions: count(session::list(node, who.user()).await?.len()),
    })
}

fn count(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// The apps of the person, by name.
pub async fn apps(node: &Node, who: &SignedIn) -> Result<Vec<App>, Refusal> {
    let consents = consent::list(node, who.user()).await?;
    let sessions = session::list(node, who.user()).await?;
    let allowed = consents.iter().map(|consent| consent.client.clone());
    let ids: BTreeSet<ClientId> =
        allowed.chain(sessions.into_iter().flat_map(|session| session.clients)).collect();
    let offered = node.load_offered().await.map_err(unavailable)?;
    let mut apps = Vec::with_capacity(ids.len());
    for id in ids {
        let Some(client) = node.load_client(id.as_str()).await.map_err(unavailable)? else { continue };
        let allowed = consents.iter().find(|consent| consent.client == id);
        // What was taken back is gone, though the app took part in a session before.
        if allowed.is_none() && !client.policy.skip_consent {
            continue;
        }
        let described = |scope: &str| Some((scope.to_owned(), offered.words(scope, &[])?.clone()));
        let scopes = allowed.iter().flat_map(|consent| consent.scope.iter());
        apps.push(App {
            name: name(&client),
            words: scopes.filter_map(described).collect(),
            allowed: allowed.cloned(),
            start: idp::account::start::address(&client, &node.issuer),
            id,
        });
    }
    apps.sort_by_cached_key(|app| app.name.to_lowercase());
    Ok(apps)
}

/// Takes back what the person allowed an app.
pub async fn withdraw(
    node: &Node,
    form_token: &str,
    client: &ClientId,
    browser: &Browser,
) -> Result<(), Refusal> {
    let who = acting(node, form_token, browser).await?;
    consent::withdraw(node, who.user(), client).await
}

/// How many sign-ins are shown.
const MOST_SIGN_INS: u32 = 50;

/// A sign-in as the person sees it.
pub struct Tried {
    /// What is remembered of it.
    pub sign_in: SignIn,
    /// The name of the app it was for, if it was for one that is still there.
    pub app: Option<String>,
    /// The upstream where they did, if it is still there.
    pub upstream: Option<Arc<Upstream>>,
}

/// When somebody signed in to the account, or tried to; the youngest first.
pub async fn sign_ins(node: &Node, who: &SignedIn) -> Result<Vec<Tried>, Refusal> {
    let all = node.store().list_sign_ins(who.user(), MOST_SIGN_INS).await.map_err(unavailable)?;
    let upstreams = node.load_upstreams().await.map_err(unavailable)?;
    let mut sign_ins = Vec::with_capacity(all.len());
    for sign_in in all {
        let client = match &sign_in.client {
            Some(id) => node.load_client(id.as_str()).await.map_err(unavailable)?,
            None => None,
        };
        let at = |upstream: &&Arc<Upstream>| sign_in.upstream.as_ref() == Some(&upstream.id);
        let upstream = upstreams.iter().find(at).cloned();
        sign_ins.push(Tried { app: client.map(|client| name(&client)), upstream, sign_in });
    }
    Ok(sign_ins)
}

async fn acting(node: &Node, form_token: &str, browser: &Browser) -> Result<SignedIn, Refusal> {
    let now = node.now();
    let session = held(node, browser, now).await?;
    let facts = facts(node, session.as_ref(), browser);
    node.decide(now, |env| confirm::who(form_token, facts, env))
}

async fn by_form<T>(
    node: &Node,
    browser: &Browser,
    decide: impl Fn(Facts<'_>, &mut Env<'_>) -> Decision<Result<T, Refusal>>,
) -> Result<T, Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let session = held(node, browser, now).await?;
        let facts = facts(node, session.as_ref(), browser);
        let decision = node.decide(now, |env| decide(facts, env));
        if let Some(answer) = tries.commit(node, decision, now).await? {
            return Ok(answer);
        }
    }
}

/// The browser's session, with what proves its person.
struct Held {
    session: SessionFacts,
    credentials: Vec<Credential>,
}

impl Deref for Held {
    type Target = SessionFacts;

    fn deref(&self) -> &SessionFacts {
        &self.session
    }
}

async fn held(node: &Node, browser: &Browser, now: Time) -> Result<Option<Held>, Refusal> {
    let Some(session) = browser.load_session(node, None, now).await? else { return Ok(None) };
    let credentials = node.store().load_credentials(&session.user.id).await.map_err(unavailable)?;
    Ok(Some(Held { session, credentials }))
}

fn facts<'a>(node: &'a Node, held: Option<&'a Held>, browser: &'a Browser) -> Facts<'a> {
    Facts {
        settings: &node.settings,
        standing: standing(held.map(|held| &held.session)),
        credentials: held.map(|held| held.credentials.as_slice()).unwrap_or_default(),
        browser: browser.facts(),
    }
}

fn hashed(whose: Option<&User>) -> Hashed<'_> {
    whose.map_or(Hashed::Differs, Hashed::Matches)
}
