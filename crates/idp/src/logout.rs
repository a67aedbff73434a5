//! Signing out (OpenID Connect RP-Initiated Logout).

pub mod backchannel;
pub mod from_upstream;
pub mod frontchannel;
pub mod saml;
pub mod upstream;

use std::sync::Arc;

use oidc::claims::IdTokenHint;
use oidc::logout::EndSessionRequest;
use serde::{Deserialize, Serialize};

use crate::decision::{Decision, Env};
use crate::effect::{Effect, RevokedBecause};
use crate::login::SignedIn;
use crate::login::session::{self, Standing};
use crate::model::client::Client;
use crate::model::family::FamilyFacts;
use crate::model::issuer::Issuer;
use crate::model::settings::Settings;
use crate::model::ticket::{Ticket, TicketFacts, TicketKey, TicketKind};
use crate::refusal::{Reason, Refusal};
use crate::time::Time;
use jose::secret::Secret;

pub use upstream::{There, Way};

/// What the decision needs to know.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// The issuer that is asked.
    pub issuer: &'a Issuer,
    /// The platform's settings.
    pub settings: &'a Settings,
    /// The ID token that was shown.
    pub hint: Hint<'a>,
    /// The client that [`claimed_client`] named, if there is one.
    pub client: Option<&'a Client>,
    /// The browser's session, if its cookie led to one.
    pub standing: Option<Standing<'a>>,
    /// The clients that took part in that session and want to hear of its end.
    pub clients: &'a [Arc<Client>],
    /// Where that session came from, if they sign out there too.
    pub there: Option<There<'a>>,
}

/// The ID token that was shown; one that has expired still says whose it was.
#[derive(Clone, Copy)]
pub enum Hint<'a> {
    /// None was.
    Absent,
    /// It is not one of ours; why, for the operator.
    NotOurs(&'a str),
    /// It is ours, and says this.
    Ours(&'a IdTokenHint),
}

/// What the browser is told.
pub enum Answer {
    /// Signed out, or never signed in. Where to go on, if anywhere.
    Done {
        /// The address: one that the client registered, with its state, or that at which the upstream signs
        /// out whoever came from there.
        to: Option<String>,
        /// The addresses of clients that the browser is to load before
        /// (OpenID Connect Front-Channel Logout).
        frames: Vec<String>,
    },
    /// Somebody is signed in, and nothing proves that they asked: they are to say so.
    Confirm {
        /// The handle of the page.
        handle: Secret<String>,
    },
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Done { to, frames } => {
                f.debug_struct("Done").field("to", to).field("frames", frames).finish()
            }
            Self::Confirm { .. } => f.write_str("Confirm"),
        }
    }
}

/// What is kept until the person has said so.
#[derive(Serialize, Deserialize)]
struct Body {
    #[serde(flatten)]
    wish: Wish,
    /// The session it was asked for, in base64url.
    session: String,
}

/// Where a client wants the browser to go on to.
#[derive(Serialize, Deserialize)]
struct Wish {
    client_id: Option<String>,
    post_logout_redirect_uri: Option<String>,
    state: Option<String>,
}

impl Wish {
    fn of(request: &EndSessionRequest, client: Option<&Client>) -> Self {
        Self {
            client_id: client.map(|client| client.id.as_str().to_owned()),
            post_logout_redirect_uri: request.post_logout_redirect_uri.clone(),
            state: request.state.clone(),
        }
    }

    fn verify(&self, client: Option<&Client>) -> Result<Option<String>, Refusal> {
        verify_return(self.post_logout_redirect_uri.as_deref(), self.state.as_deref(), client)
    }
}

/// The client a request is about, for look-up alone.
pub fn claimed_client<'a>(request: &'a EndSessionRequest, hint: Hint<'a>) -> Option<&'a str> {
    match hint {
        Hint::Ours(hint) => hint.client_id(),
        _ => request.client_id.as_deref(),
    }
}

/// The key of the sign-out with this handle.
pub fn key(handle: &str) -> TicketKey {
    TicketKey::of(TicketKind::Logout, handle.as_bytes())
}

/// Decides a request to sign out.
pub fn decide(
    request: &EndSessionRequest,
    facts: Facts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<Answer, Refusal>> {
    let mut effects = Vec::new();
    let answer = steps(request, facts, env, &mut effects);
    Decision::of(answer, effects)
}

fn steps(
    request: &EndSessionRequest,
    facts: Facts<'_>,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Result<Answer, Refusal> {
    check_hint(request, facts)?;
    facts.client.map_or(Ok(()), |client| facts.issuer.check_serves(client))?;
    let wish = Wish::of(request, facts.client);
    let to = wish.verify(facts.client)?;
    // Also a session that idleness has ended for the browser: what hangs on it still lives.
    let session = facts.standing.and_then(|standing| Some((standing.ticket.family.as_ref()?, standing)));
    if let (Hint::Ours(hint), Some((session, standing))) = (facts.hint, session)
        && let Some(client) = facts.client
        && hint.sid.as_deref() == Some(session::sid(session.id, client, env).as_str())
    {
        let ending = Ending { session, standing, clients: facts.clients, there: facts.there };
        return Ok(end(ending, (wish, to), facts.issuer, env, effects));
    }
    let Some(who) = signed_in(facts.standing, env.now)? else {
        return Ok(Answer::Done { to, frames: Vec::new() });
    };
    let handle = jose::base64url::encode(env.random_bytes::<16>());
    let expires_at = env.now + facts.settings.login_ttl;
    effects.push(Effect::Put(Ticket {
        key: key(&handle),
        kind: TicketKind::Logout,
        family: None,
        expires_at,
        ends_at: expires_at,
        keep_until: expires_at,
        body: crate::model::ticket::encode(&Body { wish, session: jose::base64url::encode(who.session().0) }),
    }));
    Ok(Answer::Confirm { handle: Secret::new(handle) })
}

/// A session that its person ends.
struct Ending<'a> {
    session: &'a FamilyFacts,
    standing: Standing<'a>,
    clients: &'a [Arc<Client>],
    there: Option<There<'a>>,
}

/// Ends a session, and has its clients told: by a message, or by the addresses that come back. If it is
/// over already, they were. Whoever came from an upstream goes on by way of it.
fn end(
    ending: Ending<'_>,
    (wish, to): (Wish, Option<String>),
    issuer: &Issuer,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Answer {
    let Ending { session, standing, clients, there } = ending;
    if !session.is_alive(env.now) {
        return Answer::Done { to, frames: Vec::new() };
    }
    let clients = || clients.iter().map(Arc::as_ref);
    effects.push(Effect::Revoke { family: session.id, because: RevokedBecause::SignedOut });
    effects.extend(backchannel::tell(session.id, &standing.user.id, clients(), env));
    let frames = frontchannel::frames(session.id, clients(), issuer, env);
    let there =
        there.and_then(|there| upstream::by_way_of(there, standing, wish, to.is_some(), env, effects));
    Answer::Done { to: there.or(to), frames }
}

fn check_hint(request: &EndSessionRequest, facts: Facts<'_>) -> Result<(), Refusal> {
    match (facts.hint, &request.client_id) {
        (Hint::NotOurs(why), _) => {
            Err(Refusal::new(Reason::LogoutHintInvalid).about("id_token_hint").operator(why.to_owned()))
        }
        (Hint::Ours(hint), Some(named)) if hint.client_id() != Some(named) => {
            Err(Refusal::new(Reason::LogoutClientMismatch).about("client_id"))
        }
        (Hint::Ours(hint), _) if hint.iss != facts.issuer.identifier.as_str() => {
            let refusal = Refusal::new(Reason::LogoutHintInvalid).about("id_token_hint");
            Err(refusal.operator("of another issuer of ours"))
        }
        _ => Ok(()),
    }
}

/// Where to go on: only to an address the client registered for it, or, where a client registered
/// none, to one of its redirect addresses.
fn verify_return(
    asked: Option<&str>,
    state: Option<&str>,
    client: Option<&Client>,
) -> Result<Option<String>, Refusal> {
    let Some(asked) = asked else { return Ok(None) };
    let client = client
        .ok_or_else(|| Refusal::new(Reason::PostLogoutClientMissing).about("post_logout_redirect_uri"))?;
    let for_it = &client.metadata.post_logout_redirect_uris;
    let registered = if for_it.is_empty() { &client.metadata.redirect_uris } else { for_it };
    let uri = registered
        .iter()
        .find(|uri| uri.matches(asked))
        .ok_or_else(|| Refusal::new(Reason::PostLogoutUriMismatch).about("post_logout_redirect_uri"))?;
    Ok(Some(match state {
        Some(state) => uri.append_query([("state", state)]),
        None => uri.as_str().to_owned(),
    }))
}

/// What the confirmation needs to know.
#[derive(Clone, Copy)]
pub struct ConfirmFacts<'a> {
    /// The issuer that is asked.
    pub issuer: &'a Issuer,
    /// The sign-out that waits.
    pub ticket: Option<&'a TicketFacts>,
    /// The client that [`waiting_client`] named, if there is one.
    pub client: Option<&'a Client>,
    /// The browser's session, if its cookie led to one.
    pub standing: Option<Standing<'a>>,
    /// The clients that took part in that session and want to hear of its end.
    pub clients: &'a [Arc<Client>],
    /// Where that session came from, if they sign out there too.
    pub there: Option<There<'a>>,
}

/// The client a waiting sign-out is for, for look-up alone.
pub fn waiting_client(ticket: &TicketFacts) -> Result<Option<String>, Refusal> {
    crate::model::ticket::decode::<Body>(&ticket.body).map(|body| body.wish.client_id)
}

/// Signs out, because the person said so in the browser whose session it is.
pub fn confirm(facts: ConfirmFacts<'_>, env: &mut Env<'_>) -> Decision<Result<Answer, Refusal>> {
    let mut effects = Vec::new();
    let answer = confirmed(facts, env, &mut effects);
    Decision::of(answer, effects)
}

fn confirmed(
    facts: ConfirmFacts<'_>,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Result<Answer, Refusal> {
    let Waiting { ticket, wish, to } = waiting(facts, env.now)?;
    effects.push(Effect::Spend(ticket));
    let session = facts.standing.and_then(|standing| Some((standing.ticket.family.as_ref()?, standing)));
    let Some((session, standing)) = session else { return Ok(Answer::Done { to, frames: Vec::new() }) };
    let ending = Ending { session, standing, clients: facts.clients, there: facts.there };
    Ok(end(ending, (wish, to), facts.issuer, env, effects))
}

/// What the page that asks must know: where the browser goes on to, if anywhere.
pub fn show(facts: ConfirmFacts<'_>, now: Time) -> Result<Option<String>, Refusal> {
    waiting(facts, now).map(|waiting| waiting.to)
}

struct Waiting {
    ticket: TicketKey,
    wish: Wish,
    to: Option<String>,
}

/// The sign-out that waits for the word of the person whose session this is.
fn waiting(facts: ConfirmFacts<'_>, now: Time) -> Result<Waiting, Refusal> {
    let ticket = facts.ticket.filter(|ticket| ticket.is_usable(now)).ok_or(Reason::LogoutUnknown)?;
    let body: Body = crate::model::ticket::decode(&ticket.body)?;
    let to = body.wish.verify(facts.client)?;
    signed_in(facts.standing, now)?
        .filter(|who| jose::base64url::encode(who.session().0) == body.session)
        .ok_or(Reason::LogoutUnknown)?;
    Ok(Waiting { ticket: ticket.key, wish: body.wish, to })
}

fn signed_in(standing: Option<Standing<'_>>, now: Time) -> Result<Option<SignedIn>, Refusal> {
    standing.map(|standing| session::revive(standing, now)).transpose().map(Option::flatten)
}
