//! Requests that are pushed (RFC 9126): the client proves itself and hands its request over, and the
//! browser brings a reference to it that nobody can guess.
//!
//! It passes the very steps of the authorization endpoint as far as they ask nobody, and passes them
//! again when the browser comes. The reference serves until the client is answered, so that whoever
//! loads the page again is not turned away; then, or when its time is over, it is dead.

use std::borrow::Cow;

use oidc::authorization::{Pushed, REQUEST_URI_PREFIX};
use oidc::client_authentication::Presented;
use oidc::parameters::{Encoder, Parameters};
use serde::{Deserialize, Serialize};

use super::Facts;
use super::request_object::Asked;
use crate::client::authenticate::{AuthenticatedClient, Proven, Shown, authenticate, claimed_client};
use crate::client::profile::RequestForm;
use crate::decision::{Decision, Env};
use crate::dpop::Thumbprint;
use crate::effect::Effect;
use crate::issue::seal;
use crate::model::ClientId;
use crate::model::client::Client;
use crate::model::ticket::{self, Ticket, TicketFacts, TicketKey, TicketKind};
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// The longest request that is kept, in bytes.
const LONGEST: usize = 16 * 1024;

/// What proves the client, and is no part of what it asks for (RFC 9126 §2.1).
pub(crate) const OF_THE_PROOF: [&str; 3] = ["client_secret", "client_assertion", "client_assertion_type"];

#[derive(Serialize, Deserialize)]
struct Body {
    client: ClientId,
    /// The request in plain parameters.
    request: String,
    /// Until when a browser may begin with it, in microseconds since the epoch. The ticket lives longer,
    /// so that every sign-in that was begun can still use it up.
    until: i64,
}

/// Where the request is kept that these parameters refer to, if they refer to one that was pushed.
pub fn key(parameters: &Parameters<'_>) -> Option<TicketKey> {
    let reference = parameters.get("request_uri").ok().flatten()?;
    reference.strip_prefix(REQUEST_URI_PREFIX).map(key_of)
}

fn key_of(secret: &str) -> TicketKey {
    TicketKey::of(TicketKind::PushedRequest, secret.as_bytes())
}

/// Whether requests of this client count only if it pushed them (RFC 9126 §6).
pub fn is_required(client: &Client) -> bool {
    client.metadata.require_pushed_authorization_requests || client.rules().request == RequestForm::Pushed
}

/// What a client asks for in a form that also proves it: in its name, without the proof. Of one that
/// pushes a request object nothing else counts (RFC 9126 §3).
pub fn request_of(parameters: &Parameters<'_>, presented: &Presented) -> Result<String, Refusal> {
    if parameters.contains("request_uri") {
        return Err(Refusal::new(Reason::ParameterInvalid)
            .about("request_uri")
            .expected("absent from a request that is pushed"));
    }
    let alone = parameters.contains("request");
    let mut request = Encoder::new();
    if let Some(client) = claimed_client(presented) {
        request.push("client_id", &client);
    }
    for (name, value) in parameters.iter() {
        let asks = !OF_THE_PROOF.contains(&name) && name != "client_id";
        if asks && (!alone || name == "request") {
            request.push(name, value);
        }
    }
    Ok(request.finish())
}

/// Decides on a request that is pushed: what the client proved, and what it asks for, as far as that
/// could be read.
pub fn push(
    shown: Shown<'_>,
    asked: Result<Asked<'_>, Refusal>,
    facts: Facts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<Pushed, Refusal>> {
    let Proven { client, owed } = match authenticate(shown, facts.client, env.now) {
        Ok(proven) => proven,
        Err(refusal) => return Decision::of(Err(refusal), Vec::new()),
    };
    let mut effects = Vec::new();
    let answer = asked.and_then(|asked| keep(client, &asked, facts, env, &mut effects));
    // Nothing goes to the redirect address: it is the client that asks.
    Decision::of(answer.map_err(Refusal::direct), effects).owing(owed)
}

fn keep(
    client: AuthenticatedClient<'_>,
    asked: &Asked<'_>,
    facts: Facts<'_>,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Result<Pushed, Refusal> {
    let request = bound(asked, client)?;
    let client = client.client();
    if request.len() > LONGEST {
        return Err(Refusal::new(Reason::RequestMalformed).expected("a request of at most 16 KiB"));
    }
    let parameters = Parameters::parse(request.as_bytes())?;
    super::check(&parameters, None, facts, env.now)?;
    // FAPI 2.0 Security Profile §5.3.2.2: where there is no other way, it says where its answer goes.
    if client.rules().request == RequestForm::Pushed && !parameters.contains("redirect_uri") {
        return Err(Refusal::new(Reason::RedirectUriMissing).about("redirect_uri"));
    }
    seal::check(client, facts.sealing, env.now)?;
    effects.extend(asked.accepted(env.now));
    let secret = env.random_secret();
    let lives = facts.settings.pushed_request_ttl;
    let until = env.now + lives;
    let ends_at = until + facts.settings.login_ttl;
    effects.push(Effect::Put(Ticket {
        key: key_of(&secret),
        kind: TicketKind::PushedRequest,
        family: None,
        expires_at: ends_at,
        ends_at,
        keep_until: ends_at,
        body: ticket::encode(&Body {
            client: client.id.clone(),
            request: request.into_owned(),
            until: until.as_micros(),
        }),
    }));
    Ok(Pushed { request_uri: format!("{REQUEST_URI_PREFIX}{secret}"), expires_in: lives.as_secs() })
}

/// The request, and in it the key that its client showed to hold: the code is bound to that (RFC 9449 §10.1).
fn bound<'a>(asked: &'a Asked<'_>, client: AuthenticatedClient<'_>) -> Result<Cow<'a, str>, Refusal> {
    let request = asked.as_str();
    let Some(key) = client.key().map(Thumbprint::text) else { return Ok(Cow::Borrowed(request)) };
    match Parameters::parse(request.as_bytes())?.get("dpop_jkt")? {
        Some(named) if named == key => Ok(Cow::Borrowed(request)),
        Some(_) => Err(Refusal::new(Reason::ParameterInvalid)
            .about("dpop_jkt")
            .expected("the thumbprint of the key in the proof beside it")),
        None => Ok(Cow::Owned(format!("{request}&dpop_jkt={key}"))),
    }
}

/// The request that a browser refers to, for the client it names: what was pushed, and nothing beside it
/// (RFC 9126 §4).
pub fn open(
    found: Option<&TicketFacts>,
    client: Option<&Client>,
    now: Time,
) -> Result<Asked<'static>, Refusal> {
    let unknown = |why| Refusal::new(Reason::PushedRequestUnknown).about("request_uri").operator(why);
    let found = found.ok_or_else(|| unknown("there is no such request"))?;
    let body: Body = ticket::decode(&found.body)?;
    if client.is_none_or(|client| client.id != body.client) {
        return Err(unknown("another client pushed it"));
    }
    check_unanswered(found)?;
    if now >= Time::from_micros(body.until) {
        return Err(over("the browser came too late"));
    }
    Ok(Asked {
        request: Cow::Owned(body.request),
        pushed: Some(found.key),
        as_object: false,
        once: None,
        elsewhere: None,
    })
}

/// Whether its client was not answered yet.
pub(crate) fn check_unanswered(found: &TicketFacts) -> Result<(), Refusal> {
    if found.spent_at.is_some() { Err(over("it was answered already")) } else { Ok(()) }
}

fn over(why: &'static str) -> Refusal {
    Refusal::new(Reason::PushedRequestOver).about("request_uri").operator(why)
}
