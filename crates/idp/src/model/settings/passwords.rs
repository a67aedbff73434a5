//! What an administrator decides about passwords.

use std::ops::RangeInclusive;

/// What passwords must be that are set from now on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Passwords {
    /// How many characters a password has at least, within [`Passwords::SHORTEST`]. NIST SP 800-63B-4 §3.1.1.2
    /// asks for 15 where nothing else proves the person.
    pub shortest: u16,
}

impl Passwords {
    /// How much the least may be.
    pub const SHORTEST: RangeInclusive<u16> = 8..=64;
    /// How many characters a password has at most.
    pub const LONGEST: u16 = 256;
}

impl Default for Passwords {
    fn default() -> Self {
        Self { shortest: 8 }
    }
}
