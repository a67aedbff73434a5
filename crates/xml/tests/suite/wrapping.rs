//! Signature wrapping: the signed part is moved to where it still verifies, and what is read is another. The eight
//! shapes of Somorovsky and others (On Breaking SAML, USENIX Security 2012), each made from a response that is
//! believed. What counts is that nobody ever reads the forged name; each is refused besides.

use super::fixture::{sign, source};
use super::saml::{assertion, expectation, read, response};
use xml::saml::Error;
use xml::signature;

const EVIL: &str = "root";

struct Signed {
    /// A response that is signed as a whole.
    response: String,
    /// An assertion that is signed, and the response around it that is not.
    assertion: String,
    around: String,
}

fn signed() -> Signed {
    let assertion_signed = sign(&assertion("_a", "aino"), "_a");
    let signed = Signed {
        response: sign(&response(&assertion("_a", "aino")), "_r"),
        around: response(&assertion_signed),
        assertion: assertion_signed,
    };
    for text in [&signed.response, &signed.around] {
        let believed = read(text).unwrap();
        believed.check(&expectation()).unwrap();
    }
    signed
}

/// The signature in a text, and the text without it.
fn apart(text: &str) -> (String, String) {
    let from = text.find("<ds:Signature ").unwrap();
    let until = text.find("</ds:Signature>").unwrap() + "</ds:Signature>".len();
    (text[from..until].to_owned(), [&text[..from], &text[until..]].concat())
}

fn evil(text: &str) -> String {
    assert!(text.contains(">aino<"));
    text.replace(">aino<", &format!(">{EVIL}<"))
}

/// Puts `more` right before the end of the root element.
fn inside(text: &str, more: &str) -> String {
    let at = text.rfind("</").unwrap();
    [&text[..at], more, &text[at..]].concat()
}

fn with_object(signature: &str, what: &str) -> String {
    signature.replace("</ds:Signature>", &format!("<ds:Object>{what}</ds:Object></ds:Signature>"))
}

#[track_caller]
fn refused(text: &str) -> Error {
    source(text).document().unwrap();
    assert!(text.contains(EVIL));
    read(text).map(|response| response.assertion.map(|it| it.subject)).unwrap_err()
}

/// The whole signed response inside the signature, whose parent is a forged response under another id.
#[test]
fn shape_1_the_response_in_its_signature() {
    let (signature, bare) = apart(&signed().response);
    let forged = evil(&bare).replace("ID=\"_r\"", "ID=\"_e\"").replace("ID=\"_a\"", "ID=\"_f\"");
    let text = forged.replace("<samlp:Status>", &format!("{}<samlp:Status>", with_object(&signature, &bare)));
    assert_eq!(refused(&text), Error::Signature(signature::Error::Unexpected("Object".to_owned())));
}

/// The signed response beside its signature in the forged one.
#[test]
fn shape_2_the_response_beside_its_signature() {
    let (signature, bare) = apart(&signed().response);
    let forged = evil(&bare).replace("ID=\"_r\"", "ID=\"_e\"").replace("ID=\"_a\"", "ID=\"_f\"");
    let text = forged.replace("<samlp:Status>", &format!("{bare}{signature}<samlp:Status>"));
    assert_eq!(refused(&text), Error::Signature(signature::Error::ReferenceElsewhere));
}

/// A forged assertion before the signed one.
#[test]
fn shape_3_a_second_assertion() {
    let signed = signed();
    let (_, bare) = apart(&signed.assertion);
    let forged = evil(&bare).replace("ID=\"_a\"", "ID=\"_e\"");
    assert_eq!(
        refused(&signed.around.replace(&signed.assertion, &[&*forged, &*signed.assertion].concat())),
        Error::Assertions(2)
    );
    assert_eq!(
        refused(&signed.around.replace(&signed.assertion, &[&*signed.assertion, &*forged].concat())),
        Error::Assertions(2)
    );
}

/// The signed assertion inside a forged one.
#[test]
fn shape_4_the_assertion_in_a_forged_one() {
    let signed = signed();
    let (_, bare) = apart(&signed.assertion);
    let forged = inside(&evil(&bare).replace("ID=\"_a\"", "ID=\"_e\""), &signed.assertion);
    assert_eq!(refused(&signed.around.replace(&signed.assertion, &forged)), Error::AssertionElsewhere);
}

/// The signature moved to the forged assertion, the signed one somewhere behind.
#[test]
fn shape_5_the_signature_in_a_forged_assertion() {
    let signed = signed();
    let (signature, bare) = apart(&signed.assertion);
    let forged = evil(&bare).replace("ID=\"_a\"", "ID=\"_e\"");
    let forged = forged.replace("<saml:Subject>", &format!("{signature}<saml:Subject>"));
    let beside = signed.around.replace(&signed.assertion, &[&*forged, &*bare].concat());
    assert_eq!(refused(&beside), Error::Assertions(2));
    let elsewhere = format!("{forged}<samlp:Extensions>{bare}</samlp:Extensions>");
    assert_eq!(refused(&signed.around.replace(&signed.assertion, &elsewhere)), Error::AssertionElsewhere);
    let hidden = format!(
        "{forged}<samlp:Extensions>{}</samlp:Extensions>",
        bare.replace("saml:Assertion", "saml:Other")
    );
    let expected = Error::Signature(signature::Error::ReferenceElsewhere);
    assert_eq!(refused(&signed.around.replace(&signed.assertion, &hidden)), expected);
}

/// The signed assertion in the signature, and this in the forged one.
#[test]
fn shape_6_the_assertion_in_its_signature_in_a_forged_one() {
    let signed = signed();
    let (signature, bare) = apart(&signed.assertion);
    let forged = evil(&bare).replace("ID=\"_a\"", "ID=\"_e\"");
    let forged =
        forged.replace("<saml:Subject>", &format!("{}<saml:Subject>", with_object(&signature, &bare)));
    assert_eq!(refused(&signed.around.replace(&signed.assertion, &forged)), Error::AssertionElsewhere);
    let element =
        signature::verify(source(&forged).document().unwrap().root(), &[super::fixture::pinned("p256")]);
    assert_eq!(element.map(drop), Err(signature::Error::Unexpected("Object".to_owned())));
}

/// A forged assertion with the same id, where schemas allow anything.
#[test]
fn shape_7_a_forged_assertion_among_extensions() {
    let signed = signed();
    let (_, bare) = apart(&signed.assertion);
    let extensions = format!("<samlp:Extensions>{}</samlp:Extensions><samlp:Status>", evil(&bare));
    assert_eq!(refused(&signed.around.replace("<samlp:Status>", &extensions)), Error::AssertionElsewhere);
    let hidden = extensions.replace("saml:Assertion", "saml:Other");
    let expected = Error::Signature(signature::Error::DuplicateId);
    assert_eq!(refused(&signed.around.replace("<samlp:Status>", &hidden)), expected);
}

/// The signed assertion, without its signature, in an object of that signature, which stands in a forged one with
/// the same id.
#[test]
fn shape_8_the_assertion_in_an_object_under_the_same_id() {
    let signed = signed();
    let (signature, bare) = apart(&signed.assertion);
    let forged =
        evil(&bare).replace("<saml:Subject>", &format!("{}<saml:Subject>", with_object(&signature, &bare)));
    assert_eq!(refused(&signed.around.replace(&signed.assertion, &forged)), Error::AssertionElsewhere);
    let hidden = with_object(&signature, &bare.replace("saml:Assertion", "saml:Other"));
    let forged = evil(&bare).replace("<saml:Subject>", &format!("{hidden}<saml:Subject>"));
    let expected = Error::Signature(signature::Error::Unexpected("Object".to_owned()));
    assert_eq!(refused(&signed.around.replace(&signed.assertion, &forged)), expected);
}

/// A response that is signed does not lend its signature to what is around it.
#[test]
fn what_stands_around_the_signed_is_not_believed() {
    let signed = signed();
    let text = format!(
        "<samlp:Response xmlns:samlp=\"{}\">{}<!-- {EVIL} --></samlp:Response>",
        xml::saml::PROTOCOL,
        signed.response
    );
    read(&text).unwrap_err();
    let stripped = apart(&signed.response).1;
    assert_eq!(refused(&evil(&stripped)), Error::Unsigned);
}
