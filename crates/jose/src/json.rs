//! JSON (RFC 8259) read strictly, for whatever will be believed: a member named twice, nesting
//! without end or a number too large is an error, where lenient readers would disagree about it.

use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::cell::Cell;
use std::fmt;

/// How many bytes [`parse`] reads at most: 64 KiB.
pub const MAX_BYTES: usize = 64 * 1024;

/// How deep arrays and objects may nest.
pub const MAX_DEPTH: usize = 32;

/// Reads one value of at most [`MAX_BYTES`] bytes.
///
/// # Errors
/// Anything that is not exactly one strict value in UTF-8.
pub fn parse(bytes: &[u8]) -> Result<Value, Error> {
    parse_within(bytes, MAX_BYTES)
}

/// Reads one object of at most [`MAX_BYTES`] bytes.
///
/// # Errors
/// As [`parse`], and [`Error::NotAnObject`] for any other value.
pub fn parse_object(bytes: &[u8]) -> Result<Map<String, Value>, Error> {
    match parse(bytes)? {
        Value::Object(members) => Ok(members),
        _ => Err(Error::NotAnObject),
    }
}

/// Reads one value of at most `max_bytes` bytes.
///
/// # Errors
/// As [`parse`].
pub fn parse_within(bytes: &[u8], max_bytes: usize) -> Result<Value, Error> {
    if bytes.len() > max_bytes {
        return Err(Error::TooLong);
    }
    let reason = Cell::new(Error::Syntax);
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let strict = Strict { depth: 0, reason: &reason };
    let value = strict.deserialize(&mut deserializer).map_err(|_| reason.get())?;
    deserializer.end().map_err(|_| Error::Syntax)?;
    Ok(value)
}

/// Why the bytes are not strict JSON. What they hold is not repeated: it may be secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Error {
    /// Not JSON at all, not UTF-8, a number out of range, or something behind the value.
    Syntax,
    /// An object names a member twice.
    DuplicateMember,
    /// Nested deeper than [`MAX_DEPTH`].
    TooDeep,
    /// More bytes than allowed.
    TooLong,
    /// A value, but not an object.
    NotAnObject,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Syntax => "not well-formed JSON",
            Self::DuplicateMember => "JSON that names a member twice",
            Self::TooDeep => "JSON that nests too deeply",
            Self::TooLong => "JSON that is too long",
            Self::NotAnObject => "JSON that is not an object",
        })
    }
}

impl std::error::Error for Error {}

/// Builds the value. The backend's errors are text, so the reason travels beside them.
#[derive(Clone, Copy)]
struct Strict<'a> {
    depth: usize,
    reason: &'a Cell<Error>,
}

impl Strict<'_> {
    fn deeper<E: de::Error>(self) -> Result<Self, E> {
        if self.depth == MAX_DEPTH {
            return Err(self.refuse(Error::TooDeep));
        }
        let depth = self.depth + 1;
        Ok(Self { depth, ..self })
    }

    fn refuse<E: de::Error>(self, reason: Error) -> E {
        self.reason.set(reason);
        E::custom(reason)
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        let number = Number::from_f64(value).ok_or_else(|| self.refuse(Error::Syntax));
        number.map(Value::Number)
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut values = Vec::new();
        while let Some(value) = access.next_element_seed(inner)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut members = Map::new();
        while let Some(name) = access.next_key::<String>()? {
            if members.contains_key(&name) {
                return Err(self.refuse(Error::DuplicateMember));
            }
            members.insert(name, access.next_value_seed(inner)?);
        }
        Ok(Value::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_serde_json_reads() {
        let text = br#" {"a":[1,-2,3.5,1e3,true,null,"\u00e4\ud83d\ude00"],"b":{"a":{}}} "#;
        let expected: Value = serde_json::from_slice(text).unwrap();
        assert_eq!(parse(text), Ok(expected));
    }
}
