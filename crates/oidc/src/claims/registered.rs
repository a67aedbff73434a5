//! The names that are spoken for.

use super::claims_of_scope;
use crate::scope::{ADDRESS, EMAIL, PHONE, PROFILE};

/// The claims of the protocols (RFC 7519 §4.1, OpenID Connect Core §2, §3.1.3.6, §5.6, §5.7, RFC 7662
/// §2.2, RFC 8693 §4, RFC 9068 §2.2, RFC 9701 §5, and those of logout and of verified claims), and what
/// we release a person's groups under.
const OF_PROTOCOLS: [&str; 39] = [
    "_claim_names",
    "_claim_sources",
    "acr",
    "act",
    "active",
    "amr",
    "at_hash",
    "aud",
    "auth_time",
    "authorization_details",
    "azp",
    "c_hash",
    "client_id",
    "cnf",
    "events",
    "exp",
    "groups",
    "htm",
    "htu",
    "iat",
    "iss",
    "jti",
    "jwks",
    "may_act",
    "nbf",
    "nonce",
    "s_hash",
    "scope",
    "sid",
    "sub",
    "sub_id",
    "sub_jwk",
    "toe",
    "token_introspection",
    "token_type",
    "txn",
    "username",
    "verified_claims",
    "vot",
];

/// Whether a claim of this name means something already, by the protocols or as a standard claim
/// (OpenID Connect Core §5.1).
pub fn is_registered(name: &str) -> bool {
    OF_PROTOCOLS.contains(&name) || is_standard(name)
}

/// Whether this is a standard claim about a person (OpenID Connect Core §5.1). `sub` is not: it is
/// told always.
pub fn is_standard(name: &str) -> bool {
    // `name#fi` is the same claim in another language (OpenID Connect Core §5.2).
    let bare = name.split('#').next().unwrap_or_default();
    [PROFILE, EMAIL, ADDRESS, PHONE].into_iter().any(|scope| claims_of_scope(scope).contains(&bare))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spoken_for_is_registered_and_nothing_else() {
        for name in
            ["iss", "groups", "email", "address", "updated_at", "family_name#fi", "token_introspection"]
        {
            assert!(is_registered(name), "{name}");
        }
        for name in ["department", "https://shop.example/claims/tier", "Email", "roles", ""] {
            assert!(!is_registered(name), "{name}");
        }
        assert!(is_standard("phone_number_verified") && !is_standard("sub") && !is_standard("groups"));
    }
}
