use super::{
    Error, agreement, check_rsa, check_sealing_purpose, check_sealing_secret, sealing_operations, wrap,
};
use crate::algorithm::key_management::Scheme;
use crate::{ContentEncryption, Curve, Jwk, KeyManagement, Secret, jwk::Material, random};
use aws_lc_rs::agreement::{ParsedPublicKey, PrivateKey};
use aws_lc_rs::rsa::{OaepPublicEncryptingKey, PublicEncryptingKey, PublicKeyComponents};

/// A key to which messages are encrypted, by one way of key management. It is parsed and checked
/// when it is made.
pub struct EncryptionKey {
    management: KeyManagement,
    kid: String,
    only: Option<ContentEncryption>,
    recipient: Recipient,
}

enum Recipient {
    Rsa(OaepPublicEncryptingKey),
    Point(Curve, Box<ParsedPublicKey>),
    Secret(Secret<Vec<u8>>),
}

/// A content's key on its way to the reader.
pub(crate) struct Wrapped {
    pub(crate) content_key: Secret<Vec<u8>>,
    pub(crate) encrypted_key: Vec<u8>,
    /// The sender's point, where a key was agreed on.
    pub(crate) epk: Option<Jwk>,
}

impl EncryptionKey {
    /// The reader's key, under its `kid`; one without goes by none, and neither do the messages.
    ///
    /// # Errors
    /// A key of another kind or purpose (`use`, `key_ops`, `alg`), an RSA modulus under 2048 bits, a
    /// point off the curve or of small order, a secret of the wrong length.
    pub fn from_jwk(jwk: &Jwk, management: KeyManagement) -> Result<Self, Error> {
        let [operations, _] = sealing_operations(management);
        let only = check_sealing_purpose(jwk, management, operations)?;
        let recipient = match &jwk.material {
            Material::Rsa { n, e, .. } => {
                check_rsa(jwk, n, e)?;
                let key: Result<PublicEncryptingKey, _> = PublicKeyComponents { n, e }.try_into();
                let key = key.map_err(|_| Error::InvalidModulusOrExponent)?;
                Recipient::Rsa(OaepPublicEncryptingKey::new(key).map_err(|_| Error::Backend)?)
            }
            Material::Ec { curve, .. } | Material::Okp { curve, .. } => {
                let point = agreement::public(jwk)?;
                // Only with a point of small order does nothing come of an agreement.
                agreement::agree(&ephemeral(*curve)?, &point)?;
                Recipient::Point(*curve, Box::new(point))
            }
            Material::Oct { k } => {
                let k = k.as_ref().ok_or(Error::NotPrivate)?;
                return Self::from_secret(k.expose(), management)
                    .map(|key| Self { only, ..key.with_kid(jwk.kid().unwrap_or_default()) });
            }
        };
        Ok(Self { management, kid: jwk.kid().unwrap_or_default().to_owned(), only, recipient })
    }

    /// The key of a shared secret, such as one derived of a client's. It has no `kid` until it is
    /// given one.
    ///
    /// # Errors
    /// A way of key management that works with other keys, or a secret of the wrong length.
    pub fn from_secret(secret: &[u8], management: KeyManagement) -> Result<Self, Error> {
        if !management.is_symmetric() {
            return Err(Error::WrongKeyType);
        }
        check_sealing_secret(secret, management)?;
        let recipient = Recipient::Secret(Secret::new(secret.to_vec()));
        Ok(Self { management, kid: String::new(), only: None, recipient })
    }

    /// The same key under this identifier; under the empty one, messages carry no `kid`.
    #[must_use]
    pub fn with_kid(mut self, kid: impl Into<String>) -> Self {
        self.kid = kid.into();
        self
    }

    /// Its identifier; empty where it was given none.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// How it brings a content's key to its reader.
    pub fn management(&self) -> KeyManagement {
        self.management
    }

    /// A new key for a content of `enc`, and what the reader needs to come by it.
    pub(crate) fn wrap(&self, enc: ContentEncryption) -> Result<Wrapped, Error> {
        if self.only.is_some_and(|only| only != enc) {
            return Err(Error::WrongAlgorithm);
        }
        match (&self.recipient, self.management.scheme()) {
            (Recipient::Rsa(key), Scheme::Oaep(hash)) => {
                let content_key = new_content_key(enc);
                let mut encrypted_key = vec![0; key.ciphertext_size()];
                let written = key.encrypt(hash, content_key.expose(), &mut encrypted_key, None);
                let length = written.map_err(|_| Error::Backend)?.len();
                encrypted_key.truncate(length);
                Ok(Wrapped { content_key, encrypted_key, epk: None })
            }
            (Recipient::Point(curve, point), Scheme::Agreement(wrapping)) => {
                let own = ephemeral(*curve)?;
                let shared = agreement::agree(&own, point)?;
                let derived = agreement::derive(&shared, self.management, enc, &[], &[])?;
                let material = agreement::public_material(&own, *curve)?;
                let epk = Some(Jwk { kid: None, usage: None, key_ops: None, alg: None, material });
                let Some(wrapping) = wrapping else {
                    return Ok(Wrapped { content_key: derived, encrypted_key: vec![], epk });
                };
                let content_key = new_content_key(enc);
                let encrypted_key = wrap::wrap(*wrapping, &derived, &content_key)?;
                Ok(Wrapped { content_key, encrypted_key, epk })
            }
            (Recipient::Secret(secret), Scheme::Wrap(wrapping)) => {
                let content_key = new_content_key(enc);
                let encrypted_key = wrap::wrap(*wrapping, secret, &content_key)?;
                Ok(Wrapped { content_key, encrypted_key, epk: None })
            }
            (Recipient::Secret(secret), Scheme::Direct) if secret.expose().len() == enc.key_len() => {
                Ok(Wrapped { content_key: secret.clone(), encrypted_key: vec![], epk: None })
            }
            (Recipient::Secret(_), Scheme::Direct) => Err(Error::SecretLength),
            _ => Err(Error::WrongKeyType),
        }
    }
}

fn new_content_key(enc: ContentEncryption) -> Secret<Vec<u8>> {
    let mut key = Secret::new(vec![0; enc.key_len()]);
    random::fill(key.expose_mut());
    key
}

fn ephemeral(curve: Curve) -> Result<PrivateKey, Error> {
    PrivateKey::generate(agreement::algorithm(curve)?).map_err(|_| Error::Backend)
}
