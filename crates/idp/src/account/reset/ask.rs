//! Asking for a link.

use super::{Body, key};
use crate::decision::{Decision, Env};
use crate::effect::Effect;
use crate::login::Method;
use crate::login::attempts::{self, Counted, Counter, Origin, Whose};
use crate::login::factor::Having;
use crate::login::one_time_code::{self, Address, Words};
use crate::model::credential::{Credential, CredentialKind};
use crate::model::mail::{Mail, MailAddress};
use crate::model::message::Message;
use crate::model::settings::Settings;
use crate::model::ticket::{Ticket, TicketKind, encode};
use crate::model::user::{User, UserId};
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// What stands for the link's secret in the words that are to be sent.
pub const SECRET: char = one_time_code::CODE;

/// What asking for a link needs to know.
#[derive(Clone, Copy)]
pub struct AskFacts<'a> {
    /// Whose name was given, if it is somebody's.
    pub person: Option<&'a User>,
    /// What proves them.
    pub credentials: &'a [Credential],
    /// What was counted, where [`counters`] has it.
    pub counted: &'a [Counted],
    /// What is written.
    pub letters: Letters<'a>,
    /// Whether any mail can be sent.
    pub can_send: bool,
    /// The platform's settings.
    pub settings: &'a Settings,
}

/// What is written, whichever of it is sent.
#[derive(Clone, Copy)]
pub struct Letters<'a> {
    /// To somebody with a password: the link, with [`SECRET`] in it.
    pub link: Words<'a>,
    /// To somebody who signs in otherwise: that they do.
    pub otherwise: Words<'a>,
}

/// Where somebody who asks is counted: by the person, or by the name (in canonical form) that nobody has.
pub fn counters(name: &str, person: Option<&User>) -> Vec<Counter> {
    let whose = person.map_or(Whose::Nobody(name), |person| Whose::Person(&person.id));
    attempts::counters(Origin::Forgotten { whose })
}

/// Decides what is sent to somebody who says that they forgot their password. Nothing that is answered, or how
/// much is written for it, tells whether the name is anybody's.
pub fn ask(facts: AskFacts<'_>, env: &mut Env<'_>) -> Decision<Result<(), Refusal>> {
    match written(facts, env) {
        Ok(effects) => Decision::of(Ok(()), effects),
        Err(refusal) => Decision::of(Err(refusal), Vec::new()),
    }
}

/// Where the letter to this person goes, and whether it has a link; nothing where none may be sent.
pub fn leads(
    person: Option<&User>,
    credentials: &[Credential],
    settings: &Settings,
) -> Option<(MailAddress, bool)> {
    let user = person.filter(|user| user.disabled_at.is_none())?;
    let having = Having { user, credentials, came_by: None, settings };
    let Some(Address::Email(to)) = one_time_code::address(having, Method::EmailOtp) else { return None };
    Some((to, credentials.iter().any(|credential| credential.kind == CredentialKind::Password)))
}

fn written(facts: AskFacts<'_>, env: &mut Env<'_>) -> Result<Vec<Effect>, Refusal> {
    if !facts.can_send {
        return Err(Refusal::new(Reason::MailUnsendable).operator("no sender is set up for email"));
    }
    let mut effects = attempts::count(facts.counted, facts.settings, env.now)?;
    let expires_at = env.now + facts.settings.password_reset_ttl;
    let secret = env.random_secret();
    let leads = leads(facts.person, facts.credentials, facts.settings);
    let user = facts.person.filter(|_| matches!(leads, Some((_, true))));
    effects.push(put(&secret, user, String::new(), expires_at));
    let letter = |to, words: Words<'_>| {
        let said = |words: &str| words.replace(SECRET, &secret);
        Mail { to, subject: said(words.subject), text: said(words.text), html: words.html.map(said) }
    };
    let whom: Option<UserId> = facts.person.map(|person| person.id.clone());
    effects.push(match leads {
        Some((to, true)) => {
            Effect::PutMessage(Message::mail(&letter(to, facts.letters.link), whom, expires_at, env))
        }
        Some((to, false)) => {
            Effect::PutMessage(Message::mail(&letter(to, facts.letters.otherwise), whom, expires_at, env))
        }
        None => {
            let Words { subject, text, html } = facts.letters.link;
            let filler = [subject, text, html.unwrap_or_default()].concat();
            put(&env.random_secret(), None, filler, expires_at)
        }
    });
    Ok(effects)
}

fn put(secret: &str, user: Option<&User>, filler: String, expires_at: Time) -> Effect {
    let as_of = user.map_or(0, |user| user.sessions_valid_from.as_micros());
    Effect::Put(Ticket {
        key: key(secret),
        kind: TicketKind::PasswordReset,
        family: None,
        expires_at,
        ends_at: expires_at,
        keep_until: expires_at,
        body: encode(&Body { user: user.map(|user| user.id.clone()), as_of, filler }),
    })
}
