//! The codes that a person keeps for when the rest is lost, as a factor: shown once, each good once.
//!
//! What is kept of a code is a tag under a key of the server, bound to its person: whoever reads the store can
//! try none of them.

use jose::secret::Secret;
use serde::{Deserialize, Serialize};

use super::{Method, Proof};
use crate::decision::{Derive, Env, Purpose};
use crate::effect::Effect;
use crate::login::typed;
use crate::model::credential::{Credential, CredentialId, CredentialKind};
use crate::model::user::{User, UserId};
use crate::refusal::{Reason, Refusal};

/// How many codes there are in a set.
pub const CODES: usize = 10;

/// The characters of a code: 46 bits.
const LENGTH: usize = 10;

/// No vowels, so that no words come about, and nothing that is mistaken for something else.
const CHARACTERS: &[u8; 25] = b"BCDFGHJKMNPQRTVWXYZ234679";

/// A set of codes, as it is shown once.
pub struct Codes(Vec<Secret<String>>);

impl Codes {
    /// The codes, written as people are to read and type them.
    pub fn shown(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|code| code.expose().as_str())
    }
}

impl std::fmt::Debug for Codes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Codes")
    }
}

#[derive(Serialize, Deserialize)]
struct Kept {
    /// The version of the key.
    version: u8,
    /// The tags of the codes that are left, in base64url.
    left: Vec<String>,
}

/// Makes a new set, in the place of the one before.
pub fn make(user: &UserId, env: &mut Env<'_>) -> (Codes, Effect) {
    let version = env.derive.version();
    let codes: Vec<Secret<String>> = (0..CODES).map(|_| code(env)).collect();
    let tags = codes.iter().filter_map(|code| tag(&read(code.expose())?, user, version, env.derive));
    let kept = Kept { version, left: tags.map(jose::base64url::encode).collect() };
    let kind = CredentialKind::RecoveryCodes;
    let id = CredentialId::only(user, kind);
    let credential = Credential::new(id, user, kind, Credential::encode(&kept), env.now);
    (Codes(codes), Effect::PutCredential(credential))
}

/// How many codes are left; none where the person has no set.
pub fn left(credentials: &[Credential]) -> Result<Option<usize>, Refusal> {
    let kept = set(credentials).map(Credential::decode::<Kept>).transpose()?;
    Ok(kept.map(|kept| kept.left.len()))
}

/// Whether the person has a code left.
pub fn offered(credentials: &[Credential]) -> bool {
    left(credentials).is_ok_and(|left| left.is_some_and(|left| left > 0))
}

/// A proof, and what must hold with it, if this is a code of the person's that is left.
pub fn prove(
    person: &User,
    credentials: &[Credential],
    code: &str,
    env: &Env<'_>,
) -> Result<(Proof, Effect), Refusal> {
    let wrong = || Refusal::new(Reason::RecoveryCodeWrong);
    let set = set(credentials).filter(|set| set.user == person.id).ok_or_else(wrong)?;
    let mut kept: Kept = set.decode()?;
    let code = read(code).ok_or_else(wrong)?;
    let tag = tag(&code, &person.id, kept.version, env.derive).ok_or_else(wrong)?;
    let tag = jose::base64url::encode(tag);
    // All of them in any case: time does not tell which it was.
    let found = kept.left.iter().enumerate().fold(None, |found, (at, left)| {
        let is_it = jose::constant_time::eq(left.as_bytes(), tag.as_bytes());
        found.or(is_it.then_some(at))
    });
    kept.left.remove(found.ok_or_else(wrong)?);
    let used = set.used(Credential::encode(&kept), env.now);
    Ok((Proof::of(person, Method::RecoveryCode), used))
}

fn set(credentials: &[Credential]) -> Option<&Credential> {
    credentials.iter().find(|credential| credential.kind == CredentialKind::RecoveryCodes)
}

/// A new code, in two groups.
fn code(env: &mut Env<'_>) -> Secret<String> {
    // The largest multiple in a byte: what lies above it would favour the first characters.
    let fair = 256 / CHARACTERS.len() * CHARACTERS.len();
    let mut code = String::with_capacity(LENGTH + 1);
    while code.len() < LENGTH + 1 {
        let [byte] = env.random_bytes::<1>();
        let at = usize::from(byte);
        if at >= fair {
            continue;
        }
        if code.len() == LENGTH / 2 {
            code.push('-');
        }
        code.push(char::from(CHARACTERS[at % CHARACTERS.len()]));
    }
    Secret::new(code)
}

fn read(text: &str) -> Option<Secret<String>> {
    typed::code(text).filter(|code| {
        code.expose().len() == LENGTH && code.expose().bytes().all(|byte| CHARACTERS.contains(&byte))
    })
}

fn tag(code: &Secret<String>, user: &UserId, version: u8, derive: &dyn Derive) -> Option<[u8; 32]> {
    let told = Secret::new([user.as_str().as_bytes(), &[0], code.expose().as_bytes()].concat());
    derive.derive(version, Purpose::RecoveryCode, told.expose())
}
