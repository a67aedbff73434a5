//! Names in a directory (X.501), as certificates have them in DER and people in text.

mod text;

use std::fmt;

use super::OBJECT_IDENTIFIER;
use crate::key::der::{Reader, SEQUENCE};

const SET: u8 = 0x31;
/// Strings whose bytes are UTF-8, some of them of fewer characters: `UTF8String`, `NumericString`,
/// `PrintableString`, `IA5String`, `VisibleString`.
const UTF_8: [u8; 5] = [0x0c, 0x12, 0x13, 0x16, 0x1a];
const BMP_STRING: u8 = 0x1e;

/// A name in a directory, such as `CN=shop,O=Example Oy,C=FI` (RFC 4514). Two are the same when they have the
/// same parts in the same order, whatever case and spaces their texts are written in (RFC 5280 §7.1) and in
/// whichever kind of string; within one part of several attributes these have no order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DistinguishedName(
    /// The most general first, as in a certificate; each with its attributes in order.
    Vec<Vec<Attribute>>,
);

impl DistinguishedName {
    /// Reads one as RFC 4514 writes it, the most specific part first. Spaces around the separators are passed
    /// over, as many programs write some.
    ///
    /// # Errors
    /// What is wrong with it, in a few words; a name without any part is wrong too.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let mut parts = text::parse(text)?;
        parts.reverse();
        Ok(Self(parts.into_iter().map(in_order).collect()))
    }

    /// `RDNSequence` (RFC 5280 §4.1.2.4), as it stands in a sequence.
    pub(super) fn read(mut sequence: Reader<'_>) -> Option<Self> {
        let mut parts = Vec::new();
        while !sequence.is_empty() {
            let mut set = sequence.element(SET)?;
            let mut attributes = Vec::new();
            while !set.is_empty() {
                attributes.push(Attribute::read(set.element(SEQUENCE)?)?);
            }
            if attributes.is_empty() {
                return None;
            }
            parts.push(in_order(attributes));
        }
        Some(Self(parts))
    }
}

/// As RFC 4514 writes it.
impl fmt::Display for DistinguishedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, part) in self.0.iter().rev().enumerate() {
            for (within, attribute) in part.iter().enumerate() {
                f.write_str(match (place, within) {
                    (0, 0) => "",
                    (_, 0) => ",",
                    _ => "+",
                })?;
                text::write(attribute, f)?;
            }
        }
        Ok(())
    }
}

/// Attributes of one part in an order that does not depend on who wrote them.
fn in_order(mut attributes: Vec<Attribute>) -> Vec<Attribute> {
    attributes.sort_by_cached_key(|attribute| (attribute.kind.clone(), attribute.value.compared()));
    attributes
}

/// What is said of somebody, and what it is about them.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Attribute {
    /// The content of its object identifier.
    kind: Vec<u8>,
    value: Value,
}

impl Attribute {
    fn read(mut pair: Reader<'_>) -> Option<Self> {
        let kind = pair.element(OBJECT_IDENTIFIER)?.0.to_vec();
        if !text::can_be_written(&kind) {
            return None;
        }
        let value = Value::read(pair.0)?;
        Some(Self { kind, value })
    }
}

#[derive(Debug, Clone)]
enum Value {
    Text(String),
    /// In DER, for what is no text or of a kind whose letters depend on who reads them.
    Other(Vec<u8>),
}

impl Value {
    /// Reads one in DER, which it fills.
    fn read(der: &[u8]) -> Option<Self> {
        let mut rest = Reader(der);
        let (tag, content) = rest.any()?;
        if !rest.is_empty() {
            return None;
        }
        Some(match tag {
            tag if UTF_8.contains(&tag) => Self::Text(String::from_utf8(content.0.to_vec()).ok()?),
            BMP_STRING => {
                let (pairs, rest) = content.0.as_chunks::<2>();
                let units: Vec<_> = pairs.iter().map(|pair| u16::from_be_bytes(*pair)).collect();
                Self::Text(String::from_utf16(&units).ok().filter(|_| rest.is_empty())?)
            }
            _ => Self::Other(der.to_vec()),
        })
    }

    /// What of it counts: RFC 4518's preparation, as far as names are made in practice.
    fn compared(&self) -> Vec<u8> {
        match self {
            Self::Text(text) => {
                let words: Vec<_> = text.split_whitespace().collect();
                // No DER begins so: no text is ever the same as what is none.
                [&[0], words.join(" ").to_lowercase().as_bytes()].concat()
            }
            Self::Other(der) => der.clone(),
        }
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        self.compared() == other.compared()
    }
}

impl Eq for Value {}
