//! Login names: user names and e-mail addresses, of which all spellings count as one.

use unicode_normalization::UnicodeNormalization;

/// The one form in which a login name is compared and kept unique, so that spelling variants count
/// as one: NFKC and full case folding, without white space around it and without what cannot be seen
/// (in substance RFC 8265 §3.3); the domain of an address in Unicode letters (RFC 5891), without the dot at
/// its end. Nobody reads it: it may be another word than the one that was written.
pub fn canonical_login_name(name: &str) -> String {
    let name = folded(name);
    match name.rsplit_once('@') {
        Some((local, domain)) if !local.is_empty() && !domain.is_empty() => {
            let (domain, _partly) = idna::domain_to_unicode(domain.trim_end_matches('.'));
            format!("{local}@{}", folded(&domain))
        }
        _ => name,
    }
}

/// Why a login name cannot be one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unfit {
    /// A character that is not seen, or turns the order of those around it.
    Invisible,
    /// One word of letters that look alike, from different scripts.
    MixedScripts,
}

impl Unfit {
    /// What would have been right, in words.
    pub const fn expected(self) -> &'static str {
        match self {
            Self::Invisible => "no characters that are invisible, private or change the direction of writing",
            Self::MixedScripts => "words that are Latin, Greek or Cyrillic, each of them only one of these",
        }
    }
}

/// Checks that a new login name is what it looks like. Whoever signs in may write it as they please.
pub fn check(name: &str) -> Result<(), Unfit> {
    if name.chars().any(|c| is_ignorable(c) || is_no_character(c)) {
        return Err(Unfit::Invisible);
    }
    let compatible: String = name.nfkc().collect();
    let mut words = compatible.split(|c: char| !c.is_alphanumeric());
    if words.any(|word| ALIKE.iter().filter(|script| word.contains(**script)).count() > 1) {
        return Err(Unfit::MixedScripts);
    }
    Ok(())
}

/// Folding can undo normal form and normalising can undo folding, so both are done until nothing changes.
fn folded(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..MOST_ROUNDS {
        let next = fold_once(&text);
        if next == text {
            break;
        }
        text = next;
    }
    text
}

/// More than any text needs; a test goes through all of Unicode.
const MOST_ROUNDS: usize = 8;

fn fold_once(text: &str) -> String {
    let seen = text.nfkc().filter(|c| !is_ignorable(*c));
    let folded: String = seen.flat_map(case_folded).nfkc().collect();
    // With and without its dot it is one letter, or Turkish capitals would be another name.
    let folded = folded.replace("i\u{307}", "i");
    let words: Vec<&str> = folded.split_whitespace().collect();
    words.join(" ")
}

/// Small letters of capital letters: so that ß is ss, the Greek letters that end a word are as inside
/// it, and the letter i is one whether or not it has its dot.
fn case_folded(c: char) -> impl Iterator<Item = char> {
    c.to_lowercase().flat_map(char::to_uppercase).flat_map(char::to_lowercase)
}

/// What Unicode says not to show (Default_Ignorable_Code_Point): among others zero-width characters
/// and those that turn the direction of writing.
fn is_ignorable(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// What stands for no character, for a private one, or for the end of a line.
pub(crate) fn is_no_character(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{2028}'..='\u{2029}' | '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}'
            | '\u{fff9}'..='\u{fffd}' | '\u{f0000}'..)
        || u32::from(c) & 0xfffe == 0xfffe
}

/// The scripts that have letters which look the same: Latin, Greek and Coptic, Cyrillic.
const ALIKE: [fn(char) -> bool; 3] = [
    |c| {
        c.is_ascii_alphabetic()
            || matches!(c, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}') && c.is_alphabetic()
    },
    |c| matches!(c, '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}') && c.is_alphabetic(),
    |c| {
        matches!(c, '\u{400}'..='\u{52f}' | '\u{1c80}'..='\u{1c8f}' | '\u{2de0}'..='\u{2dff}' | '\u{a640}'..='\u{a69f}')
            && c.is_alphabetic()
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_login_name_are_one() {
        for (written, canonical) in [
            (" Vaino@Example.FI ", "vaino@example.fi"),
            ("ｖａｉｎｏ＠ｅｘａｍｐｌｅ．ｆｉ", "vaino@example.fi"),
            ("vaino@example.fi.", "vaino@example.fi"),
            ("vai\u{200b}no@exam\u{ad}ple.fi", "vaino@example.fi"),
            ("\u{feff}va\u{202e}ino@example。fi", "vaino@example.fi"),
            ("Va\u{308}ino\u{308}", "väinö"),
            ("VÄINÖ", "väinö"),
            ("Straße", "strasse"),
            ("STRAẞE", "strasse"),
            ("strasse", "strasse"),
            ("\u{212a}elvin", "kelvin"),
            ("ſailor", "sailor"),
            ("ﬁnn", "finn"),
            ("Ｎｏ１２", "no12"),
            ("no１２", "no12"),
            ("①", "1"),
            ("ΟΔΥΣΣΕΥΣ", "οδυσσευσ"),
            ("οδυσσευς", "οδυσσευσ"),
            ("İPEK", "ipek"),
            ("IPEK", "ipek"),
            ("ıpek", "ipek"),
            ("maija\u{a0} \u{3000}mäkelä", "maija mäkelä"),
            ("info@XN--KSE-QLA.example", "info@käse.example"),
            ("info@KÄSE.example", "info@käse.example"),
            ("info@straße.example", "info@strasse.example"),
            ("info@xn--strae-oqa.example", "info@strasse.example"),
            ("a@b@C.example", "a@b@c.example"),
            ("@", "@"),
            ("@handle", "@handle"),
        ] {
            assert_eq!(canonical_login_name(written), canonical, "{written}");
        }
    }

    #[test]
    fn what_is_another_name_stays_one() {
        for (one, other) in [
            ("väinö", "vaino"),
            ("maija", "maija1"),
            ("maija mäkelä", "maijamäkelä"),
            ("o'neil", "oneil"),
            ("a.b@example.fi", "ab@example.fi"),
            ("a+b@example.fi", "a@example.fi"),
            ("о", "o"),
        ] {
            assert_ne!(canonical_login_name(one), canonical_login_name(other));
        }
    }

    #[test]
    fn every_character_and_its_capital_and_small_letters_are_one_name_and_stay_it() {
        // Han and Hangul have neither capitals nor anything to fold.
        let plain = |c: &char| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{17000}'..='\u{18cff}' | '\u{20000}'..);
        for c in ('\0'..=char::MAX).filter(|c| !plain(c)) {
            let canonical = folded(c.encode_utf8(&mut [0; 4]));
            assert_eq!(folded(&canonical), canonical, "{c:?}");
            let (large, small) = (c.to_uppercase().to_string(), c.to_lowercase().to_string());
            if large != small {
                assert_eq!(folded(&large), canonical, "{c:?}");
                assert_eq!(folded(&small), canonical, "{c:?}");
            }
        }
    }

    #[test]
    fn takes_names_of_all_scripts() {
        for name in [
            "maija",
            "Väinö.O'Neil-3@käse.example",
            "Οδυσσέας",
            "ольга@почта.example",
            "иван@example.com",
            "иван_smith",
            "李小龍",
            "ＭＡＩＪＡ",
            "محمد",
            "Đorđe",
        ] {
            assert_eq!(check(name), Ok(()), "{name}");
        }
    }

    #[test]
    fn refuses_names_that_are_not_what_they_look_like() {
        for name in [
            "a\u{200b}b",
            "a\u{202e}b",
            "\u{ad}ab",
            "ab\u{2060}",
            "a\u{e000}",
            "a\u{fffe}",
            "a\u{7}",
            "a\u{2028}b",
            "\u{10ffff}",
            "\u{feff}ab",
        ] {
            assert_eq!(check(name), Err(Unfit::Invisible), "{name:?}");
        }
        for name in ["pаypal", "ολga", "Ивaн", "maija@exаmple.fi", "ｐаypal"] {
            assert_eq!(check(name), Err(Unfit::MixedScripts), "{name}");
        }
    }
}
