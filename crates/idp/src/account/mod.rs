//! The account page: what people see of their own account and change of it.
//!
//! Whoever holds the browser's session sees it, and may change what harms nobody else. What would take
//! the account away, its e-mail address and its password, asks for the password once more; see
//! [`confirm`].

pub mod address;
pub mod confirm;
mod confirming;
pub mod data;
pub mod factors;
pub mod identities;
pub mod passkeys;
pub mod password;
pub mod phones;
pub mod profile;
pub mod register;
pub mod reset;
pub mod start;

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::authorize;
use crate::decision::{Decision, Env, Purpose};
use crate::effect::Effect;
use crate::login::session::{self, Standing};
use crate::login::under_way::{self, Browser};
use crate::login::{SignedIn, policy};
use crate::model::credential::Credential;
use crate::model::settings::Settings;
use crate::model::user::User;
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// For so long after they proved who they are, a person may change what proves them.
pub(crate) const FRESH: Duration = Duration::from_mins(10);

/// The pages there are, as far as a sign-in may lead to them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Page {
    /// The one that leads to the others.
    Overview,
    /// The person's names.
    Profile,
    /// Their e-mail address.
    Email,
    /// Their mobile number.
    Number,
    /// Their password.
    Password,
    /// What proves them beside the password.
    Factors,
    /// By which identities elsewhere they come in.
    Identities,
    /// Their passkeys.
    Passkeys,
    /// The phones that answer for them.
    Phones,
    /// Where they are signed in.
    Sessions,
    /// What apps may know of them.
    Apps,
    /// When somebody signed in, or tried to.
    SignIns,
    /// All that is kept of them, and the end of it.
    Data,
}

/// What every decision about the account needs to know.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// The platform's settings.
    pub settings: &'a Settings,
    /// The browser's session, if its cookie led to one.
    pub standing: Option<Standing<'a>>,
    /// What proves the session's person.
    pub credentials: &'a [Credential],
    /// The browser.
    pub browser: Browser<'a>,
}

/// What a page is answered with.
#[derive(Debug)]
pub enum Opened {
    /// It may be shown.
    Page {
        /// To whom.
        who: SignedIn,
        /// What its forms bring back.
        form_token: String,
    },
    /// Nobody is signed in: to the page where the person proves who they are.
    Login(authorize::Page),
}

/// Decides who asks for a page of the account.
pub fn open(page: Page, facts: Facts<'_>, env: &mut Env<'_>) -> Decision<Result<Opened, Refusal>> {
    let who = match signed_in(facts, env.now) {
        Ok(who) => who,
        Err(refusal) => return Decision::of(Err(refusal), Vec::new()),
    };
    if let Some((who, standing)) = who.zip(facts.standing) {
        let effects = session::extend(standing.ticket, facts.settings, env.now).into_iter().collect();
        let form_token = form_token(&who, env);
        return Decision::of(Ok(Opened::Page { who, form_token }), effects);
    }
    let begun = under_way::begin_for_account(page, None, facts.browser, facts.settings, env);
    let login =
        authorize::Page { handle: Some(begun.handle), new_cookie: begun.new_cookie, ui_locales: Vec::new() };
    Decision::of(Ok(Opened::Login(login)), vec![begun.effect])
}

/// Whoever acts: signed in, and by a form of a page that was shown in this session. The cookie alone
/// would also come with a form of somebody else's making.
pub(crate) fn acting<'a>(
    form_token: &str,
    facts: Facts<'a>,
    env: &Env<'_>,
) -> Result<(SignedIn, &'a User), Refusal> {
    let who = signed_in(facts, env.now)?;
    let (who, standing) = who.zip(facts.standing).ok_or(Reason::LoginRequired)?;
    if !jose::constant_time::eq(form_token.as_bytes(), self::form_token(&who, env).as_bytes()) {
        return Err(Reason::ForeignForm.into());
    }
    Ok((who, standing.user))
}

/// Who is signed in well enough for their account. A session that another client was content with is none where
/// its person set up a further factor: or who stole a password could come in by way of such a client.
fn signed_in(facts: Facts<'_>, now: Time) -> Result<Option<SignedIn>, Refusal> {
    let who = facts.standing.map(|standing| session::revive(standing, now)).transpose()?.flatten();
    Ok(who.filter(|who| {
        let counts = |credential: &&Credential| !is_just_added(credential, who, now);
        let demands = policy::Demands::for_account(facts.credentials.iter().filter(counts), facts.settings);
        matches!(policy::next(who.proven(), demands), policy::Step::Enter)
    }))
}

/// Whether they added it themselves in this session, some minutes ago: nobody proves again at once what they have
/// just shown.
fn is_just_added(credential: &Credential, who: &SignedIn, now: Time) -> bool {
    credential.created_at >= who.auth_at() && now < who.auth_at() + FRESH
}

fn form_token(who: &SignedIn, env: &Env<'_>) -> String {
    let derived = env.derive.derive(env.derive.version(), Purpose::Form, &who.session().0);
    jose::base64url::encode(&derived.unwrap_or_default()[..16])
}

/// Decides what a form of the account leads to: nothing, unless by whom it may.
fn by_form<T>(
    form_token: &str,
    facts: Facts<'_>,
    env: &mut Env<'_>,
    act: impl FnOnce(SignedIn, &User, &mut Vec<Effect>, &mut Env<'_>) -> Result<T, Refusal>,
) -> Decision<Result<T, Refusal>> {
    let mut effects = Vec::new();
    let answer = acting(form_token, facts, env).and_then(|(who, user)| act(who, user, &mut effects, env));
    Decision::of(answer, effects)
}
