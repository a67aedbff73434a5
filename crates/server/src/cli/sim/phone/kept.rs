//! What a simulated phone keeps, and how it signs.

use std::io::Write;
use std::num::NonZeroU32;
use std::path::Path;

use jose::{Jwk, JwsAlgorithm, SigningKey, base64url, pbkdf2};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::super::super::error::Error;
use super::{ask, pid_of};
use crate::node::{Clock, SystemClock};

/// How often a PIN is hashed.
const ROUNDS: u32 = 600_000;

/// What the file of a phone has.
#[derive(Serialize, Deserialize)]
pub(super) struct Kept {
    /// The origin of the server.
    pub(super) server: String,
    issuer: String,
    /// What the server calls it; nothing before it is enrolled.
    pub(super) phone: String,
    /// Its private key.
    key: Value,
    /// What stands before its thumbprint in the salt of the PIN, in base64url.
    salt: String,
}

impl Kept {
    /// A new phone, which is nobody's.
    pub(super) fn new(server: String, issuer: String) -> Result<Self, Error> {
        let key = SigningKey::generate(JwsAlgorithm::ES256).map_err(|error| failed(error.to_string()))?;
        let private = key.to_private_jwk().map_err(|error| failed(error.to_string()))?;
        let key = serde_json::from_str(private.expose()).map_err(|error| failed(error.to_string()))?;
        let mut salt = [0; 16];
        jose::random::fill(&mut salt);
        Ok(Self { server, issuer, phone: String::new(), key, salt: base64url::encode(salt) })
    }

    pub(super) fn read(file: &Path) -> Result<Self, Error> {
        let bytes = std::fs::read(file).map_err(|error| failed(format!("{}: {error}", file.display())))?;
        serde_json::from_slice(&bytes)
            .map_err(|_| failed(format!("{} is no phone; enrol one first", file.display())))
    }

    /// Into a new file that nobody else may read.
    pub(super) fn write(&self, file: &Path) -> Result<(), Error> {
        let failed = |error: std::io::Error| failed(format!("{}: {error}", file.display()));
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut made = options.open(file).map_err(failed)?;
        made.write_all(&serde_json::to_vec_pretty(self).unwrap_or_default()).map_err(failed)
    }

    /// What it makes of a PIN.
    pub(super) fn proof(&self, pin: &str) -> Result<String, Error> {
        let thumbprint = self.jwk()?.thumbprint().unwrap_or_default();
        let parts =
            [self.salt.as_str(), thumbprint.as_str()].map(|part| base64url::decode(part).unwrap_or_default());
        let rounds = NonZeroU32::new(ROUNDS).unwrap_or(NonZeroU32::MIN);
        let proof = pbkdf2::derive(pbkdf2::Digest::Sha256, rounds, &parts.concat(), pin.as_bytes(), 32);
        Ok(base64url::encode(proof))
    }

    /// Opens what a page asks.
    pub(super) async fn open(&self, code: &str) -> Result<Value, Error> {
        let pid = pid_of(code).ok_or_else(|| Error::usage("--pid has no pid"))?;
        self.say(&json!({ "action": "open", "pid": pid })).await
    }

    /// Says this to the server.
    pub(super) async fn say(&self, about: &Value) -> Result<Value, Error> {
        let message = self.sign(about)?;
        ask(&self.server, "/api/mobile/authenticate", &json!({ "message": message })).await
    }

    /// A message, signed.
    pub(super) fn sign(&self, about: &Value) -> Result<String, Error> {
        let jwk = self.jwk()?;
        let key =
            SigningKey::from_jwk(&jwk, JwsAlgorithm::ES256).map_err(|error| failed(error.to_string()))?;
        let mut header = json!({ "alg": "ES256", "typ": idp::phone::message::TYP });
        match self.phone.as_str() {
            "" => header["jwk"] = serde_json::to_value(key.public_jwk()).unwrap_or_default(),
            phone => header["kid"] = phone.into(),
        }
        let mut payload = json!({ "aud": self.issuer, "iat": SystemClock::default().now().as_secs() });
        if let (Some(payload), Some(about)) = (payload.as_object_mut(), about.as_object()) {
            payload.extend(about.clone());
        }
        let part = |part: &Value| base64url::encode(part.to_string());
        let input = format!("{}.{}", part(&header), part(&payload));
        let signature = key.sign(input.as_bytes()).map_err(|error| failed(error.to_string()))?;
        Ok(format!("{input}.{}", base64url::encode(signature)))
    }

    fn jwk(&self) -> Result<Jwk, Error> {
        Jwk::from_value(self.key.clone()).map_err(|error| failed(error.to_string()))
    }
}

fn failed(why: String) -> Error {
    Error::failed("phone", why)
}
