//! Codes as people type and paste them.

use jose::secret::Secret;

/// What is read of a field: nobody types more.
const MOST_READ: usize = 100;

/// The letters and digits of a code: without what stands between them, in capitals, and with the digits of
/// other keyboards as ours. Nothing where it is longer than any code.
pub(crate) fn code(typed: &str) -> Option<Secret<String>> {
    if typed.len() > MOST_READ {
        return None;
    }
    let is_between =
        |c: &char| c.is_whitespace() || matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{200b}'..='\u{200f}');
    Some(Secret::new(typed.chars().filter(|c| !is_between(c)).map(plain).collect()))
}

fn plain(c: char) -> char {
    // Arabic, Persian and full-width.
    for zero in ['\u{660}', '\u{6f0}', '\u{ff10}'] {
        if let Some(value) = u32::from(c).checked_sub(u32::from(zero)).filter(|value| *value < 10) {
            return char::from_digit(value, 10).unwrap_or(c);
        }
    }
    c.to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::code;

    #[test]
    fn reads_a_code_as_people_type_and_paste_it() {
        for (typed, read) in [
            (" 123 456\n", "123456"),
            ("\u{661}\u{662}\u{663}\u{664}\u{665}\u{666}", "123456"),
            ("ab3de-fgh2k", "AB3DEFGH2K"),
            ("", ""),
        ] {
            assert_eq!(code(typed).unwrap().expose(), read, "{typed:?}");
        }
        assert!(code(&"1".repeat(101)).is_none());
    }
}
