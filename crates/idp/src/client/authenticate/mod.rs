//! How a client proves itself (RFC 6749 §2.3, OpenID Connect Core §9): one file a method.

mod none;
mod secret_basic;
mod secret_post;

use oidc::client_authentication::{Method, Presented};

use crate::model::client::{Client, SecretHash};
use crate::refusal::{Reason, Refusal};
use jose::secret::Secret;

/// A client that proved itself, as far as its kind can. Made only here; every grant asks for it.
#[derive(Clone, Copy, Debug)]
pub struct AuthenticatedClient<'a>(&'a Client);

impl<'a> AuthenticatedClient<'a> {
    /// The client.
    pub fn client(self) -> &'a Client {
        self.0
    }

    /// Whether it proved itself by a secret or key, rather than merely naming itself.
    pub fn is_confidential(self) -> bool {
        !self.0.is_public()
    }
}

/// The client a request says it is, for look-up alone.
pub fn claimed_client(presented: &Presented) -> Option<&str> {
    match presented {
        Presented::None { client_id }
        | Presented::SecretBasic { client_id, .. }
        | Presented::SecretPost { client_id, .. } => Some(client_id),
        Presented::Assertion { client_id, .. } => client_id.as_deref(),
        Presented::NoClient => None,
    }
}

/// Holds what was presented against what is registered. Unknown, disabled and unproven clients get
/// one and the same answer; the operator alone is told which it was.
pub fn authenticate<'a>(
    presented: &Presented,
    client: Option<&'a Client>,
) -> Result<AuthenticatedClient<'a>, Refusal> {
    let known = || client.ok_or_else(|| failed("no such client"));
    let client = match presented {
        Presented::None { .. } => none::verify(known()?)?,
        Presented::SecretBasic { secret, .. } => secret_basic::verify(known()?, secret)?,
        Presented::SecretPost { secret, .. } => secret_post::verify(known()?, secret)?,
        // Nobody can use it, so everybody is told, whether or not there is such a client.
        Presented::Assertion { .. } => return Err(wrong_method("a client secret, or none")),
        Presented::NoClient => return Err(Reason::ClientAuthenticationMissing.into()),
    };
    // Asked last, so that a stranger cannot learn who was disabled.
    if client.disabled_at.is_some() {
        return Err(failed("the client is disabled"));
    }
    Ok(AuthenticatedClient(client))
}

/// The one answer to everything that does not prove the client.
fn failed(operator: &'static str) -> Refusal {
    Refusal::new(Reason::ClientAuthenticationFailed).operator(operator)
}

fn wrong_method(expected: &'static str) -> Refusal {
    Refusal::new(Reason::ClientAuthenticationMethod).expected(expected)
}

/// What the two ways of sending a secret share: the registered method, then the secret itself.
fn verify_secret<'a>(
    client: &'a Client,
    method: Method,
    secret: &Secret<String>,
) -> Result<&'a Client, Refusal> {
    let presented = SecretHash::digest(secret.expose());
    // Every living secret is compared, so that time does not tell which one came close.
    let known = client.secrets.iter().fold(false, |known, hash| known | hash.matches(&presented));
    if !known {
        return Err(failed(if client.secrets.is_empty() {
            "the client has no secret"
        } else {
            "wrong secret"
        }));
    }
    let registered = client.metadata.token_endpoint_auth_method;
    let either = client.policy.any_secret_method
        && matches!(registered, Method::ClientSecretBasic | Method::ClientSecretPost);
    if registered == method || either { Ok(client) } else { Err(wrong_method(registered.as_str())) }
}
