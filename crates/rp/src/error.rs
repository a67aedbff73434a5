//! What can go wrong, by who has to do something about it.

mod ours;
mod outside;
mod provider;
mod refusal;
mod token;

pub use ours::OurFault;
pub use outside::OutsideFault;
pub use provider::ProviderFault;
pub use refusal::Refusal;
pub use token::{Kind, TokenFault};

use std::fmt;

/// Why there is no sign-in, by who has to do something about it. The texts are for those who operate
/// the application; none holds a secret, a code or a token.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// This application is set up wrongly, or not as it is registered.
    Ours(OurFault),
    /// What came by way of a browser, or from whoever can reach our addresses, is not to be believed:
    /// an attack, or a page that was kept too long. Let the person begin again.
    Outside(OutsideFault),
    /// The provider said no in the words of the protocol.
    Refused(Refusal),
    /// The provider does not keep to the protocol, or not to what is registered.
    Provider(ProviderFault),
    /// No answer came from the provider.
    Unreachable(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ours(fault) => fault.fmt(f),
            Self::Outside(fault) => fault.fmt(f),
            Self::Refused(refusal) => refusal.fmt(f),
            Self::Provider(fault) => fault.fmt(f),
            Self::Unreachable(why) => write!(f, "No answer came from the provider: {why}."),
        }
    }
}

impl std::error::Error for Error {}

impl From<OurFault> for Error {
    fn from(fault: OurFault) -> Self {
        Self::Ours(fault)
    }
}

impl From<OutsideFault> for Error {
    fn from(fault: OutsideFault) -> Self {
        Self::Outside(fault)
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<ProviderFault> for Error {
    fn from(fault: ProviderFault) -> Self {
        Self::Provider(fault)
    }
}
