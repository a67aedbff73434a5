//! The parameters of a request: `application/x-www-form-urlencoded`, in a body or a query string.

use std::borrow::Cow;
use std::fmt;

use crate::redirect_uri::encode_into;

/// How many parameters one request may have.
pub const MAX_PARAMETERS: usize = 100;
/// How long a parameter's name may be, in decoded bytes.
pub const MAX_NAME: usize = 100;
/// How long a parameter's value may be, in decoded bytes.
pub const MAX_VALUE: usize = 8 * 1024;
/// How long a request object may be: it carries a whole request, perhaps sealed.
pub const MAX_REQUEST_OBJECT: usize = 64 * 1024;

/// The decoded parameters of one request, in their order, borrowed where nothing was encoded.
///
/// There is no `Debug`: the values hold secrets.
#[derive(Clone, Default)]
pub struct Parameters<'a> {
    pairs: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    fault: Option<Malformed>,
}

impl<'a> Parameters<'a> {
    /// Decodes a form body or a query string (without its `?`).
    ///
    /// A stray `%`, bytes that are not UTF-8 and NUL are refused, as is whatever exceeds the
    /// limits of this module.
    pub fn parse(encoded: &'a [u8]) -> Result<Self, Malformed> {
        let mut parameters = Self::read(encoded);
        parameters.fault.take().map_or(Ok(parameters), Err)
    }

    /// Decodes what can be read, for whoever must know of a request that is to be refused anyway;
    /// the first thing that would have had [`Self::parse`] refuse it is its [`Self::fault`].
    pub fn read(encoded: &'a [u8]) -> Self {
        let mut read = Self::default();
        let pairs = encoded.split(|&byte| byte == b'&').filter(|pair| !pair.is_empty());
        for (index, pair) in pairs.enumerate() {
            if index == MAX_PARAMETERS {
                read.fault.get_or_insert(Malformed::TooMany);
                break;
            }
            match decode_pair(pair, index + 1) {
                Ok(pair) => read.pairs.push(pair),
                Err(malformed) => {
                    read.fault.get_or_insert(malformed);
                }
            }
        }
        read
    }

    /// Why these are not all the parameters there were; never there after [`Self::parse`].
    pub fn fault(&self) -> Option<&Malformed> {
        self.fault.as_ref()
    }

    /// The value of a parameter that may stand once.
    ///
    /// An empty value counts as absent (RFC 6749 §3.1), but a name that stands twice is refused
    /// even if one of the two is empty: two readers could disagree about which one counts.
    pub fn get(&self, name: &'static str) -> Result<Option<&str>, Malformed> {
        let mut values = self.values(name);
        let value = values.next();
        if values.next().is_some() {
            return Err(Malformed::Repeated { name });
        }
        Ok(value.filter(|value| !value.is_empty()))
    }

    /// The value of a parameter that must stand exactly once.
    pub fn require(&self, name: &'static str) -> Result<&str, Malformed> {
        self.get(name)?.ok_or(Malformed::Missing { name })
    }

    /// The values of a parameter that may stand several times, without the empty ones.
    pub fn get_all<'p>(&'p self, name: &'p str) -> impl Iterator<Item = &'p str> {
        self.values(name).filter(|value| !value.is_empty())
    }

    /// Whether the parameter stands there with any value.
    pub fn contains(&self, name: &str) -> bool {
        self.get_all(name).next().is_some()
    }

    /// All parameters in their order, also repeated and empty ones.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|(name, value)| (name.as_ref(), value.as_ref()))
    }

    fn values<'p>(&'p self, name: &'p str) -> impl Iterator<Item = &'p str> {
        self.iter().filter(move |(other, _)| *other == name).map(|(_, value)| value)
    }
}

/// Writes parameters, the inverse of [`Parameters::parse`]. All but the unreserved characters is
/// percent-encoded, so that what is written fits into a query and a body alike.
#[derive(Clone, Default)]
pub struct Encoder(String);

impl Encoder {
    /// Nothing written yet.
    pub const fn new() -> Self {
        Self(String::new())
    }

    /// Writes one parameter after those before.
    pub fn push(&mut self, name: &str, value: &str) {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        encode_into(&mut self.0, name);
        self.0.push('=');
        encode_into(&mut self.0, value);
    }

    /// What was written.
    pub fn finish(self) -> String {
        self.0
    }
}

/// Why parameters could not be read. Never holds a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Malformed {
    /// More than [`MAX_PARAMETERS`].
    TooMany,
    /// A name longer than [`MAX_NAME`] or a value longer than its limit.
    TooLong {
        /// The parameter, or `number 3` if its name is unfit to be shown.
        name: Cow<'static, str>,
        /// The limit in bytes.
        limit: usize,
    },
    /// A stray `%`, bytes that are not UTF-8, or NUL.
    Encoding {
        /// The parameter, or `number 3` if its name is unfit to be shown.
        name: Cow<'static, str>,
    },
    /// A parameter that may stand once stands several times.
    Repeated {
        /// The parameter.
        name: &'static str,
    },
    /// A required parameter is absent or empty.
    Missing {
        /// The parameter.
        name: &'static str,
    },
    /// The value does not have the form the specification gives it.
    Invalid {
        /// The parameter.
        name: &'static str,
        /// What was expected, as a phrase: `a number of seconds`.
        expected: &'static str,
    },
}

impl Malformed {
    /// The parameter at fault, where there is one.
    pub fn parameter(&self) -> Option<&str> {
        match self {
            Self::TooMany => None,
            Self::TooLong { name, .. } | Self::Encoding { name } => Some(name),
            Self::Repeated { name } | Self::Missing { name } | Self::Invalid { name, .. } => Some(name),
        }
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooMany => write!(f, "The request has more than {MAX_PARAMETERS} parameters."),
            Self::TooLong { name, limit } => {
                write!(f, "The parameter {name} is longer than {limit} bytes.")
            }
            Self::Encoding { name } => {
                write!(f, "The parameter {name} is not valid percent-encoded UTF-8.")
            }
            Self::Repeated { name } => write!(f, "The parameter {name} is given more than once."),
            Self::Missing { name } => write!(f, "The parameter {name} is missing."),
            Self::Invalid { name, expected } => write!(f, "The parameter {name} must be {expected}."),
        }
    }
}

impl std::error::Error for Malformed {}

/// What is wrong with one name or value, before it is known whose it is.
enum Bad {
    TooLong(usize),
    Encoding,
}

impl Bad {
    fn of(self, name: String) -> Malformed {
        let name = Cow::Owned(name);
        match self {
            Self::TooLong(limit) => Malformed::TooLong { name, limit },
            Self::Encoding => Malformed::Encoding { name },
        }
    }
}

fn decode_pair(pair: &[u8], position: usize) -> Result<(Cow<'_, str>, Cow<'_, str>), Malformed> {
    let (name, value) = match pair.iter().position(|&byte| byte == b'=') {
        Some(at) => (&pair[..at], &pair[at + 1..]),
        None => (pair, &b""[..]),
    };
    let name = decode(name, MAX_NAME).map_err(|bad| bad.of(format!("number {position}")))?;
    let limit = if name == "request" { MAX_REQUEST_OBJECT } else { MAX_VALUE };
    let value = decode(value, limit).map_err(|bad| bad.of(nameable(&name, position)))?;
    Ok((name, value))
}

/// A name from outside is shown only if it looks like a parameter's name.
fn nameable(name: &str, position: usize) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    if !name.is_empty() && name.bytes().all(plain) { name.to_owned() } else { format!("number {position}") }
}

fn decode(encoded: &[u8], limit: usize) -> Result<Cow<'_, str>, Bad> {
    // Every decoded byte takes at most three, so what is longer is refused unread.
    if encoded.len() > 3 * limit {
        return Err(Bad::TooLong(limit));
    }
    let decoded = decode_form(encoded).ok_or(Bad::Encoding)?;
    if decoded.len() > limit {
        return Err(Bad::TooLong(limit));
    }
    Ok(decoded)
}

/// Decodes one form-encoded component; `None` for a stray `%`, bytes that are not UTF-8, or NUL.
pub(crate) fn decode_form(encoded: &[u8]) -> Option<Cow<'_, str>> {
    if !encoded.iter().any(|byte| matches!(byte, b'+' | b'%' | 0)) {
        return std::str::from_utf8(encoded).ok().map(Cow::Borrowed);
    }
    let mut decoded = Vec::with_capacity(encoded.len());
    let mut bytes = encoded.iter();
    while let Some(&byte) = bytes.next() {
        let byte = match byte {
            b'+' => b' ',
            b'%' => (hex(*bytes.next()?)? << 4) | hex(*bytes.next()?)?,
            other => other,
        };
        if byte == 0 {
            return None;
        }
        decoded.push(byte);
    }
    String::from_utf8(decoded).ok().map(Cow::Owned)
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn borrows_what_is_not_encoded() {
        let parameters = Parameters::parse(b"a=plain&b=two+words").unwrap();
        assert!(matches!(&parameters.pairs[0].1, Cow::Borrowed("plain")));
        assert_eq!(parameters.get("b").unwrap(), Some("two words"));
    }

    #[test]
    fn decodes_names_and_values_alike() {
        let parameters = Parameters::parse(b"st%61te=V%C3%A4in%C3%B6+%2B&&x").unwrap();
        assert_eq!(parameters.get("state").unwrap(), Some("V\u{e4}in\u{f6} +"));
        assert_eq!(parameters.iter().count(), 2);
    }

    #[test]
    fn counts_an_empty_value_as_absent() {
        let parameters = Parameters::parse(b"a=&b").unwrap();
        assert_eq!(parameters.get("a").unwrap(), None);
        assert!(!parameters.contains("b"));
        assert_eq!(parameters.require("a"), Err(Malformed::Missing { name: "a" }));
    }

    #[test]
    fn gives_every_value_of_a_parameter_that_may_repeat() {
        let parameters = Parameters::parse(b"resource=a&x=y&resource=&resource=b").unwrap();
        assert_eq!(parameters.get_all("resource").collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn reads_back_what_the_encoder_wrote() {
        let mut encoder = Encoder::new();
        encoder.push("a", "x&y=z +%");
        encoder.push("\u{e4}", "");
        let encoded = encoder.finish();
        assert_eq!(encoded, "a=x%26y%3Dz%20%2B%25&%C3%A4=");
        let parameters = Parameters::parse(encoded.as_bytes()).unwrap();
        assert_eq!(parameters.iter().collect::<Vec<_>>(), [("a", "x&y=z +%"), ("\u{e4}", "")]);
    }

    #[test]
    fn never_shows_a_name_that_is_not_one() {
        let refused = Parameters::parse(b"a=1&%3Cscript%3E=%zz").err().unwrap();
        assert_eq!(refused.parameter(), Some("number 2"));
    }
}
