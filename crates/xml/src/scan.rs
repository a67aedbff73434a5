//! A look over the bytes before anything is built of them. It knows of XML only how far each piece of markup
//! goes; on what is well-formed its counts are exact, and what is not is refused by the parser afterwards.

use crate::{Error, Limits};

/// Refuses what is more than `limits` allow and what is not read at all, and gives the text without its
/// declaration.
pub(crate) fn check<'a>(text: &'a str, limits: &Limits) -> Result<&'a str, Error> {
    let bytes = text.as_bytes();
    // The parser makes room for as many nodes and attributes.
    if count(bytes, b'<') > limits.tags {
        return Err(Error::TooManyTags);
    }
    if count(bytes, b'=') > limits.attributes {
        return Err(Error::TooManyAttributes);
    }
    let mut scan = Scan { limits, open: Vec::new(), in_force: 0 };
    let text = declaration(text)?;
    let mut rest = text.as_bytes();
    while let Some(at) = rest.iter().position(|byte| *byte == b'<') {
        check_entities(&rest[..at])?;
        rest = scan.markup(&rest[at..])?;
    }
    check_entities(rest)?;
    Ok(text)
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
            // XML 1.0 §2.6: this name is reserved.
            let named = instruction.get(..3).is_some_and(|name| name.eq_ignore_ascii_case(b"xml"));
            if named && instruction.get(3).is_none_or(|next| b"? \t\n\r".contains(next)) {
                return Err(Error::Malformed("a second declaration".to_owned()));
            }
            return behind(instruction, b"?>");
        }
        if let Some(end) = rest.strip_prefix(b"</") {
            // The parser would take it for one without prefix.
            if end.starts_with(b":") {
                return Err(Error::Malformed("an empty prefix".to_owned()));
            }
            self.in_force -= self.open.pop().unwrap_or_default();
            return behind(end, b">");
        }
        self.start_tag(rest)
    }

    fn start_tag<'b>(&mut self, rest: &'b [u8]) -> Result<&'b [u8], Error> {
        let (mut attributes, mut declared) = (0, 0);
        let mut at = 1 + rest[1..].iter().take_while(|byte| !b" \t\n\r/>".contains(byte)).count();
        let mut begin = at;
        loop {
            match rest.get(at).ok_or_else(unfinished)? {
                b'>' => break,
                quote @ (b'"' | b'\'') => {
                    let name = rest[begin..at].trim_ascii_start();
                    let name = name.split(|byte| b" \t\n\r=".contains(byte)).next().unwrap_or_default();
                    // The parser would take these for others without prefix, and the second for a declaration.
                    if name.starts_with(b":") || name.ends_with(b":xmlns") {
                        return Err(Error::Malformed("a prefix that cannot be".to_owned()));
                    }
                    attributes += 1;
                    declared += usize::from(name.starts_with(b"xmlns"));
                    if attributes > self.limits.attributes_of_one {
                        return Err(Error::TooManyAttributes);
                    }
                    let value = &rest[at + 1..];
                    let length = value.iter().position(|byte| byte == quote).ok_or_else(unfinished)?;
                    check_entities(&value[..length])?;
                    at += length + 2;
                    begin = at;
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
    let Some(inside) = text.strip_prefix("<?xml").filter(|rest| rest.starts_with(SPACE)) else {
        return Ok(text);
    };
    let (inside, rest) = inside.split_once("?>").ok_or_else(unfinished)?;
    let (version, inside) = declared(inside, "version").ok_or(Error::Version)?;
    if version != "1.0" {
        return Err(Error::Version);
    }
    let (encoding, inside) = declared(inside, "encoding").unwrap_or(("utf-8", inside));
    if !encoding.eq_ignore_ascii_case("utf-8") {
        return Err(Error::Encoding);
    }
    let (standalone, inside) = declared(inside, "standalone").unwrap_or(("yes", inside));
    let whole = matches!(standalone, "yes" | "no") && inside.trim_matches(SPACE).is_empty();
    if whole { Ok(rest) } else { Err(Error::Malformed("its declaration is none".to_owned())) }
}

const SPACE: [char; 4] = [' ', '\t', '\n', '\r'];

/// The value under this name, and what stands behind it.
fn declared<'a>(inside: &'a str, name: &str) -> Option<(&'a str, &'a str)> {
    let behind = inside.strip_prefix(SPACE)?.trim_start_matches(SPACE).strip_prefix(name)?;
    let behind = behind.trim_start_matches(SPACE).strip_prefix('=')?.trim_start_matches(SPACE);
    let quote = behind.chars().next().filter(|quote| ['"', '\''].contains(quote))?;
    behind[1..].split_once(quote)
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
