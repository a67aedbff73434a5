use super::{Error, MAX_BYTES, header};
use crate::{base64url, json};
use serde_json::{Map, Value};

/// A token in the form of a signed one that nobody signed (`alg` is `none`, RFC 7518 §3.6). It is a
/// type of its own and never becomes [`Verified`](crate::Verified): whoever held it could have
/// written it.
#[derive(Clone, Debug)]
pub struct Unsigned {
    typ: Option<String>,
    claims: Map<String, Value>,
}

impl Unsigned {
    /// What kind of object it says it is.
    pub fn typ(&self) -> Option<&str> {
        self.typ.as_deref()
    }

    /// What it says, by name.
    pub fn claims(&self) -> &Map<String, Value> {
        &self.claims
    }
}

/// Reads a token that says that it is not signed, and is not.
///
/// # Errors
/// A token that is signed or says so, or is longer than [`MAX_BYTES`], malformed or no strict JSON.
pub fn decode_unsigned(token: &str) -> Result<Unsigned, Error> {
    let (header, payload, signature) = parts(token)?;
    let typ = header::read_unsigned(&base64url::decode(header).map_err(|_| Error::HeaderEncoding)?)?;
    // RFC 7518 §3.6: the signature is empty, and anything else was not meant so.
    if !signature.is_empty() {
        return Err(Error::SignatureInvalid);
    }
    let payload = base64url::decode(payload).map_err(|_| Error::PayloadEncoding)?;
    let claims = json::parse_object(&payload).map_err(Error::PayloadJson)?;
    Ok(Unsigned { typ, claims })
}

/// What a token says of itself under this name, for look-up alone: nobody vouches for it, whether the
/// token is signed or not.
pub fn claimed(token: &str, name: &str) -> Option<String> {
    let (_, payload, _) = parts(token).ok()?;
    let claims = json::parse_object(&base64url::decode(payload).ok()?).ok()?;
    claims.get(name).and_then(Value::as_str).map(str::to_owned)
}

fn parts(token: &str) -> Result<(&str, &str, &str), Error> {
    if token.len() > MAX_BYTES {
        return Err(Error::TooLong);
    }
    let mut parts = token.split('.');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(header), Some(payload), Some(signature), None) => Ok((header, payload, signature)),
        _ => Err(Error::NotCompact),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{JwsAlgorithm, SigningKey, jwt};

    fn token(header: &str, payload: &str, signature: &str) -> String {
        format!("{}.{}.{signature}", base64url::encode(header), base64url::encode(payload))
    }

    #[test]
    fn reads_what_nobody_signed() {
        let plain = token(r#"{"alg":"none","typ":"JWT"}"#, r#"{"iss":"a"}"#, "");
        let unsigned = decode_unsigned(&plain).unwrap();
        assert_eq!((unsigned.typ(), unsigned.claims()["iss"].as_str()), (Some("JWT"), Some("a")));
        assert_eq!(claimed(&plain, "iss").as_deref(), Some("a"));
        assert_eq!(claimed(&plain, "sub"), None);
    }

    #[test]
    fn refuses_what_is_signed_or_says_so_or_is_not_strict() {
        for (header, payload, signature, error) in [
            (r#"{"alg":"none"}"#, r#"{"iss":"a"}"#, "AAAA", Error::SignatureInvalid),
            (r#"{"alg":"None"}"#, "{}", "", Error::AlgorithmNotAllowed),
            (r#"{"alg":"ES256"}"#, "{}", "", Error::AlgorithmNotAllowed),
            (r#"{}"#, "{}", "", Error::AlgorithmMissing),
            (r#"{"alg":"none","crit":["x"]}"#, "{}", "", Error::CriticalNotUnderstood),
            (r#"{"alg":"none","b64":false}"#, "{}", "", Error::UnencodedPayload),
            (r#"{"alg":"none","alg":"none"}"#, "{}", "", Error::DuplicateHeaderMember),
            (r#"{"alg":"none"}"#, r#"{"a":1,"a":2}"#, "", Error::PayloadJson(json::Error::DuplicateMember)),
            (r#"{"alg":"none"}"#, "[]", "", Error::PayloadJson(json::Error::NotAnObject)),
        ] {
            assert_eq!(decode_unsigned(&token(header, payload, signature)).err(), Some(error), "{header}");
        }
        for token in ["", "a.b", "a.b.c.d", "a.b.c.d.e"] {
            assert_eq!(decode_unsigned(token).err(), Some(Error::NotCompact), "{token}");
        }
        assert_eq!(decode_unsigned(&"x".repeat(MAX_BYTES + 1)).err(), Some(Error::TooLong));
    }

    #[test]
    fn what_is_claimed_can_be_looked_up_of_what_is_signed_as_well() {
        let key = SigningKey::generate(JwsAlgorithm::ES256).unwrap();
        let signed = jwt::sign(None, &serde_json::json!({ "iss": "a", "n": 1 }), &key).unwrap();
        assert_eq!(claimed(&signed, "iss").as_deref(), Some("a"));
        assert_eq!(claimed(&signed, "n"), None);
        assert_eq!(decode_unsigned(&signed).err(), Some(Error::AlgorithmNotAllowed));
    }
}
