//! A look over the bytes before anything is built of them. It knows of XML only how far each piece of markup
//! goes; on what is well-formed its counts are exact, and what is not is refused by the parser afterwards.

use crate::{Error, Limits};

/// Refuses what is more than `limits` allow and what is not read at all.
pub(crate) fn check(text: &str, limits: &Limits) -> Result<(), Error> {
    let bytes = text.as_bytes();
    // The parser makes room for as many nodes and attributes.
    if count(bytes, b'<') > limits.tags {
        return Err(Error::TooManyTags);
    }
    if count(bytes, b'=') > limits.attributes {
        return Err(Error::TooManyAttributes);
    }
    let mut scan = Scan { limits, open: Vec::new(), in_force: 0 };
    let mut rest = declaration(text)?.as_bytes();
    while let Some(at) = rest.iter().position(|byte| *byte == b'<') {
        check_entities(&rest[..at])?;
        rest = scan.markup(&rest[at..])?;
    }
    check_entities(rest)
}

/// What is open, and how many namespaces each of it declares.
struct Scan<'a> {
    limits: &'a Limits,
    open: Vec<usize>,
    in_force: usize,
}

impl Scan<'_> {
    /// Passes over what begins with `<` here.
    fn markup<'b>(&mut self, rest: &'b [u8]) -> Result<&'b [u8], Error> {
        if let Some(comment) = rest.strip_prefix(b"<!--") {
            return behind(comment, b"-->");
        }
        if let Some(section) = rest.strip_prefix(b"<![CDATA[") {
            return behind(section, b"]]>");
        }
        if rest.starts_with(b"<!") {
            return Err(Error::DocumentType);
        }
        if let Some(instruction) = rest.strip_prefix(b"<?") {
            if !self.limits.processing_instructions {
                return Err(Error::ProcessingInstruction);
            }
            return behind(instruction, b"?>");
        }
        if let Some(end) = rest.strip_prefix(b"</") {
            self.in_force -= self.open.pop().unwrap_or_default();
            return behind(end, b">");
        }
        self.start_tag(rest)
    }

    fn start_tag<'b>(&mut self, rest: &'b [u8]) -> Result<&'b [u8], Error> {
        let (mut attributes, mut declared, mut at) = (0, 0, 1);
        let mut name = at;
        loop {
            match rest.get(at).ok_or_else(unfinished)? {
                b'>' => break,
                quote @ (b'"' | b'\'') => {
                    attributes += 1;
                    declared += usize::from(rest[name..at].starts_with(b"xmlns"));
                    if attributes > self.limits.attributes_of_one {
                        return Err(Error::TooManyAttributes);
                    }
                    let value = &rest[at + 1..];
                    let length = value.iter().position(|byte| byte == quote).ok_or_else(unfinished)?;
                    check_entities(&value[..length])?;
                    at += length + 2;
                    name = at;
                }
                b' ' | b'\t' | b'\n' | b'\r' => {
                    at += 1;
                    name = at;
                }
                _ => at += 1,
            }
        }
        if self.in_force + declared > self.limits.namespaces {
            return Err(Error::TooManyNamespaces);
        }
        if rest[at - 1] != b'/' {
            self.open.push(declared);
            self.in_force += declared;
        }
        if self.open.len() > self.limits.depth {
            return Err(Error::TooDeep);
        }
        Ok(&rest[at + 1..])
    }
}

/// What stands behind the XML declaration (XML 1.0 §2.8), if there is one: of version 1.0, in UTF-8.
fn declaration(text: &str) -> Result<&str, Error> {
    let Some(inside) = text.strip_prefix("<?xml").filter(|rest| rest.starts_with([' ', '\t', '\n', '\r']))
    else {
        return Ok(text);
    };
    let (inside, rest) = inside.split_once("?>").ok_or_else(unfinished)?;
    if !matches!(value(inside, "version"), Some("1.0")) {
        return Err(Error::Version);
    }
    match value(inside, "encoding") {
        Some(encoding) if !encoding.eq_ignore_ascii_case("utf-8") => Err(Error::Encoding),
        _ => Ok(rest),
    }
}

fn value<'a>(declaration: &'a str, name: &str) -> Option<&'a str> {
    let (_, behind) = declaration.split_once(name)?;
    let behind = behind.trim_start().strip_prefix('=')?.trim_start();
    let quote = behind.chars().next().filter(|quote| ['"', '\''].contains(quote))?;
    behind[1..].split_once(quote).map(|(value, _)| value)
}

/// XML 1.0 §4.6; numbers stand for characters, not for entities.
fn check_entities(text: &[u8]) -> Result<(), Error> {
    const KNOWN: [&[u8]; 6] = [b"#", b"amp;", b"lt;", b"gt;", b"quot;", b"apos;"];
    let mut rest = text;
    while let Some(at) = rest.iter().position(|byte| *byte == b'&') {
        rest = &rest[at + 1..];
        if !KNOWN.iter().any(|known| rest.starts_with(known)) {
            return Err(Error::Entity);
        }
    }
    Ok(())
}

fn behind<'a>(rest: &'a [u8], end: &[u8]) -> Result<&'a [u8], Error> {
    let found = rest.windows(end.len()).position(|window| window == end);
    found.map(|at| &rest[at + end.len()..]).ok_or_else(unfinished)
}

fn unfinished() -> Error {
    Error::Malformed("it ends in the middle of markup".to_owned())
}

fn count(bytes: &[u8], wanted: u8) -> usize {
    bytes.iter().filter(|byte| **byte == wanted).count()
}
