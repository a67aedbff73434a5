use rp::jose::{DecryptionKey, Jwk, JwsAlgorithm, KeyManagement, Secret, SigningKey};

use crate::{Error, Result};

/// What a key of a store is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Opens what is sealed for the store: RSA-OAEP.
    Open,
    /// Signs requests and assertions: RS256.
    Sign,
}

impl Purpose {
    /// Its name, as `use` has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "enc",
            Self::Sign => "sig",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        [Self::Open, Self::Sign].into_iter().find(|purpose| purpose.as_str() == text)
    }
}

/// A private key of a store, under the `kid` by which its provider knows it. No `Debug`: it is a secret.
pub struct StoreKey {
    /// What it is for.
    pub purpose: Purpose,
    /// The name that the provider gave it, or its thumbprint.
    pub kid: String,
    /// The private JWK.
    pub jwk: Secret<String>,
}

impl StoreKey {
    /// A new RSA key of 2048 bits. It takes a moment.
    ///
    /// # Errors
    /// The cryptographic backend failed.
    pub fn generate(purpose: Purpose) -> Result<Self> {
        let (kid, jwk) = match purpose {
            Purpose::Open => {
                let key = DecryptionKey::generate_rsa(KeyManagement::RsaOaep, 2048).map_err(unusable)?;
                (key.kid().to_owned(), key.to_private_jwk())
            }
            Purpose::Sign => {
                let key = SigningKey::generate_rsa(JwsAlgorithm::RS256, 2048).map_err(unusable)?;
                (key.kid().to_owned(), key.to_private_jwk().map_err(unusable)?)
            }
        };
        Ok(Self { purpose, kid, jwk })
    }

    /// The same key under another name.
    #[must_use]
    pub fn with_kid(self, kid: impl Into<String>) -> Self {
        Self { kid: kid.into(), ..self }
    }

    /// The public key, to be registered at the provider, as JSON.
    ///
    /// # Errors
    /// It is no key for its purpose.
    pub fn public_jwk(&self) -> Result<String> {
        let public = match self.purpose {
            Purpose::Open => self.opening()?.public_jwk(),
            Purpose::Sign => self.signing()?.public_jwk(),
        };
        serde_json::to_string(&public).map_err(unusable)
    }

    /// Whether it can be used for what it is for.
    pub(crate) fn check(&self) -> Result<()> {
        self.public_jwk().map(drop)
    }

    pub(crate) fn opening(&self) -> Result<DecryptionKey> {
        let key = DecryptionKey::from_jwk(&self.parsed()?, KeyManagement::RsaOaep).map_err(unusable)?;
        Ok(key.with_kid(&self.kid))
    }

    pub(crate) fn signing(&self) -> Result<SigningKey> {
        let key = SigningKey::from_jwk(&self.parsed()?, JwsAlgorithm::RS256).map_err(unusable)?;
        Ok(key.with_kid(&self.kid))
    }

    fn parsed(&self) -> Result<Jwk> {
        Jwk::parse(self.jwk.expose().as_bytes()).map_err(unusable)
    }
}

fn unusable(error: impl std::fmt::Display) -> Error {
    Error::Setting(format!("A key of a store cannot be used: {error}."))
}
