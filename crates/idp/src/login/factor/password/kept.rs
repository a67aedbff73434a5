//! How passwords are kept: by our own hash, or by that of the platform from which a person was brought along,
//! until they next sign in. What such a hash may cost is bounded, since whoever checks a password pays for it.

use base64::Engine;
use base64::alphabet::{BCRYPT, STANDARD};
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD_NO_PAD};
use jose::pbkdf2::Digest;
use jose::secret::Secret;

use crate::effect::Effect;
use crate::model::Version;
use crate::model::credential::{Credential, CredentialId, Used};
use crate::time::Time;

/// A kept password, read: what is to be computed of a password that is typed, and what has to come of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Kept {
    /// How it was made.
    pub scheme: Scheme,
    /// The salt.
    pub salt: Vec<u8>,
    /// What has to come of it; 10 to 64 bytes.
    pub hash: Vec<u8>,
}

/// How a hash is made, and at which cost.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scheme {
    /// Argon2 (RFC 9106).
    Argon2 {
        /// Of which kind.
        kind: Argon2,
        /// Whether by version 1.3, and not by 1.0.
        is_current: bool,
        /// The memory, in KiB.
        memory_kib: u32,
        /// How often it is passed over.
        passes: u32,
        /// The lanes.
        lanes: u32,
    },
    /// bcrypt, of what is typed or of its SHA-256 in hexadecimal digits.
    Bcrypt {
        /// The logarithm of its rounds.
        cost: u32,
        /// Whether it is of the SHA-256, as Django has it.
        is_of_digest: bool,
    },
    /// PBKDF2 (RFC 8018).
    Pbkdf2 {
        /// The hash that it is made of.
        digest: Digest,
        /// The iterations.
        iterations: u32,
    },
    /// scrypt (RFC 7914).
    Scrypt {
        /// The logarithm of N.
        log_n: u8,
        /// The size of a block.
        r: u32,
        /// The parallelisation.
        p: u32,
    },
}

/// The kinds of Argon2.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Argon2 {
    /// Argon2d.
    D,
    /// Argon2i.
    I,
    /// Argon2id.
    Id,
}

/// Our own: Argon2id with 19 MiB, two passes, one lane, the least that is advised for passwords at a server.
pub const OURS: Scheme =
    Scheme::Argon2 { kind: Argon2::Id, is_current: true, memory_kib: 19 * 1024, passes: 2, lanes: 1 };

/// The most memory that checking a password may take, in KiB.
const MOST_MEMORY_KIB: u64 = 128 * 1024;
/// The most memory that may be gone over for it, in KiB: all passes, or all blocks, together.
const MOST_WORK_KIB: u64 = 1024 * 1024;
/// The most rounds of bcrypt, as their logarithm.
const MOST_COST: u32 = 14;
/// The most iterations of PBKDF2.
const MOST_ITERATIONS: u32 = 2_500_000;
/// The longest text that is read.
const LONGEST: usize = 512;

/// Not a hash that we can check passwords by, or not at a bounded cost.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Unfit;

impl Unfit {
    /// What would fit.
    pub const fn expected(self) -> &'static str {
        "a hash by bcrypt (cost 4 to 14), PBKDF2 (at most 2,500,000 iterations), scrypt or Argon2 (at most 128 MiB)"
    }
}

impl Kept {
    /// Reads the text that is kept: a PHC string, a hash of bcrypt, or what Django or passlib write.
    ///
    /// # Errors
    /// It is something else, or would cost more than a password may.
    pub fn parse(text: &str) -> Result<Self, Unfit> {
        if text.len() > LONGEST {
            return Err(Unfit);
        }
        let kept = match text.split_once('$').ok_or(Unfit)? {
            ("", phc) => Self::parse_phc(phc),
            (algorithm, rest) => Self::parse_django(algorithm, rest),
        }?;
        let least_salt = if matches!(kept.scheme, Scheme::Argon2 { .. }) { 8 } else { 1 };
        let lengths_fit = (10..=64).contains(&kept.hash.len()) && kept.salt.len() >= least_salt;
        if kept.scheme.is_bounded() && lengths_fit { Ok(kept) } else { Err(Unfit) }
    }

    /// Whether it is as ours are made from now on.
    pub fn is_ours(&self) -> bool {
        self.scheme == OURS
    }

    /// The text that is kept of a hash that is as ours; of no other.
    pub fn text(&self) -> Option<String> {
        let Scheme::Argon2 { memory_kib, passes, lanes, .. } = self.scheme else { return None };
        let encoded = |bytes: &[u8]| STANDARD_NO_PAD.encode(bytes);
        let (salt, hash) = (encoded(&self.salt), encoded(&self.hash));
        let text = format!("$argon2id$v=19$m={memory_kib},t={passes},p={lanes}${salt}${hash}");
        self.is_ours().then_some(text)
    }

    fn parse_phc(text: &str) -> Result<Self, Unfit> {
        let parts: Vec<&str> = text.split('$').collect();
        let (scheme, salt, hash) = match parts[..] {
            [kind, version, parameters, salt, hash] => (argon2(kind, Some(version), parameters)?, salt, hash),
            ["2a" | "2b" | "2y", cost, both] => return Self::parse_bcrypt(cost, both, false),
            [name @ ("argon2d" | "argon2i" | "argon2id"), parameters, salt, hash] => {
                (argon2(name, None, parameters)?, salt, hash)
            }
            ["scrypt", parameters, salt, hash] => (scrypt(parameters)?, salt, hash),
            [name, parameters, salt, hash] => {
                let digest = match name {
                    "pbkdf2" => Digest::Sha1,
                    "pbkdf2-sha256" => Digest::Sha256,
                    "pbkdf2-sha512" => Digest::Sha512,
                    _ => return Err(Unfit),
                };
                (Scheme::Pbkdf2 { digest, iterations: iterations(parameters)? }, salt, hash)
            }
            _ => return Err(Unfit),
        };
        Ok(Self { scheme, salt: bytes(salt)?, hash: bytes(hash)? })
    }

    /// What Django writes: a name and a dollar sign before what others write, or salts that are text.
    fn parse_django(algorithm: &str, rest: &str) -> Result<Self, Unfit> {
        let parts: Vec<&str> = rest.split('$').collect();
        let (scheme, salt, hash) = match (algorithm, &parts[..]) {
            ("argon2", _) => return Self::parse_phc(rest),
            ("bcrypt" | "bcrypt_sha256", ["", "2a" | "2b" | "2y", cost, both]) => {
                return Self::parse_bcrypt(cost, both, algorithm == "bcrypt_sha256");
            }
            ("pbkdf2_sha256" | "pbkdf2_sha1", [iterations, salt, hash]) => {
                let digest = if algorithm == "pbkdf2_sha1" { Digest::Sha1 } else { Digest::Sha256 };
                (Scheme::Pbkdf2 { digest, iterations: number(iterations)? }, salt, hash)
            }
            ("scrypt", [n, salt, r, p, hash]) => {
                let n: u32 = number(n)?;
                let log_n = n.is_power_of_two().then(|| n.trailing_zeros()).ok_or(Unfit)?;
                let log_n = u8::try_from(log_n).map_err(|_| Unfit)?;
                (Scheme::Scrypt { log_n, r: number(r)?, p: number(p)? }, salt, hash)
            }
            _ => return Err(Unfit),
        };
        Ok(Self { scheme, salt: salt.as_bytes().to_vec(), hash: bytes(hash)? })
    }

    /// 22 characters of salt, 31 of hash.
    fn parse_bcrypt(cost: &str, both: &str, is_of_digest: bool) -> Result<Self, Unfit> {
        let (salt, hash) = both.split_at_checked(22).filter(|(_, hash)| hash.len() == 31).ok_or(Unfit)?;
        let decode = |text: &str| GeneralPurpose::new(&BCRYPT, LENIENT).decode(text).map_err(|_| Unfit);
        let cost = if cost.len() == 2 { number(cost)? } else { return Err(Unfit) };
        Ok(Self { scheme: Scheme::Bcrypt { cost, is_of_digest }, salt: decode(salt)?, hash: decode(hash)? })
    }
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Kept").field("scheme", &self.scheme).finish_non_exhaustive()
    }
}

impl Scheme {
    /// Whether checking costs no more than a password may: a second or so, and 128 MiB.
    fn is_bounded(self) -> bool {
        match self {
            Self::Argon2 { memory_kib, passes, lanes, .. } => {
                (1..=16).contains(&lanes)
                    && passes >= 1
                    && memory_kib >= 8 * lanes
                    && u64::from(memory_kib) <= MOST_MEMORY_KIB
                    && u64::from(memory_kib) * u64::from(passes) <= MOST_WORK_KIB
            }
            Self::Bcrypt { cost, .. } => (4..=MOST_COST).contains(&cost),
            Self::Pbkdf2 { iterations, .. } => (1..=MOST_ITERATIONS).contains(&iterations),
            Self::Scrypt { log_n, r, p } => {
                // A block is of 128·r bytes, and there are N of them.
                let blocks_kib = (u64::from(r) << log_n.min(30)) / 8;
                (1..=30).contains(&log_n)
                    && (1..=64).contains(&r)
                    && (1..=64).contains(&p)
                    && blocks_kib <= MOST_MEMORY_KIB
                    && blocks_kib * u64::from(p) <= MOST_WORK_KIB
            }
        }
    }
}

/// That a password was kept by the hash of others, and is hashed anew: made while facts are loaded, of the very
/// password that was typed.
pub struct Rehashed {
    /// The credential that was checked.
    pub id: CredentialId,
    /// As it stood then.
    pub from: Version,
    /// The new hash, in PHC string form.
    pub hash: Secret<String>,
}

impl std::fmt::Debug for Rehashed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rehashed").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Rehashed {
    /// That it is kept by our own from now on, if it still stands among these as it was checked. It is the same
    /// password: nothing ends with it.
    pub(crate) fn kept(&self, credentials: &[Credential], now: Time) -> Option<Effect> {
        let stands = |it: &&Credential| it.id == self.id && it.version == self.from;
        credentials.iter().find(stands)?;
        let data = Secret::new(self.hash.expose().clone());
        Some(Effect::UseCredential(Used { id: self.id, from: self.from, data, at: now }))
    }
}

/// The bits beyond the last byte are not looked at: not everybody who writes hashes leaves them at nought.
const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(base64::engine::DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);

/// Base64 with or without padding, and with a point for the plus as passlib has it.
fn bytes(text: &str) -> Result<Vec<u8>, Unfit> {
    GeneralPurpose::new(&STANDARD, LENIENT).decode(text.replace('.', "+")).map_err(|_| Unfit)
}

fn number<N: std::str::FromStr>(text: &str) -> Result<N, Unfit> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_plain).ok_or(Unfit)
}

/// The values of these parameters, all of which have to be there; others may not.
fn parameters<const N: usize>(text: &str, names: [&str; N]) -> Result<[u32; N], Unfit> {
    let mut values = [None; N];
    for parameter in text.split(',') {
        let (name, value) = parameter.split_once('=').ok_or(Unfit)?;
        let at = names.iter().position(|known| *known == name).ok_or(Unfit)?;
        if values[at].replace(number(value)?).is_some() {
            return Err(Unfit);
        }
    }
    let mut all = [0; N];
    for (value, place) in values.into_iter().zip(&mut all) {
        *place = value.ok_or(Unfit)?;
    }
    Ok(all)
}

fn argon2(kind: &str, version: Option<&str>, text: &str) -> Result<Scheme, Unfit> {
    let kind = match kind {
        "argon2d" => Argon2::D,
        "argon2i" => Argon2::I,
        "argon2id" => Argon2::Id,
        _ => return Err(Unfit),
    };
    let is_current = match version {
        Some("v=19") => true,
        Some("v=16") | None => false,
        Some(_) => return Err(Unfit),
    };
    let [memory_kib, passes, lanes] = parameters(text, ["m", "t", "p"])?;
    Ok(Scheme::Argon2 { kind, is_current, memory_kib, passes, lanes })
}

fn scrypt(text: &str) -> Result<Scheme, Unfit> {
    let [log_n, r, p] = parameters(text, ["ln", "r", "p"])?;
    Ok(Scheme::Scrypt { log_n: u8::try_from(log_n).map_err(|_| Unfit)?, r, p })
}

/// `i=600000,l=32`, or only the number as passlib has it.
fn iterations(text: &str) -> Result<u32, Unfit> {
    if let Ok(iterations) = number(text) {
        return Ok(iterations);
    }
    let [iterations] = parameters(text, ["i"]).or_else(|_| parameters(text, ["i", "l"]).map(|[i, _]| [i]))?;
    Ok(iterations)
}
