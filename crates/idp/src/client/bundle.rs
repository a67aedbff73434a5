//! What a service is handed once: a new secret, and a key of its own that it opens its tokens with. Whoever makes a
//! bundle anew takes back the one before.

use jose::Jwk;
use serde_json::Value;

use super::key::{Challenge, challenge, changed, mint};
use super::register::ShownOnce;
use super::secret;
use crate::decision::{Decision, Env};
use crate::model::client::Client;
use crate::model::client_key::{ClientKey, KeyUse, Ready, Word};
use crate::model::phone_service::Service;
use crate::refusal::{Reason, Refusal};

/// What was decided.
pub struct Bundled {
    /// The service, as it is now.
    pub client: Client,
    /// Its new key.
    pub key: ClientKey,
    /// Its new secret, if it has one.
    pub secret: Option<ShownOnce>,
    /// What is to be sealed to the key, for whoever wants to know whether the bundle is the one that counts.
    pub challenge: Option<Challenge>,
}

impl std::fmt::Debug for Bundled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bundled")
            .field("client", &self.client.id)
            .field("key", &self.key.kid)
            .finish_non_exhaustive()
    }
}

/// The service that a bundle is wanted of.
pub fn check(client: Option<&Client>) -> Result<(&Client, &Service), Refusal> {
    let client = client.ok_or(Reason::NotFound)?;
    let service = client.policy.service.as_ref().ok_or_else(|| {
        Refusal::new(Reason::ClientMetadataInvalid)
            .about("profile")
            .expected("service: for other clients nothing is made but what they ask for")
    })?;
    Ok((client, service))
}

/// Gives the service a new secret and this key, whose private half was made for it; `by` is who wanted it so. Those
/// before are void at once.
pub fn make(
    client: Option<Client>,
    public: &Jwk,
    by: &str,
    send_to: &str,
    env: &mut Env<'_>,
) -> Decision<Result<Bundled, Refusal>> {
    if let Err(refusal) = check(client.as_ref()) {
        return Decision::of(Err(refusal), Vec::new());
    }
    let (mut shown, mut tested) = (None, None);
    let decision = changed(client, env.now, |client| {
        client.keys.retain(|key| key.usage != KeyUse::Enc);
        let Ok(Value::Object(mut members)) = serde_json::to_value(public) else {
            return Err(Refusal::new(Reason::Internal).operator("a key that cannot be written"));
        };
        members.insert("use".to_owned(), Value::from("enc"));
        let mut key = mint(client, members, env)?;
        tested = challenge(client, &key, send_to, env.derive);
        // Nobody else could have made it.
        key.ready = Some(Ready { at: env.now.as_micros(), by: Word::Administrator(by.to_owned()) });
        client.keys.push(key.clone());
        shown = secret::is_needed(&client.metadata).then(|| secret::renew(client, false, env));
        Ok(key)
    });
    decision
        .map(|answer| answer.map(|(client, key)| Bundled { client, key, secret: shown, challenge: tested }))
}
