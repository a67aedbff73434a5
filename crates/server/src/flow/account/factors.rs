//! What proves the person beside their password, on their own account's pages.

use idp::account::factors::{self, Changed, Enrolled};
use idp::account::{Facts, Page};
use idp::login::SignedIn;
use idp::login::factor::recovery_code::Codes;
use idp::login::factor::totp;
use idp::model::credential::Credential;
use idp::model::ticket::TicketFacts;
use idp::{Decision, Env, Reason, Refusal};
use jose::secret::Secret;

use super::{Entered, Held, acting, facts, held, open};
use crate::flow::{Browser, Tries, notice, unavailable};
use crate::node::Node;

/// What there is, by kind, the oldest first.
pub async fn list(node: &Node, who: &SignedIn) -> Result<Vec<Credential>, Refusal> {
    node.store().load_credentials(who.user()).await.map_err(unavailable)
}

/// A new app as the page shows it.
pub struct Pending {
    /// The `otpauth` address.
    pub address: Secret<String>,
    /// The secret for typing in.
    pub typed: Secret<String>,
}

impl Pending {
    /// Of an app with this secret, of the person who is called so.
    pub(in crate::flow) fn of(node: &Node, secret: &Secret<Vec<u8>>, username: &str) -> Self {
        let issuer = name_of(&node.issuer.base);
        Self { address: totp::address(secret, issuer, username), typed: totp::typed_secret(secret) }
    }
}

/// The page on which an app is added.
pub enum Adding {
    /// It may be shown.
    Page(Box<super::Shown>, Pending),
    /// Nothing waits to be added: to the page where that begins.
    Nothing,
    /// Nobody is signed in: to the page where the person proves who they are.
    Login(idp::authorize::Page),
}

/// Opens the page on which an app is added.
pub async fn adding(node: &Node, browser: &Browser) -> Result<Adding, Refusal> {
    let shown = match open(node, Page::Factors, browser).await? {
        Entered::Page(shown) => shown,
        Entered::Login(page) => return Ok(Adding::Login(page)),
    };
    let now = node.now();
    let waiting = load_waiting(node, &shown.who, now).await?;
    let Some(secret) = factors::pending(&shown.who, waiting.as_ref(), now)? else {
        return Ok(Adding::Nothing);
    };
    let pending = Pending::of(node, &secret, &shown.user.username);
    Ok(Adding::Page(shown, pending))
}

/// What people know this server by in their apps: its host.
fn name_of(issuer: &str) -> &str {
    let rest = issuer.split_once("://").map_or(issuer, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}

async fn load_waiting(node: &Node, who: &SignedIn, now: idp::Time) -> Result<Option<TicketFacts>, Refusal> {
    node.store().load_ticket(&factors::key(who.session()), now).await.map_err(unavailable)
}

/// What a decision about the person's factors is made from.
struct Found {
    session: Option<Held>,
    credentials: Vec<Credential>,
    waiting: Option<TicketFacts>,
}

async fn decide<T>(
    node: &Node,
    form_token: &str,
    browser: &Browser,
    decide: impl Fn(&Found, Facts<'_>, &mut Env<'_>) -> Decision<Result<T, Refusal>>,
) -> Result<T, Refusal> {
    let who = acting(node, form_token, browser).await?;
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let session = held(node, browser, now).await?;
        let found = Found {
            session,
            credentials: list(node, &who).await?,
            waiting: load_waiting(node, &who, now).await?,
        };
        let facts = facts(node, found.session.as_ref(), browser);
        // What was loaded is the person's who acts: or they are looked at again.
        if found.session.as_ref().is_none_or(|session| session.user.id != *who.user()) {
            return Err(Reason::LoginRequired.into());
        }
        let decision = node.decide(now, |env| decide(&found, facts, env));
        let user = found.session.as_ref().map(|session| &session.user);
        let decision = notice::owing(node, decision, user, browser.language, now).await?;
        if let Some(answer) = tries.commit(node, decision, now).await? {
            return Ok(answer);
        }
    }
}

/// Begins to add an authenticator app.
pub async fn begin_totp(node: &Node, form_token: &str, browser: &Browser) -> Result<Changed, Refusal> {
    decide(node, form_token, browser, |found, facts, env| {
        factors::begin(&found.credentials, found.waiting.as_ref(), form_token, facts, env)
    })
    .await
}

/// Adds the authenticator app that shows this code.
pub async fn confirm_totp(
    node: &Node,
    form_token: &str,
    code: &Secret<String>,
    name: &str,
    browser: &Browser,
) -> Result<Enrolled, Refusal> {
    decide(node, form_token, browser, |found, facts, env| {
        let waiting = found.waiting.as_ref();
        factors::confirm(code.expose(), name, &found.credentials, waiting, form_token, facts, env)
    })
    .await
}

/// Calls a factor something else.
pub async fn rename(
    node: &Node,
    form_token: &str,
    id: &str,
    name: &str,
    browser: &Browser,
) -> Result<Changed, Refusal> {
    decide(node, form_token, browser, |found, facts, env| {
        factors::name(id, name, &found.credentials, form_token, facts, env)
    })
    .await
}

/// Removes an authenticator app, or forgets a browser.
pub async fn remove(node: &Node, form_token: &str, id: &str, browser: &Browser) -> Result<Changed, Refusal> {
    decide(node, form_token, browser, |found, facts, env| {
        factors::remove(id, &found.credentials, form_token, facts, env)
    })
    .await
}

/// Makes new recovery codes.
pub async fn renew_codes(
    node: &Node,
    form_token: &str,
    browser: &Browser,
) -> Result<Changed<Codes>, Refusal> {
    decide(node, form_token, browser, |found, facts, env| {
        factors::renew(&found.credentials, form_token, facts, env)
    })
    .await
}
