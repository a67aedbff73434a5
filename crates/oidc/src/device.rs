//! Devices that cannot show a sign-in page (RFC 8628).

use serde::{Deserialize, Serialize};

/// The answer to a device that begins (RFC 8628 §3.2). No `Debug`: whoever has the device code collects what comes
/// of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authorization {
    /// What the device asks the token endpoint with.
    pub device_code: String,
    /// What the person types.
    pub user_code: String,
    /// Where they type it.
    pub verification_uri: String,
    /// The same with the code in it, to be shown as a picture.
    pub verification_uri_complete: String,
    /// Seconds until both codes are worth nothing.
    pub expires_in: u64,
    /// Seconds that are to lie between two questions.
    pub interval: u32,
}
