//! Signing in with a password that an organisation's directory checks.

use std::sync::Arc;

use idp::authorize::Facts;
use idp::directory::person::{Found, Tried};
use idp::login::attempts::Counted;
use idp::login::directory::{self, Named, SettleFacts};
use idp::login::password::{self, ReserveFacts};
use idp::login::under_way;
use idp::model::client::Client;
use idp::model::directory::Directory;
use idp::model::linked_identity::SubjectHash;
use idp::model::user::{User, canonical_login_name};
use idp::{Reason, Refusal, Time};
use jose::secret::Secret;
use store::{IdentityFacts, SessionFacts};

use super::browser::{Known, authorize_facts};
use super::login::{Settled, Waiting, load_counted, signed};
use super::session::clients_of;
use super::{Browser, Tries, respond, unavailable};
use crate::node::{DirectoryFault, Node, Sought};

/// Takes a name in canonical form and a password: looks for the person, counts the try, shows the password to the
/// directory, settles.
pub(super) async fn sign_in(
    node: &Node,
    handle: &str,
    directory: &Directory,
    name: &str,
    password: &Secret<String>,
    browser: &Browser,
) -> Result<Settled, Refusal> {
    let now = node.now();
    let waiting = Waiting::load(node, handle, now).await?;
    // Nobody is looked for without a sign-in of this browser.
    under_way::resume(waiting.found(), browser.facts(), now)?;
    // Without a password there is nothing to ask.
    let sought = match password.expose().is_empty() {
        true => None,
        false => Some(node.seek(directory, name).await.map_err(|fault| unasked(directory, &fault))?),
    };
    let known = sought.as_ref().and_then(Sought::subject);
    // Who is not known has been looked up for as long.
    let subject = directory::subject(directory, known.as_deref().unwrap_or_default(), node.derive())?;
    let whom = Whom { directory, name, subject, is_known: known.is_some() };
    reserve(node, handle, whom, browser).await?;
    let tried = match sought {
        Some(sought) => sought.try_password(password).await.map_err(|fault| unasked(directory, &fault))?,
        None => Tried::Wrong("no password was written".to_owned()),
    };
    settle(node, handle, whom, &tried, browser, waiting.client.clone()).await
}

/// Whom a directory has by a name.
#[derive(Clone, Copy)]
struct Whom<'a> {
    directory: &'a Directory,
    name: &'a str,
    subject: SubjectHash,
    is_known: bool,
}

impl Whom<'_> {
    /// Whose account it is that they lead to.
    async fn linked(self, node: &Node, client: Option<&Client>) -> Result<Option<IdentityFacts>, Refusal> {
        let client = client.map(|client| &client.id);
        let linked = node.store().load_identity(&self.directory.id, self.subject, client).await;
        Ok(linked.map_err(unavailable)?.filter(|_| self.is_known))
    }

    /// The tries at them so far.
    async fn attempts(
        self,
        node: &Node,
        linked: Option<&User>,
        browser: &Browser,
        now: Time,
    ) -> Result<Vec<Counted>, Refusal> {
        let Whom { directory, name, subject, is_known } = self;
        let named = Named { directory, name, subject: is_known.then_some(subject), linked };
        let counters =
            node.decide(now, |env| directory::counters(named, browser.facts(), &node.settings, env));
        load_counted(node, counters, now).await
    }
}

/// A directory that cannot be asked, as whoever waits is told it.
fn unasked(directory: &Directory, fault: &DirectoryFault) -> Refusal {
    let why = format!("directory {}: {fault}", directory.id);
    Refusal::new(Reason::DirectoryUnavailable).operator(why)
}

/// Counts the try before the directory hears of it: whoever guesses does not lock the account there.
async fn reserve(node: &Node, handle: &str, whom: Whom<'_>, browser: &Browser) -> Result<(), Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let waiting = Waiting::load(node, handle, now).await?;
        let linked = whom.linked(node, None).await?;
        let attempts = whom.attempts(node, linked.as_ref().map(|linked| &linked.user), browser, now).await?;
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

async fn settle(
    node: &Node,
    handle: &str,
    whom: Whom<'_>,
    tried: &Tried,
    browser: &Browser,
    client: Option<Arc<Client>>,
) -> Result<Settled, Refusal> {
    let client_id = client.as_deref().map(|client| &client.id);
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let waiting = Waiting::load(node, handle, now).await?;
        let linked = whom.linked(node, client.as_deref()).await?;
        let person = linked.as_ref().map(|linked| &linked.user);
        let attempts = whom.attempts(node, person, browser, now).await?;
        let credentials = match (person, tried) {
            (Some(person), Tried::Right(_)) => {
                node.store().load_credentials(&person.id).await.map_err(unavailable)?
            }
            _ => Vec::new(),
        };
        let email_taken = match tried {
            Tried::Right(found) => is_taken(node, whom.directory, found, linked.as_ref()).await?,
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
            directory: whom.directory,
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
