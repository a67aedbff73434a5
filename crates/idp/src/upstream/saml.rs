//! What an identity provider of SAML says of itself, read and believed as its record has it.

use jose::{Certificate, Jwk};
use xml::saml::metadata::IdentityProvider;
use xml::{Limits, Source, signature};

use crate::client::metadata::is_protected;
use crate::model::upstream::Saml;

/// The provider of this name, as these metadata describe it: one that can be asked for sign-ins.
///
/// # Errors
/// Why it cannot, for the operator.
pub fn provider(entity_id: &str, saml: &Saml, metadata: &[u8]) -> Result<IdentityProvider, String> {
    let source = Source::read(metadata, &Limits::METADATA).map_err(|why| why.to_string())?;
    let document = source.document().map_err(|why| why.to_string())?;
    let found = match pinned(saml) {
        keys if keys.is_empty() => IdentityProvider::read(document.root()),
        keys => {
            let verified = signature::verify(document.root(), &keys).map_err(|why| why.to_string())?;
            // What is read is what was signed, and nothing around it.
            let signed = verified.document().map_err(|why| why.to_string())?;
            IdentityProvider::read(signed.root())
        }
    };
    let found = found.map_err(|why| why.to_string())?;
    if found.entity_id != entity_id {
        return Err(format!("the metadata are of {}, expected {entity_id} (issuer)", found.entity_id));
    }
    if found.signing_keys.is_empty() {
        return Err("the metadata have no key that it signs with (Metadata §2.4.1.1)".to_owned());
    }
    let binding = saml.request_binding.uri();
    match found.sign_on_by(binding) {
        Some(location) if is_protected(location) => Ok(found),
        Some(location) => Err(format!("its SingleSignOnService {location} is no https address")),
        None => Err(format!("the metadata have no SingleSignOnService for {binding} (Metadata §2.4.3)")),
    }
}

/// Who says this of themselves, for look-up alone: nothing of it is believed.
///
/// # Errors
/// Why it cannot be told, for the operator.
pub fn entity_id(metadata: &str) -> Result<String, String> {
    let source = Source::read(metadata.as_bytes(), &Limits::METADATA).map_err(|why| why.to_string())?;
    let document = source.document().map_err(|why| why.to_string())?;
    document.root().required("entityID").map(str::to_owned).map_err(|why| why.to_string())
}

/// The keys of which one must have signed the metadata, where this is asked for.
fn pinned(saml: &Saml) -> Vec<Jwk> {
    let certificates = saml.metadata_certificates.iter().filter_map(|text| certificate(text));
    certificates.map(|certificate| certificate.public_key().clone()).collect()
}

/// A certificate as administrators have it: in base64 or PEM.
pub fn certificate(text: &str) -> Option<Certificate> {
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with("-----"));
    Certificate::parse_base64(&lines.collect::<String>())
}
