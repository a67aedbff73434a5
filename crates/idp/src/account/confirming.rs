//! A code that confirms an address: sent there, typed here. What is kept of it fits only the ticket it is kept in.

use std::time::Duration;

use jose::secret::Secret;
use serde::{Deserialize, Serialize};

use crate::decision::Env;
use crate::login::Method;
use crate::login::one_time_code::{Given, Kept, Words, make, seconds_until};
use crate::model::mail::{Mail, MailAddress};
use crate::model::message::Message;
use crate::model::settings::Settings;
use crate::model::text_message::{PhoneNumber, TextMessage};
use crate::model::ticket::TicketKey;
use crate::model::user::UserId;
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// What stands for a link's secret in the words that are to be sent: a noncharacter, as for the code.
pub const LINK: char = '\u{fdd1}';

/// A mail may take its time, and is read on another device.
const BY_MAIL: Duration = Duration::from_mins(30);

/// A letter that was not carried within this time is not carried at all: who waits has asked for another.
pub(super) const MAIL_WAITS: Duration = Duration::from_hours(2);

/// A code that was sent, and what became of it.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Confirming {
    method: Method,
    kept: Kept,
    /// In microseconds since the epoch.
    sent_at: i64,
    expires_at: i64,
    /// Wrong tries.
    wrong: u32,
}

impl Confirming {
    /// A new code, to be sent by this way and kept in the ticket that stands there.
    pub(super) fn begin(
        method: Method,
        key: TicketKey,
        settings: &Settings,
        env: &mut Env<'_>,
    ) -> Result<(Self, Secret<String>), Refusal> {
        let code = make(&settings.one_time_codes, env);
        let kept = Kept::of(code.expose(), method, key, env.derive).ok_or_else(|| {
            Refusal::new(Reason::Internal).operator("the key that one-time codes are kept under is not known")
        })?;
        let (sent_at, expires_at) = (env.now.as_micros(), (env.now + ttl(method, settings)).as_micros());
        Ok((Self { method, kept, sent_at, expires_at, wrong: 0 }, code))
    }

    /// Checks a code that somebody typed. What is refused is to be kept all the same: a wrong try was counted.
    pub(super) fn check(
        &mut self,
        given: Option<&Given>,
        key: TicketKey,
        settings: &Settings,
        env: &Env<'_>,
    ) -> Result<(), Refusal> {
        let most = settings.one_time_codes.most_tries;
        // Before it is compared: or the answer would tell whether it was right.
        if env.now >= Time::from_micros(self.expires_at) {
            return Err(Reason::OneTimeCodeExpired.into());
        }
        self.check_tries(settings)?;
        let Some(given) = given else {
            return Err(Refusal::new(Reason::OneTimeCodeWrong).left(most - self.wrong));
        };
        if self.kept.is_of(given, self.method, key, env.derive) {
            return Ok(());
        }
        self.wrong += 1;
        Err(match most.saturating_sub(self.wrong) {
            0 => Reason::OneTimeCodeTries.into(),
            left => Refusal::new(Reason::OneTimeCodeWrong).left(left),
        })
    }

    /// Checks that something else may be tried in its stead, and counts that as well where it fails.
    pub(super) fn check_tries(&self, settings: &Settings) -> Result<(), Refusal> {
        match self.wrong < settings.one_time_codes.most_tries {
            true => Ok(()),
            false => Err(Reason::OneTimeCodeTries.into()),
        }
    }

    /// One wrong try more.
    pub(super) fn count(&mut self) {
        self.wrong = self.wrong.saturating_add(1);
    }

    /// Checks that another may be sent already.
    pub(super) fn check_again(&self, settings: &Settings, now: Time) -> Result<(), Refusal> {
        let again_from = Time::from_micros(self.sent_at) + settings.one_time_codes.resend_after;
        match now < again_from {
            true => Err(Refusal::new(Reason::OneTimeCodeSoon).retry_after(seconds_until(again_from, now))),
            false => Ok(()),
        }
    }
}

/// For how long a code counts that goes by this way.
pub fn ttl(method: Method, settings: &Settings) -> Duration {
    match method {
        Method::EmailOtp => settings.one_time_codes.ttl.max(BY_MAIL),
        _ => settings.one_time_codes.ttl,
    }
}

/// The mail with this code, and this link's secret where there is one.
pub(super) fn mail(
    to: MailAddress,
    words: Words<'_>,
    code: &Secret<String>,
    link: &str,
    about: Option<UserId>,
    until: Time,
    env: &mut Env<'_>,
) -> Message {
    let said =
        |words: &str| words.replace(crate::login::one_time_code::CODE, code.expose()).replace(LINK, link);
    let mail = Mail { to, subject: said(words.subject), text: said(words.text), html: words.html.map(said) };
    Message::mail(&mail, about, until, env)
}

/// The text message with this code.
pub(super) fn text(
    to: &PhoneNumber,
    words: Words<'_>,
    code: &Secret<String>,
    about: Option<UserId>,
    settings: &Settings,
    env: &mut Env<'_>,
) -> Message {
    let text = words.text.replace(crate::login::one_time_code::CODE, code.expose());
    let until = env.now + settings.one_time_codes.ttl;
    Message::sms(&TextMessage { to: to.clone(), text }, about, until, env)
}
