//! Proofs of possession (RFC 9449): who asks shows that they hold a key, and tokens are bound to it, so
//! that a stolen token alone is worth nothing.

mod nonce;

use std::borrow::Cow;

use jose::JwsAlgorithm;
use jose::jws::{self, SelfSigned};
use jose::jwt::{self, Expectation, Typ};

use crate::effect::Effect;
use crate::model::ClientId;
use crate::model::client::Client;
use crate::model::ticket::{TicketFacts, TicketKey};
use crate::refusal::{Reason, Refusal};
use crate::replay::{self, Message};
use crate::time::Time;

pub use nonce::Nonces;

/// The kind of token that a proof says it is (RFC 9449 §4.2).
pub const TYP: &str = "dpop+jwt";

/// For how many seconds a proof is good after it was made.
const LIFE: i64 = 60;

/// By how many seconds clocks may differ.
const LEEWAY: i64 = 30;

/// The key that a request showed to hold: SHA-256 of its required members (RFC 7638).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Thumbprint([u8; 32]);

/// What reading a proof showed.
pub enum Proof {
    /// None came.
    Absent,
    /// It is not signed by the key it names: why, for the operator.
    Untrusted(Cow<'static, str>),
    /// It is.
    Signed {
        /// The proof.
        signed: SelfSigned,
        /// What stands under its [`replay_key`].
        before: Option<Box<TicketFacts>>,
        /// The nonces that count now.
        nonces: Nonces,
    },
}

/// The request that a proof must be made for.
#[derive(Clone, Copy)]
pub struct Of<'a> {
    /// The method of HTTP.
    pub method: &'a str,
    /// The addresses by which it may be meant, without query.
    pub addresses: &'a [String],
    /// The access token that came with it, at a resource.
    pub access_token: Option<&'a str>,
}

/// A proof that holds.
pub(crate) struct Held {
    pub(crate) key: Thumbprint,
    /// Remembers that the proof was used.
    pub(crate) owed: Effect,
}

/// What proofs may be signed with, by clients of one profile or another.
pub fn algorithms() -> impl Iterator<Item = JwsAlgorithm> {
    JwsAlgorithm::all().filter(|algorithm| !algorithm.is_symmetric())
}

/// Where it is remembered that a proof was used for this client; nothing for one without a name.
pub fn replay_key(client: &ClientId, proof: &str) -> Option<TicketKey> {
    Some(replay::key(Message::DpopProof, client.as_str(), &jws::claimed(proof, "jti")?))
}

/// The key that was shown to be held, if a proof came: for this request, now and once (RFC 9449 §4.3).
pub(crate) fn verify(proof: &Proof, client: &Client, of: Of<'_>, now: Time) -> Result<Option<Held>, Refusal> {
    let (signed, before, nonces) = match proof {
        Proof::Absent => return Ok(None),
        Proof::Untrusted(why) => return Err(invalid(why.clone())),
        Proof::Signed { signed, before, nonces } => (signed, before.as_deref(), nonces),
    };
    check_algorithm(signed.token.header().alg, client)?;
    let expectation = Expectation {
        typ: Typ::Is(TYP),
        issuer: None,
        audience: None,
        required: &["jti", "htm", "htu", "iat"],
        now: now.as_secs(),
        leeway: LEEWAY,
        accept_expired: false,
    };
    let claims = jwt::verify(signed.token.clone(), &expectation);
    let claims = claims.map_err(|error| invalid(error.to_string()))?;
    let claims = claims.as_ref();
    if claims.text("htm") != Some(of.method) {
        return Err(invalid("it is for another method (htm)"));
    }
    // RFC 9449 §4.3: without query and fragment.
    let address = claims.text("htu").and_then(|address| address.split(['?', '#']).next());
    if !address.is_some_and(|address| of.addresses.iter().any(|other| other == address)) {
        return Err(invalid("it is for another address (htu)"));
    }
    check_nonce(claims.text("nonce"), nonces, client)?;
    let hash = |token: &str| jose::base64url::encode(jose::digest::sha256(token.as_bytes()));
    if of.access_token.is_some_and(|token| claims.text("ath") != Some(hash(token).as_str())) {
        return Err(invalid("it is for another access token (ath)"));
    }
    let ends_at = claims.issued_at().unwrap_or_default().saturating_add(LIFE);
    if ends_at + LEEWAY <= now.as_secs() {
        return Err(invalid("it was made too long ago (iat)"));
    }
    if replay::is_spent(before, now) {
        return Err(invalid("it was used before (jti)"));
    }
    let key = Thumbprint::read(&signed.thumbprint).ok_or_else(|| invalid("its key has no thumbprint"))?;
    let jti = claims.jwt_id().unwrap_or_default();
    let owed = replay::spend(replay::key(Message::DpopProof, client.id.as_str(), jti), Some(ends_at), now);
    Ok(Some(Held { key, owed }))
}

/// Proofs are signed with what the client's profile has for whatever is signed.
fn check_algorithm(algorithm: JwsAlgorithm, client: &Client) -> Result<(), Refusal> {
    let rules = client.rules();
    if rules.signing.contains(&algorithm) {
        return Ok(());
    }
    let names: Vec<_> = rules.signing.iter().map(|algorithm| algorithm.name()).collect();
    let expected = format!("signed with {} (profile {})", names.join(", "), rules.profile);
    Err(invalid(format!("it is signed with {algorithm}")).expected(expected))
}

/// RFC 9449 §8: where a nonce is wanted, the client is told which and comes again.
fn check_nonce(nonce: Option<&str>, nonces: &Nonces, client: &Client) -> Result<(), Refusal> {
    if !client.policy.require_dpop_nonce || nonce.is_some_and(|nonce| nonces.take(nonce)) {
        return Ok(());
    }
    let seen = if nonce.is_some() { "its nonce is not one of now" } else { "it has no nonce" };
    Err(Refusal::new(Reason::DpopNonceWanted).about("DPoP").operator(seen))
}

fn invalid(why: impl Into<Cow<'static, str>>) -> Refusal {
    Refusal::new(Reason::DpopProofInvalid).about("DPoP").operator(why)
}

impl Thumbprint {
    /// Reads a thumbprint (`jkt`).
    pub fn read(text: &str) -> Option<Self> {
        jose::base64url::decode(text).ok()?.try_into().ok().map(Self)
    }

    /// As tokens say it (`jkt`).
    pub fn text(self) -> String {
        jose::base64url::encode(self.0)
    }
}
