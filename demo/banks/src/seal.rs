//! Signed, then sealed for the one client (FTN-06).

use jose::key::Error as KeyError;
use jose::{base64url, jwe, jwt, nested};
use serde_json::Value;

use crate::Scenario;
use crate::client::Registered;
use crate::house::House;

/// The claims as a client gets them, with the fault that is played.
pub(crate) fn seal(
    house: &House,
    client: &Registered,
    claims: &Value,
    scenario: Scenario,
) -> Result<String, jose::Error> {
    let (recipient, enc) = (client.recipient().ok_or(KeyError::WrongKeyType)?, client.encrypted_response_enc);
    if scenario == Scenario::Unsigned {
        let unsigned = [r#"{"alg":"none"}"#, &claims.to_string()].map(base64url::encode).join(".") + ".";
        let members = jwe::Members { typ: None, cty: Some(nested::CONTENT_TYPE) };
        return Ok(jwe::encrypt(&members, unsigned.as_bytes(), &recipient, enc)?);
    }
    let (keys, algorithm) = (house.keys(), client.signed_response_alg);
    let forged = scenario == Scenario::WrongKey;
    let key = if forged { keys.forged(algorithm) } else { keys.signing(algorithm) };
    let signed = jwt::sign(Some("JWT"), claims, key.ok_or(KeyError::WrongAlgorithm)?)?;
    Ok(nested::encrypt(&signed, &recipient, enc)?)
}
