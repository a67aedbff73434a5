//! How an identity provider of SAML 2.0 is spoken with.

use jose::JwsAlgorithm;
use serde::{Deserialize, Serialize};

/// What only identity providers of SAML 2.0 have (Profiles §4.1). Who it is, its entity ID, is the definition's
/// `issuer`; who we are there is its `client_id`, which is the address of our metadata where it is empty.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
// Lenient at rest, as the definition is.
#[serde(default)]
pub struct Saml {
    /// What it says of itself, the XML of its metadata, where this is not to be fetched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<String>,
    /// Where its metadata are, where they are to be fetched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata_uri: Option<String>,
    /// The certificates, in base64 or PEM, of the keys of which one must have signed its metadata. Where there is
    /// none, the metadata are believed as they stand here, or as they come over TLS.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub metadata_certificates: Vec<String>,
    /// How requests go there.
    pub request_binding: SamlBinding,
    /// How what goes there is signed.
    pub signing_alg: JwsAlgorithm,
    /// Which kind of name the person is to be called by (Core §8.3); any, where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name_id_format: Option<String>,
    /// Whether what it says of people must be encrypted to a key of ours.
    pub encrypted: bool,
    /// Whether that may be in CBC mode, which does not show changes, where the response is signed as a whole.
    pub allows_cbc: bool,
}

/// By which binding a message goes through the browser.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SamlBinding {
    /// In the address (Bindings §3.4).
    #[default]
    Redirect,
    /// In a form (Bindings §3.5).
    Post,
}

impl SamlBinding {
    /// Its name, as metadata have it.
    pub const fn uri(self) -> &'static str {
        match self {
            Self::Redirect => xml::saml::metadata::REDIRECT,
            Self::Post => xml::saml::metadata::POST,
        }
    }
}

impl Default for Saml {
    fn default() -> Self {
        Self {
            metadata: None,
            metadata_uri: None,
            metadata_certificates: Vec::new(),
            request_binding: SamlBinding::Redirect,
            signing_alg: JwsAlgorithm::RS256,
            name_id_format: None,
            encrypted: false,
            allows_cbc: false,
        }
    }
}
