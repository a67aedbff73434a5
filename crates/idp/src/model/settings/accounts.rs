//! What an administrator decides about accounts that people make themselves.

use std::time::Duration;

/// Who may make an account, and what is asked for it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Accounts {
    /// Who may.
    pub registration: Registration,
    /// Whether they are asked for a mobile number.
    pub mobile: Mobile,
    /// What was entered must be confirmed within this time.
    pub confirm_ttl: Duration,
    /// An invitation counts for so long, where nothing else is said.
    pub invitation_ttl: Duration,
}

/// Who may make an account.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Registration {
    /// Nobody.
    Closed,
    /// Who was invited.
    Invited,
    /// Anybody.
    Open,
}

/// Whether somebody who makes an account is asked for a mobile number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mobile {
    /// No.
    No,
    /// They may leave it out.
    Optional,
    /// They must have one.
    Required,
}

impl Registration {
    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "closed" => Some(Self::Closed),
            "invited" => Some(Self::Invited),
            "open" => Some(Self::Open),
            _ => None,
        }
    }
}

impl Mobile {
    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "no" => Some(Self::No),
            "optional" => Some(Self::Optional),
            "required" => Some(Self::Required),
            _ => None,
        }
    }
}

impl Default for Accounts {
    fn default() -> Self {
        Self {
            registration: Registration::Closed,
            mobile: Mobile::Optional,
            confirm_ttl: Duration::from_hours(24),
            invitation_ttl: Duration::from_hours(7 * 24),
        }
    }
}
