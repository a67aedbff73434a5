//! Who shares a limit by where they are.

use std::fmt;
use std::net::IpAddr;

/// Where somebody is, as limits count: an IPv4 address, or the 64 bits of an IPv6 network, since whoever
/// has one address there has them all (RFC 4291 §2.5.4).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Neighbourhood(u64);

impl Neighbourhood {
    /// The one an address is in.
    pub const fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            // Below the bits that any global IPv6 network begins with.
            IpAddr::V4(address) => Self(address.to_bits() as u64),
            IpAddr::V6(address) => Self((address.to_bits() >> 64) as u64),
        }
    }
}

/// As the store counts by it; for nobody to read.
impl fmt::Display for Neighbourhood {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}", self.0)
    }
}
