//! Where a code goes: which addresses will do, and what a page may show of them.

use crate::login::Method;
use crate::model::mail::MailAddress;
use crate::model::text_message::PhoneNumber;

/// An address that a code can be sent to. It shows itself as a page may show it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Address {
    /// By e-mail.
    Email(MailAddress),
    /// By SMS.
    Sms(PhoneNumber),
}

/// What stands for what is not shown: always as much, because how long it is is not shown either.
const HIDDEN: &str = "•••";

impl Address {
    /// The one that a claim names, for codes sent so. A number without its country's is none.
    pub(crate) fn parse(method: Method, claim: &str) -> Option<Self> {
        let claim = claim.trim();
        match method {
            Method::EmailOtp => MailAddress::parse(claim).map(Self::Email),
            Method::SmsOtp => {
                // As it is dialled.
                let dialled = claim.strip_prefix("00").map(|number| format!("+{number}"));
                PhoneNumber::parse(dialled.as_deref().unwrap_or(claim)).map(Self::Sms)
            }
            _ => None,
        }
    }

    /// How codes are sent there.
    pub fn method(&self) -> Method {
        match self {
            Self::Email(_) => Method::EmailOtp,
            Self::Sms(_) => Method::SmsOtp,
        }
    }

    /// The whole of it.
    pub fn whole(&self) -> String {
        match self {
            Self::Email(address) => address.to_string(),
            Self::Sms(number) => number.to_string(),
        }
    }

    /// What its owner tells it by, and nobody else can use: `m•••@example.org`, `•••• 4567`.
    pub fn masked(&self) -> String {
        match self {
            Self::Email(address) => {
                // Who is called by one letter would be shown whole.
                let mut letters = address.local().chars();
                let first = letters.next().filter(|_| letters.next().is_some());
                let first = first.map(String::from).unwrap_or_default();
                let (domain, _partly) = idna::domain_to_unicode(address.domain());
                format!("{first}{HIDDEN}@{domain}")
            }
            Self::Sms(number) => {
                let digits = number.as_str();
                // Begins with a mark that says from left to right: in Arabic too a number ends with its end.
                format!(
                    "\u{200e}•{HIDDEN} {}",
                    digits.get(digits.len().saturating_sub(4)..).unwrap_or_default()
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(method: Method, claim: &str) -> Option<String> {
        Address::parse(method, claim).map(|address| address.masked())
    }

    #[test]
    fn a_mail_address_is_shown_by_its_first_letter_and_its_domain() {
        for (claim, shown) in [
            ("maija@example.org", "m•••@example.org"),
            ("ma@example.org", "m•••@example.org"),
            ("m@example.org", "•••@example.org"),
            ("väinö@käse.example", "v•••@käse.example"),
        ] {
            assert_eq!(masked(Method::EmailOtp, claim).as_deref(), Some(shown), "{claim}");
        }
        assert_eq!(masked(Method::EmailOtp, "maija"), None);
        assert_eq!(masked(Method::EmailOtp, "+358401234567"), None);
    }

    #[test]
    fn a_number_is_shown_by_its_last_four_digits() {
        for claim in ["+358401234567", " +358 40 123-4567", "00358 (40) 1234567"] {
            let number = Address::parse(Method::SmsOtp, claim).unwrap();
            assert_eq!(
                (number.whole().as_str(), number.masked().as_str()),
                ("+358401234567", "\u{200e}•••• 4567")
            );
        }
        for claim in ["040 123 4567", "maija@example.org", "000358401234567"] {
            assert_eq!(masked(Method::SmsOtp, claim), None, "{claim}");
        }
    }
}
