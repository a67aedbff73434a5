//! What a person reads in the mail that an app has sent to them, to be answered.

use super::Language;
use super::mail::Letter;

/// The mail, without whom it goes to.
#[derive(Clone, Copy)]
pub struct CibaLetter<'a> {
    /// What people call the app.
    pub client: &'a str,
    /// What the app says, where it says something.
    pub message: Option<&'a str>,
    /// Where the link leads.
    pub address: &'a str,
}

impl CibaLetter<'_> {
    /// The letter.
    #[must_use]
    pub fn letter(&self, say: &Language) -> Letter {
        let Self { client, message, address } = *self;
        let letter = Letter::about(say.filled("mail-ciba-subject", &[("client", client)]))
            .words(say.filled("mail-ciba-lead", &[("client", client)]));
        let letter = match message {
            Some(message) => letter.words(say.filled("mail-ciba-message", &[("message", message)])),
            None => letter,
        };
        letter.link(say.text("mail-ciba-link"), address).note(say.text("mail-ciba-warn"))
    }
}

#[cfg(test)]
mod tests {
    use idp::model::mail::MailAddress;

    use super::*;

    #[test]
    fn the_mail_is_whole_in_every_language() {
        let address = "https://id.example/ciba/abc?ui_locales=fi";
        for say in Language::all() {
            let letter = CibaLetter { client: "Kukkakauppa", message: Some("W4SC"), address };
            let mail = letter.letter(say).to(MailAddress::parse("maija@example.fi").unwrap(), say);
            for part in ["Kukkakauppa", "W4SC", address] {
                assert!(mail.text.contains(part), "{part}: {}", mail.text);
            }
            let whole = [mail.subject, mail.text].concat();
            assert!(!whole.contains("mail-") && !whole.contains('{'), "{}: {whole}", say.tag());
        }
    }
}
