//! Requests that are pushed (RFC 9126).

use serde::{Deserialize, Serialize};

/// What every reference to a pushed request begins with here (RFC 9126 §2.2).
pub const REQUEST_URI_PREFIX: &str = "urn:ietf:params:oauth:request_uri:";

/// The answer to a request that was pushed. No `Debug`: whoever has the reference can begin the request.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pushed {
    /// The reference to send the browser with.
    pub request_uri: String,
    /// Seconds within which the browser must come.
    pub expires_in: u64,
}
