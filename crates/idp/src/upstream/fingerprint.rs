//! Thumbprints of keys (RFC 7638), as people compare them.

/// The 32 bytes of a SHA-256 thumbprint, written in base64url or in hexadecimal digits, with or without
/// colons between them.
pub fn fingerprint(text: &str) -> Option<[u8; 32]> {
    const DIGITS: usize = 64;
    let bare: String = text.chars().filter(|letter| !matches!(letter, ':' | ' ')).collect();
    // Digits alone: reading a number would take a sign as well.
    if bare.len() == DIGITS && bare.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        let mut bytes = [0; 32];
        for (place, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(bare.get(place * 2..place * 2 + 2)?, 16).ok()?;
        }
        return Some(bytes);
    }
    jose::base64url::decode(text).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thumbprint_is_read_in_each_of_its_spellings() {
        let expected = Some(std::array::from_fn(|place| place as u8));
        for text in [
            "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
            "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
            "00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:15:16:17:18:19:1A:1B:1C:1D:1E:1F",
        ] {
            assert_eq!(fingerprint(text), expected, "{text}");
        }
    }

    #[test]
    fn whatever_else_is_none() {
        let signed = "+1".repeat(32);
        for text in ["", "AAECAw", "0001", &"g".repeat(64), &"é".repeat(32), &signed, "AAEC=="] {
            assert_eq!(fingerprint(text), None, "{text}");
        }
    }
}
