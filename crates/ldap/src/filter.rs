//! Filters as RFC 4515 writes them, into what a search carries (RFC 4511 §4.5.1.7).

use crate::ber::{OCTET_STRING, SEQUENCE, boolean, element};

/// How deep one may nest.
const DEEPEST: usize = 20;

const AND: u8 = 0xa0;
const OR: u8 = 0xa1;
const NOT: u8 = 0xa2;
const EQUAL: u8 = 0xa3;
const SUBSTRINGS: u8 = 0xa4;
const AT_LEAST: u8 = 0xa5;
const AT_MOST: u8 = 0xa6;
const PRESENT: u8 = 0x87;
const ABOUT: u8 = 0xa8;
const EXTENSIBLE: u8 = 0xa9;

/// A text is no filter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MalformedFilter;

/// A filter as it is sent.
pub(crate) fn encode(text: &str) -> Result<Vec<u8>, MalformedFilter> {
    match read(text, DEEPEST)? {
        (filter, "") => Ok(filter),
        _ => Err(MalformedFilter),
    }
}

/// Reads one filter; what follows it comes back.
fn read(text: &str, deepest: usize) -> Result<(Vec<u8>, &str), MalformedFilter> {
    let deeper = deepest.checked_sub(1).ok_or(MalformedFilter)?;
    let inside = text.strip_prefix('(').ok_or(MalformedFilter)?;
    let (filter, rest) = match inside.as_bytes().first() {
        Some(b'&') => several(AND, &inside[1..], deeper)?,
        Some(b'|') => several(OR, &inside[1..], deeper)?,
        Some(b'!') => {
            let (inner, rest) = read(&inside[1..], deeper)?;
            (element(NOT, &inner), rest)
        }
        _ => {
            let end = inside.find(['(', ')']).ok_or(MalformedFilter)?;
            (item(&inside[..end])?, &inside[end..])
        }
    };
    Ok((filter, rest.strip_prefix(')').ok_or(MalformedFilter)?))
}

fn several(tag: u8, mut rest: &str, deepest: usize) -> Result<(Vec<u8>, &str), MalformedFilter> {
    let mut content = Vec::new();
    while rest.starts_with('(') {
        let (filter, after) = read(rest, deepest)?;
        content.extend(filter);
        rest = after;
    }
    Ok((element(tag, &content), rest))
}

fn item(item: &str) -> Result<Vec<u8>, MalformedFilter> {
    let (left, value) = item.split_once('=').ok_or(MalformedFilter)?;
    let (tag, attribute) = match left.as_bytes().last() {
        Some(b'~') => (ABOUT, &left[..left.len() - 1]),
        Some(b'>') => (AT_LEAST, &left[..left.len() - 1]),
        Some(b'<') => (AT_MOST, &left[..left.len() - 1]),
        Some(b':') => return extensible(&left[..left.len() - 1], value),
        _ => (EQUAL, left),
    };
    if attribute.is_empty() {
        return Err(MalformedFilter);
    }
    if tag == EQUAL && value == "*" {
        return Ok(element(PRESENT, attribute.as_bytes()));
    }
    if tag == EQUAL && value.contains('*') {
        return substrings(attribute, value);
    }
    Ok(compared(tag, attribute, &unescape(value)?))
}

fn compared(tag: u8, attribute: &str, value: &[u8]) -> Vec<u8> {
    element(tag, &[element(OCTET_STRING, attribute.as_bytes()), element(OCTET_STRING, value)].concat())
}

fn substrings(attribute: &str, value: &str) -> Result<Vec<u8>, MalformedFilter> {
    let parts: Vec<&str> = value.split('*').collect();
    let mut content = Vec::new();
    for (at, part) in parts.iter().enumerate().filter(|(_, part)| !part.is_empty()) {
        let tag = match at {
            0 => 0x80,
            last if last == parts.len() - 1 => 0x82,
            _ => 0x81,
        };
        content.extend(element(tag, &unescape(part)?));
    }
    if content.is_empty() {
        return Err(MalformedFilter);
    }
    let inner = [element(OCTET_STRING, attribute.as_bytes()), element(SEQUENCE, &content)].concat();
    Ok(element(SUBSTRINGS, &inner))
}

/// `attr:dn:rule:=value`, in which attribute, `dn` and rule may each be absent.
fn extensible(left: &str, value: &str) -> Result<Vec<u8>, MalformedFilter> {
    let mut parts: Vec<&str> = left.split(':').collect();
    let attribute = parts.remove(0);
    let before = parts.len();
    parts.retain(|part| *part != "dn");
    let with_names = parts.len() < before;
    let mut content = Vec::new();
    match (parts.as_slice(), attribute) {
        ([], "") => return Err(MalformedFilter),
        ([], _) => {}
        ([rule], _) if !rule.is_empty() => content.extend(element(0x81, rule.as_bytes())),
        _ => return Err(MalformedFilter),
    }
    if !attribute.is_empty() {
        content.extend(element(0x82, attribute.as_bytes()));
    }
    content.extend(element(0x83, &unescape(value)?));
    if with_names {
        let mut named = boolean(true);
        named[0] = 0x84;
        content.extend(named);
    }
    Ok(element(EXTENSIBLE, &content))
}

/// A value without its escapes: a backslash and two hexadecimal digits are a byte.
fn unescape(value: &str) -> Result<Vec<u8>, MalformedFilter> {
    let mut parts = value.as_bytes().split(|byte| *byte == b'\\');
    let mut bytes = parts.next().unwrap_or_default().to_vec();
    for part in parts {
        let digits = part.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let digits = digits.filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.ok_or(MalformedFilter)?);
        bytes.extend_from_slice(&part[2..]);
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_escaped_is_a_value_and_nothing_else() {
        let typed = r"(uid=\2a\29\28uid=\2a)";
        let expected = compared(EQUAL, "uid", b"*)(uid=*");
        assert_eq!(encode(typed), Ok(expected));
    }

    #[test]
    fn every_kind_of_filter_is_written() {
        let string = |text: &str| element(OCTET_STRING, text.as_bytes());
        assert_eq!(encode("(a=*)"), Ok(element(PRESENT, b"a")));
        assert_eq!(encode("(!(a=b))"), Ok(element(NOT, &compared(EQUAL, "a", b"b"))));
        for (text, tag) in [("(a>=1)", AT_LEAST), ("(a<=1)", AT_MOST), ("(a~=1)", ABOUT)] {
            assert_eq!(encode(text), Ok(compared(tag, "a", b"1")), "{text}");
        }
        let both = [compared(EQUAL, "a", b"b"), compared(EQUAL, "c", b"d")].concat();
        assert_eq!(encode("(&(a=b)(c=d))"), Ok(element(AND, &both)));
        assert_eq!(encode("(|(a=b)(c=d))"), Ok(element(OR, &both)));
        let parts = [element(0x80, b"x"), element(0x81, b"y"), element(0x82, b"z")].concat();
        let inner = [string("a"), element(SEQUENCE, &parts)].concat();
        assert_eq!(encode("(a=x*y*z)"), Ok(element(SUBSTRINGS, &inner)));
        let rule = [element(0x81, b"1.2"), element(0x82, b"member"), element(0x83, b"cn=x")].concat();
        assert_eq!(encode("(member:1.2:=cn=x)"), Ok(element(EXTENSIBLE, &rule)));
        let named = [element(0x82, b"ou"), element(0x83, b"x"), vec![0x84, 1, 0xff]].concat();
        assert_eq!(encode("(ou:dn:=x)"), Ok(element(EXTENSIBLE, &named)));
    }

    #[test]
    fn what_is_no_filter_is_refused() {
        let deep = format!("{}(a=b){}", "(!".repeat(30), ")".repeat(30));
        for text in [
            "",
            "a=b",
            "(a=b",
            "(a)",
            "(=b)",
            r"(a=\zz)",
            r"(a=\2)",
            "(a=b)(c=d)",
            "(:=b)",
            "(a:b:c:=d)",
            "(a=**)",
            &deep,
        ] {
            assert_eq!(encode(text), Err(MalformedFilter), "{text}");
        }
    }
}
