//! Signing.

use jose::{Certificate, SigningKey};

use super::{ENVELOPED, EXCLUSIVE, Error, NAMESPACE, digest_uri, id, signature_uri, verify};
use crate::canonical::{self, Form};
use crate::{Element, Source, base64};

/// Where in the element its signature stands; schemas prescribe it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Before all other elements in it.
    First,
    /// Behind the element of this name in it, or first where there is none.
    Behind(&'static str),
    /// Behind all others.
    Last,
}

/// The document with a signature in the element that has this id. Beside the signature stands the
/// certificate, if one is given, for readers who want to recognise the key by it.
///
/// # Errors
/// There is no such element, or it is empty or signed already; the key is a shared secret; the backend failed.
pub fn sign(
    source: &Source,
    id: &str,
    place: Place,
    key: &SigningKey,
    certificate: Option<&Certificate>,
) -> Result<String, Error> {
    let document = source.document()?;
    let is_meant = |it: &Element<'_>| id::of(*it).is_ok_and(|own| own == id);
    let element = document.root().descendants().find(is_meant).ok_or(Error::Id)?;
    if element.each(NAMESPACE, "Signature").next().is_some() {
        return Err(Error::Several);
    }
    let signature = signature(element, id, key, certificate)?;
    let at = position(element, place).ok_or(crate::Error::Unexpected("an empty element"))?;
    let (before, behind) = source.as_str().split_at(at);
    Ok([before, &signature, behind].concat())
}

fn signature(
    element: Element<'_>,
    id: &str,
    key: &SigningKey,
    certificate: Option<&Certificate>,
) -> Result<String, Error> {
    let algorithm = key.algorithm();
    let method = signature_uri(algorithm).ok_or_else(|| Error::Algorithm(algorithm.name().to_owned()))?;
    let content = canonical::element(element, &Form::EXCLUSIVE, None, verify::max_canonical(element))?;
    let digest = base64::encode(algorithm.hash().digest(content.as_bytes()));
    let hash = digest_uri(algorithm.hash());
    let mut reference = String::new();
    canonical::push_attribute(&mut reference, id);
    // In canonical form already, but for the declaration, which stands outside of it.
    let inside = format!(
        "<ds:CanonicalizationMethod Algorithm=\"{EXCLUSIVE}\"></ds:CanonicalizationMethod>\
         <ds:SignatureMethod Algorithm=\"{method}\"></ds:SignatureMethod><ds:Reference URI=\"#{reference}\">\
         <ds:Transforms><ds:Transform Algorithm=\"{ENVELOPED}\"></ds:Transform>\
         <ds:Transform Algorithm=\"{EXCLUSIVE}\"></ds:Transform></ds:Transforms>\
         <ds:DigestMethod Algorithm=\"{hash}\"></ds:DigestMethod><ds:DigestValue>{digest}</ds:DigestValue>\
         </ds:Reference></ds:SignedInfo>"
    );
    let value = key.sign(format!("<ds:SignedInfo xmlns:ds=\"{NAMESPACE}\">{inside}").as_bytes())?;
    let value = base64::encode(value);
    let key_info = certificate.map_or_else(String::new, |certificate| {
        let certificate = base64::encode(certificate.der());
        format!("<ds:KeyInfo><ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>")
    });
    Ok(format!(
        "<ds:Signature xmlns:ds=\"{NAMESPACE}\"><ds:SignedInfo>{inside}\
         <ds:SignatureValue>{value}</ds:SignatureValue>{key_info}</ds:Signature>"
    ))
}

/// Where in the text the signature goes.
fn position(element: Element<'_>, place: Place) -> Option<usize> {
    let first = || element.node().first_child().map(|it| it.range().start);
    match place {
        Place::First => first(),
        Place::Behind(name) => {
            let before = element.children().find(|it| it.name() == name);
            before.map(|it| it.node().range().end).or_else(first)
        }
        Place::Last => {
            first()?;
            let range = element.node().range();
            let text = element.node().document().input_text().get(range.clone())?;
            text.rfind("</").map(|at| range.start + at)
        }
    }
}
