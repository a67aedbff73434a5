//! How an operation ended (RFC 4511 §4.1.9).

use crate::Malformed;
use crate::ber::{ENUMERATED, Reader};

/// The longest that is kept of what a server says of a result, in bytes.
const LONGEST: usize = 300;

/// How an operation ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome {
    /// How.
    pub code: ResultCode,
    /// What the server says of it, for the operator; nothing that could break a line.
    pub message: String,
}

/// A result, as far as it matters here (RFC 4511 Appendix A.2).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ResultCode {
    /// It was done.
    Success,
    /// There is more than was asked for.
    SizeLimitExceeded,
    /// The server wants something stronger, mostly TLS, first.
    StrongerAuthRequired,
    /// There is no such entry.
    NoSuchObject,
    /// A name is none.
    InvalidDnSyntax,
    /// The password is not the entry's, or there is no such entry.
    InvalidCredentials,
    /// It may not be seen.
    InsufficientAccessRights,
    /// Later perhaps.
    Busy,
    /// Later perhaps.
    Unavailable,
    /// It does not want to, such as where an account may not sign in.
    UnwillingToPerform,
    /// Another.
    Other(u32),
}

/// Why Active Directory takes a password for none, by the code in what it says ([MS-ERREF] §2.2).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trouble {
    /// There is no such account (525).
    Unknown,
    /// The password is wrong (52e).
    WrongPassword,
    /// Not at this hour (530).
    WrongHour,
    /// Not from here (531).
    WrongPlace,
    /// The password is too old (532).
    PasswordExpired,
    /// The account is disabled (533).
    Disabled,
    /// The account's time is over (701).
    AccountExpired,
    /// The password must be changed first (773).
    PasswordMustChange,
    /// The account is locked (775).
    Locked,
}

impl Outcome {
    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        let code = ResultCode::of(reader.number(ENUMERATED)?);
        reader.text()?;
        let said = reader.content(crate::ber::OCTET_STRING)?;
        let said = String::from_utf8_lossy(&said[..said.len().min(LONGEST)]);
        let message = said.trim_end_matches(['\0', '\u{fffd}']).replace(char::is_control, " ");
        Ok(Self { code, message })
    }

    /// Whether it was done.
    pub fn is_success(&self) -> bool {
        self.code == ResultCode::Success
    }

    /// What is the matter with an account, where the server is an Active Directory and says so.
    pub fn trouble(&self) -> Option<Trouble> {
        let (_, after) = self.message.split_once(", data ")?;
        let code = after.split([',', ' ']).next()?;
        Some(match code {
            "525" => Trouble::Unknown,
            "52e" => Trouble::WrongPassword,
            "530" => Trouble::WrongHour,
            "531" => Trouble::WrongPlace,
            "532" => Trouble::PasswordExpired,
            "533" => Trouble::Disabled,
            "701" => Trouble::AccountExpired,
            "773" => Trouble::PasswordMustChange,
            "775" => Trouble::Locked,
            _ => return None,
        })
    }
}

impl ResultCode {
    fn of(code: u32) -> Self {
        match code {
            0 => Self::Success,
            4 => Self::SizeLimitExceeded,
            8 => Self::StrongerAuthRequired,
            32 => Self::NoSuchObject,
            34 => Self::InvalidDnSyntax,
            49 => Self::InvalidCredentials,
            50 => Self::InsufficientAccessRights,
            51 => Self::Busy,
            52 => Self::Unavailable,
            53 => Self::UnwillingToPerform,
            other => Self::Other(other),
        }
    }
}

impl Trouble {
    /// What is the matter, in words for the operator.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Unknown => "there is no such account",
            Self::WrongPassword => "the password is wrong",
            Self::WrongHour => "the account may not sign in at this hour",
            Self::WrongPlace => "the account may not sign in from here",
            Self::PasswordExpired => "the password has expired",
            Self::Disabled => "the account is disabled",
            Self::AccountExpired => "the account has expired",
            Self::PasswordMustChange => "the password must be changed first",
            Self::Locked => "the account is locked",
        }
    }
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.code)?;
        match (self.trouble(), self.message.is_empty()) {
            (Some(trouble), _) => write!(f, ": {}", trouble.words()),
            (None, false) => write!(f, ": {}", self.message),
            (None, true) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn active_directory_says_what_is_the_matter_with_an_account() {
        let said = |code: &str| Outcome {
            code: ResultCode::InvalidCredentials,
            message: format!(
                "80090308: LdapErr: DSID-0C090446, comment: AcceptSecurityContext error, data {code}, v4563"
            ),
        };
        assert_eq!(said("52e").trouble(), Some(Trouble::WrongPassword));
        assert_eq!(said("775").to_string(), "InvalidCredentials: the account is locked");
        assert_eq!(said("0").trouble(), None);
        let plain = Outcome { code: ResultCode::InvalidCredentials, message: String::new() };
        assert_eq!((plain.trouble(), plain.to_string()), (None, "InvalidCredentials".to_owned()));
    }
}
