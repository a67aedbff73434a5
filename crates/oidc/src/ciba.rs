//! Sign-ins that a client begins and a person answers elsewhere (OpenID Connect CIBA Core 1.0).

use serde::{Deserialize, Serialize};

use crate::bearer;

words! {
    /// How a client comes by the tokens (CIBA Core §5).
    DeliveryMode {
        /// It asks the token endpoint until they are there.
        Poll = "poll",
        /// It is told when they are there, and asks the token endpoint then.
        Ping = "ping",
    }
}

/// The longest token that a client gives to be told with, in bytes (CIBA Core §7.1).
const LONGEST_NOTIFICATION_TOKEN: usize = 1024;

/// Whether a client can be told with this: a bearer token (RFC 6750 §2.1) of at most 1024 bytes (CIBA Core §7.1).
pub fn is_notification_token(token: &str) -> bool {
    token.len() <= LONGEST_NOTIFICATION_TOKEN && bearer::is_b64token(token)
}

/// What a client is told that has an answer to fetch (CIBA Core §10.2). No `Debug`, as of [`Acknowledgement`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notification {
    /// What the client asks the token endpoint with.
    pub auth_req_id: String,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_is_told_with_what_a_header_can_carry() {
        for fit in ["8d67dc78-7faa-4d41-aabd-67707b374255", "a.b~c+d/e_f==", &"x".repeat(1024)] {
            assert!(is_notification_token(fit), "{fit}");
        }
        for unfit in ["", "==", "two words", "a\r\nX-Injected: yes", "ä", "a=b", &"x".repeat(1025)] {
            assert!(!is_notification_token(unfit), "{unfit}");
        }
    }
}
