//! Descriptions of entities.

use super::fixture::{certificate, pinned, signing, source};
use jose::JwsAlgorithm;
use xml::saml::metadata::{IdentityProvider, NAMESPACE, POST, REDIRECT, ServiceProvider};
use xml::saml::{Error, PROTOCOL};
use xml::signature::{self, Place};

fn provider(certificates: &[(&str, &str)], more: &str) -> String {
    let keys: String = certificates
        .iter()
        .map(|(name, usage)| {
            let der =
                base64::Engine::encode(&base64::engine::general_purpose::STANDARD, certificate(name).der());
            format!(
                "<KeyDescriptor{usage}><ds:KeyInfo xmlns:ds=\"{}\"><ds:X509Data><ds:X509Certificate>\n{}\n\
                 </ds:X509Certificate></ds:X509Data></ds:KeyInfo></KeyDescriptor>",
                signature::NAMESPACE,
                der.replace('M', "M\n ")
            )
        })
        .collect();
    format!(
        "<EntityDescriptor xmlns=\"{NAMESPACE}\" ID=\"_m\" entityID=\"https://idp.example/\" \
         validUntil=\"2026-12-01T00:00:00Z\" cacheDuration=\"PT1H\"><IDPSSODescriptor \
         protocolSupportEnumeration=\"urn:x {PROTOCOL}\" WantAuthnRequestsSigned=\"true\">{keys}\
         <SingleLogoutService Binding=\"{REDIRECT}\" Location=\"https://idp.example/slo\" \
         ResponseLocation=\"https://idp.example/slo/r\"/><NameIDFormat>urn:f</NameIDFormat>\
         <SingleSignOnService Binding=\"{REDIRECT}\" Location=\"https://idp.example/sso\"/>\
         <SingleSignOnService Binding=\"{POST}\" Location=\"https://idp.example/sso/p\"/></IDPSSODescriptor>{more}\
         </EntityDescriptor>"
    )
}

fn read(text: &str) -> Result<IdentityProvider, Error> {
    IdentityProvider::read(source(text).document().unwrap().root())
}

#[test]
fn a_provider_is_read() {
    let keys = [("rsa", " use=\"signing\""), ("p256", ""), ("other", " use=\"encryption\"")];
    let provider = read(&provider(&keys, "<SPSSODescriptor/>")).unwrap();
    assert_eq!(provider.entity_id, "https://idp.example/");
    assert_eq!(provider.valid_until, Some(1_796_083_200));
    assert_eq!(provider.cache_duration.as_deref(), Some("PT1H"));
    let thumbprints: Vec<_> = provider.signing_keys.iter().map(jose::Jwk::thumbprint).collect();
    assert_eq!(thumbprints, [pinned("rsa").thumbprint(), pinned("p256").thumbprint()]);
    assert!(provider.want_authn_requests_signed);
    assert_eq!(provider.sign_on_by(REDIRECT), Some("https://idp.example/sso"));
    assert_eq!(provider.sign_on_by(POST), Some("https://idp.example/sso/p"));
    assert_eq!(provider.sign_on_by("urn:other"), None);
    assert_eq!(provider.single_logout[0].response_location.as_deref(), Some("https://idp.example/slo/r"));
    assert_eq!(provider.name_id_formats, ["urn:f"]);
}

#[test]
fn refuses_what_is_no_provider_s_description() {
    let good = provider(&[("rsa", "")], "");
    read(&good).unwrap();
    for (from, to) in [
        (PROTOCOL, "urn:oasis:names:tc:SAML:1.1:protocol"),
        ("IDPSSODescriptor", "SPSSODescriptor"),
        ("EntityDescriptor", "EntitiesDescriptor"),
        (NAMESPACE, "urn:x"),
        (" entityID=\"https://idp.example/\"", ""),
        ("2026-12-01T00:00:00Z", "soon"),
        ("WantAuthnRequestsSigned=\"true\"", "WantAuthnRequestsSigned=\"yes\""),
        ("<ds:X509Certificate>\n", "<ds:X509Certificate>AA"),
    ] {
        assert!(good.contains(from), "{from}");
        read(&good.replace(from, to)).unwrap_err();
    }
    let second = format!("<IDPSSODescriptor protocolSupportEnumeration=\"{PROTOCOL}\"/>");
    read(&provider(&[("rsa", "")], &second)).unwrap_err();
}

#[test]
fn our_own_is_written_and_signed() {
    let (signing_certificate, encryption) = ([certificate("rsa")], [certificate("other")]);
    let own = ServiceProvider {
        id: "_m",
        entity_id: "https://sp.example/",
        valid_until: Some(1_796_083_200),
        signing: &signing_certificate,
        encryption: &encryption,
        assertion_consumer_service: "https://sp.example/acs",
        single_logout: Some("https://sp.example/slo"),
        name_id_formats: &["urn:f"],
    };
    let text = own.to_xml();
    let key = signing("rsa", JwsAlgorithm::RS256);
    let signed = signature::sign(&source(&text), "_m", Place::First, &key, None).unwrap();
    let signed = source(&signed);
    let document = signed.document().unwrap();
    let verified = signature::verify(document.root(), &[pinned("rsa")]).unwrap();
    let document = verified.document().unwrap();
    let role = document.root().only(NAMESPACE, "SPSSODescriptor").unwrap();
    assert_eq!(role.each(NAMESPACE, "KeyDescriptor").count(), 2);
    let consumer = role.only(NAMESPACE, "AssertionConsumerService").unwrap();
    assert_eq!(consumer.attribute("Location"), Some("https://sp.example/acs"));
    assert_eq!(role.each(NAMESPACE, "SingleLogoutService").count(), 2);
}
