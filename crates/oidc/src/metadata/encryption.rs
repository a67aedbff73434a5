use jose::{ContentEncryption, KeyManagement};

use super::{ClientMetadata, ProviderMetadata};

/// How something is encrypted for its reader (RFC 7516 §4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encryption {
    /// How the key of the content reaches the reader.
    pub alg: KeyManagement,
    /// How the content itself is encrypted.
    pub enc: ContentEncryption,
}

/// The answers that a client can have encrypted, each by two members of its metadata.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encryptable {
    /// ID tokens, and logout tokens with them (Back-Channel Logout §2.4).
    IdToken,
    /// Userinfo (OpenID Connect Core §5.3.2).
    Userinfo,
    /// Introspection, where it is asked for as a JWT (RFC 9701).
    Introspection,
    /// Authorization responses, where they are asked for as a JWT (JARM).
    Authorization,
}

/// What metadata say where they name `alg` alone (OpenID Connect Registration §2, RFC 9701 §6, JARM §3).
const USUAL: ContentEncryption = ContentEncryption::A128CbcHs256;

impl Encryptable {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::IdToken, Self::Userinfo, Self::Introspection, Self::Authorization];

    /// The member that names `alg`.
    pub const fn alg_member(self) -> &'static str {
        match self {
            Self::IdToken => "id_token_encrypted_response_alg",
            Self::Userinfo => "userinfo_encrypted_response_alg",
            Self::Introspection => "introspection_encrypted_response_alg",
            Self::Authorization => "authorization_encrypted_response_alg",
        }
    }

    /// The member that names `enc`.
    pub const fn enc_member(self) -> &'static str {
        match self {
            Self::IdToken => "id_token_encrypted_response_enc",
            Self::Userinfo => "userinfo_encrypted_response_enc",
            Self::Introspection => "introspection_encrypted_response_enc",
            Self::Authorization => "authorization_encrypted_response_enc",
        }
    }

    /// What it is called in an answer that tells of it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::IdToken => "id_token",
            Self::Userinfo => "userinfo",
            Self::Introspection => "introspection",
            Self::Authorization => "authorization",
        }
    }
}

impl ClientMetadata {
    /// How the client wants this answer encrypted, if it does.
    pub fn encryption(&self, answer: Encryptable) -> Option<Encryption> {
        let (alg, enc) = self.encryption_members(answer);
        Some(Encryption { alg: alg?, enc: enc.unwrap_or(USUAL) })
    }

    /// What it registered, to the letter.
    pub const fn encryption_members(
        &self,
        answer: Encryptable,
    ) -> (Option<KeyManagement>, Option<ContentEncryption>) {
        match answer {
            Encryptable::IdToken => {
                (self.id_token_encrypted_response_alg, self.id_token_encrypted_response_enc)
            }
            Encryptable::Userinfo => {
                (self.userinfo_encrypted_response_alg, self.userinfo_encrypted_response_enc)
            }
            Encryptable::Introspection => {
                (self.introspection_encrypted_response_alg, self.introspection_encrypted_response_enc)
            }
            Encryptable::Authorization => {
                (self.authorization_encrypted_response_alg, self.authorization_encrypted_response_enc)
            }
        }
    }

    /// Has the client want this answer encrypted.
    pub const fn encrypt(&mut self, answer: Encryptable, with: Encryption) {
        let (alg, enc) = (Some(with.alg), Some(with.enc));
        match answer {
            Encryptable::IdToken => {
                (self.id_token_encrypted_response_alg, self.id_token_encrypted_response_enc) = (alg, enc);
            }
            Encryptable::Userinfo => {
                (self.userinfo_encrypted_response_alg, self.userinfo_encrypted_response_enc) = (alg, enc);
            }
            Encryptable::Introspection => {
                (self.introspection_encrypted_response_alg, self.introspection_encrypted_response_enc) =
                    (alg, enc);
            }
            Encryptable::Authorization => {
                (self.authorization_encrypted_response_alg, self.authorization_encrypted_response_enc) =
                    (alg, enc);
            }
        }
    }

    /// Whether the client wants anything encrypted.
    pub fn encrypts_anything(&self) -> bool {
        Encryptable::ALL.into_iter().any(|answer| self.encryption(answer).is_some())
    }
}

impl ProviderMetadata {
    /// Says how every answer can be encrypted.
    #[must_use]
    pub fn encrypting(self, alg: &[KeyManagement], enc: &[ContentEncryption]) -> Self {
        let (alg, enc) = (|| alg.to_vec(), || enc.to_vec());
        Self {
            id_token_encryption_alg_values_supported: alg(),
            id_token_encryption_enc_values_supported: enc(),
            userinfo_encryption_alg_values_supported: alg(),
            userinfo_encryption_enc_values_supported: enc(),
            introspection_encryption_alg_values_supported: alg(),
            introspection_encryption_enc_values_supported: enc(),
            authorization_encryption_alg_values_supported: alg(),
            authorization_encryption_enc_values_supported: enc(),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn parse(json: Value) -> Result<ClientMetadata, serde_json::Error> {
        serde_json::from_value(json)
    }

    #[test]
    fn each_answer_is_encrypted_by_its_own_two_members_and_by_default_with_aes_128() {
        for answer in Encryptable::ALL {
            let alone = parse(json!({ answer.alg_member(): "ECDH-ES" })).unwrap();
            let both = json!({ answer.alg_member(): "RSA-OAEP", answer.enc_member(): "A256GCM" });
            let both = parse(both).unwrap();
            for other in Encryptable::ALL {
                let expected = (other == answer).then_some(Encryption {
                    alg: KeyManagement::EcdhEs,
                    enc: ContentEncryption::A128CbcHs256,
                });
                assert_eq!(alone.encryption(other), expected);
                assert_eq!(both.encryption(other).is_some(), other == answer);
            }
            let expected = Encryption { alg: KeyManagement::RsaOaep, enc: ContentEncryption::A256Gcm };
            assert_eq!(both.encryption(answer), Some(expected));
            let mut made = ClientMetadata::default();
            assert!(!made.encrypts_anything());
            made.encrypt(answer, expected);
            assert_eq!(made, both);
            assert!(made.encrypts_anything());
        }
    }

    #[test]
    fn enc_alone_encrypts_nothing() {
        for answer in Encryptable::ALL {
            let metadata = parse(json!({ answer.enc_member(): "A128GCM" })).unwrap();
            assert_eq!(metadata.encryption(answer), None);
        }
    }

    #[test]
    fn what_is_not_done_here_cannot_even_be_read() {
        for name in ["RSA1_5", "A128GCMKW", "PBES2-HS256+A128KW", "none", "rsa-oaep"] {
            assert!(parse(json!({ "id_token_encrypted_response_alg": name })).is_err(), "{name}");
        }
        assert!(parse(json!({ "id_token_encrypted_response_enc": "A128CBC" })).is_err());
    }
}
