//! What somebody enters who makes an account, and the message that goes to their address.

use jose::secret::Secret;
use oidc::authorization::UnsignedRequest;
use oidc::claims::StandardClaims;
use oidc::parameters::Parameters;

use super::{Body, digest, invitation, key};
use crate::account::Page;
use crate::account::confirming::{self, Confirming};
use crate::account::password::NewPassword;
use crate::authorize;
use crate::decision::{Decision, Env};
use crate::effect::{Advance, Effect};
use crate::login::Method;
use crate::login::attempts::{self, Counted};
use crate::login::factor::password::{advice, check_new, check_unlike};
use crate::login::one_time_code::Words;
use crate::login::under_way::{self, Browser, Found, Stage, UnderWay};
use crate::model::mail::MailAddress;
use crate::model::settings::{Mobile, Settings};
use crate::model::text_message::PhoneNumber;
use crate::model::ticket::{Ticket, TicketFacts, TicketKind, encode};
use crate::model::user::canonical_login_name;
use crate::refusal::{Reason, Refusal};

/// What somebody entered, as it came.
#[derive(Clone, Debug, Default)]
pub struct Entered {
    /// Their first name or names.
    pub given_name: String,
    /// Their last name.
    pub family_name: String,
    /// Their e-mail address.
    pub email: String,
    /// Their mobile number; empty where they gave none.
    pub phone_number: String,
}

/// The same, found to be what it must be.
#[derive(Clone, Debug)]
pub struct Wanted {
    given_name: String,
    family_name: String,
    email: String,
    to: MailAddress,
    phone_number: Option<PhoneNumber>,
}

/// The most characters of a name.
const MOST: usize = 100;

/// Reads what somebody entered, and the password that they want with it.
pub fn read(entered: &Entered, password: &Secret<String>, settings: &Settings) -> Result<Wanted, Refusal> {
    let name = |about: &'static str, text: &str| {
        let text = text.trim();
        let fits = !text.is_empty() && text.chars().count() <= MOST && !text.contains(char::is_control);
        fits.then(|| text.to_owned()).ok_or_else(|| {
            Refusal::new(Reason::UserInvalid)
                .about(about)
                .expected("1 to 100 characters, none of them control characters")
        })
    };
    let email = entered.email.trim();
    let to = MailAddress::parse(email).filter(|_| crate::user::can_be_email(email));
    let to =
        to.ok_or_else(|| Refusal::new(Reason::UserInvalid).about("email").expected(MailAddress::EXPECTED))?;
    let number = Some(entered.phone_number.trim()).filter(|number| !number.is_empty());
    let phone_number = match (settings.accounts.mobile, number) {
        (Mobile::No, _) | (Mobile::Optional, None) => None,
        (Mobile::Optional | Mobile::Required, number) => {
            let number = number.and_then(read_number);
            Some(number.ok_or_else(|| {
                Refusal::new(Reason::UserInvalid).about("phone_number").expected(PhoneNumber::EXPECTED)
            })?)
        }
    };
    let wanted = Wanted {
        given_name: name("given_name", &entered.given_name)?,
        family_name: name("family_name", &entered.family_name)?,
        email: email.to_owned(),
        to,
        phone_number,
    };
    check_new(password.expose(), &settings.passwords)?;
    check_unlike(password.expose(), &wanted.email, &wanted.claims())?;
    Ok(wanted)
}

/// A number as it is written or dialled.
pub(in crate::account) fn read_number(text: &str) -> Option<PhoneNumber> {
    let dialled = text.trim().strip_prefix("00").map(|number| format!("+{number}"));
    PhoneNumber::parse(dialled.as_deref().unwrap_or(text))
}

impl Wanted {
    /// The words that whoever guesses the password at this host begins with.
    pub fn expected(&self, host: &str) -> Vec<String> {
        advice::expected(&self.email, &self.claims(), host)
    }

    /// The address, as it was written.
    pub fn email(&self) -> &str {
        &self.email
    }

    fn claims(&self) -> StandardClaims<'static> {
        StandardClaims {
            given_name: Some(self.given_name.clone().into()),
            family_name: Some(self.family_name.clone().into()),
            email: Some(self.email.clone().into()),
            phone_number: self.phone_number.as_ref().map(|number| number.to_string().into()),
            ..StandardClaims::default()
        }
    }
}

/// What beginning needs to know.
#[derive(Clone, Copy)]
pub struct BeginFacts<'a> {
    /// The handle of the sign-in.
    pub handle: &'a str,
    /// The sign-in.
    pub login: Found<'a>,
    /// What its request needs to know.
    pub authorize: authorize::Facts<'a>,
    /// What was entered in it before, if anything was.
    pub found: Option<&'a TicketFacts>,
    /// The invitation, where somebody came by one.
    pub invitation: Option<invitation::Found<'a>>,
    /// Whether somebody has an account with the address.
    pub taken: bool,
    /// What was counted, where [`super::counters`] has it for the address.
    pub counted: &'a [Counted],
    /// What is written.
    pub letters: Letters<'a>,
    /// Whether any mail can be sent.
    pub can_send: bool,
    /// The language of the page (a BCP 47 tag).
    pub language: &'a str,
}

/// What is written, whichever of it is sent.
#[derive(Clone, Copy)]
pub struct Letters<'a> {
    /// To whose address is new here: the code and the link.
    pub confirm: Words<'a>,
    /// To who has an account: that they do.
    pub known: Words<'a>,
}

/// Keeps what somebody entered, and sends what confirms it. Nothing that is answered, or how much is done for it,
/// tells whether somebody has an account with that address.
pub fn begin(
    wanted: &Wanted,
    password: NewPassword<'_>,
    facts: BeginFacts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<(), Refusal>> {
    match begun(wanted, password, facts, env) {
        Ok(effects) => Decision::of(Ok(()), effects),
        Err(refusal) => Decision::of(Err(refusal), Vec::new()),
    }
}

fn begun(
    wanted: &Wanted,
    password: NewPassword<'_>,
    facts: BeginFacts<'_>,
    env: &mut Env<'_>,
) -> Result<Vec<Effect>, Refusal> {
    let settings = facts.authorize.settings;
    let login = check(facts.login, facts.authorize, facts.invitation, env)?;
    let invited = facts.invitation.map(|found| invitation::check(found, env.now)).transpose()?;
    if let Some(email) = invited.and_then(|invitation| invitation.email)
        && canonical_login_name(&email) != canonical_login_name(&wanted.email)
    {
        return Err(Refusal::new(Reason::UserInvalid)
            .about("email")
            .expected("the address that was invited"));
    }
    if !facts.can_send {
        return Err(Refusal::new(Reason::MailUnsendable).operator("no sender is set up for email"));
    }
    let mut effects = attempts::count(facts.counted, settings, env.now)?;
    let key = key(facts.handle);
    let (code, told) = Confirming::begin(Method::EmailOtp, key, settings, env)?;
    let secret = env.random_secret();
    let body = Body {
        given_name: wanted.given_name.clone(),
        family_name: wanted.family_name.clone(),
        email: wanted.email.clone(),
        phone_number: wanted.phone_number.as_ref().map(ToString::to_string),
        password: password.hash.to_owned(),
        locale: facts.language.to_owned(),
        invitation: facts.invitation.map(|found| invitation::key(found.secret)),
        client: login.client().cloned(),
        taken: facts.taken,
        email_confirmed: false,
        link: digest(&secret),
        code,
        sends: 1,
    };
    let expires_at = env.now + settings.accounts.confirm_ttl;
    effects.push(match facts.found.filter(|found| found.is_usable(env.now)) {
        Some(found) => Effect::Advance(Advance {
            key,
            from: found.version,
            expires_at,
            keep_until: expires_at,
            body: encode(&body),
        }),
        None => Effect::Put(Ticket {
            key,
            kind: TicketKind::Registration,
            family: None,
            expires_at,
            // Who enters something else begins anew.
            ends_at: crate::time::Time::NEVER,
            keep_until: expires_at,
            body: encode(&body),
        }),
    });
    effects.push(letter(&body, facts.handle, &secret, &told, facts.letters, wanted.to.clone(), env));
    Ok(effects)
}

/// The sign-in, if an account may be made in it.
pub(super) fn check<'a>(
    login: Found<'a>,
    facts: authorize::Facts<'_>,
    invitation: Option<invitation::Found<'_>>,
    env: &Env<'_>,
) -> Result<UnderWay<'a>, Refusal> {
    let login = under_way::resume(login, facts.browser, env.now)?;
    if *login.stage() != Stage::Proof || login.link().is_some() {
        return Err(Refusal::new(Reason::LoginUnknown).operator("nobody is waited for who proves themselves"));
    }
    super::check_open(invitation, facts.settings, env.now)?;
    if login.account().is_none() {
        let parameters = Parameters::parse(login.request().as_bytes())?;
        let ways = authorize::ways_of(&UnsignedRequest::parse(&parameters)?, facts)?;
        if !ways.shown().password {
            return Err(Refusal::new(Reason::RegistrationClosed).operator("the client takes no passwords"));
        }
    }
    Ok(login)
}

fn letter(
    body: &Body,
    handle: &str,
    secret: &str,
    code: &Secret<String>,
    letters: Letters<'_>,
    to: MailAddress,
    env: &mut Env<'_>,
) -> Effect {
    let words = if body.taken { letters.known } else { letters.confirm };
    // As long as the link counts: the code is told to count for less.
    let until = env.now + confirming::MAIL_WAITS;
    let link = format!("{handle}.{secret}");
    Effect::PutMessage(confirming::mail(to, words, code, &link, None, until, env))
}

/// Sends another message in place of the one before: to the address, or to the number where that is waited for.
pub fn again(
    facts: BeginFacts<'_>,
    text: Words<'_>,
    can_text: bool,
    env: &mut Env<'_>,
) -> Decision<Result<(), Refusal>> {
    match sent_again(facts, text, can_text, env) {
        Ok(effects) => Decision::of(Ok(()), effects),
        Err(refusal) => Decision::of(Err(refusal), Vec::new()),
    }
}

fn sent_again(
    facts: BeginFacts<'_>,
    text: Words<'_>,
    can_text: bool,
    env: &mut Env<'_>,
) -> Result<Vec<Effect>, Refusal> {
    let settings = facts.authorize.settings;
    under_way::resume(facts.login, facts.authorize.browser, env.now)?;
    let (found, mut body) = Body::read(facts.found, env.now)?;
    if body.sends >= settings.one_time_codes.most_sends {
        return Err(Reason::OneTimeCodeSends.into());
    }
    body.code.check_again(settings, env.now)?;
    let mut effects = attempts::count(facts.counted, settings, env.now)?;
    body.sends += 1;
    if body.email_confirmed {
        effects.push(text_to(&mut body, facts.handle, text, can_text, settings, env)?);
    } else {
        let to = MailAddress::parse(&body.email).ok_or(Reason::RegistrationOver)?;
        let (code, told) = Confirming::begin(Method::EmailOtp, found.key, settings, env)?;
        let secret = env.random_secret();
        (body.code, body.link) = (code, digest(&secret));
        effects.push(letter(&body, facts.handle, &secret, &told, facts.letters, to, env));
    }
    effects.push(body.keep(found));
    Ok(effects)
}

/// Sends a code to the number that is waited for.
pub(super) fn text_to(
    body: &mut Body,
    handle: &str,
    words: Words<'_>,
    can_text: bool,
    settings: &Settings,
    env: &mut Env<'_>,
) -> Result<Effect, Refusal> {
    if !can_text {
        return Err(Refusal::new(Reason::OneTimeCodeUnsendable).operator("no sender is set up for sms"));
    }
    let number = body.phone_number.as_deref().and_then(PhoneNumber::parse);
    let number = number.ok_or(Reason::RegistrationOver)?;
    let (code, told) = Confirming::begin(Method::SmsOtp, key(handle), settings, env)?;
    body.code = code;
    Ok(Effect::PutMessage(confirming::text(&number, words, &told, None, settings, env)))
}

/// Begins a sign-in in which an account is made, where none is under way: it leads to that account.
pub fn start(
    invitation: Option<invitation::Found<'_>>,
    browser: Browser<'_>,
    settings: &Settings,
    env: &mut Env<'_>,
) -> Decision<Result<authorize::Page, Refusal>> {
    if let Err(refusal) = super::check_open(invitation, settings, env.now) {
        return Decision::of(Err(refusal), Vec::new());
    }
    let begun = under_way::begin_for_account(Page::Overview, None, browser, settings, env);
    let page =
        authorize::Page { handle: Some(begun.handle), new_cookie: begun.new_cookie, ui_locales: Vec::new() };
    Decision::of(Ok(page), vec![begun.effect])
}
