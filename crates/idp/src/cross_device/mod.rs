//! Requests that a person answers on another device than the one that asks (RFC 8628; RFC 10027 for what is to
//! be minded).
//!
//! Three tickets carry such a request. What the device polls with leads to how often it did (`poll.rs`). What
//! the person brings (a code they type) leads to the request, and is spent by their word. And that word is kept
//! under a name that both know and neither shows: so whoever saw the code that is typed can collect nothing with
//! it, and whoever polls need not wait for whoever answers.
//!
//! On the person's side it is an authorization request like any other, with the same steps: it is merely answered
//! into that third ticket instead of into a redirect address.

pub mod begin;
pub mod ciba;
pub(crate) mod collect;
pub mod qr;
pub mod user_code;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use self::ciba::Ping;
use crate::authorize::code::Grant;
use crate::authorize::request_object::Asked;
use crate::effect::Effect;
use crate::model::ClientId;
use crate::model::client::Client;
use crate::model::family::FamilyId;
use crate::model::ticket::{self, Ticket, TicketFacts, TicketKey, TicketKind};
use crate::model::user::UserId;
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// For how many seconds after its time a request is known: who polls is then told that it is over.
const REMEMBERED: std::time::Duration = std::time::Duration::from_mins(10);

/// For how long at least a device that was said yes to can collect what it was given.
const GRACE: std::time::Duration = std::time::Duration::from_mins(1);

/// A request from another device, as a sign-in that it leads to keeps it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CrossDevice {
    /// Where the person's word goes.
    answer: TicketKey,
    /// Until when it can be given, in microseconds since the epoch.
    until: i64,
    /// What the person is shown of it.
    shown: Shown,
    /// Whom to tell that the person answered, where somebody wants to be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ping: Option<Ping>,
}

/// What the person is shown, so that they can tell their own request from somebody else's.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Shown {
    /// The code that their device shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What the client says, where it says something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The address the request came from, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// What the person's own secret leads to.
#[derive(Serialize, Deserialize)]
struct Body {
    client: ClientId,
    /// The request in plain parameters.
    request: String,
    there: CrossDevice,
    /// Whom the client means, where it means somebody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    user: Option<UserId>,
    /// Whether nobody is told, so that nobody answers.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    is_nobodys: bool,
}

/// The word of the person.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Word {
    /// They granted this.
    Allowed(Box<Grant>),
    /// They would rather not, or could not.
    Denied,
}

/// Where the request is found that a person answers who has this.
pub fn key(secret: &str) -> TicketKey {
    TicketKey::of(TicketKind::CrossDevice, secret.as_bytes())
}

/// Where it is found how often was asked with this.
pub fn poll_key(secret: &str) -> TicketKey {
    TicketKey::of(TicketKind::Poll, secret.as_bytes())
}

/// Where the word of the person is found for whoever asks with this.
pub fn answer_key(secret: &str) -> TicketKey {
    TicketKey::of(TicketKind::PollAnswer, secret.as_bytes())
}

/// The client that such a request came from, for look-up alone.
pub fn client_of(found: &TicketFacts) -> Result<ClientId, Refusal> {
    ticket::decode::<Body>(&found.body).map(|body| body.client)
}

/// The person whom the client of such a request means, if it means somebody, for look-up alone.
pub fn person_of(found: &TicketFacts) -> Result<Option<UserId>, Refusal> {
    ticket::decode::<Body>(&found.body).map(|body| body.user)
}

/// The request that somebody is to answer, if it waits for them.
pub fn open<'a>(
    found: Option<&TicketFacts>,
    client: Option<&Client>,
    now: Time,
) -> Result<Asked<'a>, Refusal> {
    let unknown = |why| Refusal::new(Reason::UserCodeUnknown).about("user_code").operator(why);
    let found = found.ok_or_else(|| unknown("there is no such request"))?;
    if !found.is_usable(now) {
        return Err(unknown("its time is over, or it was answered already"));
    }
    let Body { client: asks, request, there, is_nobodys, .. } = ticket::decode(&found.body)?;
    if is_nobodys {
        return Err(unknown("it is for nobody"));
    }
    if client.is_none_or(|client| client.id != asks) {
        return Err(unknown("its client is gone"));
    }
    Ok(Asked::from_elsewhere(Cow::Owned(request), found.key, there))
}

/// Whether it can still be answered.
pub(crate) fn check_open(found: &TicketFacts, now: Time) -> Result<(), Refusal> {
    if found.is_usable(now) { Ok(()) } else { Err(Reason::CrossDeviceOver.into()) }
}

impl CrossDevice {
    /// What the person is shown of it.
    pub fn shown(&self) -> &Shown {
        &self.shown
    }

    /// Until when it can be answered.
    pub(crate) fn until(&self) -> Time {
        Time::from_micros(self.until)
    }

    /// That the person granted this, to the family of this identifier.
    pub(crate) fn allowed(
        &self,
        grant: Grant,
        family: FamilyId,
        now: Time,
    ) -> impl Iterator<Item = Effect> + use<> {
        self.answered(&Word::Allowed(Box::new(grant)), Some(family), now)
    }

    /// That nothing comes of it.
    pub(crate) fn denied(&self, now: Time) -> impl Iterator<Item = Effect> + use<> {
        self.answered(&Word::Denied, None, now)
    }

    /// The word, and that it was given: whoever wants to be told is told of both in the same words.
    fn answered(
        &self,
        word: &Word,
        family: Option<FamilyId>,
        now: Time,
    ) -> impl Iterator<Item = Effect> + use<> {
        let expires_at = self.until().max(now + GRACE);
        let ping = self.ping.as_ref().and_then(|ping| ping.message(expires_at)).map(Effect::PutMessage);
        let put = Effect::Put(Ticket {
            key: self.answer,
            kind: TicketKind::PollAnswer,
            family,
            expires_at,
            ends_at: expires_at,
            keep_until: expires_at + REMEMBERED,
            body: ticket::encode(word),
        });
        std::iter::once(put).chain(ping)
    }
}
