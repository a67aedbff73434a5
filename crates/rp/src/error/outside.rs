use std::fmt;

use oidc::parameters::Malformed;

use super::{Kind, TokenFault};

/// What came by way of a browser, or from whoever can reach our addresses, and is not to be believed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum OutsideFault {
    /// What the browser kept of its request does not open: it was sealed by another key or changed.
    PendingUnreadable,
    /// The request was begun too long ago.
    PendingExpired,
    /// The request was answered before.
    PendingUsed,
    /// What was kept of the sign-in does not open: it was sealed by another key or changed.
    SessionUnreadable,
    /// Parameters that cannot be read.
    Parameters(Malformed),
    /// The answer has no `state`.
    StateMissing,
    /// The answer's `state` is not that of the request this browser began.
    OtherState,
    /// The provider names itself in every answer (`iss`, RFC 9207), but not in this one.
    IssuerMissing,
    /// The answer is another provider's (`iss`, RFC 9207).
    OtherIssuer,
    /// The answer has neither a code nor an error.
    CodeMissing,
    /// The answer is plain, but this client has it signed (`authorization_signed_response_alg`).
    ResponseNotSigned,
    /// The answer is a token (`response`), but this client has it plain.
    ResponseSigned,
    /// A token that came by way of a browser or from a stranger.
    Token {
        /// Which.
        kind: Kind,
        /// What is wrong with it.
        fault: TokenFault,
    },
}

impl fmt::Display for OutsideFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Parameters(malformed) => {
                return write!(f, "What came back through the browser cannot be read. {malformed}");
            }
            Self::Token { kind, fault } => return write!(f, "The {kind} is not to be believed: {fault}."),
            Self::PendingUnreadable => {
                "What the browser kept of its sign-in does not open: it was changed, or sealed by another \
                 key. Where several nodes answer, all must have the same key."
            }
            Self::PendingExpired => {
                "The sign-in was begun too long ago and is over. Let the person begin again."
            }
            Self::PendingUsed => {
                "This answer came before: the page was loaded again, or somebody shows a copy of it."
            }
            Self::SessionUnreadable => {
                "What was kept of the sign-in does not open: it was changed, or sealed by another key."
            }
            Self::StateMissing => {
                "What came back through the browser has no state, so nobody here asked for it."
            }
            Self::OtherState => {
                "What came back belongs to a request that this browser did not begin (state). Either \
                 somebody tries to sign a person in as somebody else, or the person began twice: keep each \
                 request under a name of its own (Pending::label)."
            }
            Self::IssuerMissing => {
                "The provider says that it names itself in every answer (iss), and this one does not: it \
                 may be another's."
            }
            Self::OtherIssuer => "The answer names another provider (iss) than the one that was asked.",
            Self::CodeMissing => "The answer has neither a code nor an error.",
            Self::ResponseNotSigned => {
                "The answer came in plain parameters, but this client has it as a token \
                 (authorization_signed_response_alg)."
            }
            Self::ResponseSigned => {
                "The answer came as a token (response), but no authorization_signed_response_alg is set here."
            }
        })
    }
}

impl std::error::Error for OutsideFault {}
