//! Signing in with a password that an organisation's directory checks.

use std::sync::Arc;

use idp::authorize::Facts;
use idp::directory::person::{Found, Tried};
use idp::login::attempts::Counted;
use idp::login::directory::{self, SettleFacts};
use idp::login::password::{self, ReserveFacts};
use idp::model::client::Client;
use idp::model::directory::Directory;
use idp::model::user::canonical_login_name;
use idp::{Reason, Refusal, Time};
use jose::secret::Secret;
use store::{IdentityFacts, SessionFacts};

use super::browser::{Known, authorize_facts};
use super::login::{Settled, Waiting, load_counted, signed};
use super::session::clients_of;
use super::{Browser, Tries, respond, unavailable};
use crate::node::{DirectoryFault, Node};

/// Takes a name in canonical form and a password: counts the try, asks the directory, settles. The directory is asked
/// for the very name that was counted: what is written in many ways is tried no more often.
pub(super) async fn sign_in(
    node: &Node,
    handle: &str,
    directory: &Directory,
    name: &str,
    password: &Secret<String>,
    browser: &Browser,
) -> Result<Settled, Refusal> {
    reserve(node, handle, name, browser).await?;
    let client = Waiting::load(node, handle, node.now()).await?.client;
    let tried = node.try_directory(directory, name, password).await;
    let tried = tried.map_err(|fault| unasked(directory, &fault))?;
    settle(node, handle, directory, &tried, name, browser, client).await
}

/// A directory that cannot be asked, as whoever waits is told it.
fn unasked(directory: &Directory, fault: &DirectoryFault) -> Refusal {
    let why = format!("directory {}: {fault}", directory.id);
    Refusal::new(Reason::DirectoryUnavailable).operator(why)
}

/// Counts the try before the directory hears of it: whoever guesses does not lock the account there.
async fn reserve(node: &Node, handle: &str, name: &str, browser: &Browser) -> Result<(), Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let waiting = Waiting::load(node, handle, now).await?;
        let attempts = load_attempts(node, name, browser, now).await?;
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
    browser: &Browser,
    now: Time,
) -> Result<Vec<Counted>, Refusal> {
    load_counted(node, directory::counters(name, browser.facts()), now).await
}

async fn settle(
    node: &Node,
    handle: &str,
    directory: &Directory,
    tried: &Tried,
    name: &str,
    browser: &Browser,
    client: Option<Arc<Client>>,
) -> Result<Settled, Refusal> {
    let client_id = client.as_deref().map(|client| &client.id);
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let waiting = Waiting::load(node, handle, now).await?;
        let attempts = load_attempts(node, name, browser, now).await?;
        let linked = match tried {
            Tried::Right(found) => linked(node, directory, found, client.as_deref()).await?,
            Tried::Wrong(_) => None,
        };
        let person = linked.as_ref().map(|linked| &linked.user);
        let credentials = match person {
            Some(person) => node.store().load_credentials(&person.id).await.map_err(unavailable)?,
            None => Vec::new(),
        };
        let email_taken = match tried {
            Tried::Right(found) => is_taken(node, directory, found, linked.as_ref()).await?,
            Tried::Wrong(_) => false,
        };
        let session = browser.load_session(node, client_id, now).await?;
        let known = Known::load(node, client.as_ref(), now).await?;
        let other = |session: &&SessionFacts| person.is_none_or(|person| person.id != session.user.id);
        let leaving = clients_of(node, session.as_ref().filter(other)).await?;
        let facts = SettleFacts {
            authorize: Facts {
                person,
                credentials: &credentials,
                consent: linked.as_ref().and_then(|linked| linked.consent.as_ref()),
                ..authorize_facts(node, &known, client.as_deref(), session.as_ref(), browser)
            },
            login: waiting.found(),
            attempts: &attempts,
            directory,
            tried,
            linked: person,
            email_taken,
            leaving: &leaving,
        };
        let decision = node.decide(now, |env| directory::settle(facts, env));
        let committed = tries.commit(node, decision, now).await;
        if let Some(settled) = respond::refusing(committed, &known).await? {
            let password::Settled { onward, user, session_cookie, device_cookie } = settled;
            let onward = signed(onward, &known).await?;
            return Ok(Settled { onward, user, session_cookie, device_cookie });
        }
    }
}

/// Whose account it is that the directory's person leads to.
async fn linked(
    node: &Node,
    directory: &Directory,
    found: &Found,
    client: Option<&Client>,
) -> Result<Option<IdentityFacts>, Refusal> {
    let subject = directory::subject(directory, found, node.derive())?;
    let client = client.map(|client| &client.id);
    node.store().load_identity(&directory.id, subject, client).await.map_err(unavailable)
}

/// Whether the address that is to be kept on the account is somebody else's name to sign in with.
async fn is_taken(
    node: &Node,
    directory: &Directory,
    found: &Found,
    linked: Option<&IdentityFacts>,
) -> Result<bool, Refusal> {
    let claims = idp::directory::person::claims(found, &directory.definition);
    let Some(email) = claims.get("email").and_then(|email| email.as_str()) else { return Ok(false) };
    let holder = node.store().load_person(&canonical_login_name(email), None).await.map_err(unavailable)?;
    Ok(holder.is_some_and(|holder| linked.is_none_or(|linked| linked.user.id != holder.user.id)))
}
