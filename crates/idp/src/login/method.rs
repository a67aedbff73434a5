//! How people prove themselves: the ways by name, and what each is.

use serde::{Deserialize, Serialize};

/// What `amr` has for more than one kind of factor (RFC 8176 §2).
pub(crate) const MFA: &str = "mfa";

/// How somebody proved themselves: the name kept in the store, and told where our own words count. Tokens have
/// [`Method::amr`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Method {
    /// A password.
    #[serde(rename = "pwd")]
    Password,
    /// A password that the organisation's directory checked.
    #[serde(rename = "directory")]
    Directory,
    /// Whatever an upstream asked for, which says so itself.
    #[serde(rename = "upstream")]
    Upstream,
    /// A code sent by mail.
    #[serde(rename = "email_otp")]
    EmailOtp,
    /// A code sent to a mobile.
    #[serde(rename = "sms_otp")]
    SmsOtp,
    /// A code of an authenticator app (RFC 6238).
    #[serde(rename = "totp")]
    Totp,
    /// A passkey (WebAuthn).
    #[serde(rename = "passkey")]
    Passkey,
    /// One of the codes that a person keeps for when the rest is lost.
    #[serde(rename = "recovery_code")]
    RecoveryCode,
    /// A phone that answers for its person, unlocked by their PIN or gesture: two factors in one.
    #[serde(rename = "phone")]
    Phone,
}

/// What a factor rests on: two of one kind are no more than one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Something the person knows, here or at whoever vouches for them.
    Knowledge,
    /// Something the person has.
    Possession,
}

impl Method {
    /// Every method.
    pub const ALL: [Self; 9] = [
        Self::Password,
        Self::Directory,
        Self::Upstream,
        Self::EmailOtp,
        Self::SmsOtp,
        Self::Totp,
        Self::Passkey,
        Self::RecoveryCode,
        Self::Phone,
    ];

    /// Those that can follow another, in the order in which they are offered.
    pub const SECOND: [Self; 5] =
        [Self::Passkey, Self::Totp, Self::SmsOtp, Self::EmailOtp, Self::RecoveryCode];

    /// The stable name kept in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Password => "pwd",
            Self::Directory => "directory",
            Self::Upstream => "upstream",
            Self::EmailOtp => "email_otp",
            Self::SmsOtp => "sms_otp",
            Self::Totp => "totp",
            Self::Passkey => "passkey",
            Self::RecoveryCode => "recovery_code",
            Self::Phone => "phone",
        }
    }

    /// The method of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str() == name)
    }

    /// What tokens say of it (`amr`, RFC 8176 §2). An upstream says itself how, and a passkey's kind of key is
    /// known with its proof.
    pub const fn amr(self) -> &'static [&'static str] {
        match self {
            Self::Password | Self::Directory => &["pwd"],
            Self::Upstream => &[],
            Self::EmailOtp | Self::Totp | Self::RecoveryCode => &["otp"],
            Self::SmsOtp => &["otp", "sms"],
            Self::Passkey => &["swk", "user"],
            Self::Phone => &["swk", "pin"],
        }
    }

    /// What it rests on.
    pub const fn kind(self) -> Kind {
        match self {
            Self::Password | Self::Directory | Self::Upstream => Kind::Knowledge,
            Self::EmailOtp | Self::SmsOtp | Self::Totp | Self::Passkey | Self::RecoveryCode | Self::Phone => {
                Kind::Possession
            }
        }
    }

    /// Whether a sign-in can begin with it.
    pub const fn can_begin(self) -> bool {
        matches!(self, Self::Password | Self::Directory | Self::Upstream | Self::Passkey | Self::Phone)
    }

    /// Whether it can follow another: what the policies of clients may name.
    pub fn can_follow(self) -> bool {
        Self::SECOND.contains(&self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_is_known_by_the_name_that_is_stored() {
        for method in Method::ALL {
            assert_eq!(Method::named(method.as_str()), Some(method));
            assert_eq!(serde_json::to_value(method).unwrap(), method.as_str());
        }
        assert_eq!(Method::named("otp"), None);
    }

    #[test]
    fn whatever_follows_is_something_the_person_has() {
        for method in Method::ALL.into_iter().filter(|method| *method != Method::Phone) {
            assert_eq!(method.can_follow(), method.kind() == Kind::Possession, "{method:?}");
        }
        // A phone answers on its own: it needs nothing before it.
        assert!(Method::Phone.can_begin() && !Method::Phone.can_follow());
    }
}
