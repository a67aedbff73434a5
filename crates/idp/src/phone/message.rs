//! What phones say: signed by their own key, meant for one issuer, and said just now.

use std::time::Duration;

use jose::{Jwk, jws};
use serde::Deserialize;
use serde_json::Value;

use crate::model::credential::CredentialId;
use crate::model::phone::{ALGORITHM, Phone};
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// What the header says that it is (`typ`).
pub const TYP: &str = "countersign-phone+jwt";

/// By how much a phone's clock may differ.
const WITHIN: Duration = Duration::from_mins(5);

/// The longest message, in bytes.
const LONGEST: usize = 16 * 1024;

/// What every message says, and what it is about.
#[derive(Deserialize)]
struct Message {
    aud: String,
    iat: i64,
    #[serde(flatten)]
    action: Action,
}

/// What a phone wants.
#[derive(Clone, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Action {
    /// To be one of a person's.
    Enrol {
        /// The secret of the enrolment.
        nonce: String,
        /// What the person calls it.
        #[serde(default)]
        name: String,
        /// What unlocks it.
        verification: Verification,
    },
    /// To see what is asked.
    Open {
        /// What it read off a page.
        pid: Option<String>,
        /// Or by what it was told of it.
        transaction: Option<String>,
    },
    /// That its person agrees to this and nothing else.
    Approve(Approval),
    /// That they would rather not.
    Decline {
        /// To what.
        transaction: String,
    },
    /// That it was not they who began it.
    NotMe {
        /// What.
        transaction: String,
    },
    /// To be nobody's any more.
    Leave,
}

/// What a person agrees to.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Approval {
    /// What they were asked.
    pub transaction: String,
    /// Who asks, by its identifier.
    pub service: String,
    /// Who asks, as they were shown it.
    pub service_name: String,
    /// What may be told of them, by the names of claims.
    #[serde(default)]
    pub data: Vec<String>,
    /// The number that the page shows.
    pub number: Digits,
    /// What the phone makes of the PIN, in base64url; none where a gesture unlocked it.
    pub pin: Option<String>,
}

/// A number as it was typed.
#[derive(Clone, Deserialize)]
#[serde(untagged)]
pub enum Digits {
    /// As text.
    Text(String),
    /// As a number.
    Number(u64),
}

/// What unlocks a new phone.
#[derive(Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Verification {
    /// A PIN.
    Pin {
        /// What the phone makes of it: 32 bytes in base64url.
        proof: String,
    },
    /// The phone's own gesture.
    Passkey {
        /// What its authenticator made (`RegistrationResponseJSON`).
        credential: Value,
    },
}

/// Which phone a message says that it is of; nothing of it is believed yet.
///
/// # Errors
/// No message, or it names no phone.
pub fn phone_of(text: &str) -> Result<CredentialId, Refusal> {
    let unverified = jws::decode_within(text, LONGEST).map_err(|error| invalid(error.to_string()))?;
    let kid = unverified.header().kid.as_deref().ok_or_else(|| invalid("it names no phone".to_owned()))?;
    CredentialId::parse(kid).ok_or_else(|| Refusal::new(Reason::PhoneUnknown).operator("no phone of ours"))
}

/// What this phone says to this issuer now.
///
/// # Errors
/// It is not of this phone, for somebody else, too old, or says nothing that is understood.
pub fn verify(text: &str, phone: &Phone, issuer: &str, now: Time) -> Result<Action, Refusal> {
    let unverified = jws::decode_within(text, LONGEST).map_err(|error| invalid(error.to_string()))?;
    check_typ(unverified.header())?;
    let verified =
        unverified.verify(&phone.key()?, &[ALGORITHM]).map_err(|error| invalid(error.to_string()))?;
    read(verified.as_ref(), issuer, now)
}

/// A key that shows that whoever has it wants to be somebody's phone.
pub struct NewKey {
    /// The key, as a JWK.
    pub jwk: Value,
    /// Its thumbprint (RFC 7638).
    pub thumbprint: String,
    /// What was said by it.
    pub action: Action,
}

/// What is said by a key that is nobody's so far.
///
/// # Errors
/// As [`verify`].
pub fn verify_new(text: &str, issuer: &str, now: Time) -> Result<NewKey, Refusal> {
    let unverified = jws::decode_within(text, LONGEST).map_err(|error| invalid(error.to_string()))?;
    check_typ(unverified.header())?;
    let said = jws::verify_self_signed(text, &[ALGORITHM]).map_err(|error| invalid(error.to_string()))?;
    let action = read(said.token.as_ref(), issuer, now)?;
    Ok(NewKey { jwk: key_in(text)?, thumbprint: said.thumbprint, action })
}

/// The public key in the header, without whatever else stands there.
fn key_in(text: &str) -> Result<Value, Refusal> {
    let unreadable = || invalid("its header has no key".to_owned());
    let header = text.split('.').next().unwrap_or_default();
    let header = jose::base64url::decode(header).map_err(|_| unreadable())?;
    let mut header = jose::json::parse_object(&header).map_err(|_| unreadable())?;
    let jwk = Jwk::from_value(header.remove("jwk").ok_or_else(unreadable)?).map_err(|_| unreadable())?;
    serde_json::to_value(jwk.public_part()).map_err(|_| unreadable())
}

fn check_typ(header: &jws::Header) -> Result<(), Refusal> {
    match header.typ.as_deref() {
        Some(typ) if typ.eq_ignore_ascii_case(TYP) => Ok(()),
        _ => Err(invalid(format!("typ is not {TYP}"))),
    }
}

fn read(payload: &[u8], issuer: &str, now: Time) -> Result<Action, Refusal> {
    let members = jose::json::parse_object(payload).map_err(|_| invalid("no JSON object".to_owned()))?;
    let message: Message = serde_json::from_value(Value::Object(members))
        .map_err(|_| invalid("aud, iat, action, or what the action needs is not there".to_owned()))?;
    if message.aud != issuer {
        return Err(invalid("it is meant for another issuer (aud)".to_owned()));
    }
    let said_at = Time::from_secs(message.iat);
    if said_at > now + WITHIN || now > said_at + WITHIN {
        return Err(invalid("it was not said within five minutes (iat)".to_owned()));
    }
    Ok(message.action)
}

pub(crate) fn invalid(why: String) -> Refusal {
    Refusal::new(Reason::PhoneMessageInvalid).about("message").operator(why)
}

impl Digits {
    /// As it was typed, without what stands around it.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Text(text) => text.trim().chars().take(8).collect(),
            Self::Number(number) => number.to_string(),
        }
    }
}
