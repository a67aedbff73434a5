//! What the document says of bodies. What is answered is written from these types; what is asked is
//! read more strictly elsewhere, and held to them by tests.

pub mod client;
pub mod client_key;
pub mod delivery;
pub mod directory;
pub mod event;
pub mod factor;
pub mod identity;
pub mod import;
pub mod initial_access_token;
pub mod invitation;
pub mod key;
pub mod phone_service;
pub mod policy;
pub mod resource;
pub mod scope;
pub mod sealing;
pub mod sender;
pub mod session;
pub mod sign_in;
pub mod upstream;
pub mod user;

use serde::Serialize;
use utoipa::ToSchema;

/// A refusal.
#[derive(Serialize, ToSchema)]
pub struct Refused {
    /// The error, by its registered name (RFC 6749, RFC 6750, RFC 7591).
    #[schema(example = "invalid_client_metadata")]
    pub error: String,
    /// What is wrong, and what to do about it.
    pub error_description: String,
    /// The stable code of this refusal; log and documentation go by it.
    #[schema(example = "client-metadata-invalid")]
    pub error_code: String,
    /// Under which the operator finds this refusal in the log.
    pub reference: String,
}

/// A signature algorithm with a key pair, by its JOSE name (RFC 7518 §3.1, RFC 8037 §3.1).
#[derive(Serialize, ToSchema)]
#[expect(missing_docs, reason = "the names are the specification's")]
pub enum SignatureAlgorithm {
    RS256,
    RS384,
    RS512,
    PS256,
    PS384,
    PS512,
    ES256,
    ES384,
    ES512,
    EdDSA,
}

/// How ID tokens can be signed: with a key pair, or by the client's secret (OpenID Connect Core §10.1).
#[derive(Serialize, ToSchema)]
#[expect(missing_docs, reason = "the names are the specification's")]
pub enum IdTokenAlgorithm {
    RS256,
    RS384,
    RS512,
    PS256,
    PS384,
    PS512,
    ES256,
    ES384,
    ES512,
    EdDSA,
    HS256,
    HS384,
    HS512,
}

/// How the key of an encrypted content reaches its reader, by its JOSE name (RFC 7518 §4.1, RFC 8037 §3.2).
#[derive(Serialize, ToSchema)]
#[expect(missing_docs, reason = "the names are the specification's")]
pub enum KeyManagement {
    #[serde(rename = "RSA-OAEP")]
    RsaOaep,
    #[serde(rename = "RSA-OAEP-256")]
    RsaOaep256,
    #[serde(rename = "ECDH-ES")]
    EcdhEs,
    #[serde(rename = "ECDH-ES+A128KW")]
    EcdhEsA128Kw,
    #[serde(rename = "ECDH-ES+A256KW")]
    EcdhEsA256Kw,
    #[serde(rename = "A128KW")]
    A128Kw,
    #[serde(rename = "A256KW")]
    A256Kw,
    #[serde(rename = "dir")]
    Dir,
}

/// How a content is encrypted, by its JOSE name (RFC 7518 §5.1).
#[derive(Serialize, ToSchema)]
#[expect(missing_docs, reason = "the names are the specification's")]
pub enum ContentEncryption {
    #[serde(rename = "A128CBC-HS256")]
    A128CbcHs256,
    #[serde(rename = "A192CBC-HS384")]
    A192CbcHs384,
    #[serde(rename = "A256CBC-HS512")]
    A256CbcHs512,
    #[serde(rename = "A128GCM")]
    A128Gcm,
    #[serde(rename = "A192GCM")]
    A192Gcm,
    #[serde(rename = "A256GCM")]
    A256Gcm,
}

#[cfg(test)]
mod tests {
    use jose::JwsAlgorithm;
    use serde_json::{Value, to_value};
    use utoipa::PartialSchema;

    use super::*;

    fn named<T: PartialSchema>() -> Vec<String> {
        let schema = to_value(T::schema()).unwrap();
        schema["enum"].as_array().unwrap().iter().map(Value::to_string).collect()
    }

    #[test]
    fn the_algorithms_are_those_with_a_key_pair() {
        let there: Vec<_> = JwsAlgorithm::all()
            .filter(|algorithm| !algorithm.is_symmetric())
            .map(|algorithm| format!("\"{algorithm}\""))
            .collect();
        assert_eq!(named::<SignatureAlgorithm>(), there);
        let mut all: Vec<_> = JwsAlgorithm::all().map(|algorithm| format!("\"{algorithm}\"")).collect();
        let mut id_tokens = named::<IdTokenAlgorithm>();
        all.sort();
        id_tokens.sort();
        assert_eq!(id_tokens, all);
    }

    #[test]
    fn every_way_of_encryption_is_named() {
        let there: Vec<_> = jose::KeyManagement::all().map(|name| format!("\"{name}\"")).collect();
        assert_eq!(named::<KeyManagement>(), there);
        let there: Vec<_> = jose::ContentEncryption::all().map(|name| format!("\"{name}\"")).collect();
        assert_eq!(named::<ContentEncryption>(), there);
    }
}
