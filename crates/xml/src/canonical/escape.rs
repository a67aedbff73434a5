//! How text and values are written (Canonical XML 1.0 §2.3). It is also how they are written anywhere else: what
//! is read again is the same.

/// Writes text between tags.
pub(crate) fn push_text(out: &mut String, text: &str) {
    push(out, text, |character| match character {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '\r' => Some("&#xD;"),
        _ => None,
    });
}

/// Writes the value of an attribute that stands in double quotes.
pub(crate) fn push_attribute(out: &mut String, value: &str) {
    push(out, value, |character| match character {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '"' => Some("&quot;"),
        '\t' => Some("&#x9;"),
        '\n' => Some("&#xA;"),
        '\r' => Some("&#xD;"),
        _ => None,
    });
}

fn push(out: &mut String, text: &str, escaped: impl Fn(char) -> Option<&'static str>) {
    let mut written = 0;
    for (at, character) in text.char_indices() {
        if let Some(instead) = escaped(character) {
            out.push_str(&text[written..at]);
            out.push_str(instead);
            written = at + character.len_utf8();
        }
    }
    out.push_str(&text[written..]);
}
