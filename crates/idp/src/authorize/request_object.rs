//! Requests that come as an object: by value (`request`) or by address (`request_uri`), sealed to us or
//! not, signed by the client or, where it may be so, by nobody (OpenID Connect Core §6, RFC 9101).
//!
//! Whatever came is made into one request in plain parameters, [`Asked`], before anything else looks
//! at it; that is also what is kept while the person signs in, so that nothing is fetched or verified
//! twice.

mod backchannel;
mod merge;
mod once;
mod opened;
mod read;

use std::borrow::Cow;

use jose::Verified;
use jose::jws::{self, Unsigned};
use oidc::metadata::RequestObjectSigning;
use oidc::parameters::Parameters;

use super::redirect_uri::verify_redirect_uri;
use super::{check_client, scope};
use crate::client::keys::LONGEST_REQUEST_URI;
use crate::client::profile::RequestForm;
use crate::cross_device::CrossDevice;
use crate::effect::Effect;
use crate::model::client::Client;
use crate::model::client_key::KeyUse;
use crate::model::issuer::Issuer;
use crate::model::ticket::TicketKey;
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

pub(crate) use backchannel::read_backchannel;
pub use once::remembered_at;
pub use opened::{Bare, Content, Opened, Seal, unopened};

use once::Once;

/// What reading the request object showed.
#[derive(Clone, Debug)]
pub enum Object {
    /// None came, or none that is read from this client.
    Absent,
    /// Nobody signed it.
    Unsigned(Unsigned),
    /// It is signed by one of the client's keys.
    Signed(Verified<Vec<u8>>),
    /// It is sealed to us, and nobody signed what is in it.
    Bare(Bare),
    /// It cannot be read, or is signed by none of the client's keys: why, for the operator.
    Untrusted(Cow<'static, str>),
    /// It is sealed, and cannot be opened, or what came out cannot be read or is signed by none of the
    /// client's keys: why, for the operator alone.
    Unopened(Cow<'static, str>),
    /// It could not be fetched: why, for the operator.
    Unfetched(Cow<'static, str>),
}

/// A request object as it was loaded.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// What reading it showed.
    pub object: Object,
    /// How it was sealed, if it was.
    pub seal: Option<Seal>,
    /// The SHA-256 of what was fetched, if it was fetched.
    pub sha256: Option<[u8; 32]>,
    /// Whether it was accepted before, and counts once ([`remembered_at`]).
    pub spent: bool,
}

impl Loaded {
    /// Nothing was loaded.
    pub const ABSENT: Self = Self::of(Object::Absent);

    /// An object that came as it is, for the first time.
    pub const fn of(object: Object) -> Self {
        Self { object, seal: None, sha256: None, spent: false }
    }

    /// Whether what stands beside the object may say where its refusal goes: beside a sealed one in as many
    /// words, since who sent that may be another than the client named there; and never beside one that
    /// cannot be opened, which is answered alike wherever it comes from.
    pub(super) fn may_be_told_beside(&self, parameters: &Parameters<'_>) -> bool {
        match &self.object {
            Object::Unopened(_) => false,
            _ => self.seal.is_none() || parameters.contains("redirect_uri"),
        }
    }
}

/// An authorization request in plain parameters: as it came, as it was pushed, or what its request object
/// and the parameters beside that make together. Made only here and in `pushed.rs`.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    pub(super) request: Cow<'a, str>,
    /// Where it was kept, if it was pushed, or came from another device.
    pub(super) pushed: Option<TicketKey>,
    /// Whether it came as an object.
    pub(super) as_object: bool,
    /// What of it is to count once.
    pub(super) once: Option<Once>,
    /// The device it came from, where that is not the one on which it is answered.
    pub(super) elsewhere: Option<CrossDevice>,
}

impl<'a> Asked<'a> {
    /// A request that came from another device, and was kept under this key.
    pub(crate) fn from_elsewhere(request: Cow<'a, str>, key: TicketKey, elsewhere: CrossDevice) -> Self {
        Self { request, pushed: Some(key), as_object: false, once: None, elsewhere: Some(elsewhere) }
    }
}

impl Asked<'_> {
    /// The device it came from, where that is not the one on which it is answered.
    pub(crate) fn elsewhere(&self) -> Option<&CrossDevice> {
        self.elsewhere.as_ref()
    }

    /// The parameters as a query.
    pub fn as_str(&self) -> &str {
        &self.request
    }

    /// Where it was kept, if it was pushed.
    pub fn pushed(&self) -> Option<TicketKey> {
        self.pushed
    }

    /// What accepting it changes: an object that counts once counts no more.
    pub(super) fn accepted(&self, now: Time) -> Option<Effect> {
        self.once.map(|once| once.spend(now))
    }
}

/// The client that a request object claims to come from, for look-up alone: nobody vouches for it yet,
/// and whether that client may send its request so is decided afterwards.
pub(super) fn claimed_client(parameters: &Parameters<'_>, opened: Option<&Opened>) -> Option<String> {
    if let Some(opened) = opened {
        return opened.claimed_client();
    }
    let object = parameters.get("request").ok().flatten()?;
    jws::claimed(object, "client_id").or_else(|| jws::claimed(object, "iss"))
}

/// How a request object came.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Sent<'a> {
    /// Not at all.
    No,
    /// By value.
    Value(&'a str),
    /// By address.
    Address(&'a str),
}

/// How a request object came, if one did and it stands there once.
pub fn sent<'a>(parameters: &'a Parameters<'_>) -> Result<Sent<'a>, Refusal> {
    match (parameters.get("request")?, parameters.get("request_uri")?) {
        (None, None) => Ok(Sent::No),
        (Some(value), None) => Ok(Sent::Value(value)),
        (None, Some(address)) => Ok(Sent::Address(address)),
        (Some(_), Some(_)) => Err(Refusal::new(Reason::ParameterInvalid)
            .about("request_uri")
            .expected("absent where request is given")),
    }
}

/// The address to fetch, without its fragment, if the client registered it: to the letter, save for
/// the fragment, which only says what the content is (OpenID Connect Core §6.2). Nothing else is ever
/// fetched.
pub fn registered<'a>(client: &Client, address: &'a str) -> Option<&'a str> {
    let bare = |address: &'a str| address.split('#').next().unwrap_or_default();
    let asked = bare(address);
    let known = |known: &String| known.split('#').next() == Some(asked);
    let fits = address.len() <= LONGEST_REQUEST_URI && client.metadata.request_uris.iter().any(known);
    (fits && takes_objects(client)).then_some(asked)
}

/// Whether requests of this client may come as objects at all: it registered how they are signed, or
/// keys to sign them with.
fn takes_objects(client: &Client) -> bool {
    let metadata = &client.metadata;
    metadata.request_object_signing_alg.is_some()
        || metadata.jwks.is_some()
        || metadata.jwks_uri.is_some()
        || client.policy.allow_encrypted_requests
        || metadata.signed_jwks_uri.is_some()
        || client.keys.iter().any(|key| key.usage == KeyUse::Sig)
}

/// Makes one request in plain parameters of what came.
pub fn settle<'a>(
    encoded: &'a str,
    parameters: &Parameters<'_>,
    loaded: &Loaded,
    client: Option<&Client>,
    issuer: &Issuer,
    now: Time,
) -> Result<Asked<'a>, Refusal> {
    if let Object::Unopened(why) = &loaded.object {
        return Err(unopened(why.clone()));
    }
    let sent = sent(parameters)?;
    match (sent, client) {
        (Sent::No, Some(client)) if client.metadata.require_signed_request_object => {
            return Err(Reason::RequestObjectRequired.into());
        }
        (Sent::No, _) => {
            return Ok(Asked {
                request: Cow::Borrowed(encoded),
                pushed: None,
                as_object: false,
                once: None,
                elsewhere: None,
            });
        }
        (Sent::Value(_) | Sent::Address(_), _) => {}
    }
    let client = match parameters.get("client_id")? {
        Some(named) => check_client(client, named)?,
        // It was found by what the object says, which must say the same once it is read.
        None => check_client(client, client.map_or("", |client| client.id.as_str()))?,
    };
    issuer.check_serves(client)?;
    check_taken(sent, loaded, client)?;
    opened::check_seal(loaded.seal, client)?;
    let object = read::read(&loaded.object, client, issuer, now)?;
    let once = Once::of(&object, client, now)?;
    if loaded.spent && once.is_some() {
        return Err(Reason::RequestObjectReplayed.into());
    }
    let request = Cow::Owned(merge::merge(parameters, object, client)?);
    if loaded.seal.is_some() {
        check_leads_somewhere(&request, client)?;
    }
    Ok(Asked { request, pushed: None, as_object: true, once, elsewhere: None })
}

/// Whether this client's requests, where they are not pushed, come as objects alone.
pub(super) fn is_required(client: &Client) -> bool {
    client.policy.require_request_object || only_signed(client)
}

/// Whether of this client nothing counts but what it signed (RFC 9101 §6.3, §10.5).
fn only_signed(client: &Client) -> bool {
    client.metadata.require_signed_request_object || client.rules().request == RequestForm::SignedOrPushed
}

/// A sealed request that does not say where its answer goes is none: it is answered as what could not be
/// opened is.
fn check_leads_somewhere(merged: &str, client: &Client) -> Result<(), Refusal> {
    let parameters = Parameters::parse(merged.as_bytes())?;
    let openid = scope::asks_for_openid(&parameters);
    match verify_redirect_uri(parameters.get("redirect_uri")?, client, openid) {
        Err(refusal) if refusal.reason == Reason::RedirectUriMissing => {
            Err(unopened("it names no redirect_uri"))
        }
        _ => Ok(()),
    }
}

/// Whether this client may send its requests in this way, and what was fetched is what was meant.
fn check_taken(sent: Sent<'_>, loaded: &Loaded, client: &Client) -> Result<(), Refusal> {
    let Sent::Address(address) = sent else {
        let taken = takes_objects(client);
        return if taken {
            Ok(())
        } else {
            Err(Refusal::new(Reason::RequestObjectUnsupported).about("request"))
        };
    };
    let invalid = |expected: &'static str| {
        Refusal::new(Reason::RequestUriInvalid).about("request_uri").expected(expected)
    };
    if client.metadata.request_uris.is_empty() || !takes_objects(client) {
        return Err(Refusal::new(Reason::RequestUriUnsupported).about("request_uri"));
    }
    if registered(client, address).is_none() {
        return Err(invalid("an address the client registered, to the letter"));
    }
    if let Object::Unfetched(why) = &loaded.object {
        return Err(invalid("an address where the request object can be fetched").operator(why.clone()));
    }
    match (address.split_once('#'), loaded.sha256) {
        (Some((_, hash)), Some(sha256)) if !hash.is_empty() && jose::base64url::encode(sha256) != hash => {
            Err(invalid("without a fragment, or with the SHA-256 of the content as its fragment"))
        }
        _ => Ok(()),
    }
}

/// What its client has agreed on for its request objects.
fn is_agreed(client: &Client, signing: RequestObjectSigning) -> bool {
    match client.metadata.request_object_signing_alg {
        Some(agreed) => agreed == signing,
        None => matches!(
            signing,
            RequestObjectSigning::Signed(algorithm)
                if !algorithm.is_symmetric() && client.rules().allows_signing(algorithm)
        ),
    }
}

/// What is wrong with the object itself.
fn invalid(expected: impl Into<Cow<'static, str>>) -> Refusal {
    Refusal::new(Reason::RequestObjectInvalid).expected(expected)
}
