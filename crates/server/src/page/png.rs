//! QR codes as pictures in PNG (ISO/IEC 15948), for pages that take nothing else: black and white, one bit a point,
//! and not compressed, which is small enough.

use super::qr::modules;

/// Points on the side of a module.
const SCALE: usize = 4;

/// The longest block that is stored as it is (RFC 1951 §3.2.4).
const LONGEST_BLOCK: usize = 65_535;

/// The code of a text as a picture in base64; nothing where the text is too long.
pub(crate) fn qr(text: &str) -> Option<String> {
    let dark = modules(text)?;
    let side = dark.len() * SCALE;
    let mut lines = Vec::with_capacity(side * (1 + side.div_ceil(8)));
    for row in &dark {
        let mut line = vec![0_u8; side.div_ceil(8)];
        for x in 0..side {
            // White is 1.
            let is_dark = row.get(x / SCALE).copied().unwrap_or_default();
            if !is_dark && let Some(byte) = line.get_mut(x / 8) {
                *byte |= 0x80 >> (x % 8);
            }
        }
        for _ in 0..SCALE {
            // No filter.
            lines.push(0);
            lines.extend_from_slice(&line);
        }
    }
    let side = u32::try_from(side).ok()?.to_be_bytes();
    let mut picture = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut picture, b"IHDR", &[&side[..], &side, &[1, 0, 0, 0, 0]].concat());
    chunk(&mut picture, b"IDAT", &stored(&lines));
    chunk(&mut picture, b"IEND", &[]);
    Some(base64(&picture))
}

/// Base64 as pictures in JSON are written (RFC 4648 §4).
fn base64(bytes: &[u8]) -> String {
    let mut text = jose::base64url::encode(bytes).replace('-', "+").replace('_', "/");
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    text
}

fn chunk(picture: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    let length = u32::try_from(data.len()).unwrap_or_default();
    picture.extend_from_slice(&length.to_be_bytes());
    let begin = picture.len();
    picture.extend_from_slice(kind);
    picture.extend_from_slice(data);
    let sum = crc(&picture[begin..]);
    picture.extend_from_slice(&sum.to_be_bytes());
}

/// As a zlib stream of stored blocks (RFC 1950, RFC 1951).
fn stored(data: &[u8]) -> Vec<u8> {
    let mut stream = vec![0x78, 0x01];
    let mut blocks = data.chunks(LONGEST_BLOCK).peekable();
    while let Some(block) = blocks.next() {
        let length = u16::try_from(block.len()).unwrap_or_default();
        stream.push(u8::from(blocks.peek().is_none()));
        stream.extend_from_slice(&length.to_le_bytes());
        stream.extend_from_slice(&(!length).to_le_bytes());
        stream.extend_from_slice(block);
    }
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in data {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    stream.extend_from_slice(&((b << 16) | a).to_be_bytes());
    stream
}

fn crc(data: &[u8]) -> u32 {
    let step = |mut sum: u32, byte: &u8| {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 };
        }
        sum
    };
    !data.iter().fold(u32::MAX, step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_those_of_the_standards() {
        assert_eq!(crc(b"123456789"), 0xcbf4_3926);
        assert_eq!(stored(b"Wikipedia")[16..], 0x11e6_0398_u32.to_be_bytes());
    }

    #[test]
    fn a_code_is_a_picture() {
        let picture = qr("https://id.example/in-app/process/init?action=authentication&pid=AAAA").unwrap();
        // The signature, and the header's length and name.
        assert!(picture.starts_with("iVBORw0KGgoAAAANSUhEUg"), "{picture}");
        assert!(qr(&"x".repeat(5000)).is_none());
    }
}
