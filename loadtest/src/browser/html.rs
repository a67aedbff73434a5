//! A tolerant HTML scanner: tags, attributes and text; enough to find forms in any page.

/// What the scanner meets.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Open { name: String, attributes: Vec<(String, String)> },
    Close(String),
    Text(String),
}

/// Reads a page into pieces. Comments, scripts and styles are left out; nothing is an error.
pub(super) fn pieces(page: &str) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        push_text(&mut out, &rest[..at]);
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix("<!--") {
            rest = after.find("-->").map_or("", |end| &after[end + 3..]);
        } else if let Some(after) = rest.strip_prefix("</") {
            let end = after.find('>').unwrap_or(after.len());
            out.push(Piece::Close(after[..end].trim().to_ascii_lowercase()));
            rest = after.get(end + 1..).unwrap_or("");
        } else if rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            let (name, attributes, after) = tag(&rest[1..]);
            rest = match name.as_str() {
                "script" | "style" => past_close(after, &name),
                _ => after,
            };
            out.push(Piece::Open { name, attributes });
        } else if rest[1..].starts_with(['!', '?']) {
            rest = rest.find('>').map_or("", |end| &rest[end + 1..]);
        } else {
            push_text(&mut out, "<");
            rest = &rest[1..];
        }
    }
    push_text(&mut out, rest);
    out
}

/// The text a reader would see, white space folded, at most `limit` characters.
pub fn visible_text(page: &str, limit: usize) -> String {
    let mut text = String::new();
    let mut unseen: Option<String> = None;
    for piece in pieces(page) {
        match piece {
            Piece::Open { name, .. } if unseen.is_none() && (name == "head" || name == "title") => {
                unseen = Some(name);
            }
            Piece::Close(name) if unseen.as_ref() == Some(&name) => unseen = None,
            Piece::Text(part) if unseen.is_none() => {
                for word in part.split_whitespace() {
                    if !text.is_empty() {
                        text.push(' ');
                    }
                    text.push_str(word);
                }
            }
            _ => {}
        }
    }
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

fn push_text(out: &mut Vec<Piece>, text: &str) {
    if !text.trim().is_empty() {
        out.push(Piece::Text(unescape(text)));
    }
}

/// Name, attributes and what follows the tag whose text begins after `<`.
fn tag(text: &str) -> (String, Vec<(String, String)>, &str) {
    let is_end = |c: char| c.is_ascii_whitespace() || c == '>' || c == '/';
    let end = text.find(is_end).unwrap_or(text.len());
    let name = text[..end].to_ascii_lowercase();
    let mut rest = &text[end..];
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() {
            return (name, attributes, rest);
        }
        if let Some(after) = rest.strip_prefix('>') {
            return (name, attributes, after);
        }
        // An attribute name may begin with `=`, so that every turn of the loop moves on.
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let end = rest[first..].find(|c: char| is_end(c) || c == '=').map_or(rest.len(), |end| end + first);
        let key = rest[..end].to_ascii_lowercase();
        rest = rest[end..].trim_start();
        let value = match rest.strip_prefix('=') {
            Some(after) => {
                let (value, after) = attribute_value(after.trim_start());
                rest = after;
                unescape(value)
            }
            None => String::new(),
        };
        attributes.push((key, value));
    }
}

fn attribute_value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote) {
            let end = inner.find(quote).unwrap_or(inner.len());
            return (&inner[..end], inner.get(end + 1..).unwrap_or(""));
        }
    }
    let end = text.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(text.len());
    text.split_at(end)
}

/// What follows `</name`, whose content is not HTML.
fn past_close<'a>(text: &'a str, name: &str) -> &'a str {
    let mut rest = text;
    while let Some(at) = rest.find("</") {
        rest = &rest[at + 2..];
        let is_it = rest.get(..name.len()).is_some_and(|it| it.eq_ignore_ascii_case(name));
        if is_it {
            return rest.find('>').map_or("", |end| &rest[end + 1..]);
        }
    }
    ""
}

/// Resolves the character references that stand in attributes and plain text.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let reference = rest[1..].split_once(';').and_then(|(name, after)| {
            let is_short = name.len() <= 8;
            is_short.then(|| character(name)).flatten().map(|c| (c, after))
        });
        match reference {
            Some((c, after)) => {
                out.push(c);
                rest = after;
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn character(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_attributes_in_every_quoting() {
        let page = r#"<INPUT type=hidden name='a"b' value="x&amp;y&#61;&#x3D;" checked/>"#;
        let expected = [("type", "hidden"), ("name", "a\"b"), ("value", "x&y=="), ("checked", "")];
        let expected = expected.map(|(k, v)| (k.to_owned(), v.to_owned())).to_vec();
        assert_eq!(pieces(page), [Piece::Open { name: "input".into(), attributes: expected }]);
    }

    #[test]
    fn leaves_out_comments_scripts_and_styles() {
        let page = "<!-- <form> --><script>if (a</b) '<form>'</script><style>a>b</style>seen";
        assert_eq!(visible_text(page, 80), "seen");
        assert_eq!(pieces(page).len(), 3);
    }

    #[test]
    fn folds_white_space_and_cuts_long_text() {
        let page = "<head><title>no</title>no</head><title>no</title><p>one\n  two</p> three & 4 < 5";
        assert_eq!(visible_text(page, 80), "one two three & 4 < 5");
        assert_eq!(visible_text(page, 5), "one t…");
    }

    #[test]
    fn survives_every_cut_of_a_page() {
        let page = "<!doctype html><form action='ä'><input name=ö value=\"&#x41;\"></form><!-- x -->";
        for end in (0..page.len()).filter(|end| page.is_char_boundary(*end)) {
            pieces(&page[..end]);
            visible_text(&page[end..], 9);
        }
    }
}
