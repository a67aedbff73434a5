//! The settings of a service, by the names that its programs read.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use idp::model::client::Client;
use idp::model::issuer::Issuer;
use jose::secret::Secret;
use jose::{Jwk, pkcs12};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Where a service's programs redeem codes, below the address of the installation.
pub const TOKEN: &str = "/api/rp/token";
/// Where they find the keys that its tokens are signed with.
pub const KEYS: &str = "/openid/jwks";
/// How the key in a key store is called.
pub const ALIAS: &str = "countersign";

/// All of them, secrets and all.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// What is no secret.
    #[serde(flatten)]
    pub known: Known,
    /// The secret, where the service proves itself by one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
    /// The private key as PKCS #12, in base64.
    pub keystore: String,
    /// What opens it.
    pub keystore_password: String,
    /// How the key in it is called.
    pub keystore_alias: String,
    /// The private key as a JWK.
    pub private_jwk: Map<String, Value>,
    /// What only this key opens: it shows whether the server still seals for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_test: Option<String>,
}

/// What of them anybody may know.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Known {
    /// The service's identifier.
    pub client_id: String,
    /// The address that its codes come to.
    pub redirect_uri: String,
    /// The installation, as the browser library is told of it.
    pub manager_uri: String,
    /// Who issues its tokens: the claim `iss`.
    pub issuer: String,
    /// Where codes are redeemed.
    pub token_uri: String,
    /// Where the keys are that its tokens are signed with.
    pub jwks_uri: String,
    /// How the service proves itself there.
    pub token_endpoint_auth_method: String,
    /// How its tokens are sealed; nothing where they are not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encryption: Option<Encryption>,
    /// How they are signed.
    pub signature: Signature,
    /// What is shown to people as its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_name: Option<String>,
}

/// How tokens are sealed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Encryption {
    /// How the key of the content reaches the service.
    pub alg: String,
    /// How the content is encrypted.
    pub enc: String,
}

/// How tokens are signed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Signature {
    /// The algorithm.
    pub alg: String,
}

impl Known {
    /// Those of a service of this issuer.
    pub fn of(client: &Client, issuer: &Issuer) -> Self {
        let metadata = &client.metadata;
        let sealed = metadata.encryption(oidc::metadata::Encryptable::IdToken);
        Self {
            client_id: client.id.as_str().to_owned(),
            redirect_uri: metadata.redirect_uris.first().map(ToString::to_string).unwrap_or_default(),
            manager_uri: issuer.base.clone(),
            issuer: issuer.identifier.as_str().to_owned(),
            token_uri: issuer.address(TOKEN),
            jwks_uri: issuer.address(KEYS),
            token_endpoint_auth_method: metadata.token_endpoint_auth_method.as_str().to_owned(),
            encryption: sealed
                .map(|with| Encryption { alg: with.alg.name().to_owned(), enc: with.enc.name().to_owned() }),
            signature: Signature { alg: metadata.id_token_signed_response_alg.name().to_owned() },
            client_name: metadata.client_name.clone(),
        }
    }
}

impl Settings {
    /// Those with the private key that was made for the service, under the name that it is registered by.
    ///
    /// # Errors
    /// The key cannot be written; why, for the operator.
    pub fn new(known: Known, client_secret: Option<&str>, key: &Jwk) -> Result<Self, String> {
        let password = Secret::new(jose::base64url::encode(jose::random::bytes::<24>()));
        let store = pkcs12::write(key, ALIAS, &password).map_err(|error| error.to_string())?;
        let jwk = serde_json::from_str(key.to_private_json().expose()).map_err(|error| error.to_string())?;
        Ok(Self {
            known,
            client_secret: client_secret.map(str::to_owned),
            keystore: STANDARD.encode(store.expose()),
            keystore_password: password.expose().clone(),
            keystore_alias: ALIAS.to_owned(),
            private_jwk: jwk,
            key_test: None,
        })
    }

    /// What of them anybody may know.
    pub fn public(&self) -> Known {
        self.known.clone()
    }

    /// The key store as bytes.
    ///
    /// # Errors
    /// It is no base64.
    pub fn keystore(&self) -> Result<Secret<Vec<u8>>, String> {
        STANDARD.decode(&self.keystore).map(Secret::new).map_err(|error| error.to_string())
    }
}
