//! Proof Key for Code Exchange (RFC 7636), the side of the authorization request.

use oidc::pkce::{CodeChallenge, CodeChallengeMethod};

use crate::model::client::Client;
use crate::refusal::{Reason, Refusal};

/// A client that cannot keep a secret must always use it; of others the client's policy says
/// whether they must, and whether `plain` will do.
pub(super) fn check(challenge: Option<&CodeChallenge>, client: &Client) -> Result<(), Refusal> {
    match challenge {
        None if client.policy.require_pkce || client.is_public() => {
            Err(Refusal::new(Reason::PkceRequired).about("code_challenge"))
        }
        Some(challenge)
            if challenge.method() == CodeChallengeMethod::Plain && !client.policy.allow_plain_pkce =>
        {
            Err(Refusal::new(Reason::PkcePlainRefused).about("code_challenge_method"))
        }
        _ => Ok(()),
    }
}
