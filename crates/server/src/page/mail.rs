//! What people read in mails and text messages: words in their language, as plain text and as simple HTML.

use askama::Template;
use idp::model::mail::{Mail, MailAddress};

use super::Language;

/// The service's name, which every mail is signed with.
pub const SERVICE: &str = "Countersign";

/// What a text message says that was sent to try a sender out.
pub fn trial_text(sender: &str, say: &Language) -> String {
    say.filled("mail-trial-words", &[("sender", sender)])
}

/// What a mail says that was sent to try a sender out.
pub fn trial(sender: &str, say: &Language) -> Letter {
    Letter::about(say.text("mail-trial-subject")).words(trial_text(sender, say))
}

/// A mail that goes to nobody yet.
#[derive(Default)]
pub struct Written {
    /// What it is about, in one line.
    pub subject: String,
    /// What it says, as plain text.
    pub text: String,
    /// The same as a whole HTML document.
    pub html: Option<String>,
}

/// What a mail says, part by part.
#[derive(Default)]
pub struct Letter {
    subject: String,
    parts: Vec<Part>,
}

enum Part {
    Words(String),
    /// Something to be typed or copied.
    Code(String),
    /// Something to be pressed, and where it leads.
    Link(String, String),
    /// What matters less.
    Note(String),
}

impl Letter {
    /// A letter about this, in one line.
    pub fn about(subject: impl Into<String>) -> Self {
        Self { subject: subject.into(), parts: Vec::new() }
    }

    /// Then a paragraph.
    #[must_use]
    pub fn words(self, words: impl Into<String>) -> Self {
        self.then(Part::Words(words.into()))
    }

    /// Then a code, large and alone on its line.
    #[must_use]
    pub fn code(self, code: impl Into<String>) -> Self {
        self.then(Part::Code(code.into()))
    }

    /// Then a link of these words.
    #[must_use]
    pub fn link(self, words: impl Into<String>, address: impl Into<String>) -> Self {
        self.then(Part::Link(words.into(), address.into()))
    }

    /// Then a note, in smaller letters.
    #[must_use]
    pub fn note(self, words: impl Into<String>) -> Self {
        self.then(Part::Note(words.into()))
    }

    /// The mail, as it is read there.
    pub fn to(self, to: MailAddress, say: &Language) -> Mail {
        let Written { subject, text, html } = self.written(say);
        Mail { to, subject, text, html }
    }

    /// The mail, whoever is to read it.
    pub fn written(self, say: &Language) -> Written {
        let html = Html { subject: &self.subject, parts: &self.parts, say, service: SERVICE }.render().ok();
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Words(words) | Part::Note(words) => text.push_str(words),
                Part::Code(code) => text.extend(["    ", code]),
                Part::Link(words, address) => text.extend([words, ":\n", address]),
            }
            text.push_str("\n\n");
        }
        // What follows is a signature (RFC 3676 §4.3).
        text.extend(["-- \n", SERVICE, "\n"]);
        Written { subject: self.subject, text, html }
    }

    fn then(mut self, part: Part) -> Self {
        self.parts.push(part);
        self
    }
}

#[derive(Template)]
#[template(path = "mail.html")]
struct Html<'a> {
    subject: &'a str,
    parts: &'a [Part],
    say: &'a Language,
    service: &'a str,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(tag: &str) -> Mail {
        let say = Language::with_tag(tag).unwrap();
        Letter::about("Koodi")
            .words("Tässä <koodi> & muuta.")
            .code("123456")
            .link("Avaa", "https://id.example/x?a=1&b=2")
            .note("Ei vastata.")
            .to(MailAddress::parse("maija@example.fi").unwrap(), say)
    }

    #[test]
    fn a_letter_is_read_as_plain_text() {
        let expected = "Tässä <koodi> & muuta.\n\n    123456\n\nAvaa:\nhttps://id.example/x?a=1&b=2\n\n\
            Ei vastata.\n\n-- \nCountersign\n";
        assert_eq!(letter("fi").text, expected);
    }

    #[test]
    fn a_letter_is_read_as_html_in_its_language_and_direction() {
        let html = letter("ar").html.unwrap();
        assert!(html.contains(r#"<html lang="ar" dir="rtl">"#), "{html}");
        for part in ["<title>Koodi</title>", "Tässä &#60;koodi&#62; &#38; muuta.", ">123456<", "Countersign"]
        {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert!(html.contains(r#"href="https://id.example/x?a=1&#38;b=2""#), "{html}");
        assert!(!html.contains("<script") && !html.contains("<img"), "nothing is fetched, nothing runs");
    }
}
