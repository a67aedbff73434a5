//! Sending a code.

use super::code::{Kept, make};
use super::{Address, Body, Issued, key};
use crate::decision::Env;
use crate::effect::{Advance, Effect};
use crate::login::attempts::{self, Counted};
use crate::login::under_way::UnderWay;
use crate::model::mail::Mail;
use crate::model::message::Message;
use crate::model::settings::Settings;
use crate::model::text_message::TextMessage;
use crate::model::ticket::{Ticket, TicketFacts, TicketKind, decode, encode};
use crate::model::user::UserId;
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// What stands for the code in the words that are to be sent: a noncharacter (Unicode §23.7), so that it
/// can be nothing else.
pub const CODE: char = '\u{fdd0}';

/// The words of the message, in the person's language, with [`CODE`] where the code is to be.
#[derive(Clone, Copy, Debug)]
pub struct Words<'a> {
    /// What a mail is about; of no meaning in a text message.
    pub subject: &'a str,
    /// What it says.
    pub text: &'a str,
    /// The same as HTML, in a mail.
    pub html: Option<&'a str>,
}

/// What sending a code needs to know.
#[derive(Clone, Copy)]
pub struct SendFacts<'a> {
    /// The handle of the sign-in.
    pub handle: &'a str,
    /// The codes of this sign-in, if there are any.
    pub found: Option<&'a TicketFacts>,
    /// What was counted, where [`super::counters`] has it.
    pub counted: &'a [Counted; 3],
    /// To whom.
    pub person: &'a UserId,
    /// Where to.
    pub to: &'a Address,
    /// What is written.
    pub words: Words<'a>,
    /// Whether anything can be sent by this way.
    pub can_send: bool,
    /// The platform's settings.
    pub settings: &'a Settings,
}

/// Sends a code where none was sent by this way in this sign-in yet.
pub fn begin(login: &UnderWay<'_>, facts: SendFacts<'_>, env: &mut Env<'_>) -> Result<Vec<Effect>, Refusal> {
    let sent = super::sent(facts.found, facts.to.method(), &facts.settings.one_time_codes, env.now)?;
    if sent.is_some() { Ok(Vec::new()) } else { send(login, facts, env) }
}

/// Sends a new code; the one before is dead with it.
pub fn send(login: &UnderWay<'_>, facts: SendFacts<'_>, env: &mut Env<'_>) -> Result<Vec<Effect>, Refusal> {
    let settings = &facts.settings.one_time_codes;
    let method = facts.to.method();
    let found = facts.found.filter(|found| found.is_usable(env.now));
    let mut body: Body = found.map(|found| decode(&found.body)).transpose()?.unwrap_or_default();
    if body.sends >= settings.most_sends {
        return Err(Reason::OneTimeCodeSends.into());
    }
    let again_from = body.last(method).map_or(env.now, |last| last.again_from(settings));
    if env.now < again_from {
        return Err(Refusal::new(Reason::OneTimeCodeSoon).retry_after(seconds_until(again_from, env.now)));
    }
    let [wrong_codes, to_person, to_address] = facts.counted;
    if let Some(seconds) = attempts::wait([wrong_codes], env.now)? {
        return Err(Refusal::new(Reason::OneTimeCodeLocked).retry_after(seconds));
    }
    if let Some(seconds) = attempts::wait([to_person, to_address], env.now)? {
        return Err(Refusal::new(Reason::OneTimeCodeOften).retry_after(seconds));
    }
    if !facts.can_send {
        return Err(Refusal::new(Reason::OneTimeCodeUnsendable)
            .operator(format!("no sender is set up for {}", method.as_str())));
    }
    let expires_at = (env.now + settings.ttl).min(login.expires_at());
    let key = key(facts.handle);
    let code = make(settings, env);
    let kept = Kept::of(code.expose(), method, key, env.derive).ok_or_else(|| {
        Refusal::new(Reason::Internal).operator("the key that one-time codes are kept under is not known")
    })?;
    let message = message(facts, code.expose(), expires_at, env);
    body.sends += 1;
    body.codes.push(Issued {
        method,
        kept,
        to: facts.to.masked(),
        message: message.id.text(),
        sent_at: env.now.as_micros(),
        expires_at: expires_at.as_micros(),
        wrong: 0,
        used: false,
    });
    let mut effects = attempts::one_more([to_person, to_address], facts.settings, env.now)?;
    effects.push(keep(login, facts, &body));
    effects.push(Effect::PutMessage(message));
    Ok(effects)
}

fn keep(login: &UnderWay<'_>, facts: SendFacts<'_>, body: &Body) -> Effect {
    let (expires_at, body) = (login.expires_at(), encode(body));
    match facts.found {
        Some(found) => Effect::Advance(Advance {
            key: found.key,
            from: found.version,
            expires_at,
            keep_until: expires_at,
            body,
        }),
        None => Effect::Put(Ticket {
            key: key(facts.handle),
            kind: TicketKind::OneTimeCode,
            family: None,
            expires_at,
            ends_at: expires_at,
            keep_until: expires_at,
            body,
        }),
    }
}

/// What goes out.
fn message(facts: SendFacts<'_>, code: &str, expires_at: Time, env: &mut Env<'_>) -> Message {
    let said = |words: &str| words.replace(CODE, code);
    let about = Some(facts.person.clone());
    match facts.to {
        Address::Email(to) => {
            let (subject, text) = (said(facts.words.subject), said(facts.words.text));
            let mail = Mail { to: to.clone(), subject, text, html: facts.words.html.map(said) };
            Message::mail(&mail, about, expires_at, env)
        }
        Address::Sms(to) => {
            let message = TextMessage { to: to.clone(), text: said(facts.words.text) };
            Message::sms(&message, about, expires_at, env)
        }
    }
}

pub(crate) fn seconds_until(then: Time, now: Time) -> u32 {
    u32::try_from(then.since(now).as_micros().div_ceil(1_000_000)).unwrap_or(u32::MAX)
}
