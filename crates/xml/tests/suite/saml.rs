//! SAML as it is meant: responses that are believed, and messages there and back.

use super::fixture::{certificate, pinned, private, sign, signing, source, vectors};
use jose::{DecryptionKey, JwsAlgorithm, KeyManagement};
use xml::encryption::Opening;
use xml::saml::{
    self, AuthnRequest, Expectation, LogoutRequest, LogoutResponse, NameId, Response, Status, Trust,
};
use xml::{Limits, signature};

pub(crate) const NOW: i64 = 1_795_341_600;
const SP: &str = "https://sp.example/";
pub(crate) const ACS: &str = "https://sp.example/acs";
const IDP: &str = "https://idp.example/";

/// An assertion as providers write it, unsigned.
pub(crate) fn assertion(id: &str, name: &str) -> String {
    format!(
        "<saml:Assertion xmlns:saml=\"{}\" ID=\"{id}\" Version=\"2.0\" IssueInstant=\"2026-11-22T10:00:00Z\">\
         <saml:Issuer>{IDP}</saml:Issuer><saml:Subject>\
         <saml:NameID Format=\"urn:oasis:names:tc:SAML:2.0:nameid-format:persistent\">{name}</saml:NameID>\
         <saml:SubjectConfirmation Method=\"{}\"><saml:SubjectConfirmationData InResponseTo=\"_q\" \
         NotOnOrAfter=\"2026-11-22T10:05:00Z\" Recipient=\"{ACS}\"/></saml:SubjectConfirmation></saml:Subject>\
         <saml:Conditions NotBefore=\"2026-11-22T09:59:00Z\" NotOnOrAfter=\"2026-11-22T11:00:00Z\">\
         <saml:AudienceRestriction><saml:Audience>{SP}</saml:Audience></saml:AudienceRestriction></saml:Conditions>\
         <saml:AuthnStatement AuthnInstant=\"2026-11-22T09:58:00Z\" SessionIndex=\"s1\" \
         SessionNotOnOrAfter=\"2026-11-22T18:00:00Z\"><saml:AuthnContext><saml:AuthnContextClassRef>\
         urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml:AuthnContextClassRef>\
         </saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement>\
         <saml:Attribute Name=\"urn:oid:0.9.2342.19200300.100.1.3\" FriendlyName=\"mail\">\
         <saml:AttributeValue>aino@example.org</saml:AttributeValue>\
         <saml:AttributeValue>aino@example.com</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>\
         </saml:Assertion>",
        saml::ASSERTION,
        saml::BEARER
    )
}

/// A response around it, unsigned.
pub(crate) fn response(assertion: &str) -> String {
    format!(
        "<samlp:Response xmlns:samlp=\"{}\" xmlns:saml=\"{}\" ID=\"_r\" Version=\"2.0\" InResponseTo=\"_q\" \
         IssueInstant=\"2026-11-22T10:00:00Z\" Destination=\"{ACS}\"><saml:Issuer>{IDP}</saml:Issuer><samlp:Status>\
         <samlp:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Success\"/></samlp:Status>{assertion}\
         </samlp:Response>",
        saml::PROTOCOL,
        saml::ASSERTION
    )
}

pub(crate) fn expectation() -> Expectation<'static> {
    Expectation {
        now: NOW,
        leeway: 30,
        issuer: IDP,
        audiences: &["urn:other", SP],
        recipient: ACS,
        in_response_to: Some("_q"),
        holder: None,
    }
}

pub(crate) fn read_with(text: &str, opening: Opening<'_>) -> Result<Response, saml::Error> {
    let keys = [pinned("p256"), pinned("rsa")];
    Response::read(&source(text), &Trust { keys: &keys, opening })
}

pub(crate) fn read(text: &str) -> Result<Response, saml::Error> {
    read_with(text, Opening::NOTHING)
}

#[test]
fn believes_an_assertion_that_is_signed() {
    let response = read(&response(&sign(&assertion("_a", "aino"), "_a"))).unwrap();
    assert!(!response.signed);
    let accepted = response.check(&expectation()).unwrap();
    let assertion = accepted.assertion;
    assert_eq!((assertion.id.as_str(), assertion.issuer.as_str()), ("_a", IDP));
    assert_eq!(accepted.remember_until, NOW + 3600 + 30);
    let subject = assertion.subject.as_ref().unwrap();
    assert_eq!(subject.name_id.as_ref().unwrap().value, "aino");
    assert_eq!(assertion.attributes[0].friendly_name.as_deref(), Some("mail"));
    assert_eq!(assertion.attributes[0].values, ["aino@example.org", "aino@example.com"]);
    let statement = &assertion.authn_statements[0];
    assert_eq!(statement.session_index.as_deref(), Some("s1"));
    assert_eq!(statement.authn_instant, NOW - 120);
    assert_eq!(assertion.key.thumbprint(), pinned("p256").thumbprint());
}

#[test]
fn believes_an_assertion_in_a_response_that_is_signed_and_one_where_both_are() {
    let whole = sign(&response(&assertion("_a", "aino")), "_r");
    let both = sign(&response(&sign(&assertion("_a", "aino"), "_a")), "_r");
    for text in [whole, both] {
        let response = read(&text).unwrap();
        assert!(response.signed);
        response.check(&expectation()).unwrap();
    }
}

#[test]
fn reads_a_name_across_comments() {
    let text = response(&sign(&assertion("_a", "aino<!-- -->.evil"), "_a"));
    let response = read(&text).unwrap();
    let subject = response.assertion.unwrap().subject.unwrap();
    assert_eq!(subject.name_id.unwrap().value, "aino.evil");
}

#[test]
fn tells_why_a_provider_refused() {
    let text = response("").replace("status:Success\"/>", "status:Responder\"><samlp:StatusCode Value=\"urn:x\"/></samlp:StatusCode><samlp:StatusMessage>no</samlp:StatusMessage>");
    let response = read(&text).unwrap();
    assert_eq!(response.status.second.as_deref(), Some("urn:x"));
    assert_eq!(response.status.message.as_deref(), Some("no"));
    assert_eq!(response.check(&expectation()).map(drop), Err(saml::Error::Status));
}

#[test]
fn opens_an_encrypted_assertion() {
    let keys = [DecryptionKey::from_jwk(&private("rsa"), KeyManagement::RsaOaep).unwrap()];
    let opening = |cbc| Opening { keys: &keys, cbc, limits: &Limits::MESSAGE };
    let rows = vectors(include_str!("../vectors/encrypted.json"));
    for row in rows.as_array().unwrap().iter().filter(|row| row["accepted"] == true && row["by"] == "xmlsec1")
    {
        let data = row["xml"].as_str().unwrap().trim_start_matches("<?xml version=\"1.0\"?>");
        let plain = response(&format!("<saml:EncryptedAssertion>{data}</saml:EncryptedAssertion>"));
        let signed = sign(&plain, "_r");
        let is_gcm = row["kind"] == "gcm";
        let believed = |read: Result<Response, saml::Error>| {
            read.map(|response| response.assertion.unwrap().attributes[0].values[0].clone())
        };
        // Inside what is signed, also in the mode that shows no change, if the operator allows it.
        assert_eq!(
            believed(read_with(&signed, opening(true))).unwrap(),
            "aino@example.org",
            "{}",
            row["name"]
        );
        assert_eq!(believed(read_with(&signed, opening(false))).is_ok(), is_gcm);
        // Else only where it shows changes, and is signed itself.
        let outside = believed(read_with(&plain, opening(true)));
        assert_eq!(outside.is_ok(), is_gcm && row["signed"] == true, "{outside:?}");
        if is_gcm && row["signed"] == false {
            assert_eq!(outside, Err(saml::Error::Unsigned));
        }
    }
}

#[test]
fn a_holder_of_a_key_is_held_to_it() {
    let certificate = certificate("rsa");
    let info = format!(
        "<ds:KeyInfo xmlns:ds=\"{}\"><ds:X509Data><ds:X509Certificate>{}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>",
        signature::NAMESPACE,
        base64::Engine::encode(&base64::engine::general_purpose::STANDARD, certificate.der())
    );
    let text = assertion("_a", "aino").replace(saml::BEARER, saml::HOLDER_OF_KEY).replace(
        &format!("Recipient=\"{ACS}\"/>"),
        &format!("Recipient=\"{ACS}\">{info}</saml:SubjectConfirmationData>"),
    );
    let response = read(&response(&sign(&text, "_a"))).unwrap();
    let (holder, other) = (pinned("rsa"), pinned("other"));
    response.check(&Expectation { holder: Some(&holder), ..expectation() }).unwrap();
    let by_other = response.check(&Expectation { holder: Some(&other), ..expectation() });
    assert_eq!(by_other.map(drop), Err(saml::Error::Confirmation));
    assert_eq!(response.check(&expectation()).map(drop), Err(saml::Error::Confirmation));
}

#[test]
fn a_request_is_read_as_it_was_written() {
    let request = AuthnRequest {
        id: "_1".to_owned(),
        issue_instant: NOW,
        destination: Some("https://idp.example/sso?a=1&b=\"2\"".to_owned()),
        issuer: "https://sp.example/<&>".to_owned(),
        assertion_consumer_service_url: Some(ACS.to_owned()),
        protocol_binding: Some(saml::metadata::POST.to_owned()),
        force_authn: true,
        is_passive: false,
        name_id_format: Some("urn:oasis:names:tc:SAML:2.0:nameid-format:persistent".to_owned()),
        classes: vec!["urn:one".to_owned(), "urn:two".to_owned()],
    };
    let plain = AuthnRequest {
        destination: None,
        assertion_consumer_service_url: None,
        protocol_binding: None,
        force_authn: false,
        name_id_format: None,
        classes: vec![],
        ..request.clone()
    };
    for request in [request, plain] {
        let source = source(&request.to_xml());
        let document = source.document().unwrap();
        assert_eq!(AuthnRequest::read(document.root()).unwrap(), request);
    }
}

#[test]
fn a_logout_goes_there_and_back() {
    let name_id = NameId {
        value: "ai\u{e4}no".to_owned(),
        format: Some("urn:f".to_owned()),
        name_qualifier: Some(IDP.to_owned()),
        sp_name_qualifier: None,
    };
    let request = LogoutRequest {
        id: "_1".to_owned(),
        issue_instant: NOW,
        destination: Some("https://sp.example/slo".to_owned()),
        issuer: IDP.to_owned(),
        name_id,
        session_indexes: vec!["s1".to_owned(), "s2".to_owned()],
        not_on_or_after: Some(NOW + 60),
    };
    let text = source(&request.to_xml());
    let read = LogoutRequest::read(text.document().unwrap().root(), &Opening::NOTHING).unwrap();
    assert_eq!(read, request);
    let check = |now| read.check(IDP, "https://sp.example/slo", now, 10);
    assert_eq!((check(NOW), check(NOW + 69), check(NOW - 10)), (Ok(()), Ok(()), Ok(())));
    assert_eq!(
        (check(NOW + 70), check(NOW - 11)),
        (Err(saml::Error::Expired), Err(saml::Error::NotYetValid))
    );
    assert_eq!(read.check("urn:x", "https://sp.example/slo", NOW, 10), Err(saml::Error::Issuer));
    assert_eq!(read.check(IDP, "https://sp.example/", NOW, 10), Err(saml::Error::Destination));
    let answer = LogoutResponse {
        id: "_2".to_owned(),
        in_response_to: Some("_1".to_owned()),
        issue_instant: NOW,
        destination: Some("https://idp.example/slo".to_owned()),
        issuer: SP.to_owned(),
        status: Status {
            message: Some("partly".to_owned()),
            second: Some("urn:p".to_owned()),
            ..Status::success()
        },
    };
    let text = source(&answer.to_xml());
    let read = LogoutResponse::read(text.document().unwrap().root()).unwrap();
    assert_eq!(read, answer);
    read.check(SP, "https://idp.example/slo", "_1").unwrap();
    assert_eq!(read.check(SP, "https://idp.example/slo", "_3"), Err(saml::Error::InResponseTo));
}

#[test]
fn a_message_of_our_own_is_signed() {
    let request = AuthnRequest {
        id: "_1".to_owned(),
        issue_instant: NOW,
        destination: None,
        issuer: SP.to_owned(),
        assertion_consumer_service_url: None,
        protocol_binding: None,
        force_authn: false,
        is_passive: false,
        name_id_format: None,
        classes: vec![],
    };
    let key = signing("rsa", JwsAlgorithm::RS256);
    let place = signature::Place::Behind("Issuer");
    let signed = signature::sign(&source(&request.to_xml()), "_1", place, &key, None).unwrap();
    let text = source(&signed);
    let document = text.document().unwrap();
    let verified = signature::verify(document.root(), &[pinned("rsa")]).unwrap();
    assert_eq!(AuthnRequest::read(verified.document().unwrap().root()).unwrap(), request);
}
