//! What an upstream that speaks SAML may be.

use xml::saml::metadata::IdentityProvider;

use super::{LONGEST_WORD, choosing, claims, invalid, is_word};
use crate::client::metadata::is_protected;
use crate::logout::saml::can_sign_out;
use crate::model::upstream::{Saml, UpstreamDefinition};
use crate::refusal::Refusal;
use crate::upstream::saml::{certificate, provider};

/// The longest name of an entity, in bytes (Metadata §2.2.1).
const LONGEST_ENTITY_ID: usize = 1024;
/// The most certificates of keys that may sign metadata.
const MOST_CERTIFICATES: usize = 10;
/// The longest metadata in a record, in bytes.
const LONGEST_METADATA: usize = xml::Limits::METADATA.bytes;

pub(super) fn check(definition: &UpstreamDefinition, saml: &Saml, has_secret: bool) -> Result<(), Refusal> {
    let issuer = &definition.issuer;
    if !is_entity_id(issuer) {
        return Err(invalid("issuer", "its entity ID: 1 to 1024 printable ASCII characters without a space"));
    }
    if !definition.client_id.is_empty() && !is_entity_id(&definition.client_id) {
        return Err(invalid(
            "client_id",
            "our entity ID there, or absent where it is our metadata's address",
        ));
    }
    if has_secret {
        return Err(invalid("client_secret", "absent, as keys are all that is proven by in SAML"));
    }
    if !is_alone(definition) {
        return Err(invalid(
            "saml",
            "without members that only OpenID providers have, such as metadata, jwks, scope or choices",
        ));
    }
    let said = check_metadata(issuer, saml)?;
    if definition.single_logout && said.is_some_and(|provider| !can_sign_out(&provider)) {
        let expected =
            "false, where the metadata have no https address of a SingleLogoutService by redirect or form";
        return Err(invalid("single_logout", expected));
    }
    if saml.signing_alg.is_symmetric() || xml::signature::signature_uri(saml.signing_alg).is_none() {
        return Err(invalid("saml.signing_alg", "RS256, PS256, ES256 or another with a key pair"));
    }
    if saml.name_id_format.as_deref().is_some_and(|format| !is_word(format) || format.len() > LONGEST_WORD) {
        return Err(invalid("saml.name_id_format", "the name of a format: a URI"));
    }
    choosing::check(definition)?;
    claims::check(definition)
}

/// Comes back with what the provider says of itself, where this stands in the record.
fn check_metadata(issuer: &str, saml: &Saml) -> Result<Option<IdentityProvider>, Refusal> {
    let certificates = &saml.metadata_certificates;
    if certificates.len() > MOST_CERTIFICATES || !certificates.iter().all(|it| certificate(it).is_some()) {
        return Err(invalid(
            "saml.metadata_certificates",
            "at most 10 certificates in base64 or PEM, with keys of a known kind",
        ));
    }
    match (&saml.metadata, &saml.metadata_uri) {
        (Some(metadata), None) if metadata.len() <= LONGEST_METADATA => {
            let read = provider(issuer, saml, metadata.as_bytes());
            read.map(Some).map_err(|why| {
                let expected = "the XML of its metadata: one EntityDescriptor with this issuer as entityID, with \
                                a key it signs with and an https address for the binding of requests";
                invalid("saml.metadata", expected).operator(why)
            })
        }
        (Some(_), None) => Err(invalid("saml.metadata", "at most 1 MiB")),
        (None, Some(address)) if is_protected(address) => Ok(None),
        (None, Some(_)) => Err(invalid("saml.metadata_uri", "an https address without a fragment")),
        _ => Err(invalid("saml.metadata", "either this or metadata_uri")),
    }
}

/// An entity ID is a URI, of any kind.
fn is_entity_id(text: &str) -> bool {
    (1..=LONGEST_ENTITY_ID).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Whether nothing is said that has no meaning here.
fn is_alone(definition: &UpstreamDefinition) -> bool {
    let shared = definition.clone();
    let alone = UpstreamDefinition {
        name: shared.name,
        issuer: shared.issuer,
        client_id: shared.client_id,
        saml: shared.saml,
        acr_values: shared.acr_values,
        acr: shared.acr,
        selectors: shared.selectors,
        email_domains: shared.email_domains,
        subject: shared.subject,
        claims: shared.claims,
        accounts: shared.accounts,
        single_sign_on: shared.single_sign_on,
        single_logout: shared.single_logout,
        trusts_amr: shared.trusts_amr,
        trusts_email: shared.trusts_email,
        trusts_phone: shared.trusts_phone,
        ..UpstreamDefinition::default()
    };
    alone == *definition
}
