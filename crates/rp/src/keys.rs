//! The keys that a provider publishes, and when to ask for them again.

use jose::{JwkSet, json};

use crate::message::Response;
use crate::{Error, OutsideFault, ProviderFault};

const WHAT: &str = "its keys";

/// A provider's published keys, as of some time.
#[derive(Debug, Clone)]
pub struct Keys {
    set: JwkSet,
    fetched_at: i64,
}

impl Keys {
    /// For how many seconds keys that were just fetched are not fetched again: whoever can show us
    /// tokens with invented keys must not have us ask the provider each time.
    pub const COOL_DOWN: i64 = 60;
    /// After how many seconds keys are better fetched again, even if they are enough.
    pub const STALE_AFTER: i64 = 24 * 60 * 60;

    /// Reads the answer to [`Provider::keys_request`](crate::Provider::keys_request). A key that cannot
    /// be read is no reason to do without the others.
    ///
    /// # Errors
    /// [`ProviderFault`]: it is no JWK Set.
    pub fn read(response: &Response, now: i64) -> Result<Self, Error> {
        if !response.is_success() {
            return Err(ProviderFault::Status { of: WHAT, status: response.status }.into());
        }
        let value = json::parse_within(&response.body, JwkSet::MAX_BYTES)
            .map_err(|error| ProviderFault::Json { of: WHAT, error })?;
        let (set, _) = JwkSet::from_value_skipping(value).map_err(ProviderFault::Keys)?;
        Ok(Self { set, fetched_at: now })
    }

    /// Keys that were fetched by another way than [`Provider::keys_request`](crate::Provider::keys_request),
    /// such as a signed set, and may be fetched again.
    pub fn fetched(set: JwkSet, now: i64) -> Self {
        Self { set, fetched_at: now }
    }

    /// Keys that came by another way, such as with the registration, and are never fetched.
    pub fn fixed(set: JwkSet) -> Self {
        Self { set, fetched_at: i64::MAX }
    }

    /// When they were fetched, in seconds since 1970.
    pub fn fetched_at(&self) -> i64 {
        self.fetched_at
    }

    /// Whether a token that was refused with this error might be believed with the provider's present
    /// keys: then fetch them, once, and read the same answer again. Not within
    /// [`Self::COOL_DOWN`] of the last time.
    pub fn should_be_fetched_again(&self, error: &Error, now: i64) -> bool {
        let fault = match error {
            Error::Provider(ProviderFault::Token { fault, .. })
            | Error::Outside(OutsideFault::Token { fault, .. }) => fault.may_be_a_new_key(),
            Error::Provider(ProviderFault::NoEncryptionKey(_)) => true,
            _ => false,
        };
        fault && now.saturating_sub(Self::COOL_DOWN) >= self.fetched_at
    }

    /// Whether they are old enough to be fetched anew before they are needed.
    pub fn are_stale(&self, now: i64) -> bool {
        now.saturating_sub(Self::STALE_AFTER) >= self.fetched_at
    }

    pub(crate) fn set(&self) -> &JwkSet {
        &self.set
    }
}
