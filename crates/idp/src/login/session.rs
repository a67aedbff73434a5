//! A browser's session: a family, and a ticket whose secret is the cookie.

use std::sync::Arc;

use oidc::claims::ClaimsRequest;
use serde::{Deserialize, Serialize};

use super::SignedIn;
use super::proven::{Proved, Proven};
use super::under_way::Browser;
use super::upstream::trail;
use crate::decision::{Env, Purpose};
use crate::effect::{Effect, RevokedBecause};
use crate::issue::subject;
use crate::logout::backchannel;
use crate::model::client::Client;
use crate::model::family::{Family, FamilyId};
use crate::model::settings::Settings;
use crate::model::ticket::{Ticket, TicketFacts, TicketKey, TicketKind};
use crate::model::told::Told;
use crate::model::user::{User, UserId};
use crate::refusal::Refusal;
use crate::time::Time;
use jose::secret::Secret;

/// What the cookie led to.
#[derive(Clone, Copy)]
pub struct Standing<'a> {
    /// The session's ticket.
    pub ticket: &'a TicketFacts,
    /// Whose it is.
    pub user: &'a User,
}

/// How many characters are kept of what a browser says of itself.
pub const MOST_AGENT: usize = 300;

#[derive(Serialize, Deserialize)]
pub(super) struct Body {
    user: UserId,
    by: Vec<Proved>,
    /// What the browser said of itself when its person last signed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) agent: Option<String>,
    /// The address it did so from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) address: Option<String>,
    /// What an upstream told, where they signed in there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    told: Option<Told>,
    /// Whether no cookie leads to it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    held: bool,
}

/// The key of the session with this cookie.
pub fn key(cookie: &str) -> TicketKey {
    TicketKey::of_family_secret(TicketKind::Session, cookie)
}

/// Who is signed in by this session, if it still holds.
pub fn revive(standing: Standing<'_>, now: Time) -> Result<Option<SignedIn>, Refusal> {
    let Standing { ticket, user } = standing;
    let Some(family) = ticket.family.as_ref() else { return Ok(None) };
    if !ticket.is_usable(now) || !family.is_alive(now) || user.disabled_at.is_some() {
        return Ok(None);
    }
    let body: Body = crate::model::ticket::decode(&ticket.body)?;
    if body.user != user.id {
        return Ok(None);
    }
    Ok(Some(SignedIn {
        proven: Proven::of_session(user, body.by, body.told),
        session: family.id,
        session_ends_at: family.expires_at,
        is_held: body.held,
    }))
}

impl Body {
    /// What its person proved, as the session keeps it.
    pub(super) fn proven(&mut self, user: &UserId) -> Proven {
        Proven::listed(user, std::mem::take(&mut self.by), self.told.take())
    }
}

/// What an upstream told where somebody signed in there, also of a session that holds no more.
pub(crate) fn told(ticket: &TicketFacts) -> Option<Told> {
    crate::model::ticket::decode::<Body>(&ticket.body).ok().and_then(|body| body.told)
}

/// Lets a session in use live on; at most once a minute, to spare the store.
pub fn extend(ticket: &TicketFacts, settings: &Settings, now: Time) -> Option<Effect> {
    let expires_at = (now + settings.session_idle).min(ticket.ends_at);
    let gained = expires_at.since(ticket.expires_at);
    (gained.as_secs() >= 60).then_some(Effect::Extend { key: ticket.key, expires_at })
}

/// A session begun, and the secret for its cookie.
pub struct Begun {
    /// Who is signed in by it.
    pub signed_in: SignedIn,
    /// The cookie's value.
    pub cookie: Secret<String>,
    /// What must hold.
    pub effects: Vec<Effect>,
}

/// Begins a session under a new identifier. If the same person was signed in here already, the
/// session goes on (what hangs on it stays, and so do the factors that they proved beside what they know); if it was somebody else, theirs is over, and the clients
/// `leaving` it are told.
pub fn begin(
    mut proven: Proven,
    before: Option<(Standing<'_>, SignedIn)>,
    leaving: &[Arc<Client>],
    browser: Browser<'_>,
    settings: &Settings,
    env: &mut Env<'_>,
) -> Begun {
    let mut effects = Vec::with_capacity(3);
    let mut going_on = None;
    if let Some((standing, signed_in)) = before {
        if signed_in.user() == proven.user() {
            effects.push(Effect::Spend(standing.ticket.key));
            proven = proven.beside(signed_in.proven());
            going_on = Some((signed_in.session(), standing.ticket.ends_at));
        } else {
            effects.push(Effect::Revoke { family: signed_in.session(), because: RevokedBecause::Replaced });
            let clients = leaving.iter().map(Arc::as_ref);
            effects.extend(backchannel::tell(signed_in.session(), signed_in.user(), clients, env));
        }
    }
    let family = going_on.unwrap_or_else(|| begin_family(&proven, settings, env, &mut effects));
    put(proven, family, false, browser, settings, env, effects)
}

/// Begins a session to which no cookie will lead: what is granted in it hangs on it alone, and whoever is
/// signed in in the browser stays so.
pub(crate) fn begin_held(
    proven: Proven,
    browser: Browser<'_>,
    settings: &Settings,
    env: &mut Env<'_>,
) -> Begun {
    let mut effects = Vec::with_capacity(2);
    let family = begin_family(&proven, settings, env, &mut effects);
    put(proven, family, true, browser, settings, env, effects)
}

/// Somebody who answers one request with what they have at hand: what they grant by it is a grant of its own, and
/// hangs on nobody's session.
pub(crate) fn alone(proven: Proven, settings: &Settings, env: &mut Env<'_>) -> SignedIn {
    let session_ends_at = env.now + settings.session_ttl;
    SignedIn { proven, session: FamilyId::begin(env), session_ends_at, is_held: true }
}

/// A session's family, and its end.
type Begins = (FamilyId, Time);

fn begin_family(
    proven: &Proven,
    settings: &Settings,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Begins {
    let id = FamilyId::begin(env);
    let ends_at = env.now + settings.session_ttl;
    effects.push(Effect::PutFamily(Family {
        id,
        session: None,
        granted_in: None,
        user: Some(proven.user().clone()),
        user_as_of: Some(proven.user_as_of()),
        client: None,
        consent: None,
        claims: ClaimsRequest::default(),
        told: None,
        expires_at: ends_at,
        keep_until: ends_at,
    }));
    (id, ends_at)
}

fn put(
    proven: Proven,
    (family, ends_at): Begins,
    is_held: bool,
    browser: Browser<'_>,
    settings: &Settings,
    env: &mut Env<'_>,
    mut effects: Vec<Effect>,
) -> Begun {
    let cookie = family.secret(env);
    let signed_in = SignedIn { proven, session: family, session_ends_at: ends_at, is_held };
    effects.push(Effect::Put(Ticket {
        key: key(&cookie),
        kind: TicketKind::Session,
        family: Some(family),
        expires_at: (env.now + settings.session_idle).min(ends_at),
        ends_at,
        keep_until: ends_at,
        body: crate::model::ticket::encode(&Body {
            user: signed_in.user().clone(),
            by: signed_in.proven.by().to_vec(),
            agent: browser.agent.map(|agent| agent.chars().take(MOST_AGENT).collect()),
            address: browser.address.map(str::to_owned),
            told: signed_in.told().cloned(),
            held: is_held,
        }),
    }));
    effects.extend(trail::lay(&signed_in, &cookie));
    Begun { signed_in, cookie: Secret::new(cookie), effects }
}

/// The session's name for clients (`sid`, OpenID Connect Back-Channel Logout §2.1): the same for
/// all of them, save that pairwise clients have one for each sector, lest the session tell what the
/// subject does not. Of no use for finding the session itself. Derived by the first key, as subjects are:
/// clients find their session by it when they are told of its end, whatever key came in between.
pub fn sid(session: FamilyId, client: &Client, env: &Env<'_>) -> String {
    let sector = subject::is_pairwise(&client.metadata).then(|| subject::sector(&client.metadata)).flatten();
    let bytes = [&session.0[..], sector.unwrap_or_default().as_bytes()].concat();
    let derived = env.derive.derive(env.derive.first_version(), Purpose::SessionId, &bytes);
    jose::base64url::encode(&derived.unwrap_or_default()[..16])
}
