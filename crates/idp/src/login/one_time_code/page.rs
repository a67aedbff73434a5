//! What is decided at the page of a factor by code: to show it, to send a code, to take one.

use std::time::Duration;

use super::{Address, CheckFacts, Given, SendFacts, Sent, Words, is_federated};
use crate::authorize::{self, Wanted};
use crate::decision::{Decision, Env};
use crate::login::attempts::{Counted, Counter};
use crate::login::factor::{self, Method, email_otp, sms_otp};
use crate::login::second::{self, SettleFacts, Settled, Waiting};
use crate::login::under_way::Found;
use crate::model::credential::Credential;
use crate::model::sign_in::Outcome;
use crate::model::ticket::TicketFacts;
use crate::model::user::User;
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// What every decision about the codes of a sign-in needs to know, beside what the sign-in does.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// The handle of the sign-in.
    pub handle: &'a str,
    /// The factor of whose page it is.
    pub method: Method,
    /// The codes of this sign-in, if there are any.
    pub found: Option<&'a TicketFacts>,
}

/// What the page shows.
#[derive(Debug)]
pub struct Shown {
    /// What the client that waits wants; nothing where none does.
    pub wanted: Option<Wanted>,
    /// The code that was sent last, if one was.
    pub sent: Option<Sent>,
    /// Whether the person could prove themselves in another way as well.
    pub has_others: bool,
    /// For how long this browser would be remembered, if the person wants it.
    pub remembers: Option<Duration>,
}

/// Where codes go in this sign-in, and where they are counted.
pub fn where_to(
    method: Method,
    login: Found<'_>,
    facts: authorize::Facts<'_>,
    now: Time,
) -> Result<(Address, [Counter; 3]), Refusal> {
    let waiting = second::waiting(login, facts, now)?;
    waiting.check(method)?;
    let to = address(&waiting, method, facts)?;
    let counters = super::counters(waiting.proven().user(), &to);
    Ok((to, counters))
}

fn address(waiting: &Waiting<'_>, method: Method, facts: authorize::Facts<'_>) -> Result<Address, Refusal> {
    let having = waiting.having(&[], facts);
    having.and_then(|having| super::address(having, method)).ok_or_else(|| Reason::FactorMissing.into())
}

/// What to show.
pub fn show(
    codes: Facts<'_>,
    credentials: &[Credential],
    login: Found<'_>,
    facts: authorize::Facts<'_>,
    now: Time,
) -> Result<Shown, Refusal> {
    let waiting = second::waiting(login, facts, now)?;
    waiting.check(codes.method)?;
    let sent = super::sent(codes.found, codes.method, &facts.settings.one_time_codes, now)?;
    let having = waiting.having(credentials, facts);
    let offered = having.map(|having| factor::offered(&waiting.due().any_of, having)).unwrap_or_default();
    let has_others = offered.iter().any(|offered| offered.method != codes.method);
    let remembers = waiting.remembers(codes.method, facts.settings);
    Ok(Shown { wanted: second::wanted(waiting.login(), facts, now)?, sent, has_others, remembers })
}

/// What sending a code needs to know besides.
#[derive(Clone, Copy)]
pub struct SendWith<'a> {
    /// What was counted, where [`where_to`] has it.
    pub counted: &'a [Counted; 3],
    /// What is written.
    pub words: Words<'a>,
    /// Whether anything can be sent by this way.
    pub can_send: bool,
    /// Whether another is asked for, where one was sent already.
    pub again: bool,
}

/// Sends a code, unless one was sent and no other is asked for.
pub fn send(
    codes: Facts<'_>,
    with: SendWith<'_>,
    login: Found<'_>,
    facts: authorize::Facts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<(), Refusal>> {
    let SendWith { counted, words, can_send, again } = with;
    let effects = second::waiting(login, facts, env.now).and_then(|waiting| {
        waiting.check(codes.method)?;
        let to = &address(&waiting, codes.method, facts)?;
        let Facts { handle, found, .. } = codes;
        let (person, settings) = (waiting.proven().user(), facts.settings);
        let facts = SendFacts { handle, found, counted, person, to, words, can_send, settings };
        if again {
            super::send(waiting.login(), facts, env)
        } else {
            super::begin(waiting.login(), facts, env)
        }
    });
    match effects {
        Ok(effects) => Decision::of(Ok(()), effects),
        Err(refusal) => Decision::of(Err(refusal), Vec::new()),
    }
}

/// Takes a code: the sign-in goes on, or the refusal owes that a wrong one was counted.
pub fn settle(
    codes: Facts<'_>,
    given: Option<&Given>,
    counted: &[Counted; 3],
    facts: SettleFacts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<Settled, Refusal>> {
    let authorize = facts.authorize;
    let proven = second::waiting(facts.login, authorize, env.now).and_then(|waiting| {
        waiting.check(codes.method)?;
        let person: &User = authorize.person.ok_or(Reason::LoginUnknown)?;
        let check = CheckFacts {
            handle: codes.handle,
            found: codes.found,
            counted,
            is_federated: is_federated(waiting.proven().told()),
            settings: authorize.settings,
        };
        let proven = match codes.method {
            Method::SmsOtp => sms_otp::prove(waiting.login(), person, given, check, env),
            _ => email_otp::prove(waiting.login(), person, given, check, env),
        };
        proven.map_err(|refusal| {
            // What was not looked at is no try.
            if refusal.effects.is_empty() {
                return refusal;
            }
            let (login, browser) = (waiting.login(), authorize.browser);
            let tried = second::remember(login, &person.id, codes.method, Outcome::Refused, browser, env);
            refusal.owing(tried)
        })
    });
    match proven {
        Ok((proof, used)) => second::settle(&proof, facts, env).owing(used),
        Err(refusal) => Decision::of(Err(refusal), Vec::new()),
    }
}
