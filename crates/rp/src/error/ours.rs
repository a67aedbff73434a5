use std::fmt;

/// What is wrong with this application's own set-up.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum OurFault {
    /// An address that secrets must not be sent to.
    Address(String),
    /// A parameter of an authorization request that this library writes itself.
    OwnParameter(String),
    /// A key of ours cannot be used as it is to be.
    Key(jose::key::Error),
    /// A message is sealed for a key that is not set here.
    DecryptionKeyUnknown(Option<String>),
    /// A key of ours did not seal.
    Sealing(jose::jwe::Error),
    /// A key of ours did not sign.
    Signing(jose::jws::Error),
    /// Certificates or keys of TLS.
    Tls(String),
    /// The algorithm registered works with the client secret, and none is set.
    SecretMissing(&'static str),
    /// The sign-in gave no refresh token: ask for the scope `offline_access`, and for the grant.
    NoRefreshToken,
    /// Nothing was begun with this registration: it belongs to another provider or client.
    OtherRegistration,
}

impl fmt::Display for OurFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => write!(
                f,
                "The address {address:?} cannot be used: it must be https, or http on localhost, without \
                 credentials and fragment."
            ),
            Self::OwnParameter(name) => write!(
                f,
                "The parameter {name} is written by the library itself and cannot be added to an \
                 authorization request."
            ),
            Self::Key(error) => write!(f, "A key of this application cannot be used: {error}."),
            Self::DecryptionKeyUnknown(kid) => write!(
                f,
                "The provider sealed its answer for the key {:?}, which is not set here. Set the private key \
                 with Client::decryption_key, under the kid that the provider gave it when it was \
                 registered, not under one of your own.",
                kid.as_deref().unwrap_or_default()
            ),
            Self::Sealing(error) => write!(f, "A request could not be sealed: {error}."),
            Self::Signing(error) => write!(f, "A key of this application could not sign: {error}."),
            Self::Tls(reason) => write!(f, "TLS cannot be set up: {reason}."),
            Self::SecretMissing(algorithm) => write!(
                f,
                "{algorithm} works with the client secret, but this client authenticates without one: set \
                 another algorithm, in the registration and here."
            ),
            Self::NoRefreshToken => f.write_str(
                "There is no refresh token to refresh with: ask for the scope offline_access, and register \
                 the grant refresh_token.",
            ),
            Self::OtherRegistration => f.write_str(
                "This was begun with another provider or as another client: an application with several \
                 registrations must come back to the one it began with.",
            ),
        }
    }
}

impl std::error::Error for OurFault {}
