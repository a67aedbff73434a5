//! Keys of clients, in the document and in answers.

use idp::Time;
use idp::client::rehearsal::Stage;
use idp::model::client_key::{KeyUse, Word};
use jose::Jwk;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::admin::rfc3339;
use crate::flow::client_key::Told;
use crate::flow::rehearsal;

/// A key of a client: a public JWK (RFC 7517 §4), and what is known of it besides.
#[derive(Serialize, ToSchema)]
#[schema(as = ClientKey)]
pub struct ClientKeyAnswer {
    /// The public key, under `kid` and `use` as they are here.
    #[serde(flatten)]
    #[schema(value_type = PublicKey)]
    pub jwk: Map<String, Value>,
    /// Its name, which was made here. It is in the header of what is sealed to the key.
    pub kid: String,
    /// What it is for.
    #[serde(rename = "use")]
    #[schema(rename = "use")]
    pub usage: ClientKeyUse,
    /// Its SHA-256 thumbprint (RFC 7638), to be compared with its owner over another way.
    pub thumbprint: String,
    /// Whether it counts now.
    pub state: ClientKeyState,
    /// From when on it counts; of the keys that count the youngest that is ready is sealed to.
    #[schema(format = DateTime)]
    pub not_before: String,
    /// Until when it counts; `null` for good.
    #[schema(required, format = DateTime)]
    pub not_after: Option<String>,
    /// When it was registered.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// Whether it may be sealed to, as far as its test goes; always true of a key that nothing is sealed to.
    pub ready: bool,
    /// Since when, if it had to be tested and was.
    #[schema(required, format = DateTime)]
    pub ready_at: Option<String>,
    /// The administrator on whose word it is sealed to untested; `null` if the client opened the challenge.
    #[schema(required)]
    pub ready_on_word_of: Option<String>,
    /// What the client is to open: a JWE (RFC 7516) to this key. Absent once that is done.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub challenge: Option<String>,
}

/// The members of a public key (RFC 7518 §6, RFC 8037 §2).
#[derive(Serialize, ToSchema)]
pub struct PublicKey {
    /// `RSA`, `EC` or `OKP`.
    pub kty: String,
    /// The curve.
    #[schema(nullable = false)]
    pub crv: Option<String>,
    /// The modulus.
    #[schema(nullable = false)]
    pub n: Option<String>,
    /// The exponent.
    #[schema(nullable = false)]
    pub e: Option<String>,
    /// The point.
    #[schema(nullable = false)]
    pub x: Option<String>,
    /// Its other coordinate.
    #[schema(nullable = false)]
    pub y: Option<String>,
    /// The one algorithm it is for.
    #[schema(nullable = false)]
    pub alg: Option<String>,
}

/// What a client's key is for.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClientKeyUse {
    /// The client signs with it.
    Sig,
    /// The client opens with it what is sealed.
    Enc,
    /// The client signs the set of its keys with it (`signed_jwks_uri`).
    KeySet,
}

/// Whether a client's key counts.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClientKeyState {
    /// Its time has not come.
    Announced,
    /// It counts.
    Counts,
    /// Its time is over.
    Over,
}

/// The keys of a client.
#[derive(Serialize, ToSchema)]
pub struct ClientKeyList {
    /// All of them.
    pub keys: Vec<ClientKeyAnswer>,
}

/// A key to be registered: the key itself, or an object that has it as a member.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum NewClientKey {
    /// The key itself.
    Itself(NewPublicKey),
    /// The key as a member.
    Within(KeyWithin),
}

/// A key, and what is said of it.
#[derive(Serialize, ToSchema)]
pub struct KeyWithin {
    /// The key.
    pub jwk: NewPublicKey,
    /// When it counts.
    #[serde(flatten)]
    pub counts: KeyTimes,
}

/// When a key counts.
#[derive(Serialize, ToSchema)]
pub struct KeyTimes {
    /// From when on it counts; at once if absent.
    #[schema(nullable = false, format = DateTime)]
    pub not_before: Option<String>,
    /// Until when; for good if absent.
    #[schema(nullable = false, format = DateTime)]
    pub not_after: Option<String>,
    /// For how many seconds the keys of the same use go on counting once this one does. They stay as they
    /// are if absent.
    #[schema(nullable = false)]
    pub overlap: Option<u32>,
}

/// A public JWK as it is offered, with what is said of it beside its members. RSA keys have 2048 to 4096
/// bits. Its `kid` is not kept.
#[derive(Serialize, ToSchema)]
pub struct NewPublicKey {
    /// The key itself.
    #[serde(flatten)]
    pub key: PublicKey,
    /// What it is for; if absent, what `key_ops`, `alg` or `crv` say, and otherwise `enc`.
    #[serde(rename = "use")]
    #[schema(rename = "use", nullable = false)]
    pub usage: Option<ClientKeyUse>,
    /// What may be done with it.
    #[schema(nullable = false)]
    pub key_ops: Option<Vec<String>>,
    /// Its owner's name for it.
    #[schema(nullable = false)]
    pub kid: Option<String>,
    /// When it counts.
    #[serde(flatten)]
    pub counts: KeyTimes,
}

/// What is to be changed of a key.
#[derive(Serialize, ToSchema)]
pub struct AmendedClientKey {
    /// From when on it counts.
    #[schema(nullable = false, format = DateTime)]
    pub not_before: Option<String>,
    /// Until when; `null` for good.
    #[schema(format = DateTime)]
    pub not_after: Option<String>,
    /// `true` lets it be sealed to though nobody opened the challenge; who said so is kept.
    #[schema(nullable = false)]
    pub ready: Option<bool>,
}

/// What was found in a challenge.
#[derive(Serialize, ToSchema)]
pub struct KeyProof {
    /// The member of this name.
    pub answer: String,
    /// The others may come along.
    #[schema(nullable = false)]
    pub kind: Option<String>,
    /// The client, if it comes along.
    #[schema(nullable = false)]
    pub client_id: Option<String>,
    /// The key, if it comes along.
    #[schema(nullable = false)]
    pub kid: Option<String>,
    /// Where to send it.
    #[schema(nullable = false)]
    pub send_to: Option<String>,
}

/// Which sign-in a key is rehearsed with.
#[derive(Serialize, ToSchema)]
pub struct NewRehearsal {
    /// The id of the person whose sign-in it is to be; anybody's if absent.
    #[schema(nullable = false)]
    pub user: Option<String>,
    /// For how many seconds it waits; 600 if absent.
    #[schema(nullable = false, minimum = 1, maximum = 86_400)]
    pub within: Option<u32>,
}

/// A key rehearsed before its time.
#[derive(Serialize, ToSchema)]
#[schema(as = Rehearsal)]
pub struct RehearsalAnswer {
    /// The key.
    pub kid: String,
    /// How far it has come.
    pub stage: RehearsalStage,
    /// When it came so far; `null` while it waits, or where nobody signed in.
    #[schema(required, format = DateTime)]
    pub at: Option<String>,
    /// Until when it waits for a sign-in.
    #[schema(format = DateTime)]
    pub until: String,
    /// The person whose sign-in it is to be; `null` for anybody's.
    #[schema(required)]
    pub user: Option<String>,
}

/// How far a rehearsal has come.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RehearsalStage {
    /// It waits for a sign-in.
    Waits,
    /// An ID token was sealed to the key. Whether the client could open it is not known yet.
    Sealed,
    /// The client went on to ask for userinfo with what came along: it copes.
    Coped,
    /// Nobody signed in in time.
    Missed,
}

impl RehearsalAnswer {
    /// What is told of a rehearsal.
    pub fn of(told: &rehearsal::Told) -> Self {
        let asked = told.key.rehearsal.as_ref();
        let (stage, at) = match told.stage {
            Stage::Waits => (RehearsalStage::Waits, None),
            Stage::Sealed(at) => (RehearsalStage::Sealed, Some(at)),
            Stage::Coped(at) => (RehearsalStage::Coped, Some(at)),
            Stage::Missed => (RehearsalStage::Missed, None),
        };
        Self {
            kid: told.key.kid.clone(),
            stage,
            at: at.and_then(|at| rfc3339(Time::from_micros(at))),
            until: asked.and_then(|asked| rfc3339(Time::from_micros(asked.until))).unwrap_or_default(),
            user: asked.and_then(|asked| asked.user.clone()),
        }
    }
}

impl ClientKeyAnswer {
    /// What is told of a key.
    pub fn of(told: Told, now: Time) -> Self {
        let Told { key, challenge, .. } = told;
        let word = key.ready.as_ref().map(|ready| &ready.by);
        Self {
            jwk: members(&key.jwk),
            kid: key.kid.clone(),
            usage: match key.usage {
                KeyUse::Sig => ClientKeyUse::Sig,
                KeyUse::Enc => ClientKeyUse::Enc,
                KeyUse::KeySet => ClientKeyUse::KeySet,
            },
            thumbprint: key.jwk.thumbprint().unwrap_or_default(),
            state: if now < key.not_before {
                ClientKeyState::Announced
            } else if key.counts(now) {
                ClientKeyState::Counts
            } else {
                ClientKeyState::Over
            },
            not_before: rfc3339(key.not_before).unwrap_or_default(),
            not_after: rfc3339(key.not_after),
            created_at: rfc3339(key.created_at).unwrap_or_default(),
            ready: key.is_ready(),
            ready_at: key.ready.as_ref().and_then(|ready| rfc3339(Time::from_micros(ready.at))),
            ready_on_word_of: match word {
                Some(Word::Administrator(who)) => Some(who.clone()),
                Some(Word::Client) | None => None,
            },
            challenge,
        }
    }
}

/// The members of the key that are told by its name alone elsewhere.
fn members(jwk: &Jwk) -> Map<String, Value> {
    let mut members = match serde_json::to_value(jwk) {
        Ok(Value::Object(members)) => members,
        _ => Map::new(),
    };
    members.retain(|name, _| !matches!(name.as_str(), "kid" | "use"));
    members
}
