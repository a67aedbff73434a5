//! Sign-ins that a client begins and a person answers elsewhere (OpenID Connect CIBA Core 1.0).

use serde::{Deserialize, Serialize};

words! {
    /// How a client comes by the tokens (CIBA Core §5).
    DeliveryMode {
        /// It asks the token endpoint until they are there.
        Poll = "poll",
    }
}

/// The acknowledgement of a request (CIBA Core §7.3). No `Debug`: whoever has the identifier, and is the client,
/// collects what comes of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledgement {
    /// What the client asks the token endpoint with.
    pub auth_req_id: String,
    /// Seconds until it is worth nothing.
    pub expires_in: u64,
    /// Seconds that are to lie between two questions.
    pub interval: u32,
}
