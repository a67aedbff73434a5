//! What people read in the mails about another address of theirs.

use super::Language;
use super::mail::Letter;

/// The mails about a change, without whom they go to.
#[derive(Clone, Copy)]
pub struct ChangeLetter<'a> {
    /// The code, or what stands for it.
    pub code: &'a str,
    /// The address that is to be the account's; empty where it is to have none.
    pub to: &'a str,
    /// The host at which the account is.
    pub host: &'a str,
    /// For how many minutes the code counts.
    pub minutes: u64,
}

impl ChangeLetter<'_> {
    /// To the new address, and to the one before: the code.
    #[must_use]
    pub fn confirm(&self, say: &Language) -> Letter {
        let lead = match self.to {
            "" => say.filled("mail-change-none", &[("host", self.host)]),
            to => say.filled("mail-change-lead", &[("host", self.host), ("address", to)]),
        };
        Letter::about(say.text("mail-change-subject"))
            .words(lead)
            .code(self.code)
            .words(say.counted("mail-code-minutes", self.minutes))
            .note(say.text("mail-change-warn"))
    }

    /// To an address that another account has.
    #[must_use]
    pub fn known(&self, say: &Language) -> Letter {
        Letter::about(say.text("mail-change-subject"))
            .words(say.filled("mail-change-known", &[("host", self.host)]))
            .note(say.text("mail-change-warn"))
    }
}

#[cfg(test)]
mod tests {
    use idp::model::mail::MailAddress;

    use super::*;

    #[test]
    fn the_mails_are_whole_in_every_language() {
        let letter = ChangeLetter { code: "123456", to: "uusi@example.fi", host: "id.example", minutes: 30 };
        for say in Language::all() {
            let to = || MailAddress::parse("maija@example.fi").unwrap();
            let confirm = letter.confirm(say).to(to(), say);
            for part in ["123456", "uusi@example.fi", "id.example", "30"] {
                assert!(confirm.text.contains(part), "{part}: {}", confirm.text);
            }
            let none = ChangeLetter { to: "", ..letter }.confirm(say).to(to(), say);
            let known = letter.known(say).to(to(), say);
            assert!(!known.text.contains("123456"), "{}", known.text);
            for mail in [confirm, none, known] {
                let whole = [mail.subject, mail.text].concat();
                assert!(!whole.contains("mail-") && !whole.contains('{'), "{}: {whole}", say.tag());
            }
        }
    }
}
