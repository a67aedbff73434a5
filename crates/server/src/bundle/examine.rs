//! Whether a bundle is whole, and whether it is the one that counts.

use jose::secret::Secret;
use jose::{DecryptionKey, Jwk, jwe, pkcs12};
use serde_json::{Map, Value};

use super::{KEYSTORE, SETTINGS, Settings, archive};

/// A bundle that is whole.
pub struct Examined {
    /// What it says.
    pub settings: Settings,
    /// What was found in the test that the server sealed for its key, if there is one in it.
    pub found: Option<Map<String, Value>>,
}

/// Reads a bundle: that everything is in it, that its key store opens and holds its key, and that the key opens what
/// the server sealed for it.
///
/// # Errors
/// What is wrong with it, for people.
pub fn examine(zip: &[u8]) -> Result<Examined, String> {
    let in_file = |name: &'static str| archive::read(zip, name).map_err(|why| format!("{name}: {why}"));
    let settings: Settings = serde_json::from_slice(in_file(SETTINGS)?)
        .map_err(|error| format!("{SETTINGS}: a setting is missing or wrong: {error}"))?;
    let key = Jwk::from_value(Value::Object(settings.private_jwk.clone()))
        .map_err(|error| format!("privateJwk: {error}"))?;
    if !key.is_private() {
        return Err("privateJwk: it has no private half".to_owned());
    }
    let stored = settings.keystore().map_err(|error| format!("keystore: {error}"))?;
    for (name, store) in [("keystore", stored.expose().as_slice()), (KEYSTORE, in_file(KEYSTORE)?)] {
        check_store(store, &settings, &key).map_err(|why| format!("{name}: {why}"))?;
    }
    if settings.known.token_endpoint_auth_method.starts_with("client_secret")
        && settings.client_secret.is_none()
    {
        return Err("clientSecret: it is missing".to_owned());
    }
    let found = settings.key_test.as_deref().map(|test| open(test, &key)).transpose()?;
    Ok(Examined { found, settings })
}

fn check_store(store: &[u8], settings: &Settings, key: &Jwk) -> Result<(), String> {
    let password = Secret::new(settings.keystore_password.clone());
    let opened = pkcs12::open(store, &password).ok_or("it does not open with keystorePassword")?;
    if opened.alias.as_deref() != Some(settings.keystore_alias.as_str()) {
        return Err("its key is not called as keystoreAlias says".to_owned());
    }
    let is_certified = opened.certificate.public_key().thumbprint() == key.thumbprint();
    if opened.holds(key) && is_certified {
        Ok(())
    } else {
        Err("it holds another key than privateJwk".to_owned())
    }
}

/// What the server sealed for the key.
fn open(test: &str, key: &Jwk) -> Result<Map<String, Value>, String> {
    let wrong = |error: &dyn std::fmt::Display| format!("keyTest: it does not open with privateJwk: {error}");
    let sealed = jwe::decode(test).map_err(|error| wrong(&error))?;
    let (alg, enc) = (sealed.header().alg, sealed.header().enc);
    let key = DecryptionKey::from_jwk(key, alg).map_err(|error| wrong(&error))?;
    let opened = sealed.decrypt(&key, &[alg], &[enc]).map_err(|error| wrong(&error))?;
    jose::json::parse_object(opened.plaintext()).map_err(|error| wrong(&error))
}
