//! Whom a certificate names.

use std::fmt;
use std::net::{AddrParseError, IpAddr};
use std::str::FromStr;

use super::OBJECT_IDENTIFIER;
use super::distinguished_name::DistinguishedName;
use crate::key::der::{OCTET_STRING, Reader, SEQUENCE};

const BOOLEAN: u8 = 0x01;
/// Old and rare members behind the key, which nobody reads (`issuerUniqueID`, `subjectUniqueID`).
const UNIQUE: [u8; 2] = [0x81, 0x82];
const EXTENSIONS: u8 = 0xa3;
/// `subjectAltName`, 2.5.29.17.
const SUBJECT_ALT_NAME: &[u8] = &[0x55, 0x1d, 0x11];

/// Whom a certificate names: its subject, and the alternatives to that (RFC 5280 §4.1.2.6, §4.2.1.6) of the
/// kinds that clients are known by. All as it says them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// The subject, which may be empty.
    pub subject: DistinguishedName,
    /// Names of hosts.
    pub dns: Vec<String>,
    /// URIs.
    pub uri: Vec<String>,
    /// Addresses of the internet.
    pub ip: Vec<IpAddress>,
    /// Addresses of e-mail.
    pub email: Vec<String>,
}

impl Names {
    /// Reads the subject and what stands behind the key. `None` for what is not as RFC 5280 has it.
    pub(super) fn read(subject: Reader<'_>, mut rest: Reader<'_>) -> Option<Self> {
        let subject = DistinguishedName::read(subject)?;
        let mut names = Self { subject, dns: vec![], uri: vec![], ip: vec![], email: vec![] };
        for tag in UNIQUE {
            rest.optional(tag);
        }
        let Some(mut extensions) = rest.optional(EXTENSIONS) else {
            return rest.is_empty().then_some(names);
        };
        let mut list = extensions.element(SEQUENCE)?;
        let mut found = None;
        while !list.is_empty() {
            let mut extension = list.element(SEQUENCE)?;
            let kind = extension.element(OBJECT_IDENTIFIER)?.0;
            extension.optional(BOOLEAN);
            let value = extension.element(OCTET_STRING)?;
            if !extension.is_empty() || (kind == SUBJECT_ALT_NAME && found.replace(value).is_some()) {
                return None;
            }
        }
        if let Some(value) = found {
            names.read_alternatives(value)?;
        }
        (extensions.is_empty() && rest.is_empty()).then_some(names)
    }

    /// `GeneralNames`; those of other kinds are passed over.
    fn read_alternatives(&mut self, mut value: Reader<'_>) -> Option<()> {
        let mut list = value.element(SEQUENCE)?;
        while !list.is_empty() {
            let (tag, content) = list.any()?;
            let text = || {
                let text = std::str::from_utf8(content.0).ok().filter(|text| text.is_ascii());
                text.map(str::to_owned)
            };
            match tag {
                0x81 => self.email.push(text()?),
                0x82 => self.dns.push(text()?),
                0x86 => self.uri.push(text()?),
                0x87 => self.ip.push(IpAddress::read(content.0)?),
                _ => {}
            }
        }
        value.is_empty().then_some(())
    }
}

/// An address of the internet, of either version. Two are the same however they were written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IpAddress(IpAddr);

impl IpAddress {
    fn read(bytes: &[u8]) -> Option<Self> {
        let four = <[u8; 4]>::try_from(bytes).map(IpAddr::from);
        four.or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from)).ok().map(Self)
    }
}

impl FromStr for IpAddress {
    type Err = AddrParseError;

    fn from_str(text: &str) -> Result<Self, AddrParseError> {
        text.parse().map(Self)
    }
}

impl fmt::Display for IpAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
