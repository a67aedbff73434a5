//! Responses that are not believed, each beside the one it was made from.

use super::fixture::{pinned, sign, signing, source};
use super::saml::{ACS, NOW, assertion, expectation, read, response};
use jose::JwsAlgorithm;
use xml::encryption::Opening;
use xml::saml::{Error, Expectation, Response, Trust};
use xml::signature::{self, Place};

/// What becomes of an assertion that its provider signed so.
#[track_caller]
fn said(from: &str, to: &str) -> Result<(), Error> {
    let before = assertion("_a", "aino");
    assert!(before.contains(from), "{from}");
    let checked = |text: &str| read(&response(&sign(text, "_a")))?.check(&expectation()).map(drop);
    checked(&before).unwrap();
    checked(&before.replace(from, to))
}

/// What becomes of the same assertion where something else is expected.
#[track_caller]
fn expected(change: impl Fn(&mut Expectation<'static>)) -> Result<(), Error> {
    let text = response(&sign(&assertion("_a", "aino"), "_a"));
    let response = read(&text).unwrap();
    response.check(&expectation()).unwrap();
    let mut other = expectation();
    change(&mut other);
    response.check(&other).map(drop)
}

#[test]
fn another_issuer_and_another_audience() {
    assert_eq!(expected(|it| it.issuer = "https://other.example/"), Err(Error::Issuer));
    assert_eq!(
        said("<saml:Issuer>https://idp.example/<", "<saml:Issuer>https://idp.example/x<"),
        Err(Error::Issuer)
    );
    assert_eq!(said("<saml:Audience>https://sp.example/<", "<saml:Audience> https://sp.example/\n<"), Ok(()));
    assert_eq!(
        said("<saml:Audience>https://sp.example/<", "<saml:Audience>https://sp.example/x<"),
        Err(Error::Audience)
    );
    assert_eq!(expected(|it| it.audiences = &["https://other.example/"]), Err(Error::Audience));
    assert_eq!(expected(|it| it.audiences = &[]), Err(Error::Audience));
    let more = "</saml:AudienceRestriction><saml:AudienceRestriction><saml:Audience>urn:x</saml:Audience>";
    assert_eq!(
        said("</saml:AudienceRestriction>", &format!("{more}</saml:AudienceRestriction>")),
        Err(Error::Audience)
    );
    let one_of_two = "<saml:Audience>urn:x</saml:Audience></saml:AudienceRestriction>";
    assert_eq!(said("</saml:AudienceRestriction>", one_of_two), Ok(()));
    let restriction = "<saml:AudienceRestriction><saml:Audience>https://sp.example/</saml:Audience>\
                       </saml:AudienceRestriction>";
    assert_eq!(said(restriction, ""), Err(Error::NoAudience));
}

#[test]
fn another_time() {
    let at = |after: i64| expected(|it| it.now = NOW + after);
    // From 09:59 until before 10:05, with thirty seconds around it.
    assert_eq!((at(-30), at(300 + 29)), (Ok(()), Ok(())));
    assert_eq!((at(-31), at(-91)), (Err(Error::NotYetValid), Err(Error::NotYetValid)));
    assert_eq!((at(300 + 30), at(3600 * 24)), (Err(Error::Expired), Err(Error::Expired)));
    assert_eq!(
        said("NotOnOrAfter=\"2026-11-22T11:00:00Z\"", "NotOnOrAfter=\"2026-11-22T09:59:30Z\""),
        Err(Error::Expired)
    );
    assert_eq!(
        said("NotBefore=\"2026-11-22T09:59:00Z\"", "NotBefore=\"2026-11-22T10:01:00Z\""),
        Err(Error::NotYetValid)
    );
    assert_eq!(said("NotOnOrAfter=\"2026-11-22T10:05:00Z\"", ""), Err(Error::Expired));
    assert_eq!(
        said("SessionNotOnOrAfter=\"2026-11-22T18:00:00Z\"", "SessionNotOnOrAfter=\"2026-11-22T09:59:00Z\""),
        Err(Error::SessionOver)
    );
    assert_eq!(
        said("AuthnInstant=\"2026-11-22T09:58:00Z\"", "AuthnInstant=\"2026-11-22T10:01:00Z\""),
        Err(Error::NotYetValid)
    );
    let odd = said("NotOnOrAfter=\"2026-11-22T10:05:00Z\"", "NotOnOrAfter=\"tomorrow\"");
    assert_eq!(odd, Err(Error::Xml(xml::Error::Value("NotOnOrAfter"))));
}

#[test]
fn another_recipient_destination_or_request() {
    assert_eq!(
        said(&format!("Recipient=\"{ACS}\""), "Recipient=\"https://sp.example/\""),
        Err(Error::Recipient)
    );
    assert_eq!(said(&format!("Recipient=\"{ACS}\""), ""), Err(Error::Recipient));
    assert_eq!(expected(|it| it.recipient = "https://sp.example/acs2"), Err(Error::Destination));
    assert_eq!(said("InResponseTo=\"_q\"", "InResponseTo=\"_p\""), Err(Error::InResponseTo));
    assert_eq!(said("InResponseTo=\"_q\"", ""), Err(Error::InResponseTo));
    assert_eq!(expected(|it| it.in_response_to = Some("_p")), Err(Error::InResponseTo));
    assert_eq!(expected(|it| it.in_response_to = None), Err(Error::InResponseTo));
}

#[test]
fn unasked_is_taken_only_where_nothing_is_said_of_a_request() {
    let text = assertion("_a", "aino").replace("InResponseTo=\"_q\"", "");
    let text = response(&sign(&text, "_a")).replace(" InResponseTo=\"_q\"", "");
    let response = read(&text).unwrap();
    response.check(&Expectation { in_response_to: None, ..expectation() }).unwrap();
    assert_eq!(response.check(&expectation()).map(drop), Err(Error::InResponseTo));
}

#[test]
fn a_signed_response_says_where_it_goes() {
    let whole = |from: &str, to: &str| {
        let text = response(&assertion("_a", "aino"));
        assert!(text.contains(from));
        read(&sign(&text.replace(from, to), "_r"))?.check(&expectation()).map(drop)
    };
    assert_eq!(whole("_r", "_r"), Ok(()));
    assert_eq!(whole(&format!(" Destination=\"{ACS}\""), ""), Err(Error::Destination));
    assert_eq!(
        whole(&format!(" Destination=\"{ACS}\""), " Destination=\"https://sp.example/\""),
        Err(Error::Destination)
    );
}

#[test]
fn who_brings_it_is_not_confirmed() {
    assert_eq!(said("cm:bearer", "cm:sender-vouches"), Err(Error::Confirmation));
    assert_eq!(said("cm:bearer", "cm:holder-of-key"), Err(Error::Confirmation));
    assert_eq!(said("saml:AuthnStatement", "saml:Other"), Err(Error::NoAuthentication));
    assert_eq!(said("saml:Subject>", "saml:Other>"), Err(Error::NoSubject));
}

#[test]
fn a_condition_that_nobody_understands() {
    let unknown = "<saml:Condition xmlns:x='urn:x'/></saml:Conditions>";
    assert_eq!(said("</saml:Conditions>", unknown), Err(Error::Xml(xml::Error::Unexpected("a condition"))));
    assert_eq!(said("</saml:Conditions>", "<saml:OneTimeUse/></saml:Conditions>"), Ok(()));
}

#[test]
fn no_signature_or_none_of_the_provider() {
    let unsigned = response(&assertion("_a", "aino"));
    assert_eq!(read(&unsigned).map(drop), Err(Error::Unsigned));
    let key = signing("other", JwsAlgorithm::RS256);
    let by_other =
        signature::sign(&source(&assertion("_a", "aino")), "_a", Place::Behind("Issuer"), &key, None)
            .unwrap();
    assert_eq!(read(&response(&by_other)).map(drop), Err(Error::Signature(signature::Error::Invalid)));
    // A good one around a bad one helps nothing.
    let around = sign(&response(&by_other), "_r");
    assert_eq!(read(&around).map(drop), Err(Error::Signature(signature::Error::Invalid)));
    let keys = [pinned("other")];
    Response::read(&source(&response(&by_other)), &Trust { keys: &keys, opening: Opening::NOTHING }).unwrap();
}

#[test]
fn other_messages_and_versions() {
    let signed = sign(&assertion("_a", "aino"), "_a");
    let text = response(&signed);
    read(&text).unwrap();
    assert_eq!(read(&signed).map(drop), Err(Error::Xml(xml::Error::Unexpected("Response"))));
    let old = text.replacen("Version=\"2.0\"", "Version=\"1.1\"", 1);
    assert_eq!(read(&old).map(drop), Err(Error::Version));
    assert_eq!(read(&text.replace(&signed, "")).map(drop), Err(Error::Assertions(0)));
    let old = sign(&assertion("_a", "aino").replace("Version=\"2.0\"", "Version=\"1.1\""), "_a");
    assert_eq!(read(&response(&old)).map(drop), Err(Error::Version));
}
