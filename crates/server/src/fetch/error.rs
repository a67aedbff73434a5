//! Why nothing was fetched: for the operator. Whoever named the address is told less, so that nobody
//! learns through us what answers in our own network.

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

/// The fact that stood in the way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Error {
    /// The address is not written as one that is asked: what it must be.
    Address(&'static str),
    /// `http`, where only `https` is spoken.
    Plaintext,
    /// The address leads to a host that is not public and was not allowed.
    NotPublic(IpAddr),
    /// The name leads nowhere.
    Unresolved(String),
    /// No connection came about.
    Unreachable(String),
    /// TLS did not come about; most often the certificate is not trusted.
    Tls(String),
    /// The connection broke, or what came over it is no answer.
    Broken(String),
    /// The answer leads elsewhere, and redirects are not followed.
    Redirect(u16),
    /// The answer is longer than so many bytes.
    TooLong(usize),
    /// The answer is compressed, though nobody asked for that.
    Encoded,
    /// No connection, or no whole answer, within the time there is.
    TimedOut,
    /// Too much is being fetched already.
    Busy,
    /// The server's own list of trusted authorities cannot be used.
    Trust(String),
}

impl Error {
    /// Whether asking again later may help though nobody changes anything.
    pub const fn passes(&self) -> bool {
        !matches!(self, Self::Address(_) | Self::Plaintext)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(expected) => write!(f, "the address must be {expected}"),
            Self::Plaintext => f.write_str("the address must begin with https"),
            Self::NotPublic(address) => {
                write!(f, "{address} is not a public address, and fetch.allow does not name it")
            }
            Self::Unresolved(why) => write!(f, "the host cannot be found: {why}"),
            Self::Unreachable(why) => write!(f, "the host cannot be reached: {why}"),
            Self::Tls(why) => write!(f, "TLS failed: {why}"),
            Self::Broken(why) => write!(f, "the answer broke off: {why}"),
            Self::Redirect(status) => write!(f, "the answer is a redirect ({status}), which is not followed"),
            Self::TooLong(most) => write!(f, "the answer is longer than {most} bytes"),
            Self::Encoded => f.write_str("the answer is compressed"),
            Self::TimedOut => f.write_str("no whole answer came in time"),
            Self::Busy => f.write_str("too much is being fetched at the moment"),
            Self::Trust(why) => write!(f, "the trusted authorities cannot be used: {why}"),
        }
    }
}

impl std::error::Error for Error {}

/// A connection that took too long.
pub(super) fn too_slow(after: Duration) -> Error {
    Error::Unreachable(format!("no connection within {} seconds", after.as_secs_f32()))
}
