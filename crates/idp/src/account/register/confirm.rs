//! What confirms the address, and the account that comes of it.

use oidc::claims::StandardClaims;

use super::{Body, begin, invitation};
use crate::decision::{Decision, Env};
use crate::effect::Effect;
use crate::login::attempts::{self, Counted};
use crate::login::factor::{Proof, email_otp, password, sms_otp};
use crate::login::one_time_code::{Given, Words};
use crate::login::proven::Proven;
use crate::login::second::{self, SettleFacts};
use crate::login::under_way::{self, UnderWay};
use crate::model::ClientId;
use crate::model::ticket::{TicketFacts, TicketKey};
use crate::model::user::{User, UserId};
use crate::refusal::{Reason, Refusal};
use crate::time::Time;
use crate::user::{self, NewUser, PasswordHash};

/// By what somebody confirms.
#[derive(Clone, Copy)]
pub enum By<'a> {
    /// A code that was typed where they began; nothing where it can be none.
    Code(Option<&'a Given>),
    /// The link.
    Link {
        /// Its secret.
        secret: &'a str,
        /// Whether the password was typed that was chosen: in another browser it is asked for.
        password: bool,
        /// The code of the text message, where that is waited for.
        code: Option<&'a Given>,
    },
}

/// What confirming needs to know.
#[derive(Clone, Copy)]
pub struct ConfirmFacts<'a> {
    /// The handle of the sign-in.
    pub handle: &'a str,
    /// What was entered, if it is there.
    pub found: Option<&'a TicketFacts>,
    /// The ticket of the invitation, where [`invitation_of`] has it.
    pub invitation: Option<&'a TicketFacts>,
    /// Whether somebody has an account with the address by now.
    pub taken: bool,
    /// What settling the sign-in needs to know, where it is this browser's.
    pub settle: SettleFacts<'a>,
    /// What was counted, where [`super::counters`] has it for the number.
    pub counted: &'a [Counted],
    /// What is written to the number.
    pub text: Words<'a>,
    /// Whether any text message can be sent.
    pub can_text: bool,
}

/// How far it was confirmed.
#[derive(Debug)]
pub enum Confirmed {
    /// A code was sent to the number, and is waited for.
    Number,
    /// There is an account.
    Account(Box<Settled>),
}

/// An account was made.
#[derive(Debug)]
pub struct Settled {
    /// Whose.
    pub user: UserId,
    /// The client for whose sake it was begun.
    pub client: Option<ClientId>,
    /// How the sign-in goes on, where it is this browser's.
    pub onward: Option<second::Settled>,
}

/// For whose address what was entered is, for look-up alone.
pub fn email_of(found: Option<&TicketFacts>, now: Time) -> Result<String, Refusal> {
    Ok(Body::read(found, now)?.1.email)
}

/// The number that was entered; for look-up alone.
pub fn number_of(found: Option<&TicketFacts>, now: Time) -> Result<Option<String>, Refusal> {
    Ok(Body::read(found, now)?.1.phone_number)
}

/// The hash of the password that was chosen; for look-up alone.
pub fn password_of(found: Option<&TicketFacts>, now: Time) -> Result<String, Refusal> {
    Ok(Body::read(found, now)?.1.password)
}

/// Where the invitation is that somebody came by; for look-up alone.
pub fn invitation_of(found: Option<&TicketFacts>, now: Time) -> Result<Option<TicketKey>, Refusal> {
    Ok(Body::read(found, now)?.1.invitation)
}

/// Takes what confirms the address, or the number after it, and makes the account.
pub fn confirm(
    by: By<'_>,
    facts: ConfirmFacts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<Confirmed, Refusal>> {
    let mut effects = Vec::new();
    let answer = confirmed(by, facts, &mut effects, env);
    Decision::of(answer, effects)
}

fn confirmed(
    by: By<'_>,
    facts: ConfirmFacts<'_>,
    effects: &mut Vec<Effect>,
    env: &mut Env<'_>,
) -> Result<Confirmed, Refusal> {
    let settings = facts.settle.authorize.settings;
    let login = under_way::resume(facts.settle.login, facts.settle.authorize.browser, env.now);
    let (login, code) = match by {
        By::Code(code) => (Some(login?), code),
        By::Link { code, .. } => (login.ok(), code),
    };
    let (found, mut body) = Body::read(facts.found, env.now)?;
    if let By::Link { secret, .. } = by
        && (body.taken || !body.is_linked_by(secret))
    {
        return Err(Reason::RegistrationOver.into());
    }
    if body.email_confirmed {
        let checked = body.code.check(code, found.key, settings, env);
        checked.map_err(|refusal| refusal.owing(body.keep(found)))?;
        let typed = sms_otp::confirmed;
        return account(body, found, login, Some(typed), facts, effects, env);
    }
    let checked = match (by, &login) {
        (By::Code(code), _) => body.code.check(code, found.key, settings, env),
        (By::Link { .. }, Some(_)) | (By::Link { password: true, .. }, None) => {
            body.code.check_tries(settings)
        }
        (By::Link { password: false, .. }, None) => body.code.check_tries(settings).and_then(|()| {
            body.code.count();
            Err(Reason::CurrentPasswordWrong.into())
        }),
    };
    checked.map_err(|refusal| refusal.owing(body.keep(found)))?;
    body.email_confirmed = true;
    if body.phone_number.is_some() {
        effects.extend(attempts::count(facts.counted, settings, env.now)?);
        effects.push(begin::text_to(&mut body, facts.handle, facts.text, facts.can_text, settings, env)?);
        effects.push(body.keep(found));
        return Ok(Confirmed::Number);
    }
    let typed = matches!(by, By::Code(_)).then_some(email_otp::confirmed as fn(&User) -> Proof);
    account(body, found, login, typed, facts, effects, env)
}

/// Makes the account, and goes on with the sign-in where that is this browser's.
fn account(
    body: Body,
    found: &TicketFacts,
    login: Option<UnderWay<'_>>,
    typed: Option<fn(&User) -> Proof>,
    facts: ConfirmFacts<'_>,
    effects: &mut Vec<Effect>,
    env: &mut Env<'_>,
) -> Result<Confirmed, Refusal> {
    effects.push(Effect::Spend(found.key));
    let invited = match body.invitation {
        Some(key) => {
            effects.push(Effect::Spend(key));
            invitation::of(facts.invitation, key, env.now)?
        }
        None => invitation::Invitation::default(),
    };
    let new = NewUser {
        username: body.email.clone(),
        claims: StandardClaims {
            name: Some(format!("{} {}", body.given_name, body.family_name).into()),
            given_name: Some(body.given_name.into()),
            family_name: Some(body.family_name.into()),
            email: Some(body.email.into()),
            email_verified: Some(true),
            phone_number_verified: body.phone_number.as_ref().map(|_| true),
            phone_number: body.phone_number.map(Into::into),
            locale: Some(body.locale.into()),
            ..StandardClaims::default()
        },
        groups: invited.groups,
        attributes: invited.attributes,
    };
    let made = user::create_own(new, PasswordHash(body.password), facts.taken, env);
    effects.extend(made.effects);
    // Whoever has the address by now has the mail as well: they are told, and sign in.
    let user = made.answer.map_err(|refusal| refusal.owing(Effect::Spend(found.key)))?;
    let onward = match login {
        None => None,
        Some(login) => {
            let proven = Proven::by_proof(&password::chosen(&user), env.now);
            let proven = typed.map_or(proven.clone(), |typed| proven.and(&typed(&user), env.now));
            Some(second::begin_with(&user, proven, login, facts.settle, env, effects)?)
        }
    };
    Ok(Confirmed::Account(Box::new(Settled { user: user.id, client: body.client, onward })))
}
