//! What we are at an upstream: the registration there, with our keys made ready.

use idp::Time;
use idp::model::key::{KeyAlgorithm, KeyFacts, KeyRecord, in_charge};
use idp::model::upstream::{AssertionAudience, Upstream, UpstreamDefinition};
use idp::upstream::{is_kept, keys};
use jose::{DecryptionKey, Jwk, JwkSet, JwsAlgorithm, SigningKey};
use oidc::client_authentication::Method;
use oidc::metadata::Encryption;
use rp::{Authentication, Client, RequestObject};

/// The names of the keys that sign for this upstream now.
pub(super) fn signers(upstream: &Upstream, now: Time) -> Vec<String> {
    let facts: Vec<KeyFacts> = upstream.keys.iter().map(KeyFacts::from).collect();
    let wanted = keys::signing(&upstream.definition).into_iter();
    wanted.filter_map(|alg| in_charge(&facts, alg.into(), now)).map(|key| key.kid.clone()).collect()
}

/// The registration, or what is missing for it.
pub(super) fn client(upstream: &Upstream, base: &str, now: Time) -> Result<Client, String> {
    let definition = &upstream.definition;
    let redirect_uri = format!("{base}/upstream/{}/callback", upstream.id);
    let audience = match definition.assertion_audience {
        AssertionAudience::Issuer => rp::AssertionAudience::Issuer,
        AssertionAudience::TokenEndpoint => rp::AssertionAudience::TokenEndpoint,
    };
    let mut client =
        Client::new(&*definition.client_id, redirect_uri, authentication(upstream, definition, now)?)
            .assertion_audience(audience)
            .request_object(request_object(upstream, definition, now)?)
            .id_token_signed_response_alg(definition.id_token_signed_response_alg);
    if let Some(Encryption { alg, enc }) = definition.id_token_encryption() {
        client = client.id_token_encrypted_response(alg, enc);
    }
    if let Some(algorithm) = definition.userinfo_signed_response_alg {
        client = client.userinfo_signed_response_alg(algorithm);
    }
    if let Some(Encryption { alg, enc }) = definition.userinfo_encryption() {
        client = client.userinfo_encrypted_response(alg, enc);
    }
    if let Some(algorithm) = definition.authorization_signed_response_alg {
        client = client.authorization_signed_response_alg(algorithm);
    }
    if let Some(Encryption { alg, enc }) = definition.authorization_encryption() {
        client = client.authorization_encrypted_response(alg, enc);
    }
    for key in upstream.keys.iter().filter(|key| is_kept(key, now)) {
        if let Some(key) = opening(key)? {
            client = client.decryption_key(key);
        }
    }
    Ok(client)
}

/// The public halves of our keys for this upstream that are to be known there now.
pub(crate) fn public_keys(upstream: &Upstream, now: Time) -> JwkSet {
    upstream.keys.iter().filter(|key| now < key.published_until).filter_map(public_key).collect()
}

/// The public half of one of our keys, under the name that it has there.
pub(crate) fn public_key(key: &KeyRecord) -> Option<Jwk> {
    let jwk = Jwk::parse(key.private.expose()).ok()?;
    Some(match key.algorithm {
        KeyAlgorithm::Sig(alg) => SigningKey::from_jwk(&jwk, alg).ok()?.with_kid(&*key.kid).public_jwk(),
        KeyAlgorithm::Enc(alg, _) => {
            DecryptionKey::from_jwk(&jwk, alg).ok()?.with_kid(&*key.kid).public_jwk()
        }
    })
}

/// The key that signs the set of our keys: the one that signs for this upstream now.
pub(super) fn set_signer(upstream: &Upstream, now: Time) -> Option<SigningKey> {
    let algorithm = keys::signing(&upstream.definition).into_iter().next()?;
    signing(upstream, algorithm, now).ok()
}

fn authentication(
    upstream: &Upstream,
    definition: &UpstreamDefinition,
    now: Time,
) -> Result<Authentication, String> {
    let secret = || upstream.secret().cloned().ok_or("the secret that client_id has there is not set here");
    Ok(match definition.token_endpoint_auth_method {
        Method::None => Authentication::None,
        Method::ClientSecretBasic => Authentication::ClientSecretBasic(secret()?),
        Method::ClientSecretPost => Authentication::ClientSecretPost(secret()?),
        Method::ClientSecretJwt => Authentication::ClientSecretJwt(
            secret()?,
            definition.assertion_alg().unwrap_or(JwsAlgorithm::HS256),
        ),
        Method::PrivateKeyJwt => {
            let algorithm = definition.assertion_alg().unwrap_or(JwsAlgorithm::RS256);
            Authentication::PrivateKeyJwt(Box::new(signing(upstream, algorithm, now)?))
        }
        Method::TlsClientAuth | Method::SelfSignedTlsClientAuth => {
            return Err("token_endpoint_auth_method: we show upstreams no certificate".to_owned());
        }
    })
}

fn request_object(
    upstream: &Upstream,
    definition: &UpstreamDefinition,
    now: Time,
) -> Result<RequestObject, String> {
    let Some(algorithm) = definition.request_alg() else { return Ok(RequestObject::None) };
    let key = Box::new(signing(upstream, algorithm, now)?);
    Ok(match definition.request_encryption() {
        Some(Encryption { alg, enc }) => RequestObject::SignedAndEncrypted { key, alg, enc },
        None => RequestObject::Signed(key),
    })
}

/// The key in charge of this algorithm: one of ours, or the secret.
pub(super) fn signing(upstream: &Upstream, algorithm: JwsAlgorithm, now: Time) -> Result<SigningKey, String> {
    if algorithm.is_symmetric() {
        let secret = upstream.secret().ok_or("the secret that client_id has there is not set here")?;
        return SigningKey::from_secret(secret.expose().as_bytes(), algorithm).map_err(|why| why.to_string());
    }
    let facts: Vec<KeyFacts> = upstream.keys.iter().map(KeyFacts::from).collect();
    let found = in_charge(&facts, algorithm.into(), now).map(|key| &key.kid);
    let record = found.and_then(|kid| upstream.keys.iter().find(|key| key.kid == *kid));
    let record = record.ok_or_else(|| format!("there is no key of ours for {algorithm}; rotate its keys"))?;
    let jwk = Jwk::parse(record.private.expose()).map_err(|why| why.to_string())?;
    let key = SigningKey::from_jwk(&jwk, algorithm).map_err(|why| why.to_string())?;
    Ok(key.with_kid(&*record.kid))
}

/// The key that opens, if this one does. Also one that is published no more does, while it is kept.
pub(super) fn opening(record: &KeyRecord) -> Result<Option<DecryptionKey>, String> {
    let KeyAlgorithm::Enc(management, _) = record.algorithm else { return Ok(None) };
    let jwk = Jwk::parse(record.private.expose()).map_err(|why| why.to_string())?;
    let key = DecryptionKey::from_jwk(&jwk, management).map_err(|why| why.to_string())?;
    Ok(Some(key.with_kid(&*record.kid)))
}
