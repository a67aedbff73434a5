//! The `claims` request parameter (OpenID Connect Core §5.5): single claims asked for by name.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// How long the parameter may be, in bytes: it is kept for as long as what was granted lives.
pub const MAX_LENGTH: usize = 4096;
/// How many claims may be asked for in each of the two places.
pub const MAX_CLAIMS: usize = 50;
/// How long a claim's name may be, in bytes.
pub const MAX_NAME: usize = 100;

/// The claims asked for in one place, by name.
pub type Requested = BTreeMap<String, Wanted>;

/// What is asked for by name, and where it is to be told.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClaimsRequest {
    /// At the userinfo endpoint.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub userinfo: Requested,
    /// In the ID token.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub id_token: Requested,
}

/// How one claim is asked for (OpenID Connect Core §5.5.1).
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// Whether the client says that it cannot do well without.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub essential: bool,
    /// The only values that are of use, the best first; empty where any is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Value>,
}

impl ClaimsRequest {
    /// Reads the parameter: one JSON object, strictly. Members that mean nothing to us are passed
    /// over, as the specification has it.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let Ok(Value::Object(members)) = jose::json::parse_within(text.as_bytes(), MAX_LENGTH) else {
            return Err(Error);
        };
        Ok(Self { userinfo: place(&members, "userinfo")?, id_token: place(&members, "id_token")? })
    }

    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.userinfo.is_empty() && self.id_token.is_empty()
    }

    /// The names of all claims asked for, each once.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let new = |name: &&String| !self.userinfo.contains_key(*name);
        self.userinfo.keys().chain(self.id_token.keys().filter(new)).map(String::as_str)
    }

    /// Keeps the claims whose names fit.
    pub fn retain(&mut self, fits: impl Fn(&str) -> bool) {
        self.userinfo.retain(|name, _| fits(name));
        self.id_token.retain(|name, _| fits(name));
    }
}

impl Wanted {
    /// Whether this value is one of those asked for.
    pub fn allows(&self, value: &Value) -> bool {
        self.values.is_empty() || self.values.contains(value)
    }
}

/// Values may be about persons, so only names are shown.
impl fmt::Debug for ClaimsRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.names()).finish()
    }
}

/// The parameter is not what the specification has it be, or more than is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Error;

impl Error {
    /// What was expected, as a phrase.
    pub const EXPECTED: &'static str = "a JSON object as OpenID Connect Core 5.5 has it, of at most 4096 bytes \
                                        and 50 claims in each place";
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "The claims parameter must be {}.", Self::EXPECTED)
    }
}

impl std::error::Error for Error {}

fn place(members: &Map<String, Value>, name: &str) -> Result<Requested, Error> {
    let claims = match members.get(name) {
        None | Some(Value::Null) => return Ok(Requested::new()),
        Some(Value::Object(claims)) if claims.len() <= MAX_CLAIMS => claims,
        Some(_) => return Err(Error),
    };
    let fits = |name: &str| (1..=MAX_NAME).contains(&name.len()) && !name.contains(char::is_control);
    let read = |(name, how): (&String, &Value)| match fits(name) {
        true => Ok((name.clone(), wanted(how)?)),
        false => Err(Error),
    };
    claims.iter().map(read).collect()
}

fn wanted(how: &Value) -> Result<Wanted, Error> {
    let members = match how {
        Value::Null => return Ok(Wanted::default()),
        Value::Object(members) => members,
        _ => return Err(Error),
    };
    let essential = match members.get("essential") {
        None => false,
        Some(Value::Bool(essential)) => *essential,
        Some(_) => return Err(Error),
    };
    let values = match (members.get("value"), members.get("values")) {
        (None, None) => Vec::new(),
        (Some(value), None) => vec![value.clone()],
        (None, Some(Value::Array(values))) if !values.is_empty() => values.clone(),
        // Both at once, or a list that is none.
        _ => return Err(Error),
    };
    Ok(Wanted { essential, values })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn reads_the_specifications_sample() {
        let request = ClaimsRequest::parse(
            r#"{"userinfo":{"given_name":{"essential":true},"nickname":null,"email":{"essential":true},
                "http://example.info/claims/groups":null},
                "id_token":{"auth_time":{"essential":true},"acr":{"values":["urn:mace:incommon:iap:silver"]}}}"#,
        )
        .unwrap();
        assert!(request.userinfo["given_name"].essential && !request.userinfo["nickname"].essential);
        assert_eq!(request.id_token["acr"].values, [json!("urn:mace:incommon:iap:silver")]);
        assert_eq!(request.names().count(), 6);
    }

    #[test]
    fn passes_over_what_it_does_not_know() {
        let request =
            ClaimsRequest::parse(r#"{"verified_claims":[1],"userinfo":null,"id_token":{"name":{"x":1}}}"#);
        assert_eq!(request.unwrap().names().collect::<Vec<_>>(), ["name"]);
        assert!(ClaimsRequest::parse("{}").unwrap().is_empty());
    }

    #[test]
    fn refuses_what_is_no_such_object_and_what_is_too_much() {
        let many: Map<String, Value> = (0..=MAX_CLAIMS).map(|n| (format!("c{n}"), Value::Null)).collect();
        let some: Map<String, Value> =
            many.iter().take(MAX_CLAIMS).map(|(n, v)| (n.clone(), v.clone())).collect();
        assert!(ClaimsRequest::parse(&json!({ "userinfo": some }).to_string()).is_ok());
        for text in [
            "",
            "name",
            "[]",
            r#"{"userinfo":[]}"#,
            r#"{"userinfo":{"name":true}}"#,
            r#"{"userinfo":{"name":{"essential":"yes"}}}"#,
            r#"{"userinfo":{"sub":{"value":"a","values":["b"]}}}"#,
            r#"{"userinfo":{"sub":{"values":[]}}}"#,
            r#"{"userinfo":{"sub":{"values":"a"}}}"#,
            r#"{"userinfo":{"name":null,"name":{"essential":true}}}"#,
            r#"{"userinfo":{"":null}}"#,
            &json!({ "userinfo": many }).to_string(),
            &json!({ "userinfo": { "x".repeat(MAX_NAME + 1): null } }).to_string(),
            &format!(r#"{{"x":"{}"}}"#, "y".repeat(MAX_LENGTH)),
        ] {
            assert_eq!(ClaimsRequest::parse(text), Err(Error), "{text:.60}");
        }
    }

    #[test]
    fn only_the_values_asked_for_are_of_use() {
        let wanted = |how| wanted(&how).unwrap();
        assert!(wanted(json!(null)).allows(&json!("x")));
        assert!(wanted(json!({ "value": "x" })).allows(&json!("x")));
        assert!(!wanted(json!({ "values": ["x", true] })).allows(&json!("y")));
    }

    #[test]
    fn reads_back_what_it_wrote() {
        let request =
            ClaimsRequest::parse(r#"{"id_token":{"sub":{"value":"a"},"name":{"essential":true}}}"#).unwrap();
        let stored = serde_json::to_string(&request).unwrap();
        assert_eq!(serde_json::from_str::<ClaimsRequest>(&stored).unwrap(), request);
    }
}
