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
        let mut letter = Letter::about(say.text(self.about()))
            .words(say.filled(&format!("{}-words", self.about()), &[("host", self.host)]));
        if let Some(name) = self.name {
            letter = letter.words(say.filled("mail-notice-name", &[("name", name)]));
        }
        let then = match self.subject {
            // Nothing that the person did themselves.
            Subject::PasskeyCopied => "mail-notice-copied-then",
            _ => "mail-notice-then",
        };
        letter.words(say.text(then)).link(say.text("mail-notice-account"), self.account)
    }

    const fn about(&self) -> &'static str {
        match self.subject {
            Subject::AppAdded => "mail-notice-app-added",
            Subject::PasskeyAdded => "mail-notice-passkey-added",
            Subject::CodesMade => "mail-notice-codes-made",
            Subject::AppRemoved => "mail-notice-app-removed",
            Subject::PasskeyRemoved => "mail-notice-passkey-removed",
            Subject::CodesRemoved => "mail-notice-codes-removed",
            Subject::FactorsReset => "mail-notice-reset",
            Subject::PasskeyCopied => "mail-notice-copied",
            Subject::PasswordSet => "mail-notice-password",
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
                for part in ["Work <phone>", "id.example", account] {
                    assert!(mail.text.contains(part), "{part}: {}", mail.text);
                }
                assert!(!mail.text.contains('{') && !mail.text.contains("mail-notice"), "{}", mail.text);
                assert!(!mail.html.unwrap().contains("<phone>"));
                assert!(subjects.insert(mail.subject), "{} {subject:?}", say.tag());
            }
        }
    }
}
