//! Making an account of one's own.
//!
//! Whoever makes one does so in a sign-in under way, and goes on from there as whoever signs in. What they entered
//! is kept in a ticket until their address is confirmed, by a code that is typed where they began or by a link that
//! is opened anywhere; only then is there an account. An address that somebody has an account with is answered
//! alike, in words and in work: the mail alone says so, to who can read it.
//!
//! The link leads on only with the password that was chosen, where it is opened in another browser: or somebody
//! could enter another's address and a password of their own, and have its owner make the account.

mod begin;
mod confirm;
pub mod invitation;
mod shown;

use serde::{Deserialize, Serialize};

pub use super::confirming::{LINK, ttl};
pub(super) use begin::read_number;
pub use begin::{BeginFacts, Entered, Letters, Wanted, again, begin, read, start};
pub use confirm::{
    By, ConfirmFacts, Confirmed, Settled, confirm, email_of, invitation_of, number_of, password_of,
};
pub use shown::{Awaits, Shown, show, show_link};

use super::confirming::Confirming;
use crate::effect::{Advance, Effect};
use crate::login::attempts::{self, Counter, Origin};
use crate::model::ClientId;
use crate::model::settings::{Registration, Settings};
use crate::model::ticket::{TicketFacts, TicketKey, TicketKind, decode, encode};
use crate::model::user::canonical_login_name;
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// The key of what was entered in the sign-in with this handle.
pub fn key(handle: &str) -> TicketKey {
    TicketKey::of(TicketKind::Registration, handle.as_bytes())
}

/// Handle and secret of a link, which are written with a full stop between.
pub fn read_link(link: &str) -> Result<(&str, &str), Refusal> {
    link.split_once('.').ok_or_else(|| Reason::RegistrationOver.into())
}

/// Where messages to this address or number are counted, whoever has them sent.
pub fn counters(address: &str) -> Vec<Counter> {
    attempts::counters(Origin::Address { address: &canonical_login_name(address) })
}

/// What was entered, and how far it was confirmed.
#[derive(Serialize, Deserialize)]
struct Body {
    given_name: String,
    family_name: String,
    email: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    phone_number: Option<String>,
    /// The hash.
    password: String,
    /// The language of the page.
    locale: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    invitation: Option<TicketKey>,
    /// For whose sake it was begun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    client: Option<ClientId>,
    /// Whether somebody has an account with that address: then no code and no link was told.
    taken: bool,
    /// Whether the address is confirmed; the number is what is waited for then.
    email_confirmed: bool,
    /// SHA-256 of the secret of the link, in base64url.
    link: String,
    code: Confirming,
    /// How many messages were sent.
    sends: u32,
}

impl Body {
    fn read(found: Option<&TicketFacts>, now: Time) -> Result<(&TicketFacts, Self), Refusal> {
        let found = found.filter(|found| found.is_usable(now)).ok_or(Reason::RegistrationOver)?;
        Ok((found, decode(&found.body)?))
    }

    /// Whether this is the secret of its link.
    fn is_linked_by(&self, secret: &str) -> bool {
        jose::constant_time::eq(digest(secret).as_bytes(), self.link.as_bytes())
    }

    /// To be kept in place of what was found.
    fn keep(&self, found: &TicketFacts) -> Effect {
        Effect::Advance(Advance {
            key: found.key,
            from: found.version,
            expires_at: found.expires_at,
            keep_until: found.expires_at,
            body: encode(self),
        })
    }
}

fn digest(secret: &str) -> String {
    jose::base64url::encode(jose::digest::sha256(secret.as_bytes()))
}

/// Checks that whoever comes may make an account: by an invitation that counts, where one is asked for.
pub fn check_open(
    invitation: Option<invitation::Found<'_>>,
    settings: &Settings,
    now: Time,
) -> Result<(), Refusal> {
    match (settings.accounts.registration, invitation) {
        (Registration::Invited | Registration::Open, Some(found)) => invitation::check(found, now).map(drop),
        (Registration::Open, None) => Ok(()),
        (Registration::Closed, _) | (Registration::Invited, None) => Err(Reason::RegistrationClosed.into()),
    }
}
