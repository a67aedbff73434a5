//! What an upstream that speaks SAML may be.

use idp::email_domain::There;
use idp::model::upstream::{Saml, SamlBinding, Upstream, UpstreamDefinition};
use idp::upstream::{self, Changes, NewUpstream, keys};
use idp::{Reason, Refusal};
use jose::{Certificate, Jwk, JwsAlgorithm, SigningKey};
use xml::signature::{self, Place};
use xml::{Limits, Source};

use crate::support::NOW;

const ISSUER: &str = "urn:example:office";

fn key() -> (SigningKey, Certificate) {
    let key = SigningKey::generate(JwsAlgorithm::ES256).unwrap();
    let private = Jwk::parse(key.to_private_jwk().unwrap().expose().as_bytes()).unwrap();
    (key, Certificate::self_signed(&private, "office").unwrap())
}

fn base64(certificate: &Certificate) -> String {
    let mut text = jose::base64url::encode(certificate.der()).replace('-', "+").replace('_', "/");
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    text
}

fn metadata(entity: &str, at: &str, certificate: &Certificate) -> String {
    format!(
        "<md:EntityDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" ID=\"_d\" entityID=\"{entity}\">\
         <md:IDPSSODescriptor protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\">\
         <md:KeyDescriptor use=\"signing\"><ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:X509Data>\
         <ds:X509Certificate>{}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>\
         <md:SingleSignOnService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect\" Location=\"{at}\"/>\
         </md:IDPSSODescriptor></md:EntityDescriptor>",
        base64(certificate)
    )
}

fn office() -> UpstreamDefinition {
    let metadata = metadata(ISSUER, "https://office.test/sso", &key().1);
    UpstreamDefinition {
        issuer: ISSUER.to_owned(),
        saml: Some(Saml { metadata: Some(metadata), ..Saml::default() }),
        ..UpstreamDefinition::default()
    }
}

fn made(definition: UpstreamDefinition) -> Result<Upstream, Refusal> {
    let new = NewUpstream { id: "office".to_owned(), definition, client_secret: None };
    upstream::create(new, Vec::new(), There::default(), NOW).answer
}

fn changed(change: impl FnOnce(&mut UpstreamDefinition, &mut Saml)) -> Result<Upstream, Refusal> {
    let mut definition = office();
    let mut saml = definition.saml.take().unwrap();
    change(&mut definition, &mut saml);
    made(UpstreamDefinition { saml: Some(saml), ..definition })
}

#[track_caller]
fn refused(member: &str, change: impl FnOnce(&mut UpstreamDefinition, &mut Saml)) {
    let refusal = changed(change).unwrap_err();
    assert_eq!(refusal.reason, Reason::UpstreamDefinitionInvalid);
    assert_eq!(refusal.detail.parameter.as_deref(), Some(member), "{refusal:?}");
}

#[test]
fn one_with_metadata_or_an_address_of_them_is_made_and_has_keys_of_its_own() {
    let upstream = made(office()).unwrap();
    let needed: Vec<&str> = keys::needed(&upstream.definition).iter().map(|needed| needed.name()).collect();
    assert_eq!(needed, ["RS256", "RSA-OAEP"]);
    changed(|_, saml| {
        saml.metadata = None;
        saml.metadata_uri = Some("https://office.test/metadata".to_owned());
    })
    .unwrap();
    changed(|definition, _| definition.client_id = "https://us.test/saml".to_owned()).unwrap();
    let renamed = Changes { definition: Some(office()), ..Changes::default() };
    upstream::change(Some(upstream), renamed, Vec::new(), There::default(), NOW).answer.unwrap();
}

#[test]
fn metadata_of_another_without_a_key_or_an_address_are_refused() {
    let (_, certificate) = key();
    refused("saml.metadata", |_, saml| saml.metadata = None);
    refused("saml.metadata", |_, saml| saml.metadata_uri = Some("https://office.test/metadata".to_owned()));
    refused("saml.metadata_uri", |_, saml| {
        saml.metadata = None;
        saml.metadata_uri = Some("http://office.test/metadata".to_owned());
    });
    for wrong in [
        String::new(),
        "<EntityDescriptor/>".to_owned(),
        format!("<!DOCTYPE x>{}", metadata(ISSUER, "https://office.test/sso", &certificate)),
        metadata("urn:example:other", "https://office.test/sso", &certificate),
        metadata(ISSUER, "http://office.test/sso", &certificate),
        metadata(ISSUER, "javascript:alert(1)", &certificate),
        metadata(ISSUER, "https://office.test/sso", &certificate)
            .replace("use=\"signing\"", "use=\"encryption\""),
    ] {
        refused("saml.metadata", |_, saml| saml.metadata = Some(wrong));
    }
    refused("saml.metadata", |_, saml| saml.request_binding = SamlBinding::Post);
}

#[test]
fn metadata_are_believed_by_the_signature_that_is_asked_for() {
    let ((signer, certificate), (other, _)) = (key(), key());
    let plain = metadata(ISSUER, "https://office.test/sso", &certificate);
    let source = Source::read(plain.as_bytes(), &Limits::METADATA).unwrap();
    let by = |key| signature::sign(&source, "_d", Place::First, key, None).unwrap();
    let pem = format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", base64(&certificate));
    for pinned in [base64(&certificate), pem] {
        let with = |metadata: String| {
            changed(|_, saml| {
                saml.metadata = Some(metadata);
                saml.metadata_certificates = vec![pinned.clone()];
            })
        };
        with(by(&signer)).unwrap();
        with(plain.clone()).unwrap_err();
        with(by(&other)).unwrap_err();
        with(by(&signer).replace("office.test", "other.test")).unwrap_err();
    }
    refused("saml.metadata_certificates", |_, saml| saml.metadata_certificates = vec!["AAAA".to_owned()]);
}

#[test]
fn what_only_openid_providers_have_is_refused() {
    refused("saml", |definition, _| definition.scope = "openid email".to_owned());
    refused("saml", |definition, _| definition.jwks = Some(serde_json::json!({ "keys": [] })));
    refused("issuer", |definition, _| definition.issuer = "two words".to_owned());
    refused("client_id", |definition, _| definition.client_id = "two words".to_owned());
    refused("saml.signing_alg", |_, saml| saml.signing_alg = JwsAlgorithm::HS256);
    refused("saml.name_id_format", |_, saml| saml.name_id_format = Some(String::new()));
    refused("subject", |definition, _| definition.subject = String::new());
}

#[test]
fn whoever_signs_out_is_sent_there_only_where_the_metadata_say_where() {
    refused("single_logout", |definition, _| definition.single_logout = true);
    let with = |service: &str| {
        changed(|definition, saml| {
            definition.single_logout = true;
            let metadata = saml.metadata.take().unwrap();
            saml.metadata = Some(
                metadata.replace("<md:SingleSignOnService", &format!("{service}<md:SingleSignOnService")),
            );
        })
    };
    let at = |binding: &str, location: &str| {
        let binding = format!("urn:oasis:names:tc:SAML:2.0:bindings:{binding}");
        format!("<md:SingleLogoutService Binding=\"{binding}\" Location=\"{location}\"/>")
    };
    with(&at("HTTP-Redirect", "https://office.test/slo")).unwrap();
    with(&at("HTTP-POST", "https://office.test/slo")).unwrap();
    with(&at("SOAP", "https://office.test/slo")).unwrap_err();
    with(&at("HTTP-POST", "javascript:alert(1)")).unwrap_err();
    // Where they are fetched it is seen when they are.
    changed(|definition, saml| {
        definition.single_logout = true;
        saml.metadata = None;
        saml.metadata_uri = Some("https://office.test/metadata".to_owned());
    })
    .unwrap();
}
