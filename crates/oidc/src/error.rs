//! Error codes and error bodies.

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;

/// How long an `error_description` may be, in bytes.
pub const MAX_DESCRIPTION: usize = 500;

words! {
    /// Every `error` of OAuth and OpenID Connect that is spoken here.
    ErrorCode {
        /// RFC 6749 §4.1.2.1.
        InvalidRequest = "invalid_request",
        /// RFC 6749 §4.1.2.1.
        UnauthorizedClient = "unauthorized_client",
        /// RFC 6749 §4.1.2.1.
        AccessDenied = "access_denied",
        /// RFC 6749 §4.1.2.1.
        UnsupportedResponseType = "unsupported_response_type",
        /// RFC 6749 §4.1.2.1.
        InvalidScope = "invalid_scope",
        /// RFC 6749 §4.1.2.1.
        ServerError = "server_error",
        /// RFC 6749 §4.1.2.1.
        TemporarilyUnavailable = "temporarily_unavailable",
        /// RFC 6749 §5.2.
        InvalidClient = "invalid_client",
        /// RFC 6749 §5.2.
        InvalidGrant = "invalid_grant",
        /// RFC 6749 §5.2.
        UnsupportedGrantType = "unsupported_grant_type",
        /// OpenID Connect Core §3.1.2.6.
        InteractionRequired = "interaction_required",
        /// OpenID Connect Core §3.1.2.6.
        LoginRequired = "login_required",
        /// OpenID Connect Core §3.1.2.6.
        AccountSelectionRequired = "account_selection_required",
        /// OpenID Connect Core §3.1.2.6.
        ConsentRequired = "consent_required",
        /// OpenID Connect Core §3.1.2.6.
        InvalidRequestUri = "invalid_request_uri",
        /// OpenID Connect Core §3.1.2.6.
        InvalidRequestObject = "invalid_request_object",
        /// OpenID Connect Core §3.1.2.6.
        RequestNotSupported = "request_not_supported",
        /// OpenID Connect Core §3.1.2.6.
        RequestUriNotSupported = "request_uri_not_supported",
        /// OpenID Connect Core §3.1.2.6.
        RegistrationNotSupported = "registration_not_supported",
        /// OpenID Connect Core Unmet Authentication Requirements §2.
        UnmetAuthenticationRequirements = "unmet_authentication_requirements",
        /// RFC 6750 §3.1.
        InvalidToken = "invalid_token",
        /// RFC 6750 §3.1.
        InsufficientScope = "insufficient_scope",
        /// RFC 7009 §2.2.1.
        UnsupportedTokenType = "unsupported_token_type",
        /// RFC 7591 §3.2.2.
        InvalidRedirectUri = "invalid_redirect_uri",
        /// RFC 7591 §3.2.2.
        InvalidClientMetadata = "invalid_client_metadata",
        /// RFC 7591 §3.2.2.
        InvalidSoftwareStatement = "invalid_software_statement",
        /// RFC 7591 §3.2.2.
        UnapprovedSoftwareStatement = "unapproved_software_statement",
        /// RFC 8707 §2.
        InvalidTarget = "invalid_target",
        /// RFC 8628 §3.5.
        AuthorizationPending = "authorization_pending",
        /// RFC 8628 §3.5.
        SlowDown = "slow_down",
        /// RFC 8628 §3.5.
        ExpiredToken = "expired_token",
        /// OpenID Connect CIBA Core §13.
        ExpiredLoginHintToken = "expired_login_hint_token",
        /// OpenID Connect CIBA Core §13.
        InvalidBindingMessage = "invalid_binding_message",
        /// RFC 9449 §5.
        InvalidDpopProof = "invalid_dpop_proof",
        /// RFC 9449 §8.
        UseDpopNonce = "use_dpop_nonce",
    }
}

/// An `error_description` inside its character set, `%x20-21 / %x23-5B / %x5D-7E` (RFC 6749 §5.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Description(Cow<'static, str>);

impl Description {
    /// Takes a text as it is, or `None` if it is outside the character set or [`MAX_DESCRIPTION`].
    pub fn checked(text: impl Into<Cow<'static, str>>) -> Option<Self> {
        let text = text.into();
        (text.len() <= MAX_DESCRIPTION && text.bytes().all(is_allowed)).then_some(Self(text))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Brings a text into the character set: a quote becomes `'`, a backslash `/`, anything else `?`,
/// and what is too long is cut.
impl From<&str> for Description {
    fn from(text: &str) -> Self {
        let allowed = |letter: char| match letter {
            '"' => '\'',
            '\\' => '/',
            letter if u8::try_from(letter).is_ok_and(is_allowed) => letter,
            _ => '?',
        };
        Self(text.chars().take(MAX_DESCRIPTION).map(allowed).collect())
    }
}

impl fmt::Display for Description {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The JSON body of an error (RFC 6749 §5.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ErrorBody {
    /// Which error.
    pub error: ErrorCode,
    /// What a person can do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_description: Option<Description>,
    /// Where to read more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_uri: Option<String>,
}

impl ErrorBody {
    /// A body with a description.
    pub const fn new(error: ErrorCode, description: Description) -> Self {
        Self { error, error_description: Some(description), error_uri: None }
    }
}

const fn is_allowed(byte: u8) -> bool {
    matches!(byte, 0x20..=0x21 | 0x23..=0x5b | 0x5d..=0x7e)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_keeps_to_its_characters() {
        assert_eq!(Description::checked("Send it once.").unwrap().as_str(), "Send it once.");
        for outside in ["a \"quote\"", "back\\slash", "line\nbreak", "V\u{e4}in\u{f6}", "\u{7f}"] {
            assert_eq!(Description::checked(outside), None, "{outside}");
        }
        assert_eq!(Description::from("\"\\\n\u{e4}a").as_str(), "'/??a");
        assert_eq!(Description::from("x".repeat(600).as_str()).as_str().len(), MAX_DESCRIPTION);
    }

    #[test]
    fn a_body_is_the_two_members() {
        let body = ErrorBody::new(ErrorCode::InvalidGrant, Description::from("The code has expired."));
        assert_eq!(
            serde_json::to_string(&body).unwrap(),
            r#"{"error":"invalid_grant","error_description":"The code has expired."}"#
        );
    }
}
