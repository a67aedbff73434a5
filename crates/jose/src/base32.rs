//! Base 32 without padding (RFC 4648 §6): for secrets that people type.

const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The text of `bytes`, without padding.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(5) * 8);
    for chunk in bytes.chunks(5) {
        let mut block = [0; 8];
        block[3..3 + chunk.len()].copy_from_slice(chunk);
        let bits = u64::from_be_bytes(block);
        let characters = (chunk.len() * 8).div_ceil(5);
        text.extend((0..characters).map(|at| {
            let five = bits >> (35 - 5 * at) & 31;
            char::from(ALPHABET[usize::try_from(five).unwrap_or_default()])
        }));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::encode;

    #[test]
    fn writes_the_texts_of_rfc_4648_section_10_without_their_padding() {
        for (bytes, text) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(encode(bytes.as_bytes()), text);
        }
    }
}
