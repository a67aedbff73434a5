//! Loading request objects: fetched, opened, verified. What they say is judged by the mind.

use std::borrow::Cow;
use std::time::Duration;

use idp::authorize::request_object::{self, Content, Loaded, Object, Opened, Seal, Sent};
use idp::model::client::Client;
use idp::{Reason, Refusal, Time};
use jose::jws::Unverified;
use jose::{ContentEncryption, DecryptionKey, KeyManagement, Verified, VerifyingKey, jwe, jws};
use oidc::parameters::Parameters;
use tokio::time::Instant;

use super::unavailable;
use crate::node::{Keyring, Node};

/// No answer to a sealed message that makes no request comes sooner: far longer than opening and verifying
/// one takes, so that how far it came is not to be told from when the answer comes.
const EVENED: Duration = Duration::from_millis(50);

/// Whether the request object of these parameters is sealed. A token has three parts, a sealed one five; in
/// their JSON forms, which are refused by name, they are objects.
pub(super) fn is_sealed(parameters: &Parameters<'_>) -> bool {
    matches!(request_object::sent(parameters), Ok(Sent::Value(value)) if looks_sealed(value))
}

pub(super) fn looks_sealed(token: &str) -> bool {
    token.matches('.').count() == 4 || token.trim_start().starts_with('{')
}

/// Opens the request object of these parameters, if it came by value and is sealed: before it is known which
/// client it comes from, since that may stand inside alone; only where it is sealed with the client's secret,
/// the client stands beside it. What cannot be opened is answered alike, whoever it may come from.
pub(super) async fn open(node: &Node, parameters: &Parameters<'_>) -> Result<Option<Opened>, Refusal> {
    let value = match request_object::sent(parameters) {
        Ok(Sent::Value(value)) if looks_sealed(value) => value,
        _ => return Ok(None),
    };
    let client = match parameters.get("client_id") {
        Ok(Some(id)) => node.load_client(id).await.map_err(unavailable)?,
        _ => None,
    };
    unseal(node, value, client.as_deref()).await?.map(Some).map_err(request_object::unopened)
}

/// Lets nobody tell by the time how far a sealed message came that made no request.
pub(super) async fn even_out(begun: Instant, parameters: &Parameters<'_>, refusal: &Refusal) {
    if refusal.reason == Reason::RequestObjectInvalid && is_sealed(parameters) {
        evened(begun).await;
    }
}

/// Waits until so much time has passed that nobody can tell how far a sealed message came.
pub(super) async fn evened(begun: Instant) {
    tokio::time::sleep_until(begun + EVENED).await;
}

/// What reading the request object of these parameters showed. Nothing is fetched but what the client
/// registered. Most requests have none, and none of the room that reading one takes.
pub(super) async fn load(
    node: &Node,
    parameters: &Parameters<'_>,
    opened: Option<Opened>,
    client: Option<&Client>,
    now: Time,
) -> Result<Loaded, Refusal> {
    let Some(client) = client.filter(|client| client.disabled_at.is_none()) else {
        return Ok(Loaded::ABSENT);
    };
    if let Some(opened) = opened {
        return Ok(Box::pin(inside(node, opened, client, now)).await);
    }
    match request_object::sent(parameters) {
        Ok(Sent::Value(value)) => Ok(Loaded::of(Box::pin(read(node, value, client, now)).await)),
        Ok(Sent::Address(address)) => match request_object::registered(client, address) {
            Some(address) => Box::pin(fetch(node, address, client, now)).await,
            None => Ok(Loaded::ABSENT),
        },
        Ok(Sent::No) | Err(_) => Ok(Loaded::ABSENT),
    }
}

/// The same where the client proved itself beside it: of an object that cannot be opened, that and why.
pub(super) async fn load_pushed(
    node: &Node,
    parameters: &Parameters<'_>,
    client: Option<&Client>,
    now: Time,
) -> Result<Loaded, Refusal> {
    match open(node, parameters).await {
        Ok(opened) => load(node, parameters, opened, client, now).await,
        Err(refusal) if refusal.reason == Reason::RequestObjectInvalid => {
            Ok(Loaded::of(Object::Unopened(refusal.detail.operator.unwrap_or_default())))
        }
        Err(refusal) => Err(refusal),
    }
}

/// What reading another token of this client showed, sealed or not.
pub(super) async fn load_token(
    node: &Node,
    token: &str,
    client: &Client,
    now: Time,
) -> Result<Object, Refusal> {
    if !looks_sealed(token) {
        return Ok(read(node, token, client, now).await);
    }
    Ok(match unseal(node, token, Some(client)).await? {
        Ok(opened) => inside(node, opened, client, now).await.object,
        Err(why) => Object::Unopened(why.into()),
    })
}

/// Whether the object was accepted before, where it counts once.
pub(super) async fn load_spent(
    node: &Node,
    loaded: &Loaded,
    client: Option<&Client>,
    now: Time,
) -> Result<bool, Refusal> {
    let Some(key) = client.and_then(|client| request_object::remembered_at(loaded, client)) else {
        return Ok(false);
    };
    let found = node.store().load_ticket(&key, now).await.map_err(unavailable)?;
    Ok(idp::replay::is_spent(found.as_ref(), now))
}

async fn fetch(node: &Node, address: &str, client: &Client, now: Time) -> Result<Loaded, Refusal> {
    let unfetched = |why: String| Ok(Loaded::of(Object::Unfetched(why.into())));
    let fetched = match node.fetcher.get(address).await {
        Ok(fetched) if fetched.status == 200 => fetched,
        Ok(fetched) => return unfetched(format!("the answer has status {}", fetched.status)),
        Err(error) => return unfetched(error.to_string()),
    };
    let sha256 = Some(jose::digest::sha256(&fetched.body));
    let loaded = match std::str::from_utf8(&fetched.body).map(str::trim_ascii) {
        Ok(text) if looks_sealed(text) => match unseal(node, text, Some(client)).await? {
            Ok(opened) => inside(node, opened, client, now).await,
            Err(why) => Loaded::of(Object::Unopened(why.into())),
        },
        Ok(text) => Loaded::of(read(node, text, client, now).await),
        Err(_) => Loaded::of(Object::Untrusted("the content is no text".into())),
    };
    Ok(Loaded { sha256, ..loaded })
}

/// What is in a sealed object, verified where it is a token.
async fn inside(node: &Node, opened: Opened, client: &Client, now: Time) -> Loaded {
    let object = match opened.content {
        Content::Bare(claims) => Object::Bare(claims),
        Content::Token(token) => match read(node, &token, client, now).await {
            Object::Untrusted(why) => Object::Unopened(why),
            object => object,
        },
    };
    Loaded { seal: Some(opened.seal), ..Loaded::of(object) }
}

async fn read(node: &Node, token: &str, client: &Client, now: Time) -> Object {
    let verified = match jws::decode(token) {
        Err(jws::Error::Unsigned) => {
            return match jws::decode_unsigned(token) {
                Ok(unsigned) => Object::Unsigned(unsigned),
                Err(error) => Object::Untrusted(error.to_string().into()),
            };
        }
        Err(error) => Err(error.to_string()),
        Ok(unverified) if unverified.header().alg.is_symmetric() => {
            verify_by_secret(unverified, client).map_err(|why| why.into_owned())
        }
        Ok(unverified) => {
            let header = unverified.header();
            let keys = node.load_client_keys(client, header.kid.as_deref(), header.alg, now).await;
            keys.and_then(|keys| keys.verify(token).map_err(|error| error.to_string()))
        }
    };
    match verified {
        Ok(signed) => Object::Signed(signed),
        Err(why) => Object::Untrusted(why.into()),
    }
}

/// Signed with what the client and we have in common (OpenID Connect Core §10.1).
fn verify_by_secret(
    unverified: Unverified<'_>,
    client: &Client,
) -> Result<Verified<Vec<u8>>, Cow<'static, str>> {
    let told = |error: jose::key::Error| Cow::from(error.to_string());
    let algorithm = unverified.header().alg;
    let secret = client.mac_key().ok_or("the client registered nothing that its secret signs")?;
    let key = VerifyingKey::from_secret(secret.expose(), algorithm).map_err(told)?;
    unverified.verify(&key, &[algorithm]).map_err(|error| error.to_string().into())
}

/// Opens a sealed message, apart from what answers requests: with the key of ours that it names, or with the
/// one made of its client's secret.
async fn unseal(
    node: &Node,
    token: &str,
    client: Option<&Client>,
) -> Result<Result<Opened, String>, Refusal> {
    let token = token.to_owned();
    let shared = jwe::decode(&token).ok().and_then(|sealed| shared_key(sealed.header(), client?));
    let opened = node.open(move |keyring| unseal_with(keyring, shared, &token)).await;
    opened.map_err(|_| Refusal::new(Reason::Busy).retry_after(1))
}

/// The key made of the secret of a client that registered to seal so (OpenID Connect Core §10.2).
fn shared_key(header: &jwe::Header, client: &Client) -> Option<DecryptionKey> {
    if client.metadata.request_object_encryption_alg != Some(header.alg) || !header.alg.is_symmetric() {
        return None;
    }
    let length = header.alg.secret_len().unwrap_or_else(|| header.enc.key_len());
    DecryptionKey::from_secret(client.encryption_key(length)?.expose(), header.alg).ok()
}

/// What is refused before a key was at work has the work done all the same.
fn unseal_with(keyring: &Keyring, shared: Option<DecryptionKey>, token: &str) -> Result<Opened, String> {
    let sealed = jwe::decode(token).map_err(|error| {
        pretend(keyring, token, KeyManagement::RsaOaep);
        error.to_string()
    })?;
    let header = sealed.header();
    let management = header.alg;
    let key = match (&header.kid, &shared) {
        (_, Some(shared)) => Ok(shared),
        (_, None) if management.is_symmetric() => {
            Err("the client registered no such alg, or no client is named")
        }
        (Some(kid), None) => keyring.decryption(kid).ok_or("no key of ours has this kid"),
        (None, None) => keyring.usual_decryption(management).ok_or("no key of ours has this alg"),
    };
    let key = key.inspect_err(|_| pretend(keyring, token, management))?;
    let encryptions: Vec<ContentEncryption> = ContentEncryption::all().collect();
    let opened = sealed.decrypt(key, &[key.management()], &encryptions).map_err(|error| {
        if !error.after_key() {
            pretend(keyring, token, management);
        }
        error.to_string()
    })?;
    let header = opened.header();
    let seal = Seal { management: header.alg, encryption: header.enc };
    Content::read(header.typ.as_deref(), header.cty.as_deref(), opened.plaintext())
        .map(|content| Opened { seal, content })
        .map_err(Cow::into_owned)
}

fn pretend(keyring: &Keyring, token: &str, management: KeyManagement) {
    let key = keyring.usual_decryption(management);
    if let Some(key) = key.or_else(|| keyring.usual_decryption(KeyManagement::RsaOaep)) {
        jwe::pretend(token, key);
    }
}
