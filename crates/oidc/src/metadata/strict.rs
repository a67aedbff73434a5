//! Client metadata for people who write them by hand: an unknown member is told, not ignored.

use std::fmt;

use serde_json::{Map, Value};

use super::{ClientMetadata, Localized};

/// Every member that [`ClientMetadata`] has; those with a language besides.
pub const MEMBERS: [&str; 57] = [
    "application_type",
    "authorization_encrypted_response_alg",
    "authorization_encrypted_response_enc",
    "authorization_signed_response_alg",
    "backchannel_authentication_request_signing_alg",
    "backchannel_client_notification_endpoint",
    "backchannel_logout_session_required",
    "backchannel_logout_uri",
    "backchannel_token_delivery_mode",
    "client_name",
    "client_uri",
    "contacts",
    "default_acr_values",
    "default_max_age",
    "dpop_bound_access_tokens",
    "frontchannel_logout_session_required",
    "frontchannel_logout_uri",
    "grant_types",
    "id_token_encrypted_response_alg",
    "id_token_encrypted_response_enc",
    "id_token_signed_response_alg",
    "initiate_login_uri",
    "introspection_encrypted_response_alg",
    "introspection_encrypted_response_enc",
    "introspection_signed_response_alg",
    "jwks",
    "jwks_uri",
    "logo_uri",
    "policy_uri",
    "post_logout_redirect_uris",
    "redirect_uris",
    "request_object_encryption_alg",
    "request_object_encryption_enc",
    "request_object_signing_alg",
    "request_uris",
    "require_auth_time",
    "require_pushed_authorization_requests",
    "require_signed_request_object",
    "response_types",
    "scope",
    "sector_identifier_uri",
    "signed_jwks_uri",
    "software_id",
    "software_version",
    "subject_type",
    "tls_client_auth_san_dns",
    "tls_client_auth_san_email",
    "tls_client_auth_san_ip",
    "tls_client_auth_san_uri",
    "tls_client_auth_subject_dn",
    "tls_client_certificate_bound_access_tokens",
    "token_endpoint_auth_method",
    "token_endpoint_auth_signing_alg",
    "tos_uri",
    "userinfo_encrypted_response_alg",
    "userinfo_encrypted_response_enc",
    "userinfo_signed_response_alg",
];

/// Reads client metadata and refuses members it does not know. `also_known` are members that the
/// caller reads by itself.
pub fn parse_strict(
    members: Map<String, Value>,
    also_known: &[&'static str],
) -> Result<ClientMetadata, Error> {
    let known = || MEMBERS.iter().chain(also_known).copied();
    let is_known = |name: &str| known().any(|other| other == name) || Localized::is_member(name);
    if let Some(unknown) = members.keys().find(|name| !is_known(name)) {
        return Err(Error::UnknownMember { name: shown(unknown), nearest: nearest(unknown, known()) });
    }
    serde_json::from_value(Value::Object(members))
        .map_err(|error| Error::Invalid { reason: error.to_string() })
}

/// Why metadata were refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// A member that is not known.
    UnknownMember {
        /// The member, cut to what can be shown.
        name: String,
        /// A known member that may have been meant.
        nearest: Option<&'static str>,
    },
    /// A member's value.
    Invalid {
        /// What was expected, in the words of the parser.
        reason: String,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownMember { name, nearest: Some(nearest) } => {
                write!(f, "There is no member {name}; did you mean {nearest}?")
            }
            Self::UnknownMember { name, nearest: None } => write!(f, "There is no member {name}."),
            Self::Invalid { reason } => write!(f, "The client metadata cannot be read: {reason}."),
        }
    }
}

impl std::error::Error for Error {}

/// How long an unknown name is compared and shown, in bytes.
const MAX_NAME: usize = 60;

fn shown(name: &str) -> String {
    name.chars().filter(|letter| letter.is_ascii_graphic()).take(MAX_NAME).collect()
}

/// The known name with the fewest letters to change, if these are no more than a third of it.
pub fn nearest<'k>(name: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    if name.len() > MAX_NAME {
        return None;
    }
    let (distance, nearest) = known.map(|other| (distance(name, other), other)).min()?;
    (distance <= nearest.len() / 3).then_some(nearest)
}

/// How many letters are to be changed, added, taken away, or swapped with the next, in bytes. Takes time as the
/// product of both lengths: what comes from outside is cut before.
pub fn distance(from: &str, to: &str) -> usize {
    let (from, to) = (from.as_bytes(), to.as_bytes());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=to.len()).collect();
    for row in 1..=from.len() {
        let mut this = vec![row];
        for column in 1..=to.len() {
            let same = from[row - 1] == to[column - 1];
            let changed = last[column - 1] + usize::from(!same);
            let mut least = changed.min(last[column] + 1).min(this[column - 1] + 1);
            let is_swapped =
                row > 1 && column > 1 && from[row - 1] == to[column - 2] && from[row - 2] == to[column - 1];
            if is_swapped {
                least = least.min(before[column - 2] + 1);
            }
            this.push(least);
        }
        before = std::mem::replace(&mut last, this);
    }
    last[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(json: &str) -> Result<ClientMetadata, Error> {
        parse_strict(serde_json::from_str(json).unwrap(), &["trusted"])
    }

    #[test]
    fn knows_every_member_of_the_structure() {
        let full = ClientMetadata::default();
        let Value::Object(written) = serde_json::to_value(&full).unwrap() else { panic!("no object") };
        assert!(written.keys().all(|name| MEMBERS.contains(&name.as_str())));
        // And the other way: a member of the wrong type is noticed, so it is read.
        for name in MEMBERS {
            let refused = parse(&format!(r#"{{"{name}":-1.5}}"#));
            assert_eq!(refused.is_err(), name != "jwks", "{name}");
        }
    }

    #[test]
    fn takes_what_the_caller_reads_by_itself() {
        assert!(parse(r#"{"client_name":"Shop","trusted":true}"#).is_ok());
    }

    #[test]
    fn two_letters_in_each_others_place_are_one_mistake() {
        for (from, to, expected) in [
            ("emial", "email", 1),
            ("email", "email", 0),
            ("", "jwks", 4),
            ("jwks", "", 4),
            ("scpoes", "scope", 2),
        ] {
            assert_eq!(distance(from, to), expected, "{from} {to}");
        }
        assert_eq!(nearest("emial", ["name", "email"].into_iter()), Some("email"));
    }

    #[test]
    fn names_the_nearest_member() {
        let refused = |json: &str| parse(json).unwrap_err().to_string();
        assert_eq!(
            refused(r#"{"redirect_uri":["https://a.test"]}"#),
            "There is no member redirect_uri; did you mean redirect_uris?"
        );
        assert_eq!(
            refused(r#"{"token_endpoint_auth_methods":"none"}"#),
            "There is no member token_endpoint_auth_methods; did you mean token_endpoint_auth_method?"
        );
        assert_eq!(refused(r#"{"pigeon":1}"#), "There is no member pigeon.");
        assert!(matches!(parse(r#"{"grant_types":["pigeon"]}"#), Err(Error::Invalid { .. })));
    }
}
