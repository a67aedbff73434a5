//! Another address or number of the person's own: it counts once it was confirmed, and the address that it replaces as
//! well.
//!
//! By their address people sign in and renew their password: who changes it gives the password, shows that they read
//! mail at the new one, and at the one before where that was confirmed. A session that was left open, or a mailbox that
//! was lost, takes no account away. A number is confirmed by itself.

use serde::{Deserialize, Serialize};

use super::confirm::{Confirmation, by_confirmed_form};
use super::confirming::{self, Confirming};
use super::register::{counters as counters_of, read_number};
use super::{Facts, by_form};
use crate::decision::{Decision, Env};
use crate::effect::{Advance, Effect};
use crate::login::attempts::{self, Counted, Counter};
use crate::login::one_time_code::{Given, Words};
use crate::login::sessions::Ending;
use crate::login::{Method, SignedIn};
use crate::model::event::Actor;
use crate::model::family::FamilyId;
use crate::model::mail::MailAddress;
use crate::model::settings::Settings;
use crate::model::text_message::PhoneNumber;
use crate::model::ticket::{Ticket, TicketFacts, TicketKey, TicketKind, decode, encode};
use crate::model::user::{User, canonical_login_name};
use crate::refusal::{Reason, Refusal};
use crate::time::Time;
use crate::user::{self, Changes, Taken};

/// Of what another is wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Which {
    /// The e-mail address.
    Email,
    /// The mobile number.
    Number,
}

impl Which {
    const fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Number => "phone_number",
        }
    }
}

/// For how long the codes by mail count.
pub fn mail_ttl(settings: &Settings) -> std::time::Duration {
    confirming::ttl(Method::EmailOtp, settings)
}

/// The key of the one that waits in this session.
pub fn key(session: FamilyId, which: Which) -> TicketKey {
    TicketKey::within(session, TicketKind::Enrolment, which.name().as_bytes())
}

/// Where messages to what was entered are counted.
pub fn counters(entered: &str) -> Vec<Counter> {
    counters_of(entered.trim())
}

#[derive(Serialize, Deserialize)]
struct Body {
    /// As it will be kept; none where it is taken away.
    to: Option<String>,
    /// The code that was sent there.
    new: Option<Confirming>,
    /// The code that was sent to the address before, where that was confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    old: Option<Confirming>,
    /// Whether it was confirmed, or given up.
    over: bool,
}

/// What waits to be confirmed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pending {
    /// What it is; none where it is to be taken away.
    pub to: Option<String>,
    /// Whether the address before is to confirm it too.
    pub asks_old: bool,
}

/// What waits in this person's session, if anything does.
pub fn pending(
    which: Which,
    who: &SignedIn,
    waiting: Option<&TicketFacts>,
    now: Time,
) -> Result<Option<Pending>, Refusal> {
    Ok(read(which, who, waiting, now)?.map(|(_, body)| Pending { asks_old: body.old.is_some(), to: body.to }))
}

fn read<'a>(
    which: Which,
    who: &SignedIn,
    waiting: Option<&'a TicketFacts>,
    now: Time,
) -> Result<Option<(&'a TicketFacts, Body)>, Refusal> {
    let found = waiting.filter(|found| found.key == key(who.session(), which) && found.is_usable(now));
    let Some(found) = found else { return Ok(None) };
    let body: Body = decode(&found.body)?;
    Ok((!body.over).then_some((found, body)))
}

/// What changing needs to know besides.
#[derive(Clone, Copy)]
pub struct With<'a> {
    /// Which is changed.
    pub which: Which,
    /// What waits in the session, where [`key`] has it.
    pub waiting: Option<&'a TicketFacts>,
    /// Whether somebody else signs in with the address.
    pub taken: Taken,
    /// What was counted, where [`counters`] has it.
    pub counted: &'a [Counted],
    /// What is written to the new one, and to the address before.
    pub letter: Words<'a>,
    /// What is written to an address that somebody has an account with.
    pub known: Words<'a>,
    /// Whether a message can be sent by that way.
    pub can_send: bool,
}

/// What a form came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Begun {
    /// Codes are waited for.
    Asked,
    /// It is done: there is nothing to confirm.
    Done,
}

/// Begins a change. What is taken away, and what cannot be confirmed because nothing sends it, is changed at once:
/// such an address counts as not confirmed.
pub fn begin(
    entered: &str,
    with: With<'_>,
    form_token: &str,
    confirmation: Confirmation<'_>,
    facts: Facts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<Begun, Refusal>> {
    let who = super::acting(form_token, facts, env).map(|(who, _)| who);
    by_confirmed_form(form_token, confirmation, facts, env, |_, user, effects, env| {
        let who = who?;
        let entered = Some(entered.trim()).filter(|entered| !entered.is_empty());
        let wanted = entered.map(|entered| Wanted::parse(with.which, entered)).transpose()?;
        let before = confirmed(with.which, user);
        if wanted.is_some() && before.as_deref() == wanted.as_ref().map(Wanted::text) {
            return Ok(Begun::Done);
        }
        // Nor is an address taken away by who cannot read what is sent to it: the next could be anybody's.
        let asks_old = with.which == Which::Email && before.is_some();
        if !with.can_send || (wanted.is_none() && !asks_old) {
            let to = entered.map(str::to_owned);
            effects.extend(changed(with.which, to, false, with.taken, user, env)?);
            return Ok(Begun::Done);
        }
        effects.extend(attempts::count(with.counted, facts.settings, env.now)?);
        let before = before.filter(|_| asks_old);
        effects.extend(asked(wanted.as_ref(), before, with, &who, user, facts.settings, env)?);
        Ok(Begun::Asked)
    })
}

enum Wanted {
    Email(String, MailAddress),
    Number(PhoneNumber),
}

impl Wanted {
    fn parse(which: Which, entered: &str) -> Result<Self, Refusal> {
        let (wanted, expected) = match which {
            Which::Email => {
                let to = MailAddress::parse(entered).filter(|_| user::can_be_email(entered));
                (to.map(|to| Self::Email(entered.to_owned(), to)), MailAddress::EXPECTED)
            }
            Which::Number => (read_number(entered).map(Self::Number), PhoneNumber::EXPECTED),
        };
        wanted.ok_or_else(|| Refusal::new(Reason::UserInvalid).about(which.name()).expected(expected))
    }

    const fn method(&self) -> Method {
        match self {
            Self::Email(..) => Method::EmailOtp,
            Self::Number(_) => Method::SmsOtp,
        }
    }

    fn text(&self) -> &str {
        match self {
            Self::Email(text, _) => text,
            Self::Number(number) => number.as_str(),
        }
    }
}

/// What the person has now, if it was confirmed.
fn confirmed(which: Which, user: &User) -> Option<String> {
    let claims = &user.claims;
    let (claim, verified) = match which {
        Which::Email => (claims.email.as_deref(), claims.email_verified),
        Which::Number => (claims.phone_number.as_deref(), claims.phone_number_verified),
    };
    claim.filter(|_| verified == Some(true)).map(str::to_owned)
}

fn asked(
    wanted: Option<&Wanted>,
    before: Option<String>,
    with: With<'_>,
    who: &SignedIn,
    user: &User,
    settings: &Settings,
    env: &mut Env<'_>,
) -> Result<Vec<Effect>, Refusal> {
    let key = key(who.session(), with.which);
    if let Some((_, earlier)) = read(with.which, who, with.waiting, env.now)? {
        let sent = earlier.new.as_ref().or(earlier.old.as_ref());
        sent.map_or(Ok(()), |sent| sent.check_again(settings, env.now))?;
    }
    let mut effects = Vec::new();
    let mut send = |to: &Wanted, words: Words<'_>, env: &mut Env<'_>| {
        let (method, about) = (to.method(), Some(user.id.clone()));
        let (code, told) = Confirming::begin(method, key, settings, env)?;
        let until = env.now + confirming::MAIL_WAITS;
        effects.push(Effect::PutMessage(match to {
            Wanted::Email(_, to) => confirming::mail(to.clone(), words, &told, "", about, until, env),
            Wanted::Number(to) => confirming::text(to, words, &told, about, settings, env),
        }));
        Ok::<_, Refusal>(code)
    };
    let words = if with.taken { with.known } else { with.letter };
    let new = wanted.map(|wanted| send(wanted, words, env)).transpose()?;
    let before = before.and_then(|before| MailAddress::parse(&before).map(|to| Wanted::Email(before, to)));
    let old = before.map(|before| send(&before, with.letter, env)).transpose()?;
    let to = wanted.map(|wanted| wanted.text().to_owned());
    let body = encode(&Body { to, new, old, over: false });
    let expires_at = (env.now + confirming::ttl(Method::EmailOtp, settings)).min(who.session_ends_at());
    effects.push(match with.waiting.filter(|found| found.key == key && found.is_usable(env.now)) {
        Some(found) => advance(found, expires_at, body),
        None => Effect::Put(Ticket {
            key,
            kind: TicketKind::Enrolment,
            family: Some(who.session()),
            expires_at,
            ends_at: who.session_ends_at(),
            keep_until: expires_at,
            body,
        }),
    });
    Ok(effects)
}

/// The codes that somebody typed; nothing where one can be none.
#[derive(Clone, Copy)]
pub struct Typed<'a> {
    /// That of the new address or number.
    pub new: Option<&'a Given>,
    /// That of the address before.
    pub old: Option<&'a Given>,
}

/// Changes it, if these are the codes.
pub fn confirm(
    typed: Typed<'_>,
    with: With<'_>,
    form_token: &str,
    facts: Facts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<(), Refusal>> {
    by_form(form_token, facts, env, |who, user, effects, env| {
        let found = read(with.which, &who, with.waiting, env.now)?;
        let (found, mut body) = found.ok_or(Reason::EnrolmentUnknown)?;
        let settings = facts.settings;
        let mut checked = Ok(());
        for (code, typed) in [(&mut body.new, typed.new), (&mut body.old, typed.old)] {
            if let (Ok(()), Some(code)) = (&checked, code) {
                checked = code.check(typed, found.key, settings, env);
            }
        }
        checked.map_err(|refusal| refusal.owing(advance(found, found.expires_at, encode(&body))))?;
        let changed = changed(with.which, body.to.clone(), true, with.taken, user, env)?;
        effects.push(advance(found, env.now, encode(&Body { over: true, ..body })));
        effects.extend(changed);
        Ok(())
    })
}

/// Forgets what waits.
pub fn give_up(
    with: With<'_>,
    form_token: &str,
    facts: Facts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<(), Refusal>> {
    by_form(form_token, facts, env, |who, _, effects, env| {
        if let Some((found, body)) = read(with.which, &who, with.waiting, env.now)? {
            effects.push(advance(found, env.now, encode(&Body { over: true, ..body })));
        }
        Ok(())
    })
}

fn changed(
    which: Which,
    to: Option<String>,
    confirmed: bool,
    taken: Taken,
    user: &User,
    env: &mut Env<'_>,
) -> Result<Vec<Effect>, Refusal> {
    let mut claims = user.claims.clone();
    let verified = to.as_ref().map(|_| confirmed);
    let mut changes = Changes::default();
    match which {
        Which::Email => {
            // Who signs in with their address signs in with the new one.
            let is_name = |before: &str| canonical_login_name(before) == canonical_login_name(&user.username);
            changes.username = to.clone().filter(|_| claims.email.as_deref().is_some_and(is_name));
            (claims.email, claims.email_verified) = (to.map(Into::into), verified);
        }
        Which::Number => {
            (claims.phone_number, claims.phone_number_verified) = (to.map(Into::into), verified);
        }
    }
    if claims == user.claims {
        return Ok(Vec::new());
    }
    changes.claims = Some(claims);
    let by = Actor::User(user.id.clone());
    let taken = taken && which == Which::Email;
    let changed = user::change(Some(user.clone()), changes, taken, Ending::default(), &by, env);
    changed.answer.map(|_| changed.effects)
}

fn advance(found: &TicketFacts, expires_at: Time, body: Vec<u8>) -> Effect {
    Effect::Advance(Advance { key: found.key, from: found.version, expires_at, keep_until: expires_at, body })
}
