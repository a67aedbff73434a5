//! The basic encoding rules, as RFC 4511 §5.1 restricts them: definite lengths, and tags of one byte.

use crate::Malformed;

pub(crate) const BOOLEAN: u8 = 0x01;
pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const ENUMERATED: u8 = 0x0a;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;

/// The most bytes of a length.
const LONGEST_LENGTH: usize = 4;

/// One element.
pub(crate) fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut written = Vec::with_capacity(content.len() + 6);
    written.push(tag);
    let length = content.len().to_be_bytes();
    let first = length.iter().position(|byte| *byte != 0).unwrap_or(length.len() - 1);
    match &length[first..] {
        [short @ 0..=0x7f] => written.push(*short),
        long => {
            // A length of `usize` has at most eight bytes.
            written.push(0x80 | u8::try_from(long.len()).unwrap_or_default());
            written.extend_from_slice(long);
        }
    }
    written.extend_from_slice(content);
    written
}

/// A number in as few bytes as it needs.
pub(crate) fn number(tag: u8, number: u32) -> Vec<u8> {
    let bytes = i64::from(number).to_be_bytes();
    let needed = |at: &usize| bytes[*at] != 0 || bytes[at + 1] & 0x80 != 0;
    let first = (0..bytes.len() - 1).find(needed).unwrap_or(bytes.len() - 1);
    element(tag, &bytes[first..])
}

pub(crate) fn boolean(value: bool) -> Vec<u8> {
    element(BOOLEAN, &[if value { 0xff } else { 0 }])
}

/// Reads one element after another.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// The tag of the next element, if there is one.
    pub(crate) fn tag(self) -> Option<u8> {
        self.0.first().copied()
    }

    /// The next element.
    pub(crate) fn any(&mut self) -> Result<(u8, &'a [u8]), Malformed> {
        let tag = self.tag().ok_or(Malformed)?;
        let (start, length) = head(self.0)?.ok_or(Malformed)?;
        let content = self.0.get(start..start + length).ok_or(Malformed)?;
        self.0 = &self.0[start + length..];
        Ok((tag, content))
    }

    /// The content of the next element, which is of this kind.
    pub(crate) fn content(&mut self, tag: u8) -> Result<&'a [u8], Malformed> {
        if self.tag() != Some(tag) {
            return Err(Malformed);
        }
        Ok(self.any()?.1)
    }

    /// What is in the next element, which is of this kind.
    pub(crate) fn inner(&mut self, tag: u8) -> Result<Self, Malformed> {
        self.content(tag).map(Self)
    }

    /// The next element, a number from nought.
    pub(crate) fn number(&mut self, tag: u8) -> Result<u32, Malformed> {
        let content = self.content(tag)?;
        // The first bit would say that it is less than nought; five bytes hold every number there is.
        if content.first().is_none_or(|first| first & 0x80 != 0) || content.len() > 5 {
            return Err(Malformed);
        }
        let number = content.iter().fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
        u32::try_from(number).map_err(|_| Malformed)
    }

    /// The next element as text.
    pub(crate) fn text(&mut self) -> Result<&'a str, Malformed> {
        std::str::from_utf8(self.content(OCTET_STRING)?).map_err(|_| Malformed)
    }
}

/// Where the content of the element begins that these bytes begin with, and how long it is; nothing where too little
/// has come to tell.
pub(crate) fn head(bytes: &[u8]) -> Result<Option<(usize, usize)>, Malformed> {
    let [tag, rest @ ..] = bytes else { return Ok(None) };
    // A tag that goes on is none of LDAP's.
    if tag & 0x1f == 0x1f {
        return Err(Malformed);
    }
    let [first, rest @ ..] = rest else { return Ok(None) };
    if first & 0x80 == 0 {
        return Ok(Some((2, usize::from(*first))));
    }
    let count = usize::from(first & 0x7f);
    if !(1..=LONGEST_LENGTH).contains(&count) {
        return Err(Malformed);
    }
    let Some(length) = rest.get(..count) else { return Ok(None) };
    let length = length.iter().fold(0_u64, |length, byte| (length << 8) | u64::from(*byte));
    // Whatever holds more than that does not hold these bytes.
    Ok(Some((2 + count, usize::try_from(length).map_err(|_| Malformed)?.min(usize::MAX / 2))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_short_as_they_are_and_read_again() {
        for (value, bytes) in [
            (0, &[0x02, 0x01, 0x00][..]),
            (127, &[0x02, 0x01, 0x7f]),
            (128, &[0x02, 0x02, 0x00, 0x80]),
            (256, &[0x02, 0x02, 0x01, 0x00]),
            (u32::MAX, &[0x02, 0x05, 0x00, 0xff, 0xff, 0xff, 0xff]),
        ] {
            assert_eq!(number(INTEGER, value), bytes);
            assert_eq!(Reader::new(bytes).number(INTEGER), Ok(value));
        }
        for refused in
            [&[0x02, 0x00][..], &[0x02, 0x01, 0x80], &[0x02, 0x05, 0x01, 0, 0, 0, 0], &[0x0a, 0x01, 0x00]]
        {
            assert_eq!(Reader::new(refused).number(INTEGER), Err(Malformed));
        }
    }

    #[test]
    fn lengths_of_any_size_are_written_and_read() {
        for length in [0, 1, 127, 128, 255, 256, 65_535, 65_536] {
            let content = vec![7; length];
            let written = element(OCTET_STRING, &content);
            assert_eq!(Reader::new(&written).content(OCTET_STRING), Ok(&content[..]));
            assert!(Reader::new(&written[..written.len() - 1]).any().is_err());
        }
    }

    #[test]
    fn lengths_that_are_not_definite_or_that_nobody_has_are_refused() {
        for refused in [&[0x30, 0x80, 0, 0][..], &[0x30, 0x85, 0, 0, 0, 0, 1, 0], &[0x3f, 0x01, 0]] {
            assert_eq!(head(refused), Err(Malformed));
        }
        for begun in [&[][..], &[0x30], &[0x30, 0x82, 0x01]] {
            assert_eq!(head(begun), Ok(None));
        }
    }
}
