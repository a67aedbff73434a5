//! Our own keys: those we sign with, and those that others seal messages to us with.

use std::fmt;
use std::str::FromStr;

use jose::secret::Secret;
use jose::{Curve, JwsAlgorithm, KeyManagement, KeyType};

use crate::model::Version;
use crate::time::Time;

/// A key of ours as a record. What it does now and whether it is published follows from the times
/// alone, so that no clockwork has to move keys from state to state.
#[derive(Clone)]
pub struct KeyRecord {
    /// Its name in headers and in the key set.
    pub kid: String,
    /// What it does, and how.
    pub algorithm: KeyAlgorithm,
    /// The private key as the JSON of a JWK; sealed by the store.
    pub private: Secret<Vec<u8>>,
    /// When it was made; published from then on.
    pub created_at: Time,
    /// From when on it signs, the youngest key that may sign does; from when on others seal to it.
    pub signs_from: Time,
    /// Until when it is published: one that signs so that what it signed can be verified, one that opens
    /// so that others seal to it. What was sealed to it opens for a while longer.
    pub published_until: Time,
}

/// What a key of ours is for (`use`, RFC 7517 §4.2), and by which algorithm (`alg`, §4.4). A key has one
/// of each and is used for no other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeyAlgorithm {
    /// `sig`: we sign with it.
    Sig(JwsAlgorithm),
    /// `enc`: others seal to it; on a curve where keys are agreed on.
    Enc(KeyManagement, Option<Curve>),
}

impl KeyAlgorithm {
    /// The curves that keys are agreed on over, the usual one first.
    pub const CURVES: [Curve; 4] = [Curve::P256, Curve::P384, Curve::P521, Curve::X25519];

    /// The algorithm to open with, on this curve or on the usual one. Nothing if what it takes is a shared
    /// secret, which is no key of ours, or the curve is no curve of it.
    pub fn opening(management: KeyManagement, curve: Option<Curve>) -> Option<Self> {
        match (management.key_type(), curve) {
            (KeyType::Rsa, None) => Some(Self::Enc(management, None)),
            (KeyType::Ec, None) => Some(Self::Enc(management, Some(Curve::P256))),
            (KeyType::Ec, Some(curve)) if Self::CURVES.contains(&curve) => {
                Some(Self::Enc(management, Some(curve)))
            }
            _ => None,
        }
    }

    /// All that a key of ours can be for, on the usual curves.
    pub fn all() -> impl Iterator<Item = Self> {
        let signing = JwsAlgorithm::all().filter(|algorithm| !algorithm.is_symmetric()).map(Self::Sig);
        signing.chain(KeyManagement::all().filter_map(|management| Self::opening(management, None)))
    }

    /// `use`
    pub const fn usage(self) -> &'static str {
        match self {
            Self::Sig(_) => "sig",
            Self::Enc(..) => "enc",
        }
    }

    /// `alg`
    pub fn name(self) -> &'static str {
        match self {
            Self::Sig(algorithm) => algorithm.name(),
            Self::Enc(management, _) => management.name(),
        }
    }

    /// `crv`, where the algorithm leaves it open.
    pub const fn curve(self) -> Option<Curve> {
        match self {
            Self::Sig(_) => None,
            Self::Enc(_, curve) => curve,
        }
    }

    /// Whether it is a shared secret, of which there is nothing to publish.
    pub fn is_symmetric(self) -> bool {
        match self {
            Self::Sig(algorithm) => algorithm.is_symmetric(),
            Self::Enc(management, _) => management.is_symmetric(),
        }
    }

    /// Whether we sign with it.
    pub const fn signs(self) -> bool {
        matches!(self, Self::Sig(_))
    }
}

impl From<JwsAlgorithm> for KeyAlgorithm {
    fn from(algorithm: JwsAlgorithm) -> Self {
        Self::Sig(algorithm)
    }
}

/// The algorithm, and the curve where it leaves that open: `ES256`, `ECDH-ES/X25519`.
impl fmt::Display for KeyAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        self.curve().map_or(Ok(()), |curve| write!(f, "/{}", curve.name()))
    }
}

/// Not the name of an algorithm that a key of ours can have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct UnknownKeyAlgorithm;

impl FromStr for KeyAlgorithm {
    type Err = UnknownKeyAlgorithm;

    fn from_str(text: &str) -> Result<Self, UnknownKeyAlgorithm> {
        let (name, curve) = match text.split_once('/') {
            None => (text, None),
            Some((name, curve)) => {
                let known = Self::CURVES.into_iter().find(|known| known.name() == curve);
                (name, Some(known.ok_or(UnknownKeyAlgorithm)?))
            }
        };
        if let Ok(management) = name.parse() {
            return Self::opening(management, curve).ok_or(UnknownKeyAlgorithm);
        }
        let signing = name.parse().ok().filter(|algorithm: &JwsAlgorithm| !algorithm.is_symmetric());
        signing.filter(|_| curve.is_none()).map(Self::Sig).ok_or(UnknownKeyAlgorithm)
    }
}

impl fmt::Debug for KeyRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyRecord")
            .field("kid", &self.kid)
            .field("algorithm", &self.algorithm)
            .finish_non_exhaustive()
    }
}

/// What decisions know of a key: everything but the key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyFacts {
    /// Its name.
    pub kid: String,
    /// What it does, and how.
    pub algorithm: KeyAlgorithm,
    /// When it was made.
    pub created_at: Time,
    /// From when on it signs, or others seal to it.
    pub signs_from: Time,
    /// Until when it is published.
    pub published_until: Time,
}

/// All keys as they were read at once. What is decided of them holds while nobody has changed any.
#[derive(Clone, Copy, Debug)]
pub struct Keys<'a> {
    /// Counts their changes.
    pub version: Version,
    /// The keys.
    pub facts: &'a [KeyFacts],
}

impl From<&KeyRecord> for KeyFacts {
    fn from(key: &KeyRecord) -> Self {
        Self {
            kid: key.kid.clone(),
            algorithm: key.algorithm,
            created_at: key.created_at,
            signs_from: key.signs_from,
            published_until: key.published_until,
        }
    }
}

/// The key that signs with this algorithm now: the youngest whose time has come.
pub fn signer(keys: &[KeyFacts], algorithm: JwsAlgorithm, now: Time) -> Option<&KeyFacts> {
    in_charge(keys, KeyAlgorithm::Sig(algorithm), now)
}

/// The key that does this now: the one that signs, or the one that others are to seal to.
pub fn in_charge(keys: &[KeyFacts], algorithm: KeyAlgorithm, now: Time) -> Option<&KeyFacts> {
    keys.iter()
        .filter(|key| key.algorithm == algorithm && key.signs_from <= now && now < key.published_until)
        .max_by_key(|key| (key.signs_from, key.created_at))
}
