//! DER (X.690), as far as keys and certificates need it. The backend hands out RSA keys as DER alone, so
//! the numbers are read out of that.

pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const BIT_STRING: u8 = 0x03;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const NULL: u8 = 0x05;
pub(crate) const OBJECT_IDENTIFIER: u8 = 0x06;
pub(crate) const UTF8_STRING: u8 = 0x0c;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;
/// These bits together say that the tag goes on in the next byte.
const LONG_TAG: u8 = 0x1f;

/// `n` and `e` of an `RSAPublicKey` (RFC 8017 Appendix A.1.1).
pub(crate) fn rsa_public(der: &[u8]) -> Option<[&[u8]; 2]> {
    let mut rest = Reader(der).element(SEQUENCE)?;
    Some([rest.integer()?, rest.integer()?])
}

/// `d`, `p`, `q`, `dp`, `dq` and `qi` of an `RSAPrivateKey` (RFC 8017 Appendix A.1.2) inside a
/// `PrivateKeyInfo` (RFC 5208 §5).
pub(super) fn rsa_private(pkcs8: &[u8]) -> Option<[&[u8]; 6]> {
    let mut info = Reader(pkcs8).element(SEQUENCE)?;
    info.element(INTEGER)?;
    info.element(SEQUENCE)?;
    let mut key = info.element(OCTET_STRING)?.element(SEQUENCE)?;
    for _version_n_e in 0..3 {
        key.element(INTEGER)?;
    }
    let mut numbers = [&[][..]; 6];
    for number in &mut numbers {
        *number = key.integer()?;
    }
    Some(numbers)
}

/// What is left to be read.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

impl<'a> Reader<'a> {
    /// The content of the next element, if it has this tag.
    pub(crate) fn element(&mut self, tag: u8) -> Option<Reader<'a>> {
        self.any().and_then(|(found, content)| (found == tag).then_some(content))
    }

    /// The content of the next element, if it has this tag; what has another is left to be read.
    pub(crate) fn optional(&mut self, tag: u8) -> Option<Reader<'a>> {
        if self.0.first() == Some(&tag) { self.element(tag) } else { None }
    }

    /// The tag, of one byte, and the content of the next element. A length is written as shortly as it can be
    /// (X.690 §10.1), so that nobody else reads other bounds.
    pub(crate) fn any(&mut self) -> Option<(u8, Reader<'a>)> {
        let (&tag, rest) = self.0.split_first()?;
        let (&length, mut rest) = rest.split_first()?;
        let mut length = usize::from(length);
        if length >= 0x80 {
            let (digits, behind) = rest.split_at_checked(length - 0x80)?;
            if digits.first().is_none_or(|first| *first == 0) || digits.len() > 3 {
                return None;
            }
            length = digits.iter().fold(0, |sum, digit| sum << 8 | usize::from(*digit));
            if length < 0x80 {
                return None;
            }
            rest = behind;
        }
        let (content, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        (tag & LONG_TAG != LONG_TAG).then_some((tag, Reader(content)))
    }

    /// Whether nothing is left.
    pub(crate) fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// A number without the zero byte that keeps it from being read as negative.
    fn integer(&mut self) -> Option<&'a [u8]> {
        let content = self.element(INTEGER)?.0;
        Some(content.strip_prefix(&[0]).unwrap_or(content))
    }
}

/// A number that is not negative, as shortly as it can be written (X.690 §8.3.2).
pub(crate) fn number(digits: &[u8]) -> Vec<u8> {
    let zeros = digits.iter().take_while(|digit| **digit == 0).count();
    let digits = digits.get(zeros..).unwrap_or_default();
    let sign: &[u8] = if digits.first().is_none_or(|first| *first >= 0x80) { &[0] } else { &[] };
    element(INTEGER, &[sign, digits])
}

/// An element of these parts, with its length as shortly as it can be written (X.690 §10.1).
pub(crate) fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let digits: Vec<u8> = length.to_be_bytes().into_iter().skip_while(|digit| *digit == 0).collect();
    let mut out = vec![tag];
    match u8::try_from(length) {
        Ok(short @ ..0x80) => out.push(short),
        _ => {
            out.push(0x80 | u8::try_from(digits.len()).unwrap_or_default());
            out.extend(digits);
        }
    }
    parts.iter().for_each(|part| out.extend_from_slice(part));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: [u8; 10] = [0x30, 8, 2, 3, 0, 0x80, 1, 2, 1, 3];

    #[test]
    fn reads_short_and_long_lengths() {
        let key = [&[0x30, 0x81, 0x86, 2, 0x81, 0x80][..], &[1; 128], &[2, 1, 3]].concat();
        assert_eq!(rsa_public(&key), Some([&[1; 128][..], &[3][..]]));
        assert_eq!(rsa_public(&SHORT), Some([&[0x80, 1][..], &[3][..]]));
    }

    #[test]
    fn gives_nothing_for_a_length_that_could_be_written_shorter() {
        for outside in [&[0x30, 0x81, 8][..], &[0x30, 0x82, 0, 8], &[0x30, 0x80], &[0x3f, 8]] {
            assert_eq!(rsa_public(&[outside, &SHORT[2..]].concat()), None, "{outside:?}");
        }
    }

    #[test]
    fn gives_nothing_for_what_is_cut_short() {
        for length in 0..SHORT.len() {
            assert_eq!(rsa_public(&SHORT[..length]), None, "{length}");
            assert_eq!(rsa_private(&SHORT[..length]), None, "{length}");
        }
    }
}
