//! An entry of a directory, as it was found.

use std::fmt::Write;

use crate::Malformed;
use crate::ber::{OCTET_STRING, Reader, SEQUENCE, SET};

/// The bytes of a globally unique identifier.
const GUID: usize = 16;

/// An entry of a directory.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Its name (DN).
    pub dn: String,
    attributes: Vec<(String, Vec<Vec<u8>>)>,
}

impl Entry {
    pub(crate) fn read(mut reader: Reader<'_>) -> Result<Self, Malformed> {
        let dn = reader.text()?.to_owned();
        let mut list = reader.inner(SEQUENCE)?;
        let mut attributes = Vec::new();
        while !list.is_empty() {
            let mut attribute = list.inner(SEQUENCE)?;
            let name = attribute.text()?.to_owned();
            let mut set = attribute.inner(SET)?;
            let mut values = Vec::new();
            while !set.is_empty() {
                values.push(set.content(OCTET_STRING)?.to_vec());
            }
            attributes.push((name, values));
        }
        Ok(Self { dn, attributes })
    }

    /// The values of an attribute, in the order in which they came. Names are alike in any case (RFC 4512 §2.5).
    pub fn values(&self, attribute: &str) -> impl Iterator<Item = &[u8]> {
        let named = self.attributes.iter().filter(move |(name, _)| name.eq_ignore_ascii_case(attribute));
        named.flat_map(|(_, values)| values).map(Vec::as_slice)
    }

    /// Whether only some of an attribute's values came: Active Directory calls it by another name then
    /// (`member;range=0-1499`, [MS-ADTS] §3.1.1.3.1.3.3).
    pub fn is_cut(&self, attribute: &str) -> bool {
        let is_it = |name: &str| {
            let (named, options) = name.split_once(';').unwrap_or((name, ""));
            named.eq_ignore_ascii_case(attribute) && options.to_ascii_lowercase().contains("range=")
        };
        self.attributes.iter().any(|(name, _)| is_it(name))
    }

    /// The values of an attribute that are text; those of `objectGUID` as such identifiers are written.
    pub fn texts(&self, attribute: &str) -> impl Iterator<Item = String> {
        let is_guid = attribute.eq_ignore_ascii_case("objectGUID");
        self.values(attribute).filter_map(move |value| match is_guid {
            true => guid(value),
            false => std::str::from_utf8(value).ok().map(str::to_owned),
        })
    }

    /// The one value of an attribute that tells entries apart, as text; none where it has several.
    pub fn only(&self, attribute: &str) -> Option<String> {
        let mut texts = self.texts(attribute).filter(|text| !text.is_empty());
        let only = texts.next()?;
        (texts.next().is_none() && self.values(attribute).count() == 1).then_some(only)
    }
}

/// How Active Directory writes the bytes of an `objectGUID` ([MS-DTYP] §2.3.4.2): the first three parts are numbers
/// with their last byte first.
fn guid(bytes: &[u8]) -> Option<String> {
    const ORDER: [usize; GUID] = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
    let bytes: &[u8; GUID] = bytes.try_into().ok()?;
    let mut text = String::with_capacity(36);
    for (at, from) in ORDER.into_iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        // Writing to a string does not fail.
        let _ = write!(text, "{:02x}", bytes[from]);
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(attributes: &[(&str, &[&[u8]])]) -> Entry {
        let own = |values: &[&[u8]]| values.iter().map(|value| value.to_vec()).collect();
        let attributes = attributes.iter().map(|(name, values)| ((*name).to_owned(), own(values))).collect();
        Entry { dn: "cn=x".to_owned(), attributes }
    }

    #[test]
    fn names_of_attributes_are_alike_in_any_case_and_values_that_are_no_text_are_left_out() {
        let entry = entry(&[("mail", &[b"a@example.org", b"\xff"])]);
        assert_eq!(entry.texts("MAIL").collect::<Vec<_>>(), ["a@example.org"]);
        assert_eq!(entry.values("mail").count(), 2);
        assert_eq!(entry.texts("sn").next(), None);
    }

    #[test]
    fn an_attribute_of_which_some_values_came_is_cut() {
        let entry = entry(&[("memberOf;range=0-1499", &[b"cn=a"]), ("cn;lang-fi", &[b"a"]), ("sn", &[b"a"])]);
        assert!(
            entry.is_cut("memberof") && !entry.is_cut("cn") && !entry.is_cut("sn") && !entry.is_cut("ou")
        );
        assert_eq!(entry.values("memberOf").count(), 0);
    }

    #[test]
    fn what_tells_entries_apart_has_one_value() {
        let entry =
            entry(&[("uid", &[b"a"]), ("cn", &[b"a", b"b"]), ("sn", &[b"a", b"\xff"]), ("o", &[b""])]);
        assert_eq!(entry.only("uid").as_deref(), Some("a"));
        for several in ["cn", "sn", "o", "ou"] {
            assert_eq!(entry.only(several), None, "{several}");
        }
    }

    #[test]
    fn an_object_guid_is_read_as_it_is_written() {
        let bytes: Vec<u8> = (0..16).collect();
        let found = entry(&[("objectGUID", &[&bytes])]);
        assert_eq!(found.only("objectguid").as_deref(), Some("03020100-0504-0706-0809-0a0b0c0d0e0f"));
        assert_eq!(entry(&[("objectGUID", &[b"short"])]).only("objectGUID"), None);
    }
}
