//! What people read in the mail that tells them of a change to what proves them.

use idp::notice::Subject;

use super::Language;
use super::mail::Letter;

/// The notice, without whom it goes to.
#[derive(Clone, Copy)]
pub struct NoticeMail<'a> {
    /// What it is about.
    pub subject: Subject,
    /// What the person calls the factor.
    pub name: Option<&'a str>,
    /// The host at which they sign in.
    pub host: &'a str,
    /// Where they look after their account.
    pub account: &'a str,
}

impl NoticeMail<'_> {
    /// As a mail.
    #[must_use]
    pub fn letter(&self, say: &Language) -> Letter {
        let (about, words) = self.said(say);
        let mut letter = Letter::about(about).words(words);
        if let Some(name) = self.name {
            letter = letter.words(say.filled("mail-notice-name", &[("name", name)]));
        }
        let then = match self.subject {
            // Nothing that the person did themselves.
            Subject::PasskeyCopied => say.text("mail-notice-copied-then"),
            // There is nothing left to go to.
            Subject::AccountRemoved => return letter.words(say.text("mail-notice-removed-then")),
            _ => say.text("mail-notice-then"),
        };
        letter.words(then).link(say.text("mail-notice-account"), self.account)
    }

    /// What happened, as the subject and as a sentence.
    fn said(&self, say: &Language) -> (String, String) {
        let host = [("host", self.host)];
        match self.subject {
            Subject::AppAdded => {
                (say.text("mail-notice-app-added"), say.filled("mail-notice-app-added-words", &host))
            }
            Subject::PasskeyAdded => {
                (say.text("mail-notice-passkey-added"), say.filled("mail-notice-passkey-added-words", &host))
            }
            Subject::CodesMade => {
                (say.text("mail-notice-codes-made"), say.filled("mail-notice-codes-made-words", &host))
            }
            Subject::AppRemoved => {
                (say.text("mail-notice-app-removed"), say.filled("mail-notice-app-removed-words", &host))
            }
            Subject::PasskeyRemoved => (
                say.text("mail-notice-passkey-removed"),
                say.filled("mail-notice-passkey-removed-words", &host),
            ),
            Subject::CodesRemoved => {
                (say.text("mail-notice-codes-removed"), say.filled("mail-notice-codes-removed-words", &host))
            }
            Subject::FactorsReset => {
                (say.text("mail-notice-reset"), say.filled("mail-notice-reset-words", &host))
            }
            Subject::PasskeyCopied => {
                (say.text("mail-notice-copied"), say.filled("mail-notice-copied-words", &host))
            }
            Subject::EmailChanged => {
                (say.text("mail-notice-email"), say.filled("mail-notice-email-words", &host))
            }
            Subject::NumberChanged => {
                (say.text("mail-notice-number"), say.filled("mail-notice-number-words", &host))
            }
            Subject::PhoneAdded => {
                (say.text("mail-notice-phone-added"), say.filled("mail-notice-phone-added-words", &host))
            }
            Subject::PhoneRemoved => {
                (say.text("mail-notice-phone-removed"), say.filled("mail-notice-phone-removed-words", &host))
            }
            Subject::PasswordSet => {
                (say.text("mail-notice-password"), say.filled("mail-notice-password-words", &host))
            }
            Subject::AccountRemoved => {
                (say.text("mail-notice-removed"), say.filled("mail-notice-removed-words", &host))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use idp::model::mail::MailAddress;

    use super::*;

    #[test]
    fn a_notice_says_what_happened_where_and_what_to_do_in_every_language() {
        for say in Language::all() {
            let mut subjects = std::collections::BTreeSet::new();
            for subject in Subject::ALL {
                let account = "https://id.example/account?ui_locales=fi";
                let notice = NoticeMail { subject, name: Some("Work <phone>"), host: "id.example", account };
                let mail = notice.letter(say).to(MailAddress::parse("maija@example.fi").unwrap(), say);
                for part in ["Work <phone>", "id.example"] {
                    assert!(mail.text.contains(part), "{part}: {}", mail.text);
                }
                // Nobody is led to an account that is gone.
                let leads = subject != Subject::AccountRemoved;
                assert_eq!(mail.text.contains(account), leads, "{}", mail.text);
                assert!(!mail.text.contains('{') && !mail.text.contains("mail-notice"), "{}", mail.text);
                assert!(!mail.html.unwrap().contains("<phone>"));
                assert!(subjects.insert(mail.subject), "{} {subject:?}", say.tag());
            }
        }
    }
}
