use std::sync::Arc;

use jose::key::Error;
use jose::{DecryptionKey, JwkSet, JwsAlgorithm, KeyManagement, SigningKey};

/// The broker's keys. Making them takes a moment, so several may share them.
#[derive(Clone)]
pub struct Keys(Arc<Kept>);

struct Kept {
    signing: Vec<SigningKey>,
    /// Not published, and called like one that is: what forgers would sign with.
    forged: Vec<SigningKey>,
    opening: DecryptionKey,
}

/// With what answers may be signed (FTN-07).
pub(crate) const SIGNED_BY: [JwsAlgorithm; 2] = [JwsAlgorithm::RS256, JwsAlgorithm::ES256];
/// How requests are sealed (FTN-07).
pub(crate) const SEALED_BY: KeyManagement = KeyManagement::RsaOaep;

impl Keys {
    /// New ones: to sign by RS256 and ES256, and one of RSA that opens requests.
    ///
    /// # Errors
    /// The backend failed.
    pub fn generate() -> Result<Self, Error> {
        let signing = SIGNED_BY.map(SigningKey::generate).into_iter().collect::<Result<Vec<_>, _>>()?;
        let forge = |own: &SigningKey| Ok(SigningKey::generate(own.algorithm())?.with_kid(own.kid()));
        let forged = signing.iter().map(forge).collect::<Result<Vec<_>, _>>()?;
        Ok(Self(Arc::new(Kept { signing, forged, opening: DecryptionKey::generate(SEALED_BY)? })))
    }

    /// The key that signs by this algorithm.
    pub(crate) fn signing(&self, algorithm: JwsAlgorithm) -> Option<&SigningKey> {
        of(&self.0.signing, algorithm)
    }

    /// A key of the same name and algorithm that is not ours.
    pub(crate) fn forged(&self, algorithm: JwsAlgorithm) -> Option<&SigningKey> {
        of(&self.0.forged, algorithm)
    }

    pub(crate) fn opening(&self) -> &DecryptionKey {
        &self.0.opening
    }

    /// What everybody may know of them.
    pub fn public(&self) -> JwkSet {
        let signing = self.0.signing.iter().map(SigningKey::public_jwk);
        signing.chain([self.0.opening.public_jwk()]).collect()
    }
}

fn of(keys: &[SigningKey], algorithm: JwsAlgorithm) -> Option<&SigningKey> {
    keys.iter().find(|key| key.algorithm() == algorithm)
}
