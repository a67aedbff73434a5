//! Assertions of SAML 1.1: those that are believed, and those made from them that are not.

use super::fixture::{certificate, pinned, signing, source};
use jose::{Jwk, JwsAlgorithm};
use xml::saml::Error;
use xml::saml11::{ASSERTION, Assertion, BEARER, Expectation, HOLDER_OF_KEY};
use xml::signature::{self, NAMESPACE, Place};

const NOW: i64 = 1_795_341_600;
const SELF: &str = "http://schemas.xmlsoap.org/ws/2005/05/identity/issuer/self";

fn text() -> String {
    let subject = format!(
        "<saml:Subject><saml:NameIdentifier Format=\"urn:f\">aino</saml:NameIdentifier><saml:SubjectConfirmation>\
         <saml:ConfirmationMethod>{BEARER}</saml:ConfirmationMethod></saml:SubjectConfirmation></saml:Subject>"
    );
    format!(
        "<saml:Assertion xmlns:saml=\"{ASSERTION}\" MajorVersion=\"1\" MinorVersion=\"1\" AssertionID=\"_a\" \
         Issuer=\"{SELF}\" IssueInstant=\"2026-11-22T10:00:00Z\"><saml:Conditions NotBefore=\"2026-11-22T09:59:00Z\" \
         NotOnOrAfter=\"2026-11-22T10:10:00Z\"><saml:AudienceRestrictionCondition><saml:Audience>https://cards.example/\
         </saml:Audience></saml:AudienceRestrictionCondition></saml:Conditions><saml:AuthenticationStatement \
         AuthenticationInstant=\"2026-11-22T09:59:30Z\" AuthenticationMethod=\"urn:m\">{subject}\
         </saml:AuthenticationStatement><saml:AttributeStatement>{subject}<saml:Attribute \
         AttributeName=\"privatepersonalidentifier\" \
         AttributeNamespace=\"http://schemas.xmlsoap.org/ws/2005/05/identity/claims\"><saml:AttributeValue>cHBpZA==\
         </saml:AttributeValue></saml:Attribute></saml:AttributeStatement></saml:Assertion>"
    )
}

fn expectation() -> Expectation<'static> {
    Expectation { now: NOW, leeway: 30, issuer: SELF, audiences: &["https://cards.example/"], holder: None }
}

fn signed(text: &str) -> String {
    let (key, certificate) = (signing("rsa", JwsAlgorithm::RS256), certificate("rsa"));
    signature::sign(&source(text), "_a", Place::Last, &key, Some(&certificate)).unwrap()
}

fn verify(text: &str, keys: &[Jwk]) -> Result<Assertion, Error> {
    Assertion::verify(source(text).document().unwrap().root(), keys)
}

fn said(from: &str, to: &str) -> Result<i64, Error> {
    assert!(text().contains(from), "{from}");
    verify(&signed(&text().replace(from, to)), &[pinned("rsa")])?.check(&expectation())
}

#[test]
fn believes_one_that_is_signed() {
    let assertion = verify(&signed(&text()), &[pinned("rsa")]).unwrap();
    assert_eq!(assertion.check(&expectation()), Ok(NOW + 600 + 30));
    assert_eq!((assertion.id.as_str(), assertion.issuer.as_str()), ("_a", SELF));
    assert_eq!(assertion.subjects[0].name.as_deref(), Some("aino"));
    assert_eq!(assertion.authentications[0].instant, NOW - 30);
    assert_eq!(assertion.attributes[0].values, ["cHBpZA=="]);
    assert_eq!(assertion.key.thumbprint(), pinned("rsa").thumbprint());
}

/// Whoever signs for themselves is known by their key, which the document brings; whether it is somebody's is looked
/// up, and only then it is believed.
#[test]
fn a_key_may_be_looked_up_by_what_is_claimed() {
    let text = signed(&text());
    let source = source(&text);
    let document = source.document().unwrap();
    let claimed = signature::claimed(document.root()).unwrap();
    assert_eq!(claimed[0].thumbprint(), pinned("rsa").thumbprint());
    Assertion::verify(document.root(), &claimed).unwrap();
    assert_eq!(verify(&text, &[pinned("other")]).map(drop), Err(Error::Signature(signature::Error::Invalid)));
}

#[test]
fn reads_keys_that_are_written_out() {
    let standard = |bytes: Vec<u8>| base64::Engine::encode(&base64::engine::general_purpose::STANDARD, bytes);
    let member = |key: &Jwk, name: &str| {
        let json = serde_json::to_value(key).unwrap();
        jose::base64url::decode(json[name].as_str().unwrap()).unwrap()
    };
    let (rsa, ec) = (pinned("rsa"), pinned("p384"));
    let values = [
        (
            rsa.thumbprint(),
            format!(
                "<RSAKeyValue><Modulus>{}</Modulus><Exponent>{}</Exponent></RSAKeyValue>",
                standard([vec![0], member(&rsa, "n")].concat()),
                standard(member(&rsa, "e"))
            ),
        ),
        (
            ec.thumbprint(),
            format!(
                "<ECKeyValue xmlns=\"http://www.w3.org/2009/xmldsig11#\"><NamedCurve URI=\"urn:oid:1.3.132.0.34\"/>\
                 <PublicKey>{}</PublicKey></ECKeyValue>",
                standard([vec![4], member(&ec, "x"), member(&ec, "y")].concat())
            ),
        ),
    ];
    let claimed = |value: &str| {
        let text = format!(
            "<a><Signature xmlns=\"{NAMESPACE}\"><KeyInfo><KeyValue>{value}</KeyValue></KeyInfo></Signature></a>"
        );
        signature::claimed(source(&text).document().unwrap().root())
    };
    for (thumbprint, value) in values {
        assert_eq!(claimed(&value).unwrap()[0].thumbprint(), thumbprint);
        claimed(&value.replace("132.0.34", "132.0.99").replace("<Modulus>", "<Modulus>?")).unwrap_err();
    }
    claimed("<DSAKeyValue/>").unwrap_err();
}

#[test]
fn a_holder_of_a_key_is_held_to_it() {
    let own = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, certificate("p256").der());
    let info = format!(
        "</saml:ConfirmationMethod><ds:KeyInfo xmlns:ds=\"{NAMESPACE}\"><ds:X509Data><ds:X509Certificate>{own}\
         </ds:X509Certificate></ds:X509Data></ds:KeyInfo>"
    );
    let text = text().replace(BEARER, HOLDER_OF_KEY).replace("</saml:ConfirmationMethod>", &info);
    let assertion = verify(&signed(&text), &[pinned("rsa")]).unwrap();
    let (holder, other) = (pinned("p256"), pinned("rsa"));
    assertion.check(&Expectation { holder: Some(&holder), ..expectation() }).unwrap();
    let by = |holder| assertion.check(&Expectation { holder, ..expectation() });
    assert_eq!((by(Some(&other)), by(None)), (Err(Error::Confirmation), Err(Error::Confirmation)));
}

#[test]
fn refuses_what_is_not_as_expected() {
    assert_eq!(said("_a", "_a"), Ok(NOW + 630));
    assert_eq!(said(SELF, "https://other.example/"), Err(Error::Issuer));
    assert_eq!(said("https://cards.example/", "https://other.example/"), Err(Error::Audience));
    assert_eq!(said("AudienceRestrictionCondition", "DoNotCacheCondition"), Err(Error::NoAudience));
    let unknown = Error::Xml(xml::Error::Unexpected("a condition"));
    assert_eq!(said("AudienceRestrictionCondition", "OtherCondition"), Err(unknown));
    assert_eq!(
        said("NotOnOrAfter=\"2026-11-22T10:10", "NotOnOrAfter=\"2026-11-22T09:59"),
        Err(Error::Expired)
    );
    assert_eq!(said("NotOnOrAfter=\"2026-11-22T10:10:00Z\"", ""), Err(Error::Expired));
    assert_eq!(said("NotBefore=\"2026-11-22T09:59", "NotBefore=\"2026-11-22T10:01"), Err(Error::NotYetValid));
    assert_eq!(
        said("IssueInstant=\"2026-11-22T10:00", "IssueInstant=\"2026-11-22T10:01"),
        Err(Error::NotYetValid)
    );
    assert_eq!(said("MinorVersion=\"1\"", "MinorVersion=\"0\""), Err(Error::Version));
    assert_eq!(said(BEARER, "urn:oasis:names:tc:SAML:1.0:cm:sender-vouches"), Err(Error::Confirmation));
    // One statement about somebody else.
    let text = text();
    let at = text.rfind(">aino<").unwrap();
    let two = format!("{}>root<{}", &text[..at], &text[at + 6..]);
    let checked = verify(&signed(&two), &[pinned("rsa")]).unwrap().check(&expectation());
    assert_eq!(checked, Err(Error::Confirmation));
}
