/// The y coordinates, little-endian, of the points of order 1, 2, 4 and 8, with those that are
/// written the long way round (RFC 8032 §5.1.3 has y below p = 2^255 − 19).
#[rustfmt::skip]
const SMALL_ORDER: [[u8; 32]; 7] = [
    edge(0x00, 0x00, 0x00),
    edge(0x01, 0x00, 0x00),
    [0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
     0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05],
    [0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
     0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a],
    edge(0xec, 0xff, 0x7f),
    edge(0xed, 0xff, 0x7f),
    edge(0xee, 0xff, 0x7f),
];

/// Whether the point is one of the few under which one signature holds for many messages. No
/// honest key is, and a signature under one binds nobody to anything.
pub(super) fn is_of_small_order(point: &[u8]) -> bool {
    let Some((last, rest)) = point.split_last() else {
        return true;
    };
    // The highest bit is the sign of x.
    let last = last & 0x7f;
    SMALL_ORDER.iter().any(|known| known[..31] == *rest && known[31] == last)
}

const fn edge(first: u8, middle: u8, last: u8) -> [u8; 32] {
    let mut bytes = [middle; 32];
    bytes[0] = first;
    bytes[31] = last;
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};

    /// R is the neutral point and S zero: it holds wherever the hash is a multiple of the order.
    fn holds_for_some_message(point: [u8; 32]) -> bool {
        let mut signature = [0; 64];
        signature[0] = 1;
        let key = UnparsedPublicKey::new(&ED25519, point);
        (0..=255u8).any(|message| key.verify(&[message], &signature).is_ok())
    }

    #[test]
    fn each_point_of_the_list_that_the_backend_takes_has_a_signature_nobody_made() {
        let count = SMALL_ORDER.iter().filter(|point| holds_for_some_message(**point)).count();
        // Those written the long way round are the backend's to take or leave.
        assert!(count >= 5, "{count}");
        assert!(SMALL_ORDER[..5].iter().all(|point| holds_for_some_message(*point)));
        assert!(SMALL_ORDER.iter().all(|point| is_of_small_order(point)));
    }

    #[test]
    fn an_honest_point_is_not_of_small_order() {
        let mut base = [0x66; 32];
        base[0] = 0x58;
        assert!(!is_of_small_order(&base));
        assert!(!holds_for_some_message(base));
    }
}
