//! What people read in the mails about an account that they, or somebody else, make.

use super::Language;
use super::mail::Letter;

/// The mails to the address that somebody entered, without whom they go to.
#[derive(Clone, Copy)]
pub struct RegisterLetter<'a> {
    /// The code, or what stands for it.
    pub code: &'a str,
    /// Where the link leads.
    pub address: &'a str,
    /// For how many minutes the code counts.
    pub minutes: u64,
    /// The name of the app that they are on the way to.
    pub client: Option<&'a str>,
    /// Where everybody signs in.
    pub front: &'a str,
    /// Where a forgotten password is renewed.
    pub forgot: &'a str,
}

impl RegisterLetter<'_> {
    /// To whose address is new here: the code and the link.
    #[must_use]
    pub fn confirm(&self, say: &Language) -> Letter {
        let lead = match self.client {
            Some(client) => say.filled("mail-register-lead", &[("client", client)]),
            None => say.text("mail-register-lead-own"),
        };
        Letter::about(say.text("mail-register-subject"))
            .words(lead)
            .code(self.code)
            .words(say.counted("mail-code-minutes", self.minutes))
            .link(say.text("mail-register-link"), self.address)
            .note(say.text("mail-register-warn"))
    }

    /// To who has an account already: that they do.
    #[must_use]
    pub fn known(&self, say: &Language) -> Letter {
        Letter::about(say.text("mail-register-subject"))
            .words(say.text("mail-register-known"))
            .link(say.text("mail-reset-front"), self.front)
            .link(say.text("mail-reset-link"), self.forgot)
            .note(say.text("mail-register-warn"))
    }
}

/// To who is invited.
#[must_use]
pub fn invitation(host: &str, address: &str, say: &Language) -> Letter {
    Letter::about(say.filled("mail-invite-subject", &[("host", host)]))
        .words(say.filled("mail-invite-lead", &[("host", host)]))
        .link(say.text("mail-invite-link"), address)
        .note(say.text("mail-invite-warn"))
}

#[cfg(test)]
mod tests {
    use idp::model::mail::MailAddress;

    use super::*;

    #[test]
    fn the_mails_are_whole_in_every_language() {
        let address = "https://id.example/account/register/abc.def?ui_locales=fi";
        let letter = RegisterLetter {
            code: "123456",
            address,
            minutes: 30,
            client: Some("Kukkakauppa"),
            front: "https://id.example/account",
            forgot: "https://id.example/account/forgot",
        };
        for say in Language::all() {
            let to = || MailAddress::parse("maija@example.fi").unwrap();
            let confirm = letter.confirm(say).to(to(), say);
            for part in [address, "123456", "30", "Kukkakauppa"] {
                assert!(confirm.text.contains(part), "{part}: {}", confirm.text);
            }
            let own = RegisterLetter { client: None, ..letter }.confirm(say).to(to(), say);
            let known = letter.known(say).to(to(), say);
            assert!(
                !known.text.contains("123456") && !known.text.contains("/account/register/"),
                "{}",
                known.text
            );
            let invited =
                invitation("id.example", "https://id.example/account/invitation/abc", say).to(to(), say);
            assert!(invited.text.contains("https://id.example/account/invitation/abc"), "{}", invited.text);
            // What can be seen without opening it is the same.
            assert_eq!(known.subject, confirm.subject);
            for mail in [confirm, own, known, invited] {
                let whole = [mail.subject, mail.text].concat();
                assert!(!whole.contains("mail-") && !whole.contains('{'), "{}: {whole}", say.tag());
            }
        }
    }
}
