//! The text of a name in a directory (RFC 4514).

use std::fmt::{self, Write};

use super::{Attribute, Value};

/// What attributes are called, and the content of their object identifiers: those of RFC 4514 §3, and those
/// that certificates of companies have (RFC 4519, RFC 2985, ETSI EN 319 412-1, CA/Browser Forum).
#[rustfmt::skip]
const KINDS: [(&str, &[u8]); 23] = [
    ("CN",                     &[0x55, 4, 3]),
    ("L",                      &[0x55, 4, 7]),
    ("ST",                     &[0x55, 4, 8]),
    ("O",                      &[0x55, 4, 10]),
    ("OU",                     &[0x55, 4, 11]),
    ("C",                      &[0x55, 4, 6]),
    ("STREET",                 &[0x55, 4, 9]),
    ("DC",                     &[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 25]),
    ("UID",                    &[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 1]),
    ("SN",                     &[0x55, 4, 4]),
    ("serialNumber",           &[0x55, 4, 5]),
    ("title",                  &[0x55, 4, 12]),
    ("description",            &[0x55, 4, 13]),
    ("businessCategory",       &[0x55, 4, 15]),
    ("postalCode",             &[0x55, 4, 17]),
    ("GN",                     &[0x55, 4, 42]),
    ("initials",               &[0x55, 4, 43]),
    ("dnQualifier",            &[0x55, 4, 46]),
    ("organizationIdentifier", &[0x55, 4, 97]),
    ("emailAddress",           &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1]),
    ("jurisdictionL",          &[0x2b, 6, 1, 4, 1, 0x82, 0x37, 60, 2, 1, 1]),
    ("jurisdictionST",         &[0x2b, 6, 1, 4, 1, 0x82, 0x37, 60, 2, 1, 2]),
    ("jurisdictionC",          &[0x2b, 6, 1, 4, 1, 0x82, 0x37, 60, 2, 1, 3]),
];

/// Other names for some of them.
const ALSO: [(&str, &str); 5] =
    [("E", "emailAddress"), ("email", "emailAddress"), ("S", "ST"), ("surname", "SN"), ("givenName", "GN")];

/// What must not stand in a text unless a backslash is before it.
const SPECIAL: &[u8] = b"\"+,;<>\\\0";

/// The parts in the order of the text, the most specific first.
pub(super) fn parse(text: &str) -> Result<Vec<Vec<Attribute>>, &'static str> {
    let mut rest = text.as_bytes();
    let mut parts = vec![vec![]];
    loop {
        let attribute = attribute(&mut rest)?;
        if let Some(part) = parts.last_mut() {
            part.push(attribute);
        }
        match rest.split_first() {
            None => return Ok(parts),
            Some((b'+', behind)) => rest = behind,
            Some((b',', behind)) => {
                rest = behind;
                parts.push(vec![]);
            }
            Some(_) => return Err("a character that needs a backslash before it"),
        }
    }
}

/// Up to the separator behind it, or the end.
fn attribute(rest: &mut &[u8]) -> Result<Attribute, &'static str> {
    let equals = rest.iter().position(|byte| *byte == b'=').ok_or("an attribute without =")?;
    let (name, behind) = rest.split_at(equals);
    *rest = behind.get(1..).unwrap_or_default().trim_ascii_start();
    let name = std::str::from_utf8(name.trim_ascii()).map_err(|_| UNKNOWN)?;
    let kind = kind(name).ok_or(UNKNOWN)?;
    let value = match rest.strip_prefix(b"#") {
        Some(digits) => {
            let length = digits.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
            let (digits, behind) = digits.split_at(length);
            *rest = behind.trim_ascii_start();
            let der: Option<Vec<u8>> = digits.chunks(2).map(pair).collect();
            der.and_then(|der| Value::read(&der)).ok_or("a # without the DER of a value in hexadecimal")?
        }
        None => Value::Text(string(rest)?),
    };
    Ok(Attribute { kind, value })
}

const UNKNOWN: &str = "an attribute that is not known here; its object identifier in numbers is";

fn kind(name: &str) -> Option<Vec<u8>> {
    let meant = ALSO.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
    let name = meant.map_or(name, |(_, meant)| meant);
    let known = KINDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    known.map(|(_, kind)| kind.to_vec()).or_else(|| encode_oid(name))
}

/// A text, with backslashes before what would end it, or before two digits that stand for a byte.
fn string(rest: &mut &[u8]) -> Result<String, &'static str> {
    let mut bytes = Vec::new();
    // As long as what a backslash was before: spaces behind that separate, and are none of the text.
    let mut meant = 0;
    while let Some((&byte, behind)) = rest.split_first() {
        if byte != b'\\' {
            if SPECIAL.contains(&byte) {
                break;
            }
            bytes.push(byte);
            *rest = behind;
            continue;
        }
        let (escaped, behind) = match behind {
            [byte, behind @ ..] if SPECIAL.contains(byte) || b" #=".contains(byte) => (*byte, behind),
            [high, low, behind @ ..] => (pair(&[*high, *low]).ok_or(BACKSLASH)?, behind),
            _ => return Err(BACKSLASH),
        };
        bytes.push(escaped);
        meant = bytes.len();
        *rest = behind;
    }
    while bytes.len() > meant && bytes.last() == Some(&b' ') {
        bytes.pop();
    }
    String::from_utf8(bytes).map_err(|_| "a text that is not UTF-8")
}

const BACKSLASH: &str = "a backslash that is before neither a special character nor two hexadecimal digits";

fn pair(digits: &[u8]) -> Option<u8> {
    let digit = |place: usize| digits.get(place).and_then(|digit| char::from(*digit).to_digit(16));
    u8::try_from(digit(0)? * 16 + digit(1)?).ok()
}

/// Writes one so that [`parse`] reads the same.
pub(super) fn write(attribute: &Attribute, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match KINDS.iter().find(|(_, kind)| *kind == attribute.kind) {
        Some((name, _)) => f.write_str(name)?,
        None => f.write_str(&decode_oid(&attribute.kind))?,
    }
    match &attribute.value {
        Value::Other(der) => {
            f.write_str("=#")?;
            der.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
        }
        Value::Text(text) => {
            f.write_char('=')?;
            let last = text.chars().count().saturating_sub(1);
            for (place, letter) in text.chars().enumerate() {
                let at_edge = place == 0 && letter == '#' || (place == 0 || place == last) && letter == ' ';
                match letter {
                    letter if letter.is_control() => {
                        let mut bytes = [0; 4];
                        let bytes = letter.encode_utf8(&mut bytes).bytes();
                        bytes.into_iter().try_for_each(|byte| write!(f, "\\{byte:02x}"))?;
                    }
                    '"' | '+' | ',' | ';' | '<' | '>' | '\\' => write!(f, "\\{letter}")?,
                    letter if at_edge => write!(f, "\\{letter}")?,
                    letter => f.write_char(letter)?,
                }
            }
            Ok(())
        }
    }
}

/// The content of an object identifier in numbers (X.690 §8.19).
fn encode_oid(text: &str) -> Option<Vec<u8>> {
    let number = |text: &str| {
        let is_plain =
            text.bytes().all(|byte| byte.is_ascii_digit()) && !(text.len() > 1 && text.starts_with('0'));
        text.parse::<u64>().ok().filter(|_| is_plain)
    };
    let numbers: Vec<u64> = text.split('.').map(number).collect::<Option<_>>()?;
    let [first @ 0..=2, second, rest @ ..] = numbers.as_slice() else { return None };
    if *first < 2 && *second > 39 {
        return None;
    }
    let joined = (first * 40).checked_add(*second)?;
    let mut content = Vec::new();
    for number in std::iter::once(&joined).chain(rest) {
        let groups = (64 - number.leading_zeros()).div_ceil(7).max(1);
        for group in (0..groups).rev() {
            let more = if group > 0 { 0x80 } else { 0 };
            content.push(more | u8::try_from(number >> (7 * group) & 0x7f).ok()?);
        }
    }
    Some(content)
}

/// Whether this is the content of an object identifier, as short as it can be and of numbers that fit.
pub(super) fn can_be_written(kind: &[u8]) -> bool {
    encode_oid(&decode_oid(kind)).is_some_and(|again| again == kind)
}

/// In numbers; a question mark stands for what is none.
fn decode_oid(content: &[u8]) -> String {
    let mut numbers = Vec::new();
    let mut number = 0_u64;
    for byte in content {
        number = number.saturating_mul(128).saturating_add(u64::from(byte & 0x7f));
        if byte & 0x80 == 0 {
            if numbers.is_empty() {
                let first = (number / 40).min(2);
                numbers.extend([first, number - first * 40]);
            } else {
                numbers.push(number);
            }
            number = 0;
        }
    }
    match numbers.as_slice() {
        [] => "?".to_owned(),
        numbers => numbers.iter().map(u64::to_string).collect::<Vec<_>>().join("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn object_identifiers_are_written_in_numbers_and_back() {
        for (text, content) in [
            ("2.5.4.3", &[0x55, 4, 3][..]),
            ("1.2.840.113549.1.9.1", &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1]),
            ("2.999.0", &[0x88, 0x37, 0]),
        ] {
            assert_eq!(encode_oid(text).as_deref(), Some(content), "{text}");
            assert_eq!(decode_oid(content), text);
        }
        for text in
            ["", "2", "3.1", "1.40", "1.2.", "01.2", "1.2.03", "1.2.a", "1.+2", "2.18446744073709551615"]
        {
            assert_eq!(encode_oid(text), None, "{text}");
        }
        let long = [&[0x2a][..], &[0xff; 12], &[0x7f]].concat();
        for content in [&[][..], &[0x2a, 0x80, 1], &[0x2a, 0x81], &long] {
            assert!(!can_be_written(content), "{content:?}");
        }
        assert!(can_be_written(&[0x2a, 3, 4]));
    }
}
