//! Signing in to a page with the phone: an attempt is one try of a page to have somebody signed in so.
//!
//! One ticket carries it, and each step advances it under its version, so that of two phones that scan, or two
//! approvals, one wins: waiting, scanned by a phone, answered or ended. What the page shows ([`pid`]) and what
//! collects the result are different secrets: whoever photographs the code gets nothing with it. The person's word
//! goes where the other cross-device flows keep it, and the page's pull turns it into an authorization code, once.

pub mod answer;
pub mod begin;
pub mod pid;
pub mod pull;
pub mod scan;

use std::time::Duration;

use oidc::parameters::Encoder;
use oidc::scope::OPENID;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::CrossDevice;
use crate::effect::{Advance, Effect};
use crate::model::ClientId;
use crate::model::credential::CredentialId;
use crate::model::ticket::{self, TicketFacts, TicketKey, TicketKind};
use crate::model::user::UserId;
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// How long an attempt lives.
pub const LIVES: Duration = Duration::from_mins(2);

/// An attempt as it was found.
pub struct Attempt<'a> {
    ticket: &'a TicketFacts,
    body: Body,
}

#[derive(Clone, Serialize, Deserialize)]
struct Body {
    client: ClientId,
    /// Where the page is to go on.
    redirect_uri: String,
    /// What is asked of the person.
    data: Vec<Datum>,
    /// The origin of the page that began it, and that alone is told.
    origin: String,
    there: CrossDevice,
    /// When it began, in microseconds since the epoch.
    began_at: i64,
    /// The version of the server's key that tags its codes.
    tagged_by: u8,
    /// What the page's browser says of itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    agent: Option<String>,
    state: State,
}

/// A claim that the service asks for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Datum {
    /// Which.
    pub claim: String,
    /// Whether it cannot do without.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
}

/// How far an attempt has come.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum State {
    /// Nobody scanned it.
    Waiting,
    /// This phone did, and its person decides.
    Scanned {
        phone: String,
        user: UserId,
        /// What the page shows now, and the person types.
        number: u8,
    },
    /// The person of this phone agreed: their word lies where [`CrossDevice`] says.
    Answered { phone: String },
    /// Nothing comes of it, by the word of this phone's person.
    Ended { phone: String, why: Ended },
}

/// Why nothing came of an attempt.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// The person would rather not.
    Declined,
    /// They did not begin it.
    NotMe,
    /// They typed another number than the page shows.
    WrongNumber,
    /// They may not, by what the administrators say.
    Refused,
}

impl Ended {
    /// What the page is told.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Declined => "declined",
            Self::NotMe => "not_me",
            Self::WrongNumber => "wrong_number",
            Self::Refused => "refused",
        }
    }
}

/// Where the attempt of this name is found: what pages and phones call it, which is no secret.
pub fn key(name: &str) -> TicketKey {
    let id = jose::base64url::decode(name).unwrap_or_default();
    TicketKey::of(TicketKind::Qr, &id)
}

fn name(id: [u8; 16]) -> String {
    jose::base64url::encode(id)
}

/// The client that an attempt is of, for look-up alone.
pub fn client_of(found: &TicketFacts) -> Result<ClientId, Refusal> {
    ticket::decode::<Body>(&found.body).map(|body| body.client)
}

/// Whether its person agreed, so that their word is to be looked for.
pub fn is_answered(found: &TicketFacts) -> bool {
    let body = ticket::decode::<Body>(&found.body);
    body.is_ok_and(|body| matches!(body.state, State::Answered { .. }))
}

impl<'a> Attempt<'a> {
    /// The one that was found, if one was.
    fn read(found: Option<&'a TicketFacts>) -> Result<Self, Refusal> {
        let ticket = found.ok_or_else(|| unknown("there is no such attempt"))?;
        Ok(Self { ticket, body: ticket::decode(&ticket.body)? })
    }

    /// When it is over.
    fn ends_at(&self) -> Time {
        self.body.there.until()
    }

    /// For how many seconds it still lives.
    fn lives(&self, now: Time) -> u64 {
        self.ends_at().since(now).as_secs()
    }

    fn began_at(&self) -> Time {
        Time::from_micros(self.body.began_at)
    }

    /// Whether a phone may still do something about it.
    fn check_open(&self, now: Time) -> Result<(), Refusal> {
        let is_open = matches!(self.body.state, State::Waiting | State::Scanned { .. });
        if is_open && self.ticket.is_usable(now) { Ok(()) } else { Err(Reason::AttemptOver.into()) }
    }

    /// The number that the page shows since this phone scanned it; it may not be another's.
    fn scanned_by(&self, phone: CredentialId, now: Time) -> Result<u8, Refusal> {
        match &self.body.state {
            State::Scanned { phone: other, .. } if *other != phone.text() => Err(Reason::AttemptTaken.into()),
            State::Scanned { number, .. } => self.check_open(now).map(|()| *number),
            State::Waiting => Err(unknown("no phone scanned it")),
            State::Answered { .. } | State::Ended { .. } => Err(Reason::AttemptOver.into()),
        }
    }

    /// Goes on to this state; whoever else did so first has it.
    fn advance(&self, state: State) -> Effect {
        Effect::Advance(Advance {
            key: self.ticket.key,
            from: self.ticket.version,
            expires_at: self.ticket.expires_at,
            keep_until: self.ticket.expires_at + super::REMEMBERED,
            body: ticket::encode(&Body { state, ..self.body.clone() }),
        })
    }
}

fn unknown(why: &'static str) -> Refusal {
    Refusal::new(Reason::AttemptUnknown).operator(why)
}

/// What is asked, as the authorization endpoint would be asked: by the names of claims.
fn request_of<'a>(client: &ClientId, redirect_uri: &str, claims: impl Iterator<Item = &'a str>) -> String {
    let named: Map<String, Value> = claims.map(|claim| (claim.to_owned(), Value::Null)).collect();
    let mut request = Encoder::new();
    request.push("client_id", client.as_str());
    request.push("response_type", "code");
    request.push("redirect_uri", redirect_uri);
    request.push("scope", OPENID);
    if !named.is_empty() {
        request.push("claims", &json!({ "id_token": named, "userinfo": named }).to_string());
    }
    request.finish()
}
