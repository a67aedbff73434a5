//! Texts by their id, and sentences with names in them.

use std::fmt;

use askama::filters::{Escaper, Html, HtmlSafe};
use fluent_bundle::{FluentArgs, FluentValue};

use super::Language;

impl Language {
    /// The text with this id, plain. What a language lacks is said in English, and an id that nobody
    /// knows stands for itself, so that a page is never empty.
    pub fn text(&self, id: &str) -> String {
        self.find(id, None, None).unwrap_or_else(|| id.to_owned())
    }

    /// The text with this id about a number of things, in the grammatical number it takes.
    pub fn counted(&self, id: &str, count: u64) -> String {
        let args = FluentArgs::from_iter([("count", FluentValue::from(count))]);
        self.find(id, None, Some(&args)).unwrap_or_else(|| id.to_owned())
    }

    /// The text with this id, plain, with these values in it: for what is read as plain text, such as mails.
    pub fn filled(&self, id: &str, values: &[(&str, &str)]) -> String {
        let args = values.iter().map(|(name, value)| (*name, *value)).collect();
        self.find(id, None, Some(&args)).unwrap_or_else(|| id.to_owned())
    }

    /// The text with this id about one other text of ours, plain: `title` with `$title`.
    pub(in crate::page) fn titled(&self, id: &str, title: &str) -> String {
        let args = FluentArgs::from_iter([("title", title)]);
        self.find(id, None, Some(&args)).unwrap_or_else(|| id.to_owned())
    }

    /// The text with this id about something that somebody else named, as HTML. The name is escaped and
    /// set apart, so a name in Arabic, or one full of control characters, disturbs nothing around it.
    pub fn sentence(&self, id: &str, placeholder: &str, name: &str) -> Sentence {
        // The name never passes through the message: a mark does, and is replaced afterwards.
        let args = FluentArgs::from_iter([(placeholder.to_owned(), MARK.to_string())]);
        let text = self.find(id, None, Some(&args)).unwrap_or_else(|| id.to_owned());
        Sentence { text, name: name.to_owned() }
    }

    /// An attribute of a message (`refusal-busy.what`), or nothing if neither this language nor English
    /// has it.
    pub(in crate::page) fn attribute(
        &self,
        id: &str,
        attribute: &str,
        args: Option<&FluentArgs>,
    ) -> Option<String> {
        self.find(id, Some(attribute), args)
    }

    /// The text with this id, or nothing if neither this language nor English has it.
    pub(in crate::page) fn value(&self, id: &str, args: Option<&FluentArgs>) -> Option<String> {
        self.find(id, None, args)
    }

    fn find(&self, id: &str, attribute: Option<&str>, args: Option<&FluentArgs>) -> Option<String> {
        let own = self.find_here(id, attribute, args);
        own.or_else(|| Language::english().find_here(id, attribute, args))
    }

    fn find_here(&self, id: &str, attribute: Option<&str>, args: Option<&FluentArgs>) -> Option<String> {
        let message = self.bundle.get_message(id)?;
        let pattern = match attribute {
            Some(name) => message.get_attribute(name)?.value(),
            None => message.value()?,
        };
        // A placeholder without a value is shown by its name; the tests compare them across languages.
        let mut errors = Vec::new();
        Some(self.bundle.format_pattern(pattern, args, &mut errors).into_owned())
    }
}

/// A noncharacter (Unicode §23.7): no message has it, so it can stand for a name.
const MARK: char = '\u{fdd0}';

/// A sentence of ours with somebody else's name in it. Displayed as HTML that is already safe.
pub struct Sentence {
    text: String,
    name: String,
}

impl fmt::Display for Sentence {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, part) in self.text.split(MARK).enumerate() {
            if index > 0 {
                out.write_str("<bdi>")?;
                Html.write_escaped_str(&mut *out, &self.name)?;
                out.write_str("</bdi>")?;
            }
            Html.write_escaped_str(&mut *out, part)?;
        }
        Ok(())
    }
}

impl HtmlSafe for Sentence {}

#[cfg(test)]
mod tests {
    use super::Language;

    fn language(source: &str) -> Language {
        Language::new("fi", std::iter::once(source))
    }

    #[test]
    fn what_a_language_lacks_is_said_in_english() {
        let sparse = language("login-title = Kirjaudu\n");
        assert_eq!(sparse.text("login-title"), "Kirjaudu");
        assert_eq!(sparse.text("logout-title"), Language::english().text("logout-title"));
        assert_eq!(sparse.text("nobody-knows"), "nobody-knows");
    }

    #[test]
    fn a_name_is_escaped_and_set_apart() {
        let told = language("told = Nähdään <pian>, { $client }!\n").sentence("told", "client", "A<b>&\"'");
        assert_eq!(told.to_string(), "Nähdään &#60;pian&#62;, <bdi>A&#60;b&#62;&#38;&#34;&#39;</bdi>!");
    }

    #[test]
    fn a_name_is_never_read_as_a_message() {
        let told = language("told = { $client }\n").sentence("told", "client", "{ -brand }\u{fdd0}");
        assert_eq!(told.to_string(), "<bdi>{ -brand }\u{fdd0}</bdi>");
    }

    #[test]
    fn a_count_takes_its_grammatical_number() {
        let english = Language::english();
        assert_eq!(english.counted("retry-seconds", 1), "You can try again in 1 second.");
        assert_eq!(english.counted("retry-seconds", 30), "You can try again in 30 seconds.");
    }

    #[test]
    fn arabic_counts_in_its_six_ways() {
        let arabic = Language::with_tag("ar").expect("Arabic is embedded");
        for (count, told) in [
            (0, "الآن"),
            (1, "ثانية واحدة"),
            (2, "ثانيتين"),
            (3, "3 ثوانٍ"),
            (10, "10 ثوانٍ"),
            (11, "11 ثانية"),
            (100, "100 ثانية"),
        ] {
            let whole = arabic.counted("retry-seconds", count);
            assert!(whole.ends_with(&format!(" {told}.")), "{count}: {whole}");
        }
    }

    #[test]
    fn every_count_is_told_whole_in_every_language() {
        for language in Language::all() {
            for (id, count) in
                ["retry-seconds", "retry-minutes"].iter().flat_map(|id| (0..=120).map(move |n| (*id, n)))
            {
                let told = language.counted(id, count);
                let has_number = told.contains(&count.to_string());
                assert!(
                    has_number || language.tag() == "ar" && count < 3,
                    "{count} in {}: {told}",
                    language.tag()
                );
                assert!(
                    told.ends_with('.') && !told.contains(['{', '$']),
                    "{count} in {}: {told}",
                    language.tag()
                );
            }
        }
    }
}
