//! `client_secret_post`: the secret in the body (RFC 6749 §2.3.1).

use oidc::client_authentication::Method;

use super::verify_secret;
use crate::model::client::Client;
use crate::refusal::Refusal;
use jose::secret::Secret;

pub(super) fn verify<'a>(client: &'a Client, secret: &Secret<String>) -> Result<&'a Client, Refusal> {
    verify_secret(client, Method::ClientSecretPost, secret)
}
