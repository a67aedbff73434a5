//! What the document says of bodies. What is answered is written from these types; what is asked is
//! read more strictly elsewhere, and held to them by tests.

pub mod client;
pub mod delivery;
pub mod initial_access_token;
pub mod key;
pub mod resource;
pub mod scope;
pub mod session;
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

#[cfg(test)]
mod tests {
    use jose::JwsAlgorithm;
    use serde_json::{Value, to_value};
    use utoipa::PartialSchema;

    use super::SignatureAlgorithm;

    #[test]
    fn the_algorithms_are_those_with_a_key_pair() {
        let schema = to_value(SignatureAlgorithm::schema()).unwrap();
        let named: Vec<_> = schema["enum"].as_array().unwrap().iter().map(Value::to_string).collect();
        let there: Vec<_> = JwsAlgorithm::all()
            .filter(|algorithm| !algorithm.is_symmetric())
            .map(|algorithm| format!("\"{algorithm}\""))
            .collect();
        assert_eq!(named, there);
    }
}
