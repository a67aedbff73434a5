//! Signing out (OpenID Connect RP-Initiated Logout).

pub mod backchannel;
pub mod frontchannel;

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
use crate::model::user::UserId;
use crate::refusal::{Reason, Refusal};
use crate::time::Time;
use jose::secret::Secret;

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
    /// Signed out, or never signed in. Where to go on, if the client said so and may.
    Done {
        /// The address, with the client's state; one that the client registered.
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
    client_id: Option<String>,
    post_logout_redirect_uri: Option<String>,
    state: Option<String>,
    /// The session it was asked for, in base64url.
    session: String,
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
    let to =
        verify_return(request.post_logout_redirect_uri.as_deref(), request.state.as_deref(), facts.client)?;
    // Also a session that idleness has ended for the browser: what hangs on it still lives.
    let session = facts.standing.and_then(|standing| Some((standing.ticket.family.as_ref()?, standing.user)));
    if let (Hint::Ours(hint), Some((session, user))) = (facts.hint, session)
        && let Some(client) = facts.client
        && hint.sid.as_deref() == Some(session::sid(session.id, client, env).as_str())
    {
        let frames = end(session, &user.id, facts.clients, facts.issuer, env, effects);
        return Ok(Answer::Done { to, frames });
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
        body: crate::model::ticket::encode(&Body {
            client_id: facts.client.map(|client| client.id.as_str().to_owned()),
            post_logout_redirect_uri: request.post_logout_redirect_uri.clone(),
            state: request.state.clone(),
            session: jose::base64url::encode(who.session().0),
        }),
    }));
    Ok(Answer::Confirm { handle: Secret::new(handle) })
}

/// Ends a session, and has its clients told: by a message, or by the addresses that come back. If it is
/// over already, they were.
fn end(
    session: &FamilyFacts,
    user: &UserId,
    clients: &[Arc<Client>],
    issuer: &Issuer,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Vec<String> {
    if !session.is_alive(env.now) {
        return Vec::new();
    }
    let clients = || clients.iter().map(Arc::as_ref);
    effects.push(Effect::Revoke { family: session.id, because: RevokedBecause::SignedOut });
    effects.extend(backchannel::tell(session.id, user, clients(), env));
    frontchannel::frames(session.id, clients(), issuer, env)
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
}

/// The client a waiting sign-out is for, for look-up alone.
pub fn waiting_client(ticket: &TicketFacts) -> Result<Option<String>, Refusal> {
    crate::model::ticket::decode::<Body>(&ticket.body).map(|body| body.client_id)
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
    let Waiting { ticket, who, to } = waiting(facts, env.now)?;
    effects.push(Effect::Spend(ticket));
    let session = facts.standing.and_then(|standing| standing.ticket.family.as_ref());
    let frames = session
        .map(|session| end(session, who.user(), facts.clients, facts.issuer, env, effects))
        .unwrap_or_default();
    Ok(Answer::Done { to, frames })
}

/// What the page that asks must know: where the browser goes on to, if anywhere.
pub fn show(facts: ConfirmFacts<'_>, now: Time) -> Result<Option<String>, Refusal> {
    waiting(facts, now).map(|waiting| waiting.to)
}

struct Waiting {
    ticket: TicketKey,
    who: SignedIn,
    to: Option<String>,
}

/// The sign-out that waits for the word of the person whose session this is.
fn waiting(facts: ConfirmFacts<'_>, now: Time) -> Result<Waiting, Refusal> {
    let ticket = facts.ticket.filter(|ticket| ticket.is_usable(now)).ok_or(Reason::LogoutUnknown)?;
    let body: Body = crate::model::ticket::decode(&ticket.body)?;
    let to = verify_return(body.post_logout_redirect_uri.as_deref(), body.state.as_deref(), facts.client)?;
    let who = signed_in(facts.standing, now)?
        .filter(|who| jose::base64url::encode(who.session().0) == body.session)
        .ok_or(Reason::LogoutUnknown)?;
    Ok(Waiting { ticket: ticket.key, who, to })
}

fn signed_in(standing: Option<Standing<'_>>, now: Time) -> Result<Option<SignedIn>, Refusal> {
    standing.map(|standing| session::revive(standing, now)).transpose().map(Option::flatten)
}
