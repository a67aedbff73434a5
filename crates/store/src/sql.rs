//! SQL text for both engines, and the values that go with it.

use std::borrow::Cow;
use std::fmt;

/// One statement's text. It is written once, with `$1` placeholders as PostgreSQL has them; the
/// same text with `?1`, as SQLite numbers them, is made while compiling.
#[derive(Debug)]
pub(crate) struct Sql {
    pub(crate) postgres: &'static str,
    pub(crate) sqlite: &'static str,
}

/// Makes a [`Sql`] of a literal. The text holds no `$` besides its placeholders.
macro_rules! sql {
    ($($part:expr),+ $(,)?) => {{
        const TEXT: &str = concat!($($part),+);
        const BYTES: [u8; TEXT.len()] = $crate::sql::numbered(TEXT);
        const SQLITE: &str = match std::str::from_utf8(&BYTES) {
            Ok(text) => text,
            Err(_) => unreachable!(),
        };
        &$crate::sql::Sql { postgres: TEXT, sqlite: SQLITE }
    }};
}
pub(crate) use sql;

/// `$1` becomes `?1`. (To SQLite `$1` would be a name, numbered by first appearance.)
pub(crate) const fn numbered<const N: usize>(text: &str) -> [u8; N] {
    let mut bytes = [0; N];
    let mut at = 0;
    while at < N {
        let byte = text.as_bytes()[at];
        bytes[at] = if byte == b'$' { b'?' } else { byte };
        at += 1;
    }
    bytes
}

/// A value bound to a placeholder.
#[derive(Clone)]
pub(crate) enum Value<'a> {
    Null,
    Int(i64),
    Text(Cow<'a, str>),
    Bytes(Cow<'a, [u8]>),
}

/// Drivers print what they are given when they log; values are nobody's business.
impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "Null",
            Self::Int(_) => "Int",
            Self::Text(_) => "Text",
            Self::Bytes(_) => "Bytes",
        })
    }
}

impl<'a> Value<'a> {
    pub(crate) fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(text.into())
    }

    pub(crate) fn bytes(bytes: impl Into<Cow<'a, [u8]>>) -> Self {
        Self::Bytes(bytes.into())
    }

    /// The value, or SQL's NULL.
    pub(crate) fn or_null<T>(value: Option<T>, make: impl FnOnce(T) -> Self) -> Self {
        value.map_or(Self::Null, make)
    }
}

impl From<idp::Time> for Value<'_> {
    fn from(time: idp::Time) -> Self {
        Self::Int(time.as_micros())
    }
}

#[cfg(test)]
mod tests {
    use super::Value;

    #[test]
    fn a_value_is_never_printed() {
        let printed = format!("{:?}", [Value::text("hunter2"), Value::bytes(b"hunter2".as_slice())]);
        assert_eq!(printed, "[Text, Bytes]");
    }

    #[test]
    fn placeholders_are_numbered_for_either_engine() {
        let sql = sql!("SELECT $2, ", "$1");
        assert_eq!(sql.postgres, "SELECT $2, $1");
        assert_eq!(sql.sqlite, "SELECT ?2, ?1");
    }
}
