//! Reading a key store of the kind that is written here: what checks one does not rely on who wrote it.

use super::cipher::{named, unshroud};
use super::{BMP_STRING, CERTIFICATE_BAG, CONTENT, DATA, FRIENDLY_NAME, KEY_BAG, X509, protection};
use crate::certificate::Certificate;
use crate::key::der::{INTEGER, OCTET_STRING, Reader, SEQUENCE, SET};
use crate::{Jwk, Secret, constant_time};

/// The most bytes of a key store.
const MOST: usize = 64 * 1024;

/// What a key store holds.
pub struct Opened {
    /// How its key is called.
    pub alias: Option<String>,
    /// The certificate beside it.
    pub certificate: Certificate,
    key: Secret<Vec<u8>>,
}

impl Opened {
    /// Whether the private key in it is this one.
    pub fn holds(&self, key: &Jwk) -> bool {
        super::private_key_info(key).is_ok_and(|other| constant_time::eq(self.key.expose(), other.expose()))
    }
}

/// Opens a key store. `None` for another password, for one that was changed, and for one that is built or
/// protected otherwise than [`write`](super::write) does it.
pub fn open(der: &[u8], password: &Secret<String>) -> Option<Opened> {
    if der.len() > MOST {
        return None;
    }
    let mut store = Reader(der).element(SEQUENCE)?;
    store.element(INTEGER).filter(|version| version.0 == [3])?;
    let contents = content(&mut store)?;
    protection::holds(contents, store.element(SEQUENCE)?, password).filter(|holds| *holds)?;
    let (mut key, mut alias, mut certificate) = (None, None, None);
    let mut contents = Reader(contents).element(SEQUENCE)?;
    while !contents.is_empty() {
        let mut bags = Reader(content(&mut contents)?).element(SEQUENCE)?;
        while !bags.is_empty() {
            let mut bag = bags.element(SEQUENCE)?;
            let kind = bag.element(crate::key::der::OBJECT_IDENTIFIER)?.0;
            let mut value = bag.element(CONTENT)?;
            if kind == KEY_BAG {
                key = Some(unshroud(value.element(SEQUENCE)?, password)?);
                alias = bag.optional(SET).and_then(friendly_name);
            } else if kind == CERTIFICATE_BAG {
                let mut value = value.element(SEQUENCE)?;
                named(&mut value, X509)?;
                certificate = Certificate::parse(value.element(CONTENT)?.element(OCTET_STRING)?.0);
            }
        }
    }
    Some(Opened { alias, certificate: certificate?, key: key? })
}

/// The bytes of a content.
fn content<'a>(from: &mut Reader<'a>) -> Option<&'a [u8]> {
    let mut content = from.element(SEQUENCE)?;
    named(&mut content, DATA)?;
    Some(content.element(CONTENT)?.element(OCTET_STRING)?.0)
}

fn friendly_name(mut attributes: Reader<'_>) -> Option<String> {
    while !attributes.is_empty() {
        let mut attribute = attributes.element(SEQUENCE)?;
        if named(&mut attribute, FRIENDLY_NAME).is_some() {
            let text = attribute.element(SET)?.element(BMP_STRING)?.0;
            let units = text.chunks_exact(2).map(|unit| u16::from_be_bytes([unit[0], unit[1]]));
            return String::from_utf16(&units.collect::<Vec<_>>()).ok();
        }
    }
    None
}
