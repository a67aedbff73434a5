//! What went wrong with an upstream, as whoever waits is told it. Everything that is not to be believed has
//! one code; which check it was, the operator is told.

use rp::error::{Kind, TokenFault};
use rp::{Error, OurFault, ProviderFault};

use crate::refusal::{Reason, Refusal};

/// Why there is no sign-in, in our own terms. What the upstream says goes no further than its error code:
/// its sentences may be about a person.
pub fn refusal_of(error: &Error) -> Refusal {
    let (reason, seen) = match error {
        Error::Refused(refusal) => {
            (refused(&refusal.error, refusal.description.as_deref()), said(&refusal.error))
        }
        Error::Unreachable(_) => (Reason::UpstreamUnavailable, error.to_string()),
        Error::Outside(_) => (Reason::UpstreamUntrusted, error.to_string()),
        // Its record here was changed since the person set out: who tries again goes by what it is now.
        Error::Ours(OurFault::OtherRegistration) => (Reason::UpstreamUnavailable, error.to_string()),
        Error::Ours(OurFault::DecryptionKeyUnknown(_)) => (Reason::UpstreamUntrusted, error.to_string()),
        Error::Ours(_) => (Reason::Internal, error.to_string()),
        Error::Provider(fault) => (of_provider(fault), error.to_string()),
        _ => (Reason::UpstreamUntrusted, error.to_string()),
    };
    Refusal::new(reason).operator(seen)
}

/// By the codes of RFC 6749 §4.1.2.1 and OpenID Connect Core §3.1.2.6. Brokers say `access_denied` whether the
/// person turned back or did not consent, and tell which in the sentence beside it.
fn refused(error: &str, description: Option<&str>) -> Reason {
    match error {
        "access_denied" if description.is_some_and(speaks_of_consent) => Reason::UpstreamDenied,
        "access_denied" => Reason::UpstreamCancelled,
        "consent_required" => Reason::UpstreamDenied,
        "unmet_authentication_requirements" => Reason::UpstreamAcr,
        "temporarily_unavailable" | "server_error" => Reason::UpstreamUnavailable,
        _ => Reason::UpstreamRefused,
    }
}

fn speaks_of_consent(description: &str) -> bool {
    description.to_ascii_lowercase().contains("consent")
}

fn said(error: &str) -> String {
    format!("the upstream refused: {error}")
}

fn of_provider(fault: &ProviderFault) -> Reason {
    match fault {
        ProviderFault::Status { status, .. } if *status >= 500 || *status == 429 => {
            Reason::UpstreamUnavailable
        }
        ProviderFault::Status { .. } | ProviderFault::NoEndpoint(_) | ProviderFault::NoEncryptionKey(_) => {
            Reason::UpstreamRefused
        }
        ProviderFault::Token { kind: Kind::IdToken, fault: TokenFault::OtherAcr } => Reason::UpstreamAcr,
        _ => Reason::UpstreamUntrusted,
    }
}
