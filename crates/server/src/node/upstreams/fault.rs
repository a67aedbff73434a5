//! Why an upstream cannot be spoken with: for the operator, without a secret and without a person.

use std::fmt;

use rp::ProviderFault;

use crate::fetch;

/// Why an upstream cannot be spoken with, by who has to do something about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum UpstreamFault {
    /// It does not answer, or says that it cannot now. Later it may.
    Unavailable(String),
    /// What it says of itself is not to be believed, or not to be read.
    Untrusted(String),
    /// Its record here does not fit.
    Misconfigured(String),
}

impl fmt::Display for UpstreamFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unavailable(why) | Self::Untrusted(why) | Self::Misconfigured(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for UpstreamFault {}

impl From<fetch::Error> for UpstreamFault {
    fn from(error: fetch::Error) -> Self {
        match error {
            fetch::Error::Address(_) | fetch::Error::Plaintext | fetch::Error::NotPublic(_) => {
                Self::Misconfigured(error.to_string())
            }
            fetch::Error::TooLong(_) | fetch::Error::Encoded | fetch::Error::Redirect(_) => {
                Self::Untrusted(error.to_string())
            }
            _ => Self::Unavailable(error.to_string()),
        }
    }
}

impl From<rp::Error> for UpstreamFault {
    fn from(error: rp::Error) -> Self {
        match &error {
            rp::Error::Ours(_) => Self::Misconfigured(error.to_string()),
            rp::Error::Unreachable(_) => Self::Unavailable(error.to_string()),
            rp::Error::Provider(ProviderFault::Status { status, .. }) if is_outage(*status) => {
                Self::Unavailable(error.to_string())
            }
            _ => Self::Untrusted(error.to_string()),
        }
    }
}

/// Whether a status says that there is no answer to be had now.
pub(super) const fn is_outage(status: u16) -> bool {
    const TOO_MANY_REQUESTS: u16 = 429;
    status >= 500 || status == TOO_MANY_REQUESTS
}
