//! The passkeys of the person: made, named and removed. Each is a way in, so whoever makes or changes one proved
//! themselves just now, as for any other factor; and the last way into an account is never taken away.

use super::factors::{Changed, added, is_sure, removed};
use super::{Facts, Page, by_form};
use crate::authorize;
use crate::decision::{Decision, Env};
use crate::effect::Effect;
use crate::login::SignedIn;
use crate::login::factor::recovery_code::Codes;
use crate::login::sessions::Ending;
use crate::login::under_way;
use crate::model::credential::{Credential, CredentialId, CredentialKind, MOST_OF_A_KIND};
use crate::model::event::Actor;
use crate::model::passkey::{self, Passkey};
use crate::model::ticket::TicketFacts;
use crate::model::user::User;
use crate::refusal::{Reason, Refusal};
use crate::user::{self, Changes};
use crate::webauthn::challenge::{Bound, Challenge};
use crate::webauthn::{ALGORITHMS, Fault, Registered, RelyingParty};

/// The most characters of a name.
pub const MOST_NAME: usize = 60;

/// What the browser is asked to make (`PublicKeyCredentialCreationOptions`).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Creation {
    /// What is to come back, in base64url.
    pub challenge: String,
    /// For which host.
    pub host: String,
    /// What authenticators are told whose it is, in base64url.
    pub user_handle: String,
    /// What they show whose it is.
    pub user_name: String,
    /// The same, as people call the person.
    pub display_name: String,
    /// With which algorithms, by their COSE numbers, the dearest first.
    pub algorithms: Vec<i64>,
    /// What the person has already, which is not to be made twice on one authenticator.
    pub exclude: Vec<Passkey>,
}

/// What the page of the passkeys may do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Making {
    /// A passkey may be made.
    Ready(Box<Creation>),
    /// The person proved themselves too long ago, and is to do so first.
    ProveFirst,
    /// They have as many as they may.
    Full,
    /// None can be made at this address.
    Nowhere,
}

/// What is known of the ways into the account.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// All credentials of the person.
    pub credentials: &'a [Credential],
    /// Whether an identity elsewhere leads to it.
    pub identities: bool,
    /// Who passkeys are made for at this address, if they can be.
    pub relying_party: Option<&'a RelyingParty>,
}

impl<'a> Known<'a> {
    /// The passkeys, oldest first.
    pub fn passkeys(self) -> impl Iterator<Item = &'a Credential> {
        self.credentials.iter().filter(|it| it.kind == CredentialKind::Passkey)
    }

    /// Whether nobody could come into the account without this passkey.
    pub fn needs(self, id: CredentialId) -> bool {
        let opens = |it: &&Credential| {
            it.id != id && matches!(it.kind, CredentialKind::Passkey | CredentialKind::Password)
        };
        !self.identities && !self.credentials.iter().any(|it| opens(&it))
    }
}

/// What a page that was opened may do.
pub fn making(who: &SignedIn, user: &User, known: Known<'_>, env: &mut Env<'_>) -> Result<Making, Refusal> {
    let Some(relying_party) = known.relying_party else { return Ok(Making::Nowhere) };
    if known.passkeys().count() >= MOST_OF_A_KIND {
        return Ok(Making::Full);
    }
    if !is_sure(who, known.credentials, env.now) {
        return Ok(Making::ProveFirst);
    }
    let creation = creation(Bound::Session(who.session()), user, known, relying_party, env)?;
    Ok(Making::Ready(Box::new(creation)))
}

/// What the browser is asked to make for this person.
pub(crate) fn creation(
    bound: Bound<'_>,
    user: &User,
    known: Known<'_>,
    relying_party: &RelyingParty,
    env: &mut Env<'_>,
) -> Result<Creation, Refusal> {
    let exclude: Result<Vec<_>, _> = known.passkeys().map(Passkey::of).collect();
    let exclude = exclude?.into_iter().flatten().filter(|it| it.relying_party == relying_party.id).collect();
    let name = user.claims.name.as_deref().unwrap_or(&user.username);
    Ok(Creation {
        challenge: Challenge::begin(bound, env),
        host: relying_party.id.clone(),
        user_handle: jose::base64url::encode(user_handle(user, env)?),
        user_name: user.username.clone(),
        display_name: name.to_owned(),
        algorithms: ALGORITHMS.iter().map(|(number, _)| *number).collect(),
        exclude,
    })
}

fn user_handle(user: &User, env: &Env<'_>) -> Result<[u8; 32], Refusal> {
    passkey::user_handle(&user.id, env.derive)
        .ok_or_else(|| Refusal::new(Reason::Internal).operator("the first of the server's keys is gone"))
}

/// Sends somebody to prove who they are, and back to their passkeys.
pub fn prove_first(
    form_token: &str,
    facts: Facts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<authorize::Page, Refusal>> {
    by_form(form_token, facts, env, |_, _, effects, env| Ok(to_login(facts, effects, env)))
}

fn to_login(facts: Facts<'_>, effects: &mut Vec<Effect>, env: &mut Env<'_>) -> authorize::Page {
    let begun = under_way::begin_for_account(Page::Passkeys, None, facts.browser, facts.settings, env);
    effects.push(begun.effect);
    authorize::Page { handle: Some(begun.handle), new_cookie: begun.new_cookie, ui_locales: Vec::new() }
}

/// What a browser brought back.
#[derive(Clone, Copy)]
pub struct Made<'a> {
    /// Which challenge it says it answers.
    pub challenge: &'a str,
    /// The ticket under [`Challenge::key`], if there is one.
    pub answered: Option<&'a TicketFacts>,
    /// What verifying the answer to that challenge showed.
    pub registered: Result<&'a Registered, &'a Fault>,
    /// How the browser says that it reaches it.
    pub transports: &'a [String],
    /// Whether a passkey of the same name is kept already, whosever it is.
    pub taken: bool,
    /// What the person calls it.
    pub name: &'a str,
}

/// Keeps a passkey that was made. With the first factor of a person come recovery codes, which are shown this once.
pub fn add(
    brought: Made<'_>,
    known: Known<'_>,
    form_token: &str,
    facts: Facts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<Option<Codes>, Refusal>> {
    by_form(form_token, facts, env, |who, user, effects, env| {
        let (credential, spent) = made(brought, Bound::Session(who.session()), known, user, env)?;
        effects.push(spent);
        let (codes, owed) = added(credential, known.credentials, env);
        effects.extend(owed);
        Ok(codes)
    })
}

/// The passkey that a browser brought, if it is a new one of this person's, and the end of its challenge.
pub(crate) fn made(
    made: Made<'_>,
    bound: Bound<'_>,
    known: Known<'_>,
    user: &User,
    env: &mut Env<'_>,
) -> Result<(Credential, Effect), Refusal> {
    let spent = Challenge::take(made.challenge, bound, env.derive, env.now)?.spend(made.answered, env.now)?;
    let unfit = |why: String| Refusal::new(Reason::PasskeyUnfit).operator(why);
    let registered = made.registered.map_err(|fault| unfit(fault.to_string()))?;
    let host = known.relying_party.map(|party| party.id.as_str());
    let host = host.ok_or_else(|| unfit("no passkey can be bound to this host".to_owned()))?;
    // §7.1, step 27.
    if made.taken {
        return Err(Reason::PasskeyTaken.into());
    }
    if known.passkeys().count() >= MOST_OF_A_KIND {
        return Err(Reason::PasskeysFull.into());
    }
    let passkey = Passkey::new(registered, &user_handle(user, env)?, host, made.transports);
    let id = passkey::id(registered.credential_id());
    let data = Credential::encode(&passkey);
    let credential = Credential::new(id, &user.id, CredentialKind::Passkey, data, env.now);
    Ok((Credential { name: named(made.name)?, ..credential }, spent))
}

/// Calls a passkey something else.
pub fn rename(
    id: &str,
    name: &str,
    known: Known<'_>,
    form_token: &str,
    facts: Facts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<Changed, Refusal>> {
    by_form(form_token, facts, env, |who, _, effects, env| {
        let passkey = find(id, known)?;
        if !is_sure(&who, known.credentials, env.now) {
            return Ok(Changed::Login(to_login(facts, effects, env)));
        }
        effects.push(Effect::NameCredential { id: passkey.id, name: named(name)? });
        Ok(Changed::Done(()))
    })
}

/// Removes a passkey. Sessions that were begun with it go on.
pub fn remove(
    id: &str,
    known: Known<'_>,
    form_token: &str,
    facts: Facts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<Changed, Refusal>> {
    by_form(form_token, facts, env, |who, user, effects, env| {
        let passkey = find(id, known)?;
        if !is_sure(&who, known.credentials, env.now) {
            return Ok(Changed::Login(to_login(facts, effects, env)));
        }
        if known.needs(passkey.id) {
            return Err(Reason::PasskeyLast.into());
        }
        let by = Actor::User(user.id.clone());
        effects.extend(removed(passkey, known.credentials, &by, env));
        // Writes the record as well: of two that are removed at one moment, one loses and looks again.
        let touched =
            user::change(Some(user.clone()), Changes::default(), false, Ending::default(), &by, env);
        effects.extend(touched.effects);
        touched.answer.map(|_| Changed::Done(()))
    })
}

fn find<'a>(id: &str, known: Known<'a>) -> Result<&'a Credential, Refusal> {
    let id = CredentialId::parse(id);
    known.passkeys().find(|it| Some(it.id) == id).ok_or_else(|| Reason::NotFound.into())
}

fn named(name: &str) -> Result<Option<String>, Refusal> {
    let name = name.trim();
    if name.chars().count() > MOST_NAME || name.chars().any(char::is_control) {
        return Err(Refusal::new(Reason::ParameterInvalid).about("name").expected("at most 60 characters"));
    }
    Ok((!name.is_empty()).then(|| name.to_owned()))
}
