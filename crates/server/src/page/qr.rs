//! QR codes, as one path of an SVG image.

use fast_qr::{ECL, QRBuilder};

/// The blank modules around a code (ISO/IEC 18004 §5.3.8).
const QUIET: usize = 4;

/// A code to be scanned.
pub(crate) struct Qr {
    /// Modules on a side, the blank ones included.
    pub(crate) size: usize,
    /// The dark ones, as the path of an SVG image of that size.
    pub(crate) path: String,
}

/// The code of a text; nothing where that is too long.
pub(crate) fn qr(text: &str) -> Option<Qr> {
    let code = QRBuilder::new(text).ecl(ECL::M).build().ok()?;
    let mut path = String::new();
    for y in 0..code.size {
        let row = &code[y];
        let mut x = 0;
        while x < code.size {
            let length = row[x..code.size].iter().take_while(|module| module.value()).count();
            if length > 0 {
                path.push_str(&format!("M{} {}h{length}v1h-{length}z", x + QUIET, y + QUIET));
            }
            x += length.max(1);
        }
    }
    Some(Qr { size: code.size + 2 * QUIET, path })
}

/// The modules of a text's code, row by row, the blank ones around it included: whether each is dark.
pub(super) fn modules(text: &str) -> Option<Vec<Vec<bool>>> {
    let code = QRBuilder::new(text).ecl(ECL::M).build().ok()?;
    let inside = |at: usize| (QUIET..QUIET + code.size).contains(&at);
    let side = code.size + 2 * QUIET;
    let is_dark = |y: usize, x: usize| inside(y) && inside(x) && code[y - QUIET][x - QUIET].value();
    Some((0..side).map(|y| (0..side).map(|x| is_dark(y, x)).collect()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_the_three_corners_by_which_a_code_is_found() {
        let drawn = qr("otpauth://totp/Shop:maija?secret=GEZDGNBV").unwrap();
        let far = drawn.size - QUIET - 7;
        for corner in ["M4 4h7v1h-7z".to_owned(), format!("M{far} 4h7v1h-7z"), format!("M4 {far}h7v1h-7z")] {
            assert!(drawn.path.contains(&corner), "{corner} in {}", drawn.path);
        }
        assert!(qr(&"x".repeat(5000)).is_none());
    }
}
