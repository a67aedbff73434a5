//! The language of a page: chosen from what the app and the browser ask for, and the texts in it.

mod negotiate;
mod text;

use std::collections::BTreeMap;

use fluent_bundle::FluentResource;
use fluent_bundle::concurrent::FluentBundle;

use super::catalogue;
pub use text::Sentence;

/// One language that the pages are written in.
pub struct Language {
    tag: String,
    right_to_left: bool,
    bundle: FluentBundle<FluentResource>,
}

impl Language {
    /// All languages there are, English first.
    #[must_use]
    pub fn all() -> &'static [Language] {
        catalogue::languages()
    }

    /// English, which is always there and always complete.
    #[must_use]
    pub fn english() -> &'static Language {
        &catalogue::languages()[0]
    }

    /// The language with this BCP 47 tag, if the pages have it: `Language::with_tag("fi")`.
    #[must_use]
    pub fn with_tag(tag: &str) -> Option<&'static Language> {
        Self::all().iter().find(|language| language.tag.eq_ignore_ascii_case(tag))
    }

    /// The BCP 47 tag, for `<html lang>` and `Content-Language`.
    #[must_use]
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// `ltr` or `rtl`, for `<html dir>`.
    #[must_use]
    pub fn direction(&self) -> &'static str {
        if self.right_to_left { "rtl" } else { "ltr" }
    }

    /// The text in this language, of those that an administrator gave; in English where there is none in it.
    #[must_use]
    pub fn of<'w>(&self, words: &'w BTreeMap<String, String>) -> Option<&'w str> {
        words.get(&self.tag).or_else(|| words.get("en")).or_else(|| words.values().next()).map(String::as_str)
    }

    pub(super) fn new<'a>(tag: &str, sources: impl Iterator<Item = &'a str>) -> Self {
        Self {
            tag: tag.to_owned(),
            right_to_left: RIGHT_TO_LEFT.contains(&tag.split('-').next().unwrap_or(tag)),
            bundle: catalogue::bundle(tag, sources),
        }
    }
}

/// English, where nothing else is said.
impl Default for &'static Language {
    fn default() -> Self {
        Language::english()
    }
}

/// Languages written from right to left.
const RIGHT_TO_LEFT: [&str; 8] = ["ar", "ckb", "dv", "fa", "he", "ps", "ur", "yi"];

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn english_comes_first_and_finnish_is_there() {
        assert_eq!(Language::english().tag(), "en");
        assert_eq!(Language::with_tag("FI").map(Language::tag), Some("fi"));
        assert!(Language::with_tag("tlh").is_none());
    }

    #[test]
    fn arabic_is_written_from_right_to_left_and_finnish_is_not() {
        assert_eq!(Language::new("ar-EG", std::iter::empty()).direction(), "rtl");
        assert_eq!(Language::new("fi", std::iter::empty()).direction(), "ltr");
    }
}
