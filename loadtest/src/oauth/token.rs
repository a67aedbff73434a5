//! The token endpoint.

use bytes::Bytes;
use serde::Deserialize;
use url::Url;

use super::Credential;
use crate::{
    error::Error,
    http::{Http, Prepared},
};

/// What a token request gave (RFC 6749 §5.1, OpenID Connect Core §3.1.3.3).
#[derive(Deserialize)]
pub struct Tokens {
    /// The access token.
    pub access_token: String,
    /// The next refresh token, if the client gets one.
    pub refresh_token: Option<String>,
    /// The ID token, if a person is behind it.
    pub id_token: Option<String>,
}

/// The request of a client for itself (RFC 6749 §4.4), ready to be sent again and again.
///
/// # Errors
/// When the token endpoint cannot be driven.
pub fn client_credentials(endpoint: &Url, credential: &Credential, scope: &str) -> Result<Prepared, Error> {
    let grant = ("grant_type", "client_credentials");
    let form = match scope {
        "" => credential.form(&[grant]),
        scope => credential.form(&[grant, ("scope", scope)]),
    };
    Ok(credential.signed(Prepared::post_form(endpoint, form)?))
}

/// Trades a refresh token (RFC 6749 §6). `request` is a prepared POST to the token endpoint.
///
/// # Errors
/// Whatever the provider refuses.
pub async fn refresh(
    http: &mut Http,
    request: &Prepared,
    credential: &Credential,
    token: &str,
) -> Result<Tokens, Error> {
    let grant = ("grant_type", "refresh_token");
    let form = credential.form(&[grant, ("refresh_token", token)]);
    send(http, request, form).await
}

/// Sends a form to the token endpoint and reads the tokens.
pub(super) async fn send(http: &mut Http, request: &Prepared, form: String) -> Result<Tokens, Error> {
    let request = request.clone().with_body(Bytes::from(form));
    http.send(&request).await?.json("the token endpoint")
}
