//! Coming back from an upstream: which request it is that was answered, and that it counts once.

use super::asked::Asked;
use super::begin::Body;
use crate::decision::Decision;
use crate::effect::Effect;
use crate::login::under_way::{self, Browser, Found};
use crate::model::ticket::{TicketFacts, TicketKey, TicketKind};
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// The answer to a request that was made here, in the browser that set out; to be verified.
pub struct Returned {
    /// The request.
    pub asked: Asked,
    /// The choice behind the upstream that was made before.
    pub choice: Option<String>,
    /// The levels that were asked for, by the upstream's names.
    pub acr_values: Vec<String>,
}

impl std::fmt::Debug for Returned {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Returned").field("choice", &self.choice).finish_non_exhaustive()
    }
}

/// The key of the ticket for an answer that names its request so ([`rp::Pending::label`]; `InResponseTo`).
pub fn key(label: &str) -> TicketKey {
    TicketKey::of(TicketKind::Upstream, label.as_bytes())
}

/// The handle of the sign-in that somebody set out from, for look-up alone.
pub fn handle_of(ticket: &TicketFacts) -> Result<String, Refusal> {
    crate::model::ticket::decode::<Body>(&ticket.body).map(|body| body.handle)
}

/// Takes the answer of this upstream, once. `ticket` is that of the request it names, `login` the sign-in
/// that this was made for. What is refused here touches nothing.
pub fn returned(
    ticket: Option<&TicketFacts>,
    upstream: &str,
    login: Found<'_>,
    browser: Browser<'_>,
    now: Time,
) -> Decision<Result<Returned, Refusal>> {
    match take(ticket, upstream, login, browser, now) {
        Ok((returned, spent)) => Decision::of(Ok(returned), vec![spent]),
        Err(refusal) => Decision::of(Err(refusal), Vec::new()),
    }
}

fn take(
    ticket: Option<&TicketFacts>,
    upstream: &str,
    login: Found<'_>,
    browser: Browser<'_>,
    now: Time,
) -> Result<(Returned, Effect), Refusal> {
    let unknown = |why: &'static str| Refusal::new(Reason::LoginUnknown).operator(why);
    let ticket = ticket.ok_or_else(|| unknown("an upstream's answer to no request that is known"))?;
    let Body { upstream: sent_to, choice, acr_values, asked, .. } =
        crate::model::ticket::decode(&ticket.body)?;
    if sent_to.as_str() != upstream {
        return Err(unknown("one upstream's answer to what another was asked"));
    }
    if ticket.spent_at.is_some() {
        return Err(Reason::UpstreamAnswered.into());
    }
    if !ticket.is_usable(now) {
        return Err(unknown("an upstream's answer that came too late"));
    }
    under_way::resume(login, browser, now)?;
    Ok((Returned { asked, choice, acr_values }, Effect::Spend(ticket.key)))
}
