//! Invitations: what lets somebody make an account, once, and what that account is given from the start.

mod waiting;

pub use waiting::{Waiting, find, told, withdraw};

use std::time::Duration;

use jose::secret::Secret;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::account::confirming::LINK;
use crate::decision::{Decision, Env};
use crate::effect::Effect;
use crate::login::one_time_code::Words;
use crate::model::event::{Actor, Event, EventKind};
use crate::model::mail::{Mail, MailAddress};
use crate::model::message::Message;
use crate::model::settings::{Registration, Settings};
use crate::model::ticket::{Ticket, TicketFacts, TicketKey, TicketKind, decode, encode};
use crate::refusal::{Reason, Refusal};
use crate::time::Time;
use crate::user::attributes::{check_attributes, check_groups};

/// The longest an invitation can count.
pub const LONGEST_LIFE: Duration = Duration::from_hours(90 * 24);

/// An invitation as it was found: its secret, and its ticket if there is one.
#[derive(Clone, Copy)]
pub struct Found<'a> {
    /// The secret.
    pub secret: &'a str,
    /// The ticket.
    pub ticket: Option<&'a TicketFacts>,
}

/// The key of the invitation with this secret.
pub fn key(secret: &str) -> TicketKey {
    TicketKey::of(TicketKind::Invitation, secret.as_bytes())
}

/// What somebody is invited to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Invitation {
    /// The address that the account is to have; any where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The groups that the person will be in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
    /// What else will be known of the person.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub attributes: Map<String, Value>,
}

/// What is kept of it in its ticket.
#[derive(Serialize, Deserialize)]
struct Body {
    #[serde(flatten)]
    to: Invitation,
    /// Who made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    made_by: Option<String>,
    /// When, in microseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    made_at: Option<i64>,
    /// Whether it was withdrawn before anybody used it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    withdrawn: bool,
}

/// An invitation to be made.
#[derive(Clone, Debug)]
pub struct New {
    /// What to.
    pub invitation: Invitation,
    /// For how long it counts; the usual time where nothing is said.
    pub lives_for: Option<Duration>,
}

/// One just made. Its secret is told this once.
pub struct Made {
    /// What administrators call it by; no secret.
    pub id: String,
    /// The secret.
    pub secret: Secret<String>,
    /// Until when it counts.
    pub expires_at: Time,
}

impl std::fmt::Debug for Made {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Made")
            .field("id", &self.id)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// Makes an invitation, and has it sent where it is to be: in these words, with [`LINK`] in them.
pub fn create(
    new: &New,
    letter: Option<Words<'_>>,
    settings: &Settings,
    by: &Actor,
    env: &mut Env<'_>,
) -> Decision<Result<Made, Refusal>> {
    let mut effects = Vec::new();
    let made = made(new, letter, settings, by, &mut effects, env);
    Decision::of(made, effects)
}

fn made(
    New { invitation, lives_for }: &New,
    letter: Option<Words<'_>>,
    settings: &Settings,
    by: &Actor,
    effects: &mut Vec<Effect>,
    env: &mut Env<'_>,
) -> Result<Made, Refusal> {
    if settings.accounts.registration == Registration::Closed {
        return Err(Refusal::new(Reason::RegistrationClosed).operator("accounts.registration is closed"));
    }
    let lives_for = lives_for.unwrap_or(settings.accounts.invitation_ttl);
    if lives_for.is_zero() || lives_for > LONGEST_LIFE {
        return Err(Refusal::new(Reason::ParameterInvalid)
            .about("expires_in")
            .expected("a number of seconds from 1 to 7776000"));
    }
    let address = invitation.email.as_deref().map(|email| {
        let address = MailAddress::parse(email).filter(|_| crate::user::can_be_email(email));
        address
            .ok_or_else(|| Refusal::new(Reason::UserInvalid).about("email").expected(MailAddress::EXPECTED))
    });
    let address = address.transpose()?;
    check_groups(&invitation.groups)?;
    check_attributes(&invitation.attributes)?;
    let (secret, expires_at) = (env.random_secret(), env.now + lives_for);
    let key = key(&secret);
    effects.push(Effect::Put(Ticket {
        key,
        kind: TicketKind::Invitation,
        family: None,
        expires_at,
        ends_at: expires_at,
        keep_until: expires_at,
        body: encode(&Body {
            to: invitation.clone(),
            made_by: Some(by.to_string()),
            made_at: Some(env.now.as_micros()),
            withdrawn: false,
        }),
    }));
    if let Some(words) = letter {
        let to = address.ok_or_else(|| {
            Refusal::new(Reason::ParameterInvalid).about("email").expected("the address that it is sent to")
        })?;
        let said = |words: &str| words.replace(LINK, &secret);
        let mail =
            Mail { to, subject: said(words.subject), text: said(words.text), html: words.html.map(said) };
        effects.push(Effect::PutMessage(Message::mail(&mail, None, expires_at, env)));
    }
    let (id, event) = (waiting::id(&key), Event::of_nobody(EventKind::UserInvite, by, env));
    effects.push(Effect::PutEvent(event.about("invitation", id.as_str())));
    Ok(Made { id, secret: Secret::new(secret), expires_at })
}

/// What an invitation is to, if it counts.
pub fn check(found: Found<'_>, now: Time) -> Result<Invitation, Refusal> {
    of(found.ticket, key(found.secret), now)
}

/// What the invitation of a ticket is to, if it counts.
pub(super) fn of(ticket: Option<&TicketFacts>, key: TicketKey, now: Time) -> Result<Invitation, Refusal> {
    let ticket = ticket.filter(|ticket| ticket.key == key).ok_or(Reason::InvitationOver)?;
    let body: Body = decode(&ticket.body)?;
    match (ticket.is_usable(now), body.withdrawn) {
        (true, false) => Ok(body.to),
        (_, true) => Err(Reason::InvitationWithdrawn.into()),
        (false, false) => Err(Reason::InvitationOver.into()),
    }
}
