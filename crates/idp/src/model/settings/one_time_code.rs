//! What an administrator decides about one-time codes.

use std::ops::RangeInclusive;
use std::time::Duration;

/// How one-time codes are made, for how long they count, and how often they are sent and tried.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OneTimeCodes {
    /// How many characters a code has, within [`OneTimeCodes::LENGTHS`].
    pub length: u8,
    /// What they are taken from.
    pub charset: Charset,
    /// For how long a code counts, within [`OneTimeCodes::TTLS`]: there is no code without end.
    pub ttl: Duration,
    /// So long after one code the next is sent by the same way.
    pub resend_after: Duration,
    /// Codes sent in one sign-in.
    pub most_sends: u32,
    /// Wrong tries at one code before it is dead, and wrong codes against one account before it waits.
    pub most_tries: u32,
    /// How long an account waits the first time that so many wrong codes came.
    pub lock: Duration,
    /// How many times longer it waits each further time.
    pub lock_factor: u32,
    /// The longest wait.
    pub longest_lock: Duration,
    /// Codes sent to one person, or to one address, that were not used, before delays begin.
    pub free_sends: u32,
    /// The first of these delays; each further one is twice as long.
    pub send_delay: Duration,
    /// Whether codes go to addresses and numbers too that nobody verified.
    pub to_unverified: bool,
}

/// What codes are made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Charset {
    /// Digits.
    #[default]
    Digits,
    /// Upper-case letters and digits, without those that look like another.
    Alphanumeric,
}

impl Charset {
    /// The characters.
    pub const fn characters(self) -> &'static [u8] {
        match self {
            Self::Digits => b"0123456789",
            Self::Alphanumeric => b"ABCDEFGHJKMNPQRSTUVWXYZ23456789",
        }
    }

    /// The name in settings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Digits => "digits",
            Self::Alphanumeric => "alphanumeric",
        }
    }

    /// The one of that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Digits, Self::Alphanumeric].into_iter().find(|charset| charset.as_str() == name)
    }
}

impl OneTimeCodes {
    /// How long a code may be: shorter ones are guessed, longer ones are mistyped.
    pub const LENGTHS: RangeInclusive<u8> = 4..=10;
    /// For how long a code may count.
    pub const TTLS: RangeInclusive<Duration> = Duration::from_mins(1)..=Duration::from_hours(24);
}

impl Default for OneTimeCodes {
    fn default() -> Self {
        Self {
            length: 6,
            charset: Charset::Digits,
            ttl: Duration::from_mins(5),
            resend_after: Duration::from_secs(30),
            most_sends: 5,
            most_tries: 5,
            lock: Duration::from_mins(5),
            lock_factor: 2,
            longest_lock: Duration::from_hours(24),
            free_sends: 10,
            send_delay: Duration::from_mins(1),
            to_unverified: false,
        }
    }
}
