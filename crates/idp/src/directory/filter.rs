//! Filters with a place for what somebody wrote. A filter is read whole before it is kept, and what is put into
//! it can only ever be a value: none of its characters means anything.

use std::fmt::Write;

/// The longest filter, in bytes.
const LONGEST: usize = 1000;
/// How deep one may nest.
const DEEPEST: usize = 10;
/// The longest name of an attribute, in bytes.
const LONGEST_ATTRIBUTE: usize = 100;

/// Why a filter is none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Error {
    /// It is not as RFC 4515 has filters, or longer or deeper than we take.
    Malformed,
    /// What somebody wrote has no place in it, or has one that is not a value.
    NoPlace,
}

impl Error {
    pub(super) const fn expected(self) -> &'static str {
        match self {
            Self::Malformed => "a filter as RFC 4515 has them: at most 1000 bytes, at most 10 deep",
            Self::NoPlace => "with {name}, or {dn} for groups, as a value at least once, and no other braces",
        }
    }
}

/// Checks a filter in which this place stands for a value.
///
/// # Errors
/// Why it is none.
pub fn check(filter: &str, place: &str) -> Result<(), Error> {
    if filter.len() > LONGEST {
        return Err(Error::Malformed);
    }
    // An asterisk is fit for a value, and neither for an attribute's name nor for an operator.
    if read(&filter.replace(place, "*"), DEEPEST) != Some("") {
        return Err(Error::Malformed);
    }
    let places = filter.matches(place).count();
    let braces = filter.matches(['{', '}']).count();
    if places > 0 && braces == 2 * places { Ok(()) } else { Err(Error::NoPlace) }
}

/// The filter with a value in its place, every byte of it escaped that is not a letter or a digit (RFC 4515 §3).
pub fn fill(filter: &str, place: &str, value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() {
            escaped.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(escaped, "\\{byte:02x}");
        }
    }
    filter.replace(place, &escaped)
}

/// Whether something can be an attribute's name or number (RFC 4512 §2.5), with options.
pub fn is_attribute(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b';');
    let begins = name.starts_with(|first: char| first.is_ascii_alphanumeric());
    begins && name.len() <= LONGEST_ATTRIBUTE && name.bytes().all(plain)
}

/// Reads one filter, and returns what follows it.
fn read(text: &str, deepest: usize) -> Option<&str> {
    let inside = text.strip_prefix('(')?;
    let rest = match inside.as_bytes().first()? {
        b'&' | b'|' => {
            let mut rest = read(&inside[1..], deepest.checked_sub(1)?)?;
            while rest.starts_with('(') {
                rest = read(rest, deepest.checked_sub(1)?)?;
            }
            rest
        }
        b'!' => read(&inside[1..], deepest.checked_sub(1)?)?,
        _ => item(inside)?,
    };
    rest.strip_prefix(')')
}

/// Reads an attribute, an operator and a value.
fn item(text: &str) -> Option<&str> {
    let end = text.find(['(', ')'])?;
    let (item, rest) = text.split_at(end);
    let (attribute, value) = item.split_once('=')?;
    let attribute = attribute.strip_suffix(['~', '>', '<']).unwrap_or(attribute);
    let is_fit = match attribute.strip_suffix(':') {
        // A rule by which values match, such as that of Active Directory for groups in groups.
        Some(extended) => extended.split(':').all(is_attribute),
        None => is_attribute(attribute),
    };
    (is_fit && is_value(value)).then_some(rest)
}

/// Whether every backslash begins two hexadecimal digits, and nothing is hidden.
fn is_value(value: &str) -> bool {
    let mut parts = value.split('\\');
    let first = parts.next().is_some_and(|part| !part.contains(char::is_control));
    first
        && parts.all(|part| {
            let digits = part.as_bytes().get(..2).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit));
            digits && !part.contains(char::is_control)
        })
}
