use super::Error;
use crate::json;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// The claims of a token. The registered ones (RFC 7519 §4.1) were found to be of their types
/// when it was read. Only [`jwt::verify`](super::verify) makes one.
#[derive(Debug, Clone)]
pub struct Claims {
    members: Map<String, Value>,
    audience: Vec<String>,
    expires_at: Option<i64>,
    not_before: Option<i64>,
    issued_at: Option<i64>,
}

impl Claims {
    pub(super) fn parse(payload: &[u8]) -> Result<Self, Error> {
        let members = json::parse_object(payload).map_err(Error::Json)?;
        for name in ["iss", "sub", "jti"] {
            if !members.get(name).is_none_or(Value::is_string) {
                return Err(Error::Malformed(name));
            }
        }
        Ok(Self {
            audience: audience(&members)?,
            expires_at: numeric_date(&members, "exp")?,
            not_before: numeric_date(&members, "nbf")?,
            issued_at: numeric_date(&members, "iat")?,
            members,
        })
    }

    /// `iss`
    pub fn issuer(&self) -> Option<&str> {
        self.text("iss")
    }

    /// `sub`
    pub fn subject(&self) -> Option<&str> {
        self.text("sub")
    }

    /// `jti`
    pub fn jwt_id(&self) -> Option<&str> {
        self.text("jti")
    }

    /// `aud`, one or many; empty where the token names none.
    pub fn audience(&self) -> &[String] {
        &self.audience
    }

    /// `exp`, in whole seconds since 1970.
    pub fn expires_at(&self) -> Option<i64> {
        self.expires_at
    }

    /// `nbf`, in whole seconds since 1970.
    pub fn not_before(&self) -> Option<i64> {
        self.not_before
    }

    /// `iat`, in whole seconds since 1970.
    pub fn issued_at(&self) -> Option<i64> {
        self.issued_at
    }

    /// The claim of this name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.members.get(name)
    }

    /// The claim of this name, if it is a string.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.members.get(name).and_then(Value::as_str)
    }

    /// All claims by name.
    pub fn members(&self) -> &Map<String, Value> {
        &self.members
    }

    /// All claims by name, to keep.
    pub fn into_members(self) -> Map<String, Value> {
        self.members
    }

    /// The claims as a type of the caller's.
    ///
    /// # Errors
    /// They do not fit it.
    pub fn deserialize<T: DeserializeOwned>(&self) -> Result<T, Error> {
        T::deserialize(&self.members).map_err(|_| Error::OtherShape)
    }
}

fn audience(members: &Map<String, Value>) -> Result<Vec<String>, Error> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let names = match members.get("aud") {
        None => Some(vec![]),
        Some(Value::Array(values)) => values.iter().map(text).collect(),
        Some(value) => text(value).map(|name| vec![name]),
    };
    names.ok_or(Error::Malformed("aud"))
}

/// A NumericDate (RFC 7519 §2) may have a fraction, which is dropped. What can not be a date
/// (negative, or past what a double holds exactly) is no date.
fn numeric_date(members: &Map<String, Value>, name: &'static str) -> Result<Option<i64>, Error> {
    const END: f64 = 9_007_199_254_740_992.0;
    let Some(value) = members.get(name) else {
        return Ok(None);
    };
    match value.as_f64() {
        Some(seconds) if (0.0..END).contains(&seconds) => Ok(Some(seconds as i64)),
        _ => Err(Error::Malformed(name)),
    }
}
