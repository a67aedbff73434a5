//! What people read in the mails about a password that was forgotten.

use super::Language;
use super::mail::Letter;

/// The mails to whoever asks for a link, without whom they go to.
#[derive(Clone, Copy)]
pub struct ResetLetter<'a> {
    /// Where the link leads.
    pub address: &'a str,
    /// Where everybody signs in.
    pub front: &'a str,
    /// For how many minutes the link counts.
    pub minutes: u64,
}

impl ResetLetter<'_> {
    /// To somebody with a password: the link.
    #[must_use]
    pub fn link(&self, say: &Language) -> Letter {
        Letter::about(say.text("mail-reset-subject"))
            .words(say.text("mail-reset-lead"))
            .link(say.text("mail-reset-link"), self.address)
            .words(say.counted("mail-reset-minutes", self.minutes))
            .note(say.text("mail-reset-warn"))
    }

    /// To somebody who has no password here: that they sign in otherwise.
    #[must_use]
    pub fn otherwise(&self, say: &Language) -> Letter {
        Letter::about(say.text("mail-reset-subject"))
            .words(say.text("mail-reset-otherwise"))
            .link(say.text("mail-reset-front"), self.front)
            .note(say.text("mail-reset-warn"))
    }
}

#[cfg(test)]
mod tests {
    use idp::model::mail::MailAddress;

    use super::*;

    #[test]
    fn the_mails_are_whole_in_every_language() {
        let address = "https://id.example/account/reset/abc?ui_locales=fi";
        let letter = ResetLetter { address, front: "https://id.example/", minutes: 30 };
        for say in Language::all() {
            let to = || MailAddress::parse("maija@example.fi").unwrap();
            let link = letter.link(say).to(to(), say);
            assert!(link.text.contains(address) && link.text.contains("30"), "{}", link.text);
            let otherwise = letter.otherwise(say).to(to(), say);
            assert!(!otherwise.text.contains("/account/reset/"), "{}", otherwise.text);
            for mail in [link, otherwise] {
                let whole = [mail.subject, mail.text].concat();
                assert!(!whole.contains("mail-") && !whole.contains('{'), "{}: {whole}", say.tag());
            }
        }
    }
}
