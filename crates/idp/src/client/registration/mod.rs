//! Clients that register themselves and manage what they registered (RFC 7591, RFC 7592, OpenID Connect
//! Registration). Those that administrators make are in [`super::register`].

mod asks;
pub mod initial_access_token;
pub mod manage;

use std::borrow::Cow;
use std::collections::BTreeSet;

use jose::secret::Secret;
use oidc::metadata::ClientMetadata;

use super::metadata::check;
use super::register::{ShownOnce, WithSecret, made_up};
use super::secret;
use super::sector::{self, Sector};
use crate::decision::{Decision, Env};
use crate::effect::{Effect, Expected};
use crate::model::ClientId;
use crate::model::client::{Client, ClientPolicy, Registration, SecretHash};
use crate::model::initial_access_token::{Bounds, InitialAccessToken};
use crate::model::issuer::{self, Issuer};
use crate::model::key::KeyFacts;
use crate::model::settings::OpenRegistration;
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// What a client asks to be registered with. No `Debug`: it may hold a secret.
#[derive(Clone)]
pub struct Asked {
    /// Its metadata, with the defaults of the specifications where it says nothing.
    pub metadata: ClientMetadata,
    /// The members it said something of.
    pub says: BTreeSet<String>,
    /// A software statement, unread.
    pub software_statement: Option<String>,
    /// The identifier it names as its own; only in a change.
    pub client_id: Option<String>,
    /// The secret it names as its own; only in a change.
    pub client_secret: Option<Secret<String>>,
}

/// What the decision needs to know.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// The issuer that is asked.
    pub issuer: &'a Issuer,
    /// The initial access token that was sent.
    pub presented: Presented<'a>,
    /// Whether anybody may register.
    pub open: Option<&'a OpenRegistration>,
    /// How many registered so; asked where no token was sent.
    pub open_clients: u64,
    /// What the sector that is named lists; asked once [`check_admitted`] says that it may be.
    pub sector: &'a Sector,
    /// The keys we sign with.
    pub keys: &'a [KeyFacts],
}

/// The initial access token that was sent.
#[derive(Clone, Copy)]
pub enum Presented<'a> {
    /// None.
    Absent,
    /// None that we made and still know.
    Unknown,
    /// This one.
    Known(&'a InitialAccessToken),
}

/// A client that has just registered.
#[derive(Debug)]
pub struct Registered {
    /// The client, and its secret if it has one.
    pub made: WithSecret,
    /// Its registration access token, told this once (RFC 7592 §3).
    pub access_token: ShownOnce,
}

/// Registers a client (RFC 7591 §3.1).
pub fn register(asked: Asked, facts: Facts<'_>, env: &mut Env<'_>) -> Decision<Result<Registered, Refusal>> {
    let settled = admit(facts, env.now).and_then(|(bounds, used)| {
        check_software_statement(asked.software_statement.as_deref())?;
        let bounds = at_issuer(bounds, facts.issuer, used.is_none())?;
        let (metadata, policy) = asks::settle(&asked, &bounds, None)?;
        check(&metadata, &policy, facts.keys, env.now)?;
        sector::check(&metadata, facts.sector)?;
        Ok((metadata, policy, bounds, used))
    });
    let (metadata, policy, bounds, used) = match settled {
        Ok(settled) => settled,
        Err(refusal) => return Decision::of(Err(refusal), Vec::new()),
    };
    let access_token = env.random_secret();
    let mut client = Client {
        id: ClientId::new(made_up(env)),
        version: 1,
        secrets: Vec::new(),
        kept_secret: None,
        metadata,
        policy,
        registration: Some(Box::new(Registration {
            initial_access_token: used.map(|token| token.id.clone()),
            access_token: Some(SecretHash::of(&access_token, env.now)),
            bounds: bounds.into_owned(),
        })),
        keys: Vec::new(),
        disabled_at: None,
        created_at: env.now,
        updated_at: env.now,
    };
    let secret = secret::is_needed(&client.metadata).then(|| secret::renew(&mut client, false, env));
    let mut effects = vec![Effect::PutClient(Expected { replaces: None, record: Box::new(client.clone()) })];
    effects.extend(used.map(|token| Effect::UseInitialAccessToken(token.id.clone())));
    let made = WithSecret { client, secret };
    Decision::of(Ok(Registered { made, access_token: ShownOnce(Secret::new(access_token)) }), effects)
}

/// Whether whoever asks may register at all: before that, nothing is fetched on their behalf.
pub fn check_admitted(facts: Facts<'_>, now: Time) -> Result<(), Refusal> {
    admit(facts, now).map(drop)
}

/// By what right somebody registers, and the token that is used up by it. A token that was sent has to
/// be good, also where none is needed.
fn admit<'a>(facts: Facts<'a>, now: Time) -> Result<(&'a Bounds, Option<&'a InitialAccessToken>), Refusal> {
    match (facts.presented, facts.open) {
        (Presented::Known(token), _) => {
            initial_access_token::check_usable(token, now)?;
            Ok((&token.bounds, Some(token)))
        }
        (Presented::Unknown, _) => Err(Reason::InitialAccessTokenUnknown.into()),
        (Presented::Absent, None) => Err(Reason::InitialAccessTokenMissing.into()),
        (Presented::Absent, Some(open)) if facts.open_clients >= u64::from(open.most_clients) => {
            Err(Refusal::new(Reason::RegistrationFull).retry_after(3600))
        }
        (Presented::Absent, Some(open)) => Ok((&open.bounds, None)),
    }
}

/// What is bounded where the client belongs: to the issuer that an initial access token names, or else to
/// the one that is asked. Where that is for one kind of clients, whoever comes without a token is of that.
fn at_issuer<'a>(bounds: &'a Bounds, issuer: &Issuer, is_open: bool) -> Result<Cow<'a, Bounds>, Refusal> {
    if issuer.is_first() || bounds.policy.issuer.is_some() {
        return Ok(Cow::Borrowed(bounds));
    }
    let mut bounds = bounds.clone();
    match issuer.layout.profile() {
        Some(profile) if is_open && profile != bounds.policy.profile => {
            bounds.policy = ClientPolicy::of(profile);
        }
        _ => {}
    }
    bounds.policy.issuer = Some(issuer.identifier.as_str().to_owned());
    issuer::check(bounds.policy.issuer.as_deref(), bounds.policy.profile, std::slice::from_ref(issuer))?;
    Ok(Cow::Owned(bounds))
}

/// Nobody is trusted to vouch for software, and what is not checked must not be passed over
/// (RFC 7591 §2.3).
fn check_software_statement(statement: Option<&str>) -> Result<(), Refusal> {
    let Some(statement) = statement else { return Ok(()) };
    let reason = match jose::jws::decode(statement) {
        Ok(_) => Reason::SoftwareStatementUnapproved,
        Err(_) => Reason::SoftwareStatementInvalid,
    };
    Err(Refusal::new(reason).about("software_statement"))
}
