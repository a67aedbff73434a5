//! The backchannel authentication endpoint (OpenID Connect CIBA Core §7): a client begins, and the person whom it
//! means is told by mail, opens the link, signs in and answers.
//!
//! Who asks learns nothing of whom we know: for a person whom nobody knows or who cannot be told as much is written as
//! for any other, and nobody answers until the time is over. The link leads to the request and to nothing else: whoever
//! opens it signs in as the very person who is meant, or not at all.

mod asked;
pub mod hint;
pub mod ping;

use std::time::Duration;

use oidc::ciba::Acknowledgement;
use oidc::parameters::Parameters;
use oidc::scope::OPENID;
use oidc::token::GrantType;

use super::begin::{LONGEST, request_of};
use super::{Body, CrossDevice, REMEMBERED, Shown, answer_key, collect, key, poll_key};
use crate::authorize::{self, Facts};
use crate::client::authenticate::{AuthenticatedClient, Proven, Shown as Proof, authenticate};
use crate::decision::{Decision, Env};
use crate::effect::Effect;
use crate::login::attempts::{self, Counted, Counter, Origin, Whose};
use crate::login::one_time_code::{CODE, Words};
use crate::model::ClientId;
use crate::model::mail::{Mail, MailAddress};
use crate::model::message::Message;
use crate::model::ticket::{self, Ticket, TicketKind};
use crate::model::user::{User, UserId};
use crate::refusal::{Reason, Refusal};

pub use asked::{Asked, binding_message, settle};
pub(super) use ping::Ping;

/// What stands for the link's secret in the words that are to be sent.
pub const SECRET: char = CODE;

/// The page that the link leads to, before its secret.
pub const PAGE: &str = "/ciba";

/// Whom the client means, as it was loaded.
#[derive(Clone, Copy)]
pub struct Meant<'a> {
    /// The person, if there is one.
    pub person: Option<&'a User>,
    /// Where they can be told, if they can.
    pub to: Option<&'a MailAddress>,
}

/// What beginning needs to know besides what every authorization request does.
#[derive(Clone, Copy)]
pub struct BeginFacts<'a> {
    /// Whom the client means.
    pub meant: Meant<'a>,
    /// What was counted, where [`counters`] has it.
    pub counted: &'a [Counted],
    /// The mail, with [`SECRET`] in it.
    pub words: Words<'a>,
    /// As for every authorization request.
    pub authorize: Facts<'a>,
}

/// Where requests of a client for somebody are counted: by the person, or by the name (in canonical form) that nobody
/// has.
pub fn counters(client: &ClientId, name: &str, person: Option<&UserId>) -> Vec<Counter> {
    let whose = person.map_or(Whose::Nobody(name), Whose::Person);
    attempts::counters(Origin::Ciba { client, whose })
}

/// Decides on what a client asks: what it proved, whom it means and what it asks for, as far as that could be read.
pub fn begin(
    proof: Proof<'_>,
    asked: Result<Asked, Refusal>,
    facts: BeginFacts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<Acknowledgement, Refusal>> {
    let Proven { client, owed } = match authenticate(proof, facts.authorize.client, env.now) {
        Ok(proven) => proven,
        Err(refusal) => return Decision::of(Err(refusal), Vec::new()),
    };
    let mut effects = Vec::new();
    let answer = asked.and_then(|asked| begun(client, asked, facts, env, &mut effects));
    Decision::of(answer.map_err(Refusal::direct), effects).owing(owed)
}

fn begun(
    client: AuthenticatedClient<'_>,
    asked: Asked,
    facts: BeginFacts<'_>,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Result<Acknowledgement, Refusal> {
    let client = client.client();
    let BeginFacts { meant, counted, words, authorize } = facts;
    authorize.issuer.check_serves(client)?;
    if !client.has_grant(GrantType::Ciba) {
        return Err(Refusal::new(Reason::GrantTypeNotRegistered).about("grant_type"));
    }
    let message = asked.message().map(str::to_owned);
    let parameters = Parameters::parse(asked.request.as_bytes())?;
    let is_openid = parameters.get("scope")?.is_some_and(|scope| scope.split(' ').any(|it| it == OPENID));
    if !is_openid {
        return Err(Refusal::new(Reason::OpenidRequired).about("scope"));
    }
    let notified_with = ping::token(client, &parameters)?;
    let request = request_of(client.id.as_str(), &parameters);
    if request.len() > LONGEST {
        return Err(Refusal::new(Reason::RequestMalformed).expected("a request of at most 16 KiB"));
    }
    let longest = authorize.settings.device_code_ttl;
    let lives = requested_expiry(&parameters, longest)?;
    let until = env.now + lives;
    let auth_req_id = env.random_secret();
    let told = meant.person.filter(|person| person.disabled_at.is_none()).zip(meant.to);
    let user = told.map(|(person, _)| person.id.clone());
    let ping = notified_with.map(|token| Ping::new(&client.id, user.as_ref(), &auth_req_id, token, env));
    let there = CrossDevice {
        answer: answer_key(&auth_req_id),
        until: until.as_micros(),
        shown: Shown { code: None, message, address: None },
        ping,
    };
    authorize::check_from_elsewhere(&Parameters::parse(request.as_bytes())?, &there, authorize, env.now)?;
    effects.extend(attempts::count(counted, authorize.settings, env.now)?);
    effects.extend(asked.accepted);
    let secret = env.random_secret();
    let is_nobodys = user.is_none();
    let body = Body { client: client.id.clone(), request, there, user: user.clone(), is_nobodys };
    let interval = collect::INTERVAL;
    let mut put = |key, kind, body| {
        let keep_until = until + REMEMBERED;
        effects.push(Effect::Put(Ticket {
            key,
            kind,
            family: None,
            expires_at: until,
            ends_at: until,
            keep_until,
            body,
        }));
    };
    put(key(&secret), TicketKind::CrossDevice, ticket::encode(&body));
    put(poll_key(&auth_req_id), TicketKind::Poll, collect::first(&client.id, interval));
    match told {
        Some((_, to)) => {
            let said = |words: &str| words.replace(SECRET, &secret);
            let (subject, text) = (said(words.subject), said(words.text));
            let mail = Mail { to: to.clone(), subject, text, html: words.html.map(said) };
            effects.push(Effect::PutMessage(Message::mail(&mail, user, until, env)));
        }
        // As much is written, and read by nobody.
        None => {
            let filler = [words.subject, words.text, words.html.unwrap_or_default()].concat();
            put(key(&env.random_secret()), TicketKind::CrossDevice, filler.into_bytes());
        }
    }
    Ok(Acknowledgement { auth_req_id, expires_in: lives.as_secs(), interval })
}

/// For how long the request waits: as the client asks, and no longer than any (CIBA Core §7.1).
fn requested_expiry(parameters: &Parameters<'_>, longest: Duration) -> Result<Duration, Refusal> {
    let Some(asked) = parameters.get("requested_expiry")? else { return Ok(longest) };
    match asked.parse::<u64>() {
        Ok(seconds) if seconds > 0 => Ok(Duration::from_secs(seconds).min(longest)),
        _ => Err(Refusal::new(Reason::ParameterInvalid)
            .about("requested_expiry")
            .expected("seconds, at least 1")),
    }
}
