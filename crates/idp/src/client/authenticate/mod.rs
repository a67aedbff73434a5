//! How a client proves itself (RFC 6749 §2.3, OpenID Connect Core §9): one file a method.

pub mod assertion;
mod none;
mod secret_basic;
mod secret_post;

use std::borrow::Cow;

use jose::secret::Secret;
use oidc::client_authentication::{Method, Presented};

use crate::certificate::{Certificate, Fingerprint};
use crate::dpop::{self, Proof, Thumbprint};
use crate::effect::Effect;
use crate::model::client::{Client, SecretHash};
use crate::model::issuer::{Endpoint, Issuer};
use crate::refusal::{Reason, Refusal};
use crate::time::Time;
use assertion::Assertion;

/// A client that proved itself, as far as its kind can. Made only here; every grant asks for it.
#[derive(Clone, Copy, Debug)]
pub struct AuthenticatedClient<'a> {
    client: &'a Client,
    key: Option<Thumbprint>,
    certificate: Option<Fingerprint>,
}

impl<'a> AuthenticatedClient<'a> {
    /// The client.
    pub fn client(self) -> &'a Client {
        self.client
    }

    /// The key that its request showed to hold, for tokens to be bound to.
    pub fn key(self) -> Option<Thumbprint> {
        self.key
    }

    /// The certificate that its request was carried under, where its tokens are bound to that.
    pub fn certificate(self) -> Option<Fingerprint> {
        self.certificate
    }

    /// Whether it proved itself by a secret or key, rather than merely naming itself.
    pub fn is_confidential(self) -> bool {
        !self.client.is_public()
    }
}

/// How a request shows who sends it: what it presented, and what reading that showed.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    /// As it came.
    pub presented: &'a Presented,
    /// What reading the assertion showed, if one was presented.
    pub assertion: &'a Assertion,
    /// What reading the proof of possession showed, if one came.
    pub proof: &'a Proof,
    /// What the connection showed.
    pub certificate: &'a Certificate,
    /// The issuer that is asked.
    pub issuer: &'a Issuer,
    /// The endpoint that is asked.
    pub endpoint: Endpoint,
}

/// The client a request says it is, for look-up alone.
pub fn claimed_client(presented: &Presented) -> Option<Cow<'_, str>> {
    match presented {
        Presented::None { client_id }
        | Presented::SecretBasic { client_id, .. }
        | Presented::SecretPost { client_id, .. }
        | Presented::Assertion { client_id: Some(client_id), .. } => Some(Cow::Borrowed(client_id)),
        Presented::Assertion { client_id: None, assertion } => {
            assertion::claimed(assertion.expose()).map(Cow::Owned)
        }
        Presented::NoClient => None,
    }
}

/// A client that proved itself, and what is owed for it whatever becomes of its request.
pub struct Proven<'a> {
    /// The client.
    pub client: AuthenticatedClient<'a>,
    /// What remembers that its proofs were used, where they count once.
    pub owed: Vec<Effect>,
}

/// Holds what was presented against what is registered. Unknown, disabled and unproven clients get
/// one and the same answer; the operator alone is told which it was.
pub fn authenticate<'a>(
    shown: Shown<'_>,
    client: Option<&'a Client>,
    now: Time,
) -> Result<Proven<'a>, Refusal> {
    let known = || client.ok_or_else(|| failed("no such client"));
    let mut owed = Vec::new();
    let client = match shown.presented {
        Presented::None { .. } => none::verify(known()?, shown)?,
        Presented::SecretBasic { secret, .. } => secret_basic::verify(known()?, secret)?,
        Presented::SecretPost { secret, .. } => secret_post::verify(known()?, secret)?,
        Presented::Assertion { .. } => {
            let client = known()?;
            owed.push(assertion::verify(client, shown, now)?);
            client
        }
        Presented::NoClient => return Err(Reason::ClientAuthenticationMissing.into()),
    };
    // Asked last, so that a stranger cannot learn who was disabled.
    if client.disabled_at.is_some() {
        return Err(failed("the client is disabled"));
    }
    let held = held(shown, client, now).map_err(|refusal| owed.drain(..).fold(refusal, Refusal::owing))?;
    let key = held.as_ref().map(|held| held.key);
    owed.extend(held.map(|held| held.owed));
    let certificate = shown.certificate.fingerprint().filter(|_| binds_to_certificate(client, key));
    Ok(Proven { client: AuthenticatedClient { client, key, certificate }, owed })
}

/// Whether tokens are bound to the client's certificate: where it registered so, and where they must be
/// bound and it showed nothing else.
fn binds_to_certificate(client: &Client, key: Option<Thumbprint>) -> bool {
    client.metadata.tls_client_certificate_bound_access_tokens
        || client.policy.require_sender_constraint && key.is_none()
}

/// The key that the request shows to hold, if it shows one.
fn held(shown: Shown<'_>, client: &Client, now: Time) -> Result<Option<dpop::Held>, Refusal> {
    if matches!(shown.proof, Proof::Absent) {
        return Ok(None);
    }
    let addresses = shown.issuer.addresses(shown.endpoint);
    let of = dpop::Of { method: "POST", addresses: &addresses, access_token: None };
    dpop::verify(shown.proof, client, of, now)
}

/// The one answer to everything that does not prove the client.
fn failed(operator: impl Into<Cow<'static, str>>) -> Refusal {
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
