//! What the pages show on which somebody makes an account.

use super::{Body, begin, invitation, key};
use crate::authorize;
use crate::decision::Env;
use crate::login::under_way::Found;
use crate::model::ticket::TicketFacts;
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// What is waited for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Awaits {
    /// Who it is.
    Entry,
    /// The code that was sent to this address, or the link beside it.
    Email(String),
    /// The code that was sent to this number.
    Number(String),
}

/// What the page of a sign-in shows.
#[derive(Debug)]
pub struct Shown {
    /// What is waited for.
    pub awaits: Awaits,
    /// The address that was invited, where one was.
    pub invited: Option<String>,
}

impl Awaits {
    fn of(body: Body) -> Self {
        match body.phone_number.filter(|_| body.email_confirmed) {
            Some(number) => Self::Number(number),
            None => Self::Email(body.email),
        }
    }
}

/// What to show at the sign-in with this handle; `anew` where somebody would rather enter something else.
pub fn show(
    handle: &str,
    anew: bool,
    login: Found<'_>,
    facts: authorize::Facts<'_>,
    found: Option<&TicketFacts>,
    invitation: Option<invitation::Found<'_>>,
    env: &Env<'_>,
) -> Result<Shown, Refusal> {
    let usable = found.filter(|found| found.key == key(handle) && found.is_usable(env.now) && !anew);
    let awaits = match usable {
        Some(found) => Awaits::of(Body::read(Some(found), env.now)?.1),
        None => {
            begin::check(login, facts, invitation, env)?;
            Awaits::Entry
        }
    };
    let invited = invitation.filter(|_| awaits == Awaits::Entry);
    let invited = invited.map(|found| invitation::check(found, env.now)).transpose()?;
    Ok(Shown { awaits, invited: invited.and_then(|invitation| invitation.email) })
}

/// What is waited for where this link leads.
pub fn show_link(secret: &str, found: Option<&TicketFacts>, now: Time) -> Result<Awaits, Refusal> {
    let (_, body) = Body::read(found, now)?;
    match body.is_linked_by(secret) && !body.taken {
        true => Ok(Awaits::of(body)),
        false => Err(Reason::RegistrationOver.into()),
    }
}
