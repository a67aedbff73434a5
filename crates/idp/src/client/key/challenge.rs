//! The test of a key that is sealed to: whoever opens the challenge holds the private half.
//!
//! What is inside follows from the server's own key, so that nothing has to be kept, and the same test
//! can be shown again for as long as it is open. It goes back as it was found, to the address in it.

use jose::{ContentEncryption, KeyManagement, base64url};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::decision::{Derive, Purpose};
use crate::model::client::Client;
use crate::model::client_key::{ClientKey, KeyUse};
use crate::refusal::{Reason, Refusal};

/// Says what this is to whoever opens it.
const KIND: &str = "countersign key test";

/// What is sealed to the key.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    /// What this is.
    pub kind: String,
    /// Whose key is tested.
    pub client_id: String,
    /// Which.
    pub kid: String,
    /// What only whoever opened it knows.
    pub answer: String,
    /// Where all of this is to be posted, as JSON.
    pub send_to: String,
}

/// What came back.
#[derive(Clone)]
pub struct Answered {
    /// Whose key was tested.
    pub client_id: String,
    /// Which.
    pub kid: String,
    /// What was inside.
    pub answer: String,
}

/// What is to be sealed to a key so that it is tested; nothing where there is nothing to test, or no more.
pub fn challenge(client: &Client, key: &ClientKey, send_to: &str, derive: &dyn Derive) -> Option<Challenge> {
    if key.usage != KeyUse::Enc || key.ready.is_some() {
        return None;
    }
    Some(Challenge {
        kind: KIND.to_owned(),
        client_id: client.id.as_str().to_owned(),
        kid: key.kid.clone(),
        answer: answer(client, key, derive.version(), derive)?,
        send_to: send_to.to_owned(),
    })
}

/// How a test is sealed: as the client's messages will be, where that is known.
pub fn sealed_by(client: &Client, key: &ClientKey) -> (KeyManagement, ContentEncryption) {
    let fits = |management: &KeyManagement| management.fits(&key.jwk);
    let said = key.jwk.alg().and_then(|alg| alg.parse().ok());
    let management = said.or(client.metadata.id_token_encrypted_response_alg).filter(fits);
    let usual = || KeyManagement::all().find(fits).unwrap_or(KeyManagement::RsaOaep);
    (management.unwrap_or_else(usual), ContentEncryption::A128CbcHs256)
}

impl Answered {
    /// Reads what came back: it is what was inside, as it was.
    ///
    /// # Errors
    /// It is none of our tests.
    pub fn read(mut members: Map<String, Value>) -> Result<Self, Refusal> {
        let mut take = |name: &'static str| match members.remove(name) {
            Some(Value::String(text)) => Ok(text),
            Some(_) => Err(Refusal::new(Reason::ParameterInvalid).about(name).expected("a text")),
            None => Err(Refusal::new(Reason::ParameterMissing).about(name)),
        };
        Ok(Self { client_id: take("client_id")?, kid: take("kid")?, answer: take("answer")? })
    }
}

/// Whether this is what was inside: under any of the server's keys, for a test outlives their change.
pub(super) fn is_answer(client: &Client, key: &ClientKey, given: &str, derive: &dyn Derive) -> bool {
    let right = |version| {
        answer(client, key, version, derive)
            .is_some_and(|right| jose::constant_time::eq(right.as_bytes(), given.as_bytes()))
    };
    key.usage == KeyUse::Enc && (derive.first_version()..=derive.version()).any(right)
}

/// A client of the same name that was made later is another one; key names are never given twice.
fn answer(client: &Client, key: &ClientKey, version: u8, derive: &dyn Derive) -> Option<String> {
    let born = client.created_at.as_micros().to_be_bytes();
    let about = [client.id.as_str().as_bytes(), &[0], &born, key.kid.as_bytes()].concat();
    derive.derive(version, Purpose::KeyTest, &about).map(base64url::encode)
}
