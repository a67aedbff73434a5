use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jose::{JwsAlgorithm, Secret, SigningKey};
use oidc::client_authentication::JWT_BEARER;
use oidc::parameters::Encoder;

use super::assertion;
use crate::message::Form;
use crate::{Client, Env, Error, OurFault, Provider};

/// How this application shows the provider who it is (`token_endpoint_auth_method`). No `Debug`: it
/// holds secrets.
pub enum Authentication {
    /// `none`: a public client, which PKCE alone protects.
    None,
    /// `client_secret_basic`
    ClientSecretBasic(Secret<String>),
    /// `client_secret_post`
    ClientSecretPost(Secret<String>),
    /// `client_secret_jwt`, with HS256, HS384 or HS512. The secret itself is never sent.
    ClientSecretJwt(Secret<String>, JwsAlgorithm),
    /// `private_key_jwt`, under the `kid` that the provider knows the key by.
    PrivateKeyJwt(Box<SigningKey>),
    /// `tls_client_auth` or `self_signed_tls_client_auth` (RFC 8705): whoever carries the messages shows
    /// the certificate.
    Tls,
}

impl Authentication {
    pub(crate) fn secret(&self) -> Option<&Secret<String>> {
        match self {
            Self::ClientSecretBasic(secret)
            | Self::ClientSecretPost(secret)
            | Self::ClientSecretJwt(secret, _) => Some(secret),
            Self::None | Self::PrivateKeyJwt(_) | Self::Tls => None,
        }
    }
}

/// Adds to a request who sends it: to the form, and perhaps the value of `Authorization`.
pub(crate) fn authenticate(
    client: &Client,
    provider: &Provider,
    form: &mut Form,
    env: &mut Env<'_>,
) -> Result<Option<Secret<String>>, Error> {
    let asserted = |form: &mut Form, assertion: String| {
        form.push_once("client_id", client.id());
        form.push("client_assertion_type", JWT_BEARER);
        form.push("client_assertion", assertion);
    };
    match client.authentication() {
        Authentication::None | Authentication::Tls => form.push_once("client_id", client.id()),
        Authentication::ClientSecretBasic(secret) => return Ok(Some(basic(client.id(), secret))),
        Authentication::ClientSecretPost(secret) => {
            form.push_once("client_id", client.id());
            form.push("client_secret", secret.expose());
        }
        Authentication::ClientSecretJwt(secret, algorithm) => {
            let key =
                SigningKey::from_secret(secret.expose().as_bytes(), *algorithm).map_err(OurFault::Key)?;
            asserted(form, assertion::make(client, provider, &key, env)?);
        }
        Authentication::PrivateKeyJwt(key) => asserted(form, assertion::make(client, provider, key, env)?),
    }
    Ok(None)
}

/// Each half is form-encoded before they are joined (RFC 6749 §2.3.1).
fn basic(client_id: &str, secret: &Secret<String>) -> Secret<String> {
    let encoded = |text: &str| {
        let mut encoder = Encoder::new();
        encoder.push("", text);
        encoder.finish().split_off(1)
    };
    let joined = Secret::new(format!("{}:{}", encoded(client_id), encoded(secret.expose())));
    Secret::new(format!("Basic {}", STANDARD.encode(joined.expose())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_half_of_basic_is_encoded_before_they_are_joined() {
        let header = basic("a:b c", &Secret::new("p+q:r".to_owned()));
        let joined = STANDARD.decode(header.expose().strip_prefix("Basic ").unwrap()).unwrap();
        assert_eq!(String::from_utf8(joined).unwrap(), "a%3Ab%20c:p%2Bq%3Ar");
    }
}
