//! What became of an identification that did not succeed: one table from what the library says to what the
//! buyer is told.

use rp::error::TokenFault;
use rp::{Error, OutsideFault, ProviderFault};

/// Why a buyer is not identified, as far as it makes a difference to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// They turned back at the bank.
    Cancelled,
    /// They, or somebody for them, said no to what the shop was to be told.
    Denied,
    /// The bank did not identify them as well as the shop needs.
    TooWeak,
    /// Something was wrong with what the bank, or the provider, said.
    NotTrusted,
    /// The bank did not answer, or not in time.
    BankUnavailable,
    /// The provider did not answer, or not in time.
    ProviderUnreachable,
    /// They came back too late.
    Expired,
    /// The shop was restarted while it waited for the answer.
    Interrupted,
    /// The answer was good, and did not hold all that the shop must know.
    Incomplete,
    /// They have no Finnish personal identity code, where the store must know that there is one.
    NoPersonalCode,
    /// No account at the provider belongs to who they are.
    Unlinked,
    /// The shop is set up wrongly: nobody gets through until the merchant has seen to it.
    NotSetUp,
    /// Some other no.
    Refused,
    /// They tried too often.
    TooOften,
}

impl Failure {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::Cancelled,
        Self::Denied,
        Self::TooWeak,
        Self::NotTrusted,
        Self::BankUnavailable,
        Self::ProviderUnreachable,
        Self::Expired,
        Self::Interrupted,
        Self::Incomplete,
        Self::NoPersonalCode,
        Self::Unlinked,
        Self::NotSetUp,
        Self::Refused,
        Self::TooOften,
    ];

    /// Its stable name, kept with the attempt.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::Denied => "denied",
            Self::TooWeak => "too-weak",
            Self::NotTrusted => "not-trusted",
            Self::BankUnavailable => "bank-unavailable",
            Self::ProviderUnreachable => "provider-unreachable",
            Self::Expired => "expired",
            Self::Interrupted => "interrupted",
            Self::Incomplete => "incomplete",
            Self::NoPersonalCode => "no-personal-code",
            Self::Unlinked => "unlinked",
            Self::NotSetUp => "not-set-up",
            Self::Refused => "refused",
            Self::TooOften => "too-often",
        }
    }

    /// The one of this name.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|failure| failure.code() == code)
    }
}

/// By the stable codes of Countersign, which are finer than OAuth's.
const BY_CODE: [(&str, Failure); 10] = [
    ("upstream-cancelled", Failure::Cancelled),
    ("upstream-denied", Failure::Denied),
    ("upstream-acr", Failure::TooWeak),
    ("upstream-untrusted", Failure::NotTrusted),
    ("upstream-unavailable", Failure::BankUnavailable),
    ("upstream-unlinked", Failure::Unlinked),
    // The provider and the bank do not get along: the buyer can do no more than try another one.
    ("upstream-refused", Failure::Refused),
    ("upstream-answered", Failure::Expired),
    ("account-disabled", Failure::Refused),
    // On the provider's own pages, before there was a bank.
    ("access-denied", Failure::Cancelled),
];

/// By the `error` of the specifications, for every other provider and every other code.
const BY_ERROR: [(&str, Failure); 13] = [
    ("access_denied", Failure::Denied),
    ("unmet_authentication_requirements", Failure::TooWeak),
    ("temporarily_unavailable", Failure::ProviderUnreachable),
    ("server_error", Failure::ProviderUnreachable),
    // At the token endpoint: the code is over, or was used.
    ("invalid_grant", Failure::Expired),
    ("invalid_client", Failure::NotSetUp),
    ("unauthorized_client", Failure::NotSetUp),
    ("invalid_request", Failure::NotSetUp),
    ("invalid_request_object", Failure::NotSetUp),
    ("invalid_scope", Failure::NotSetUp),
    ("unsupported_response_type", Failure::NotSetUp),
    ("unsupported_grant_type", Failure::NotSetUp),
    ("insufficient_scope", Failure::NotSetUp),
];

impl From<&Error> for Failure {
    fn from(error: &Error) -> Self {
        let found = |table: &[(&str, Self)], name: &str| {
            table.iter().find(|(other, _)| *other == name).map(|(_, failure)| *failure)
        };
        match error {
            Error::Refused(refusal) => {
                let by_code = refusal.code.as_deref().and_then(|code| found(&BY_CODE, code));
                by_code.or_else(|| found(&BY_ERROR, &refusal.error)).unwrap_or(Self::Refused)
            }
            Error::Unreachable(_) => Self::ProviderUnreachable,
            Error::Provider(fault) => of_provider(fault),
            Error::Outside(OutsideFault::PendingExpired) => Self::Expired,
            Error::Outside(_) => Self::NotTrusted,
            // Ours, and whatever the library may learn to tell apart.
            _ => Self::NotSetUp,
        }
    }
}

fn of_provider(fault: &ProviderFault) -> Failure {
    const SERVER_ERROR: u16 = 500;
    match fault {
        ProviderFault::Token { fault: TokenFault::OtherAcr, .. } => Failure::TooWeak,
        ProviderFault::Status { status, .. } if *status >= SERVER_ERROR => Failure::ProviderUnreachable,
        ProviderFault::NoEndpoint(_) | ProviderFault::NoEncryptionKey(_) => Failure::NotSetUp,
        ProviderFault::OtherIssuer { .. } | ProviderFault::Status { .. } => Failure::NotSetUp,
        _ => Failure::NotTrusted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rp::error::{Kind, Refusal};
    use rp::jose::jws;

    fn refused(error: &str, code: Option<&str>) -> Failure {
        let code = code.map(str::to_owned);
        Failure::from(&Error::Refused(Refusal { error: error.to_owned(), description: None, code }))
    }

    #[test]
    fn a_finer_code_is_believed_before_the_error() {
        assert_eq!(refused("access_denied", Some("upstream-cancelled")), Failure::Cancelled);
        assert_eq!(refused("access_denied", Some("upstream-denied")), Failure::Denied);
        assert_eq!(refused("access_denied", Some("access-denied")), Failure::Cancelled);
        assert_eq!(refused("access_denied", Some("account-disabled")), Failure::Refused);
        assert_eq!(refused("server_error", Some("upstream-untrusted")), Failure::NotTrusted);
        assert_eq!(
            refused("temporarily_unavailable", Some("upstream-unavailable")),
            Failure::BankUnavailable
        );
        assert_eq!(refused("access_denied", Some("another provider's")), Failure::Denied);
    }

    #[test]
    fn a_provider_without_such_codes_is_understood_by_its_errors() {
        assert_eq!(refused("access_denied", None), Failure::Denied);
        assert_eq!(refused("unmet_authentication_requirements", None), Failure::TooWeak);
        assert_eq!(refused("temporarily_unavailable", None), Failure::ProviderUnreachable);
        assert_eq!(refused("login_required", None), Failure::Refused);
        assert_eq!(refused("invalid_grant", None), Failure::Expired);
    }

    #[test]
    fn a_fault_of_the_providers_is_told_apart_from_its_silence() {
        let token = |fault| Error::Provider(ProviderFault::Token { kind: Kind::IdToken, fault });
        let status = |status| Error::Provider(ProviderFault::Status { of: "tokens", status });
        for (error, failure) in [
            (token(TokenFault::Signature(jws::Error::SignatureInvalid)), Failure::NotTrusted),
            (token(TokenFault::Other("nonce")), Failure::NotTrusted),
            (token(TokenFault::OtherAcr), Failure::TooWeak),
            (status(503), Failure::ProviderUnreachable),
            (status(404), Failure::NotSetUp),
            (Error::Unreachable("refused".to_owned()), Failure::ProviderUnreachable),
            (Error::Outside(OutsideFault::PendingExpired), Failure::Expired),
            (Error::Outside(OutsideFault::OtherIssuer), Failure::NotTrusted),
        ] {
            assert_eq!(Failure::from(&error), failure, "{error:?}");
        }
    }

    #[test]
    fn every_failure_is_found_by_its_name() {
        for failure in Failure::ALL {
            assert_eq!(Failure::parse(failure.code()), Some(failure));
        }
        assert_eq!(Failure::parse("success"), None);
    }
}
