//! Checking a code that somebody typed.

use super::{Body, Given, key};
use crate::decision::Env;
use crate::effect::{Advance, Effect};
use crate::login::Method;
use crate::login::attempts::{self, Counted};
use crate::login::under_way::UnderWay;
use crate::model::settings::Settings;
use crate::model::ticket::{TicketFacts, decode, encode};
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// What checking a code needs to know.
#[derive(Clone, Copy)]
pub struct CheckFacts<'a> {
    /// The handle of the sign-in.
    pub handle: &'a str,
    /// The codes of this sign-in, if there are any.
    pub found: Option<&'a TicketFacts>,
    /// What was counted, where [`super::counters`] has it.
    pub counted: &'a [Counted; 3],
    /// Whether the person came by an upstream.
    pub is_federated: bool,
    /// The platform's settings.
    pub settings: &'a Settings,
}

/// What must hold because the code is right; or the refusal, which owes that a wrong one was counted. What
/// can be no code is not looked at, and costs nothing.
pub fn check(
    login: &UnderWay<'_>,
    given: Option<&Given>,
    method: Method,
    facts: CheckFacts<'_>,
    env: &Env<'_>,
) -> Result<Vec<Effect>, Refusal> {
    let settings = &facts.settings.one_time_codes;
    let [wrong_codes, ..] = facts.counted;
    let found = facts.found.filter(|found| found.key == key(facts.handle));
    let Some(found) = found else { return Err(Reason::OneTimeCodeExpired.into()) };
    let mut body: Body = decode(&found.body)?;
    let last = body.codes.iter_mut().rfind(|code| code.method == method);
    let Some(last) = last else { return Err(Reason::OneTimeCodeExpired.into()) };
    if last.used {
        return Err(Reason::OneTimeCodeUsed.into());
    }
    if !facts.is_federated
        && let Some(seconds) = attempts::wait([wrong_codes], env.now)?
    {
        return Err(Refusal::new(Reason::OneTimeCodeLocked).retry_after(seconds));
    }
    // Before it is compared: or the answer would tell whether it was right.
    if env.now >= Time::from_micros(last.expires_at) || env.now >= found.expires_at {
        return Err(Reason::OneTimeCodeExpired.into());
    }
    if last.wrong >= settings.most_tries {
        return Err(Reason::OneTimeCodeTries.into());
    }
    let wrong = || Refusal::new(Reason::OneTimeCodeWrong);
    let Some(given) = given else { return Err(wrong().left(settings.most_tries - last.wrong)) };
    if last.kept.is_of(given, method, found.key, env.derive) {
        last.used = true;
        let forgotten = attempts::forget(facts.counted, facts.settings, env.now);
        return Ok(std::iter::once(keep(found, &body)).chain(forgotten).collect());
    }
    last.wrong += 1;
    let left = settings.most_tries.saturating_sub(last.wrong);
    let counted = attempts::one_more([wrong_codes], facts.settings, env.now)?;
    let is_older = body.is_older(given, method, found, env);
    let keep = keep(found, &body);
    let refusal = match left {
        0 if facts.is_federated => {
            // Nobody's account waits here: the sign-in is over, and what is sent next is put off.
            return Err(Refusal::new(Reason::OneTimeCodeEnded)
                .owing(keep)
                .owing_all(counted)
                .owing_all(login.finish()));
        }
        0 => Refusal::new(Reason::OneTimeCodeTries),
        left if is_older => Refusal::new(Reason::OneTimeCodeReplaced).left(left),
        left => wrong().left(left),
    };
    Err(refusal.owing(keep).owing_all(counted))
}

/// Whoever decided at the same moment loses, and decides again.
fn keep(found: &TicketFacts, body: &Body) -> Effect {
    Effect::Advance(Advance {
        key: found.key,
        from: found.version,
        expires_at: found.expires_at,
        keep_until: found.expires_at,
        body: encode(body),
    })
}

impl Body {
    /// Whether this is a code that was sent by this way before the last one.
    fn is_older(&self, given: &Given, method: Method, found: &TicketFacts, env: &Env<'_>) -> bool {
        let sent_so = self.codes.iter().rev().filter(|code| code.method == method);
        sent_so.skip(1).any(|older| older.kept.is_of(given, method, found.key, env.derive))
    }
}
