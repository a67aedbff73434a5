use super::{Error, check_secret, export, import};
use crate::algorithm::Scheme;
use crate::{Jwk, JwsAlgorithm, Secret, base64url, random};
use aws_lc_rs::{hmac, rand::SystemRandom, rsa, signature as backend};

/// A key that signs with one algorithm. It is parsed when it is made; signing parses nothing.
pub struct SigningKey {
    algorithm: JwsAlgorithm,
    kid: String,
    public: Jwk,
    pub(super) pair: Pair,
}

pub(super) enum Pair {
    Rsa(rsa::KeyPair),
    Ec(backend::EcdsaKeyPair),
    Ed25519(backend::Ed25519KeyPair),
    Hmac(Box<hmac::Key>, Secret<Vec<u8>>),
}

impl SigningKey {
    /// A new key: for RSA of 2048 bits, for HMAC as long as the hash. Its `kid` is its thumbprint,
    /// for HMAC random.
    ///
    /// # Errors
    /// The backend failed.
    pub fn generate(algorithm: JwsAlgorithm) -> Result<Self, Error> {
        let pair = match algorithm.scheme() {
            Scheme::Rsa(..) => return Self::generate_rsa(algorithm, 2048),
            Scheme::Ec(signing, _) => {
                Pair::Ec(backend::EcdsaKeyPair::generate(signing).map_err(|_| Error::Backend)?)
            }
            Scheme::Ed25519 => {
                Pair::Ed25519(backend::Ed25519KeyPair::generate().map_err(|_| Error::Backend)?)
            }
            Scheme::Hmac(_) => {
                let mut secret = vec![0; algorithm.hash().output_len()];
                random::fill(&mut secret);
                let kid = base64url::encode(random::bytes::<16>());
                let pair = import::hmac_pair(algorithm, Secret::new(secret))?;
                return Self::assemble(algorithm, pair, Some(kid));
            }
        };
        Self::assemble(algorithm, pair, None)
    }

    /// A new RSA key of 2048, 3072 or 4096 bits.
    ///
    /// # Errors
    /// Another size, or an algorithm of another kind.
    pub fn generate_rsa(algorithm: JwsAlgorithm, bits: usize) -> Result<Self, Error> {
        let Scheme::Rsa(..) = algorithm.scheme() else {
            return Err(Error::WrongKeyType);
        };
        let pair = rsa::KeyPair::generate(rsa_key_size(bits)?).map_err(|_| Error::Backend)?;
        Self::assemble(algorithm, Pair::Rsa(pair), None)
    }

    /// The key of a private JWK, under that key's `kid`, or its thumbprint where it has none.
    ///
    /// # Errors
    /// A key of another kind or purpose, without private part, too weak, or inconsistent.
    pub fn from_jwk(jwk: &Jwk, algorithm: JwsAlgorithm) -> Result<Self, Error> {
        super::check_purpose(jwk, algorithm, "sign")?;
        let pair = import::pair(jwk, algorithm)?;
        Self::assemble(algorithm, pair, jwk.kid().map(str::to_owned))
    }

    /// The key of a shared secret, such as a client's, for an HMAC algorithm. It has no `kid`
    /// until it is given one: its thumbprint would let anyone try secrets at leisure.
    ///
    /// # Errors
    /// An algorithm of another kind, or a secret shorter than its hash.
    pub fn from_secret(secret: &[u8], algorithm: JwsAlgorithm) -> Result<Self, Error> {
        let pair = import::hmac_pair(algorithm, Secret::new(secret.to_vec()))?;
        Self::assemble(algorithm, pair, None)
    }

    /// The same key under this identifier; under the empty one, tokens carry no `kid`.
    #[must_use]
    pub fn with_kid(mut self, kid: impl Into<String>) -> Self {
        self.kid = kid.into();
        self.public.kid = Some(self.kid.clone()).filter(|kid| !kid.is_empty());
        self
    }

    /// Its identifier; empty for a shared secret that was given none.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// What it signs with.
    pub fn algorithm(&self) -> JwsAlgorithm {
        self.algorithm
    }

    /// The key to publish, with `kid`, `alg` and `use`. Of a shared secret it is the description
    /// without the secret, which a written [`JwkSet`](crate::JwkSet) leaves out.
    pub fn public_jwk(&self) -> Jwk {
        self.public.clone()
    }

    /// The whole key as the JSON of a JWK, for keeping it sealed; [`from_jwk`](Self::from_jwk)
    /// reads it back.
    ///
    /// # Errors
    /// The backend failed.
    pub fn to_private_jwk(&self) -> Result<Secret<String>, Error> {
        let material = export::private_material(&self.pair, &self.public.material)?;
        let whole = Jwk { material, ..self.public.clone() };
        Ok(whole.to_private_json())
    }

    /// The key that verifies what this one signs.
    ///
    /// # Errors
    /// The backend failed.
    pub fn verifying_key(&self) -> Result<super::VerifyingKey, Error> {
        match &self.pair {
            Pair::Hmac(_, secret) => super::VerifyingKey::from_secret(secret.expose(), self.algorithm),
            _ => super::VerifyingKey::from_jwk(&self.public, self.algorithm),
        }
    }

    /// The signature of `message` in the form of RFC 7518 §3: for ECDSA `r ‖ s`, never DER.
    ///
    /// # Errors
    /// The backend failed.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let signature = match (&self.pair, self.algorithm.scheme()) {
            (Pair::Rsa(pair), Scheme::Rsa(signing, _)) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(*signing, &SystemRandom::new(), message, &mut signature)
                    .map_err(|_| Error::Backend)?;
                return Ok(signature);
            }
            (Pair::Ec(pair), _) => pair.sign(&SystemRandom::new(), message),
            (Pair::Ed25519(pair), _) => pair.try_sign(message),
            (Pair::Hmac(key, _), _) => return Ok(hmac::sign(key, message).as_ref().to_vec()),
            (Pair::Rsa(_), _) => return Err(Error::WrongKeyType),
        };
        Ok(signature.map_err(|_| Error::Backend)?.as_ref().to_vec())
    }

    fn assemble(algorithm: JwsAlgorithm, pair: Pair, kid: Option<String>) -> Result<Self, Error> {
        let material = export::public_material(&pair, algorithm)?;
        let public = Jwk {
            kid: None,
            usage: Some("sig".to_owned()),
            key_ops: None,
            alg: Some(algorithm.name().to_owned()),
            material,
        };
        let kid = kid.or_else(|| public.thumbprint()).unwrap_or_default();
        let key = Self { algorithm, kid: String::new(), public, pair };
        Ok(key.with_kid(kid))
    }
}

/// The sizes in which RSA keys are made.
pub(super) fn rsa_key_size(bits: usize) -> Result<rsa::KeySize, Error> {
    match bits {
        2048 => Ok(rsa::KeySize::Rsa2048),
        3072 => Ok(rsa::KeySize::Rsa3072),
        4096 => Ok(rsa::KeySize::Rsa4096),
        _ => Err(Error::UnsupportedModulusSize),
    }
}

/// The prepared key of a shared secret, for signing and for verifying.
pub(super) fn hmac_key(algorithm: JwsAlgorithm, secret: &[u8]) -> Result<Box<hmac::Key>, Error> {
    let Scheme::Hmac(hash) = algorithm.scheme() else {
        return Err(Error::WrongKeyType);
    };
    check_secret(secret, algorithm)?;
    Ok(Box::new(hmac::Key::new(*hash, secret)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_shared_between_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<SigningKey>();
        shared::<super::super::VerifyingKey>();
    }

    #[test]
    fn survives_the_way_through_its_private_jwk() {
        for algorithm in JwsAlgorithm::all() {
            let key = SigningKey::generate(algorithm).unwrap().with_kid("a \"b\" \u{e4}");
            let json = key.to_private_jwk().unwrap();
            let jwk = Jwk::parse(json.expose().as_bytes()).unwrap();
            assert!(jwk.is_private());
            let again = SigningKey::from_jwk(&jwk, algorithm).unwrap();
            assert_eq!(again.kid(), "a \"b\" \u{e4}");
            assert_eq!(again.to_private_jwk().unwrap().expose(), json.expose());
            let signature = again.sign(b"message").unwrap();
            let verifying = key.verifying_key().unwrap();
            assert_eq!(verifying.verify(b"message", &signature), Ok(()), "{algorithm}");
        }
    }

    #[test]
    fn is_called_by_its_thumbprint_unless_it_is_a_shared_secret() {
        let key = SigningKey::generate(JwsAlgorithm::ES256).unwrap();
        assert_eq!(Some(key.kid().to_owned()), key.public_jwk().thumbprint());
        let key = SigningKey::from_secret(&[7; 32], JwsAlgorithm::HS256).unwrap();
        assert_eq!(key.kid(), "");
        assert_eq!(key.public_jwk().kid(), None);
    }

    #[test]
    fn warms_up() {
        super::super::warm_up().unwrap();
    }
}
