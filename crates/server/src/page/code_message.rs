//! What people read in the mail or text message that brings a one-time code.

use super::Language;
use super::mail::Letter;

/// The message, without whom it goes to.
#[derive(Clone, Copy)]
pub struct CodeMessage<'a> {
    /// The code, or what stands for it.
    pub code: &'a str,
    /// The name of the app that the person signs in to; none for their own account.
    pub client: Option<&'a str>,
    /// For how many minutes the code counts.
    pub minutes: u64,
    /// The host of the page on which it is typed.
    pub host: &'a str,
}

impl CodeMessage<'_> {
    /// As a mail.
    #[must_use]
    pub fn letter(&self, say: &Language) -> Letter {
        let lead = match self.client {
            Some(client) => say.filled("mail-code-lead", &[("client", client)]),
            None => say.text("mail-code-lead-own"),
        };
        Letter::about(say.text("mail-code-subject"))
            .words(lead)
            .code(self.code)
            .words(say.counted("mail-code-minutes", self.minutes))
            .note(say.text("mail-code-warn"))
    }

    /// As a text message. Its last line binds the code to our page, so that phones fill it in there and
    /// nowhere else (Origin-bound one-time codes delivered via SMS, §3).
    #[must_use]
    pub fn text(&self, say: &Language) -> String {
        let Self { code, host, .. } = self;
        format!("{}\n\n@{host} #{code}", say.filled("sms-code", &[("code", code)]))
    }
}

#[cfg(test)]
mod tests {
    use idp::model::mail::MailAddress;

    use super::*;

    const MESSAGE: CodeMessage<'static> =
        CodeMessage { code: "123456", client: Some("Kukkakauppa"), minutes: 5, host: "id.example" };

    #[test]
    fn a_text_message_ends_with_the_line_that_phones_read() {
        for say in Language::all() {
            let text = MESSAGE.text(say);
            assert_eq!(text.lines().last(), Some("@id.example #123456"), "{}", say.tag());
            assert_eq!(text.matches("123456").count(), 2, "{text}");
            // One message where its characters need no Unicode, two where they do (3GPP TS 23.040).
            assert!(text.encode_utf16().count() <= 134, "{text}");
        }
    }

    #[test]
    fn a_mail_says_what_the_code_is_for_and_for_how_long_it_counts() {
        for say in Language::all() {
            let mail = MESSAGE.letter(say).to(MailAddress::parse("maija@example.fi").unwrap(), say);
            for part in ["Kukkakauppa", "123456", "5"] {
                assert!(mail.text.contains(part), "{part}: {}", mail.text);
            }
            assert!(!mail.subject.contains("123456"), "it is not to be read on a locked screen");
            let own = CodeMessage { client: None, ..MESSAGE };
            let mail = own.letter(say).to(MailAddress::parse("maija@example.fi").unwrap(), say);
            assert!(!mail.text.contains('{'), "{}", mail.text);
        }
    }
}
