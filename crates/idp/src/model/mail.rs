//! Mail: what one says, and to which address.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::message::{Message, MessageFacts, MessageId, MessageKind};
use super::user::UserId;
use crate::decision::Env;
use crate::refusal::Refusal;
use crate::time::Time;

/// A mail as it is written, in the words that its reader will see. The sender adds whom it is from.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// Who reads it.
    pub to: MailAddress,
    /// What it is about, in one line.
    pub subject: String,
    /// What it says, as plain text.
    pub text: String,
    /// The same as a whole HTML document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
}

impl Message {
    /// A mail to be sent until then; about this person, where it is about one.
    pub fn mail(mail: &Mail, user: Option<UserId>, expires_at: Time, env: &mut Env<'_>) -> Self {
        Self {
            id: MessageId::new(env),
            kind: MessageKind::Email,
            recipient: mail.to.masked(),
            user,
            payload: super::ticket::encode(mail),
            expires_at,
        }
    }
}

impl Mail {
    /// The mail that waits in the outbox.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn of(message: &MessageFacts) -> Result<Self, Refusal> {
        super::ticket::decode(&message.payload)
    }
}

impl Mail {
    /// A text without the address, most of which is hidden: servers repeat it where they refuse it.
    pub fn hidden_in(&self, text: &str) -> String {
        text.replace(&self.to.to_string(), &self.to.masked())
    }
}

/// What is written to somebody is nobody's business.
impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mail").field("to", &self.to).finish_non_exhaustive()
    }
}

/// An address that a mail can be sent to (RFC 5321 §4.1.2, RFC 6531): a name that needs no quoting, and a
/// domain, both in any script.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MailAddress {
    local: String,
    /// In ASCII (RFC 5891).
    domain: String,
}

impl MailAddress {
    /// How long a name may be, in bytes (RFC 5321 §4.5.3.1.1).
    const MAX_LOCAL: usize = 64;

    /// How long a whole address may be, in bytes (RFC 5321 §4.5.3.1.3, without the brackets).
    const MAX: usize = 254;

    /// What an address must be, in words.
    pub const EXPECTED: &'static str = "an e-mail address, such as maija@example.fi";

    /// The address written so, if it is one.
    pub fn parse(text: &str) -> Option<Self> {
        let (local, domain) = text.trim().rsplit_once('@')?;
        let fits = |c: char| {
            c.is_ascii_alphanumeric()
                || "!#$%&'*+-/=?^_`{|}~".contains(c)
                || (!c.is_ascii() && c.is_alphanumeric())
        };
        let is_local = local.len() <= Self::MAX_LOCAL
            && local.split('.').all(|atom| !atom.is_empty() && atom.chars().all(fits));
        let domain = idna::domain_to_ascii_strict(domain).ok()?;
        let is_domain = domain.split('.').all(|label| !label.is_empty());
        let address = Self { local: local.to_owned(), domain };
        (is_local && is_domain && address.local.len() + 1 + address.domain.len() <= Self::MAX)
            .then_some(address)
    }

    /// The name before the domain.
    pub fn local(&self) -> &str {
        &self.local
    }

    /// The domain, in ASCII.
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// The address as it may be shown to whoever need not know it: `m***@example.fi`. It does not tell how
    /// long the name is.
    pub fn masked(&self) -> String {
        let first = self.local.chars().next().map(String::from).unwrap_or_default();
        let shown = if self.local.chars().nth(1).is_some() { first } else { String::new() };
        let (domain, _partly) = idna::domain_to_unicode(&self.domain);
        format!("{shown}***@{domain}")
    }
}

/// The address whole, its domain in ASCII.
impl fmt::Display for MailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.local, self.domain)
    }
}

impl fmt::Debug for MailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl TryFrom<String> for MailAddress {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or(Self::EXPECTED)
    }
}

impl From<MailAddress> for String {
    fn from(address: MailAddress) -> Self {
        address.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_addresses_of_all_scripts() {
        for (written, whole, masked) in [
            (" maija@example.fi ", "maija@example.fi", "m***@example.fi"),
            ("o'neil+x@EXAMPLE.com", "o'neil+x@example.com", "o***@example.com"),
            ("a@b.example", "a@b.example", "***@b.example"),
            ("väinö@käse.example", "väinö@xn--kse-qla.example", "v***@käse.example"),
            ("root@localhost", "root@localhost", "r***@localhost"),
        ] {
            let address = MailAddress::parse(written).expect(written);
            assert_eq!((address.to_string().as_str(), address.masked().as_str()), (whole, masked));
            assert_eq!(format!("{address:?}"), masked);
        }
        let longest = format!("{}@{}.fi", "a".repeat(64), "b".repeat(63));
        assert!(MailAddress::parse(&longest).is_some());
    }

    #[test]
    fn refuses_what_is_no_address_or_would_be_read_as_more_than_one() {
        for written in [
            "",
            "maija",
            "@example.fi",
            "maija@",
            "a b@example.fi",
            ".a@example.fi",
            "a..b@example.fi",
            "a.@example.fi",
            "a@exa mple.fi",
            "a@example..fi",
            "a@-a.fi",
            "a@[127.0.0.1]",
            "\"a b\"@example.fi",
            "a@b@example.fi",
            "a\r\nBcc:b@example.fi",
            "a,b@example.fi",
            "a@example.fi,b@example.fi",
            "a@example.fi\r\nX: y",
            "<a@example.fi>",
            "A <a@example.fi>",
            "a\u{202e}b@example.fi",
            "a\u{200b}b@example.fi",
            "a\0@example.fi",
        ] {
            assert!(MailAddress::parse(written).is_none(), "{written:?}");
        }
        assert!(MailAddress::parse(&format!("{}@example.fi", "a".repeat(65))).is_none());
        assert!(MailAddress::parse(&format!("a@{}fi", "b23456789.".repeat(26))).is_none());
    }
}
