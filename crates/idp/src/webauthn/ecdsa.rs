//! ECDSA signatures as authenticators write them (§6.5.5): two numbers in DER, where JOSE has them side by
//! side.

/// The two numbers side by side, each as long as a coordinate of the curve. DER alone: with any other way to
/// write a number, two signatures would be one.
pub(super) fn fixed(der: &[u8], coordinate: usize) -> Option<Vec<u8>> {
    let (numbers, behind) = element(der, 0x30)?;
    let (r, rest) = element(numbers, 0x02)?;
    let (s, within) = element(rest, 0x02)?;
    if !behind.is_empty() || !within.is_empty() {
        return None;
    }
    let mut fixed = vec![0; coordinate * 2];
    for (number, place) in [r, s].into_iter().zip(fixed.chunks_mut(coordinate)) {
        let number = positive(number)?;
        let start = coordinate.checked_sub(number.len())?;
        place[start..].copy_from_slice(number);
    }
    Some(fixed)
}

/// What stands in the element of this tag at the front, and what stands behind it. Two coordinates of
/// P-384 are no longer than one byte of length can say.
fn element(bytes: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    match bytes {
        [found, length @ 0..=0x7f, rest @ ..] if *found == tag => rest.split_at_checked(usize::from(*length)),
        _ => None,
    }
}

/// A number of DER without its sign, if it is not negative and written as shortly as it can be.
fn positive(number: &[u8]) -> Option<&[u8]> {
    match number {
        [0, 0x80..=0xff, ..] => Some(&number[1..]),
        [1..=0x7f, ..] => Some(number),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_the_numbers_side_by_side_filled_up_from_the_front() {
        let der = [0x30, 0x07, 0x02, 0x02, 0x00, 0x80, 0x02, 0x01, 0x07];
        assert_eq!(fixed(&der, 3), Some(vec![0, 0, 0x80, 0, 0, 7]));
    }

    #[test]
    fn refuses_every_other_way_to_write_them() {
        let refused: [&[u8]; 12] = [
            b"",
            &[0x30, 0x00],
            &[0x31, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x07],
            &[0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01],
            &[0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x07, 0x00],
            &[0x30, 0x81, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x07],
            &[0x30, 0x07, 0x02, 0x02, 0x00, 0x01, 0x02, 0x01, 0x07],
            &[0x30, 0x06, 0x02, 0x01, 0x80, 0x02, 0x01, 0x07],
            &[0x30, 0x06, 0x02, 0x01, 0x00, 0x02, 0x01, 0x07],
            &[0x30, 0x05, 0x02, 0x00, 0x02, 0x01, 0x07],
            &[0x30, 0x09, 0x02, 0x04, 0x01, 0x02, 0x03, 0x04, 0x02, 0x01, 0x07],
            &[0x30, 0x09, 0x02, 0x01, 0x01, 0x02, 0x01, 0x07, 0x02, 0x01, 0x07],
        ];
        for der in refused {
            assert_eq!(fixed(der, 3), None, "{der:02x?}");
        }
        assert!(fixed(&[0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x07], 3).is_some());
    }
}
