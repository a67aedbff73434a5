//! How we prove ourselves at an upstream, and how messages are signed and sealed either way.

use jose::{ContentEncryption, KeyManagement};
use oidc::client_authentication::Method;

use super::invalid;
use crate::model::upstream::{RequestStyle, UpstreamDefinition};
use crate::refusal::Refusal;

pub(super) fn check(definition: &UpstreamDefinition, has_secret: bool) -> Result<(), Refusal> {
    check_authentication(definition, has_secret)?;
    check_request(definition)?;
    check_signatures(definition, has_secret)?;
    check_encryption(definition, has_secret)?;
    check_sealed(definition)
}

fn check_authentication(definition: &UpstreamDefinition, has_secret: bool) -> Result<(), Refusal> {
    let method = definition.token_endpoint_auth_method;
    if !definition.profile.rules().authentication_methods.contains(&method) {
        let expected = match method {
            Method::SelfSignedTlsClientAuth => "another method, as we show upstreams no certificate",
            _ => "private_key_jwt, as the profile has it",
        };
        return Err(invalid("token_endpoint_auth_method", expected));
    }
    let by_secret =
        matches!(method, Method::ClientSecretBasic | Method::ClientSecretPost | Method::ClientSecretJwt);
    if by_secret && !has_secret {
        return Err(invalid("client_secret", "given, where we prove ourselves by it"));
    }
    let expected = match (method, definition.token_endpoint_auth_signing_alg) {
        (_, None) => return Ok(()),
        (Method::PrivateKeyJwt, Some(algorithm)) if !algorithm.is_symmetric() => return Ok(()),
        (Method::ClientSecretJwt, Some(algorithm)) if algorithm.is_symmetric() => return Ok(()),
        (Method::PrivateKeyJwt, _) => "an algorithm with a public key, as the method is private_key_jwt",
        (Method::ClientSecretJwt, _) => "HS256, HS384 or HS512, as the method is client_secret_jwt",
        _ => "absent, where no assertion is signed",
    };
    Err(invalid("token_endpoint_auth_signing_alg", expected))
}

/// Members that speak of request objects have some to speak of.
fn check_request(definition: &UpstreamDefinition) -> Result<(), Refusal> {
    if !definition.profile.rules().requests.contains(&definition.request) {
        return Err(invalid("request", "signed, sealed or pushed, as the profile has it"));
    }
    let signs = definition.request != RequestStyle::Plain;
    if definition.request_object_signing_alg.is_some() && !signs {
        return Err(invalid("request_object_signing_alg", "absent, where requests are plain"));
    }
    let (alg, enc) = (definition.request_object_encryption_alg, definition.request_object_encryption_enc);
    let seals = match definition.request {
        RequestStyle::Plain | RequestStyle::Signed => false,
        RequestStyle::Sealed => true,
        RequestStyle::Pushed => definition.request_object_signing_alg.is_some(),
    };
    if !seals && alg.is_some() {
        return Err(invalid(
            "request_object_encryption_alg",
            "absent, where requests are not signed and sealed",
        ));
    }
    if enc.is_some() && definition.request_encryption().is_none() {
        return Err(invalid("request_object_encryption_enc", "absent, where requests are not sealed"));
    }
    Ok(())
}

fn check_signatures(definition: &UpstreamDefinition, has_secret: bool) -> Result<(), Refusal> {
    let members = [
        ("token_endpoint_auth_signing_alg", definition.assertion_alg()),
        ("request_object_signing_alg", definition.request_alg()),
        ("id_token_signed_response_alg", Some(definition.id_token_signed_response_alg)),
        ("userinfo_signed_response_alg", definition.userinfo_signed_response_alg),
        ("authorization_signed_response_alg", definition.authorization_signed_response_alg),
    ];
    for (member, algorithm) in members {
        let Some(algorithm) = algorithm else { continue };
        if !definition.profile.rules().signing.contains(&algorithm) {
            return Err(invalid(member, "RS256, PS256 or ES256, as the profile has it"));
        }
        check_secret(member, algorithm.is_symmetric(), has_secret)?;
    }
    Ok(())
}

fn check_encryption(definition: &UpstreamDefinition, has_secret: bool) -> Result<(), Refusal> {
    type Members = (Option<KeyManagement>, Option<ContentEncryption>);
    let answers: [(&'static str, &'static str, Members); 3] = [
        (
            "id_token_encrypted_response_alg",
            "id_token_encrypted_response_enc",
            (definition.id_token_encrypted_response_alg, definition.id_token_encrypted_response_enc),
        ),
        (
            "userinfo_encrypted_response_alg",
            "userinfo_encrypted_response_enc",
            (definition.userinfo_encrypted_response_alg, definition.userinfo_encrypted_response_enc),
        ),
        (
            "authorization_encrypted_response_alg",
            "authorization_encrypted_response_enc",
            (
                definition.authorization_encrypted_response_alg,
                definition.authorization_encrypted_response_enc,
            ),
        ),
    ];
    for (alg_member, enc_member, (alg, enc)) in answers {
        match (alg, enc) {
            (None, Some(_)) => return Err(invalid(enc_member, "absent, where nothing is encrypted")),
            (Some(alg), _) => check_secret(alg_member, alg.is_symmetric(), has_secret)?,
            (None, None) => {}
        }
    }
    if definition.authorization_encrypted_response_alg.is_some()
        && definition.authorization_signed_response_alg.is_none()
    {
        return Err(invalid("authorization_signed_response_alg", "given, where the response is encrypted"));
    }
    if let Some(encryption) = definition.request_encryption() {
        check_secret("request_object_encryption_alg", encryption.alg.is_symmetric(), has_secret)?;
    }
    Ok(())
}

/// What the algorithm of something sealed must be.
const SEALED: &str = "RSA-OAEP or another with a key pair, as the profile has everything sealed";

/// Whatever tells of a person is signed, then sealed to a key of ours that nobody else has.
fn check_sealed(definition: &UpstreamDefinition) -> Result<(), Refusal> {
    if definition.profile.rules().sealed.is_none() {
        return Ok(());
    }
    let to_a_key = |encryption: Option<oidc::metadata::Encryption>| {
        encryption.is_some_and(|encryption| !encryption.alg.is_symmetric())
    };
    if !to_a_key(definition.id_token_encryption()) {
        return Err(invalid("id_token_encrypted_response_alg", SEALED));
    }
    if definition.userinfo && !to_a_key(definition.userinfo_encryption()) {
        return Err(invalid("userinfo_encrypted_response_alg", SEALED));
    }
    if definition.userinfo && definition.userinfo_signed_response_alg.is_none() {
        return Err(invalid("userinfo_signed_response_alg", "RS256, PS256 or ES256, as the profile has it"));
    }
    Ok(())
}

/// What a secret is the key of needs one.
fn check_secret(member: &'static str, is_symmetric: bool, has_secret: bool) -> Result<(), Refusal> {
    if is_symmetric && !has_secret {
        return Err(invalid(member, "an algorithm with a key pair, or a client_secret for this one"));
    }
    Ok(())
}
