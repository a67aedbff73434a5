//! Signatures that hold: others', and our own.

use super::fixture::{certificate, pinned, sign, signing, source, vectors, verify_by};
use jose::JwsAlgorithm;
use xml::signature::{self, NAMESPACE, Place};

const ALL: [&str; 4] = ["rsa", "p256", "p384", "p521"];

#[test]
fn others_signatures_hold_and_give_what_they_cover() {
    let rows = vectors(include_str!("../vectors/signed.json"));
    let rows = rows.as_array().unwrap().iter().filter(|row| row["accepted"] == true);
    let mut by = [0, 0];
    for row in rows {
        let (name, text) = (&row["name"], row["xml"].as_str().unwrap());
        let verified = verify_by(text, &ALL).unwrap_or_else(|error| panic!("{name}: {error}"));
        let key = pinned(row["key"].as_str().unwrap());
        assert_eq!(verified.key().thumbprint(), key.thumbprint());
        let document = verified.document().unwrap();
        assert!(document.root().each(NAMESPACE, "Signature").next().is_none());
        let value = document.root().descendants().find(|it| it.name() == "AttributeValue").unwrap();
        assert_eq!(value.text().unwrap(), "aino@example.org", "{name}");
        by[usize::from(row["by"] == "xmlsec1")] += 1;
    }
    assert!(by[0] >= 9 && by[1] >= 12, "{by:?}");
}

#[test]
fn our_signatures_hold() {
    let text = "<a ID='x-1'><Issuer>i</Issuer>t<b> </b></a>";
    for (name, algorithms) in [
        ("rsa", "RS256 RS384 RS512 PS256 PS384 PS512"),
        ("p256", "ES256"),
        ("p384", "ES384"),
        ("p521", "ES512"),
    ] {
        for algorithm in algorithms.split(' ').map(|name| name.parse::<JwsAlgorithm>().unwrap()) {
            let key = signing(name, algorithm);
            for place in [Place::First, Place::Behind("Issuer"), Place::Behind("x"), Place::Last] {
                let own = certificate(name);
                let signed = signature::sign(&source(text), "x-1", place, &key, Some(&own)).unwrap();
                let verified = verify_by(&signed, &[name]).unwrap();
                assert_eq!(verified.algorithm(), algorithm);
                assert_eq!(verified.as_str(), "<a ID=\"x-1\"><Issuer>i</Issuer>t<b> </b></a>");
            }
        }
    }
}

#[test]
fn a_signature_stands_where_it_is_wanted() {
    let signed = |place| {
        let key = signing("p256", JwsAlgorithm::ES256);
        let text = signature::sign(&source("<a ID='x'><b/><c/></a>"), "x", place, &key, None).unwrap();
        let source = source(&text);
        let document = source.document().unwrap();
        document.root().children().map(|it| it.name().to_owned()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(signed(Place::First), "Signature b c");
    assert_eq!(signed(Place::Behind("b")), "b Signature c");
    assert_eq!(signed(Place::Last), "b c Signature");
}

#[test]
fn an_element_inside_is_signed_and_verified_by_itself() {
    let text = sign(
        "<r xmlns='urn:r' xmlns:p='urn:p' ID='outside'><p:a ID='inside'><p:b/></p:a>after</r>",
        "inside",
    );
    let text = sign(&text, "outside");
    let source = source(&text);
    let document = source.document().unwrap();
    let keys = [pinned("p256")];
    let inside = document.root().only("urn:p", "a").unwrap();
    let verified = signature::verify(inside, &keys).unwrap();
    assert_eq!(verified.as_str(), "<p:a xmlns:p=\"urn:p\" ID=\"inside\"><p:b></p:b></p:a>");
    let whole = signature::verify(document.root(), &keys).unwrap();
    let document = whole.document().unwrap();
    let inside = document.root().only("urn:p", "a").unwrap();
    signature::verify(inside, &keys).unwrap();
}

#[test]
fn refuses_to_sign_what_it_could_not_verify() {
    let key = signing("p256", JwsAlgorithm::ES256);
    let sign = |text: &str| signature::sign(&source(text), "x", Place::First, &key, None);
    sign("<a ID='x'><b/></a>").unwrap();
    for text in
        ["<a ID='y'><b/></a>", "<a ID='x'/>", "<a ID='x'><b Id='x'/></a>", "<a ID='x' Id='x'><b/></a>"]
    {
        sign(text).unwrap_err();
    }
    sign(&sign("<a ID='x'><b/></a>").unwrap()).unwrap_err();
    let secret = jose::SigningKey::from_secret(&[7; 32], JwsAlgorithm::HS256).unwrap();
    signature::sign(&source("<a ID='x'><b/></a>"), "x", Place::First, &secret, None).unwrap_err();
}
