//! A request that only names its client: it is known by the connection, or proves nothing, as public clients
//! do; for them PKCE stands in for the proof (RFC 7636).

mod self_signed_tls_client_auth;
mod tls_client_auth;

use oidc::client_authentication::Method;

use super::{Shown, failed};
use crate::certificate::{Certificate, Standing};
use crate::model::client::Client;
use crate::refusal::Refusal;

pub(super) fn verify<'a>(client: &'a Client, shown: Shown<'_>) -> Result<&'a Client, Refusal> {
    match client.metadata.token_endpoint_auth_method {
        Method::SelfSignedTlsClientAuth => self_signed_tls_client_auth::verify(client, shown),
        Method::TlsClientAuth => tls_client_auth::verify(client, shown),
        Method::None => Ok(client),
        _ => Err(failed("no proof from a client that has one")),
    }
}

/// What speaks for the certificate of a client that is known by one.
fn standing(shown: Shown<'_>) -> Result<&Standing, Refusal> {
    match shown.certificate {
        Certificate::Held { standing, .. } => Ok(standing),
        Certificate::Absent => Err(failed("no certificate, where the client is known by one")),
        Certificate::Unreadable(why) => Err(failed(format!("the certificate cannot be read: {why}"))),
    }
}

fn distrusted(why: &str) -> Refusal {
    failed(format!("the certificate is not believed: {why}"))
}
