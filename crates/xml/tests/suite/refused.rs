//! Signatures that are not believed, each made from one that is.

use super::fixture::{pinned, sign, source, vectors, verify_by};
use jose::{Jwk, JwsAlgorithm};
use xml::signature::{self, Error, NAMESPACE, Place};

const ASSERTION: &str = "<s:Assertion xmlns:s='urn:s' ID='_a'><s:Issuer>i</s:Issuer><s:Subject>aino</s:Subject>\
                         </s:Assertion>";

fn signed() -> String {
    sign(ASSERTION, "_a")
}

fn verify(text: &str) -> Result<String, Error> {
    verify_by(text, &["p256"]).map(|verified| verified.as_str().to_owned())
}

/// Both the untouched text and what becomes of the touched one.
fn touched(from: &str, to: &str) -> Error {
    let text = signed();
    verify(&text).unwrap();
    assert_eq!(text.matches(from).count(), 1, "{from}");
    verify(&text.replace(from, to)).unwrap_err()
}

#[test]
fn whatever_others_sign_by_algorithms_or_keys_that_are_refused() {
    let rows = vectors(include_str!("../vectors/signed.json"));
    let mut refused = 0;
    for row in rows.as_array().unwrap().iter().filter(|row| row["accepted"] == false) {
        let name = row["name"].as_str().unwrap();
        let keys = ["rsa", "p256", "weak"];
        let error = verify_by(row["xml"].as_str().unwrap(), &keys).unwrap_err();
        let expected = match (name, row["key"].as_str().unwrap()) {
            (_, "other") => Error::Invalid,
            (name, "rsa") if name.contains("CANONICAL_XML") || name.contains("REC-xml-c14n") => {
                assert!(matches!(error, Error::Canonicalization(_)), "{name}: {error:?}");
                continue;
            }
            (_, "weak") => {
                let alone = verify_by(row["xml"].as_str().unwrap(), &["weak"]).unwrap_err();
                assert_eq!(alone, Error::Key(jose::key::Error::ModulusTooShort));
                Error::Invalid
            }
            _ => {
                let Error::Algorithm(named) = &error else { panic!("{name}: {error:?}") };
                assert!(signature::refused(named).is_some(), "{named}");
                error.clone()
            }
        };
        assert_eq!(error, expected, "{name}");
        refused += 1;
    }
    assert!(refused >= 8, "{refused}");
}

#[test]
fn what_was_changed() {
    assert_eq!(touched("aino", "root"), Error::Digest);
    assert_eq!(touched("<s:Subject>", "<s:Subject x='1'>"), Error::Digest);
    assert_eq!(touched("</s:Assertion>", " </s:Assertion>"), Error::Digest);
    assert_eq!(touched("<s:Issuer>i", "<s:Issuer xmlns:s='urn:t'>i"), Error::Digest);
    assert_eq!(touched("<ds:SignatureValue>", "<ds:SignatureValue>AAAA"), Error::Invalid);
    assert_eq!(touched("<ds:SignatureValue>", "<ds:SignatureValue>!"), Error::Encoding("SignatureValue"));
    assert_eq!(touched("<ds:DigestValue>", "<ds:DigestValue>AAAA"), Error::Invalid);
    assert_eq!(touched("URI=\"#_a\"", "URI=\"#_b\""), Error::Invalid);
    // A comment in it is not covered, and is not read either.
    let text = signed();
    assert_eq!(verify(&text.replace("aino", "ai<!-- no -->no")), verify(&text));
}

#[test]
fn no_signature_and_several() {
    assert_eq!(verify(ASSERTION), Err(Error::Missing));
    let text = signed();
    let from = text.find("<ds:Signature ").unwrap();
    let until = text.find("</ds:Signature>").unwrap() + "</ds:Signature>".len();
    let signature = &text[from..until];
    assert_eq!(verify(&text.replace(signature, &signature.repeat(2))), Err(Error::Several));
    assert_eq!(verify(&text.replace(signature, &format!("<s:x>{signature}</s:x>"))), Err(Error::Missing));
    let elsewhere = signature.replace(NAMESPACE, "http://www.w3.org/2000/09/xmldsig");
    assert_eq!(verify(&text.replace(signature, &elsewhere)), Err(Error::Missing));
}

#[test]
fn more_or_less_in_the_signature_than_is_read() {
    let value = "<ds:SignatureValue>";
    assert_eq!(touched(value, &format!("<ds:Object/>{value}")), Error::Unexpected("Object".to_owned()));
    assert_eq!(touched(value, &format!("<x/>{value}")), Error::Unexpected("x".to_owned()));
    assert_eq!(touched(value, &format!("<!-- -->{value}")), Error::Comment);
    assert_eq!(touched("<ds:DigestValue>", "<ds:DigestValue><!-- AAAA -->"), Error::Comment);
    let twice = format!("<ds:SignatureValue>AAAA</ds:SignatureValue>{value}");
    assert_eq!(touched(value, &twice), Error::Xml(xml::Error::Several("SignatureValue")));
    let info = "<ds:SignedInfo/><ds:SignedInfo>";
    assert_eq!(touched("<ds:SignedInfo>", info), Error::Xml(xml::Error::Several("SignedInfo")));
}

/// Signs `text` by hand, with a `SignedInfo` that the attacker could get the true signer to sign: what is wrong
/// with it has to be found although the signature holds.
fn signed_so(change: impl Fn(String) -> String) -> Error {
    let text = signed();
    verify(&by_hand(&text, |info| info)).unwrap();
    verify(&by_hand(&text, change)).unwrap_err()
}

fn by_hand(text: &str, change: impl Fn(String) -> String) -> String {
    let between = |from: &str, until: &str| {
        let start = text.find(from).unwrap() + from.len();
        start..start + text[start..].find(until).unwrap()
    };
    let info = between("<ds:SignedInfo>", "</ds:SignedInfo>");
    let value = between("<ds:SignatureValue>", "</ds:SignatureValue>");
    let changed = change(text[info.clone()].to_owned());
    let message = format!("<ds:SignedInfo xmlns:ds=\"{NAMESPACE}\">{changed}</ds:SignedInfo>");
    // In its canonical form: elements without content are written with two tags here already.
    let signature = super::fixture::signing("p256", JwsAlgorithm::ES256).sign(message.as_bytes()).unwrap();
    let signature = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, signature);
    [&text[..info.start], &changed, &text[info.end..value.start], &signature, &text[value.end..]].concat()
}

#[test]
fn references_to_anything_else() {
    let with = |uri: &'static str| signed_so(move |info| info.replace("URI=\"#_a\"", uri));
    for uri in
        ["URI=\"#_b\"", "URI=\"\"", "URI=\"_a\"", "URI=\"#xpointer(id('_a'))\"", "URI=\"http://e.example/\""]
    {
        assert_eq!(with(uri), Error::ReferenceElsewhere, "{uri}");
    }
    assert_eq!(with("Id=\"r\""), Error::ReferenceElsewhere);
    let twice = |info: String| {
        let from = info.find("<ds:Reference").unwrap();
        info.clone() + &info[from..]
    };
    assert_eq!(signed_so(twice), Error::References(2));
    let none = |info: String| info[..info.find("<ds:Reference").unwrap()].to_owned();
    assert_eq!(signed_so(none), Error::References(0));
}

#[test]
fn other_transforms() {
    const ENVELOPED: &str = "<ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\">\
                             </ds:Transform>";
    const EXCLUSIVE: &str =
        "<ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"></ds:Transform>";
    let both = [ENVELOPED, EXCLUSIVE].concat();
    let with = |transforms: String| signed_so(|info| info.replace(&both, &transforms));
    for other in [
        String::new(),
        ENVELOPED.to_owned(),
        EXCLUSIVE.to_owned(),
        [EXCLUSIVE, ENVELOPED].concat(),
        [ENVELOPED, EXCLUSIVE, EXCLUSIVE].concat(),
        both.replace("2001/10/xml-exc-c14n#", "TR/1999/REC-xslt-19991116"),
        both.replace("2001/10/xml-exc-c14n#", "TR/1999/REC-xpath-19991116"),
        both.replace("2001/10/xml-exc-c14n#", "TR/2001/REC-xml-c14n-20010315"),
        both.replace("2000/09/xmldsig#enveloped-signature", "2002/06/xmldsig-filter2"),
    ] {
        assert_eq!(with(other.clone()), Error::Transforms, "{other}");
    }
}

#[test]
fn other_algorithms_in_what_was_signed() {
    let with = |from: &'static str, to: &'static str| signed_so(move |info| info.replace(from, to));
    for (from, to) in [
        ("xmlenc#sha256", "xmlenc#ripemd160"),
        ("http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2000/09/xmldsig#sha1"),
        ("http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2001/04/xmldsig-more#md5"),
        ("xmldsig-more#ecdsa-sha256", "xmldsig-more#hmac-sha256"),
        (
            "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
            "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
        ),
        ("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", "http://www.w3.org/2000/09/xmldsig#dsa-sha1"),
    ] {
        let Error::Algorithm(name) = with(from, to) else { panic!("{to}") };
        assert!(signature::refused(&name).is_some(), "{name}");
    }
    // What truncates an HMAC, or says anything else about the algorithm.
    let parameter = with(
        "ecdsa-sha256\"></ds:SignatureMethod>",
        "ecdsa-sha256\"><ds:HMACOutputLength>1</ds:HMACOutputLength></ds:SignatureMethod>",
    );
    assert_eq!(parameter, Error::Unexpected("HMACOutputLength".to_owned()));
    assert_eq!(with("ecdsa-sha256", "rsa-sha256"), Error::NoKey);
}

#[test]
fn ids_that_are_not_unique() {
    let text = signed();
    let inside = |more: &str| {
        let text = format!("<r>{text}{more}</r>");
        let source = source(&text);
        let document = source.document().unwrap();
        let element = document.root().children().next().unwrap();
        signature::verify(element, &[pinned("p256")]).map(drop)
    };
    assert_eq!(inside("<x ID='_b'/>"), Ok(()));
    for more in
        ["<x ID='_a'/>", "<x Id='_a'/>", "<x id='_a'/>", "<x xml:id='_a'/>", "<x><y AssertionID='_a'/></x>"]
    {
        assert_eq!(inside(more), Err(Error::DuplicateId), "{more}");
    }
    let two = sign("<a ID='_a'><b/></a>", "_a").replace("ID='_a'", "ID='_a' Id='_a'");
    assert_eq!(verify(&two), Err(Error::Id));
}

/// The key comes from the caller alone, whatever stands beside the signature.
#[test]
fn keys_that_the_document_brings() {
    let own = signature::sign(
        &source(ASSERTION),
        "_a",
        Place::First,
        &super::fixture::signing("other", JwsAlgorithm::RS256),
        Some(&super::fixture::certificate("other")),
    )
    .unwrap();
    verify_by(&own, &["other"]).unwrap();
    assert_eq!(verify_by(&own, &["rsa"]).map(drop), Err(Error::Invalid));
    assert_eq!(verify_by(&own, &["p256"]).map(drop), Err(Error::NoKey));
    assert_eq!(verify_by(&own, &[]).map(drop), Err(Error::NoKey));
    let secret =
        Jwk::parse(br#"{"kty":"oct","k":"c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA"}"#).unwrap();
    let source = source(&own);
    let document = source.document().unwrap();
    assert_eq!(signature::verify(document.root(), &[secret]).map(drop), Err(Error::NoKey));
}
