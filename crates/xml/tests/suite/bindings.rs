//! The ways through a browser.

use super::fixture::{pinned, signing};
use jose::JwsAlgorithm;
use xml::saml::Error;
use xml::saml::binding::{Parameter, post, redirect};
use xml::{Limits, signature};

const XML: &str = "<a xmlns=\"urn:a\">t\u{e4}xt+&amp;</a>";

fn signed() -> String {
    let key = signing("rsa", JwsAlgorithm::RS256);
    redirect::encode(Parameter::Request, XML, Some("/account?a=1&b= +"), Some(&key)).unwrap()
}

fn decode(query: &str) -> Result<redirect::Unverified, Error> {
    redirect::decode(query, Parameter::Request, &Limits::MESSAGE)
}

fn verified(query: &str) -> Result<String, Error> {
    Ok(decode(query)?.verify(&[pinned("p256"), pinned("rsa")])?.as_str().to_owned())
}

#[test]
fn a_signed_query_is_believed() {
    assert_eq!(verified(&signed()).unwrap(), XML);
    assert_eq!(decode(&signed()).unwrap().relay_state(), Some("/account?a=1&b= +"));
    let plain = redirect::encode(Parameter::Response, XML, None, None).unwrap();
    let unsigned = redirect::decode(&plain, Parameter::Response, &Limits::MESSAGE).unwrap();
    assert_eq!(unsigned.unsigned().as_str(), XML);
    assert_eq!(unsigned.relay_state(), None);
    assert_eq!(unsigned.verify(&[pinned("rsa")]).map(drop), Err(Error::Unsigned));
}

/// What is signed is the query as the sender wrote it, whatever the order and whatever it escaped.
#[test]
fn the_query_is_verified_as_it_was_sent() {
    let parts: Vec<String> = signed().split('&').map(str::to_owned).collect();
    let mut turned = parts.clone();
    turned.reverse();
    turned.push("other=1".to_owned());
    assert_eq!(verified(&turned.join("&")).unwrap(), XML);
    let key = signing("rsa", JwsAlgorithm::RS256);
    let lower = parts[..3].join("&").replace("%2F", "%2f").replace("%3A", "%3a");
    let value = base64::Engine::encode(
        &base64::engine::general_purpose::STANDARD,
        key.sign(lower.as_bytes()).unwrap(),
    );
    let value = value.replace('+', "%2b").replace('/', "%2f").replace('=', "%3d");
    assert_eq!(verified(&format!("{lower}&Signature={value}")).unwrap(), XML);
}

#[test]
fn refuses_a_query_that_was_changed() {
    let query = signed();
    let invalid = Err(Error::Signature(signature::Error::Invalid));
    assert_eq!(verified(&query.replace("RelayState=%2Faccount", "RelayState=%2Fother")), invalid);
    assert_eq!(verified(&query.replace("SAMLRequest=", "SAMLRequest=%20")), invalid);
    let without: Vec<&str> = query.split('&').filter(|part| !part.starts_with("RelayState")).collect();
    assert_eq!(verified(&without.join("&")), invalid);
    let without: Vec<&str> = query.split('&').filter(|part| !part.starts_with("Signature")).collect();
    assert_eq!(verified(&without.join("&")), Err(Error::Binding("half of a signature is missing")));
    for twice in ["SAMLRequest=x", "RelayState=x", "SigAlg=x", "Signature=x", "SAML%52equest=x"] {
        let expected = Err(Error::Binding("a parameter is there twice"));
        assert_eq!(verified(&format!("{query}&{twice}")), expected, "{twice}");
    }
    let escaped = query.replace("SAMLRequest=", "SAML%52equest=");
    assert_eq!(verified(&escaped), Err(Error::Binding("a name is escaped")));
    let old = query.replace("2001%2F04%2Fxmldsig-more%23rsa-sha256", "2000%2F09%2Fxmldsig%23rsa-sha1");
    assert!(matches!(verified(&old), Err(Error::Signature(signature::Error::Algorithm(_)))));
    let keys = decode(&query).unwrap();
    assert_eq!(keys.verify(&[pinned("other")]).map(drop), Err(Error::Signature(signature::Error::Invalid)));
    assert_eq!(keys.verify(&[pinned("p256")]).map(drop), Err(Error::Signature(signature::Error::NoKey)));
}

#[test]
fn refuses_what_is_no_message() {
    let plain = redirect::encode(Parameter::Request, XML, None, None).unwrap();
    decode(&plain).unwrap();
    decode(&format!(
        "{plain}&SAMLEncoding=urn%3Aoasis%3Anames%3Atc%3ASAML%3A2.0%3Abindings%3AURL-Encoding%3ADEFLATE"
    ))
    .unwrap();
    for query in [
        "",
        "SAMLResponse=x",
        "SAMLRequest",
        "SAMLRequest=%",
        "SAMLRequest=%+1",
        "SAMLRequest=%FF",
        "SAMLRequest=?",
        "SAMLRequest=AAAA",
    ] {
        assert!(matches!(decode(query), Err(Error::Binding(_))), "{query}");
    }
    assert!(matches!(decode(&format!("{plain}&SAMLEncoding=x")), Err(Error::Binding(_))));
}

/// A short query that would become a long text.
#[test]
fn refuses_what_grows_beyond_bounds() {
    let text = |length: usize| format!("<a>{}</a>", " ".repeat(length));
    let encoded = |length| redirect::encode(Parameter::Request, &text(length), None, None).unwrap();
    decode(&encoded(Limits::MESSAGE.bytes - 7)).unwrap();
    assert!(matches!(decode(&encoded(Limits::MESSAGE.bytes)), Err(Error::Binding(_))));
    let bomb = encoded(20_000_000);
    assert!(bomb.len() < redirect::MAX_QUERY_BYTES, "{}", bomb.len());
    assert!(matches!(decode(&bomb), Err(Error::Binding(_))));
    let long = format!("{}&x={}", encoded(1), "x".repeat(redirect::MAX_QUERY_BYTES));
    assert_eq!(decode(&long).map(drop), Err(Error::Xml(xml::Error::TooLong)));
}

#[test]
fn a_form_s_value_is_read() {
    let value = post::encode(XML);
    assert_eq!(post::decode(&value, &Limits::MESSAGE).unwrap().as_str(), XML);
    let folded = value
        .as_bytes()
        .chunks(7)
        .map(|it| std::str::from_utf8(it).unwrap())
        .collect::<Vec<_>>()
        .join("\r\n");
    assert_eq!(post::decode(&folded, &Limits::MESSAGE).unwrap().as_str(), XML);
    assert!(matches!(post::decode("?", &Limits::MESSAGE), Err(Error::Binding(_))));
    let long = "A".repeat(Limits::MESSAGE.bytes * 2);
    assert_eq!(post::decode(&long, &Limits::MESSAGE), Err(Error::Xml(xml::Error::TooLong)));
}
