//! Verifying, and what was verified.

use jose::{Jwk, JwsAlgorithm, VerifyingKey, constant_time};
use roxmltree::NodeType;

use super::signed_info::{SignedInfo, form};
use super::{Error, NAMESPACE, id};
use crate::{Document, Element, Source, base64, canonical};

/// An element whose signature holds: the very bytes that were hashed, as a document of their own. It is made here
/// alone, so that nothing that was not signed can be read from it.
#[derive(Debug, Clone)]
pub struct Verified {
    source: Source,
    algorithm: JwsAlgorithm,
    key: Jwk,
}

impl Verified {
    /// Parses what was signed.
    ///
    /// # Errors
    /// None that is known: a canonical form is well-formed.
    pub fn document(&self) -> Result<Document<'_>, crate::Error> {
        self.source.document()
    }

    /// What was signed, as text.
    pub fn as_str(&self) -> &str {
        self.source.as_str()
    }

    /// What was signed, as what may be parsed.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// How it was signed.
    pub fn algorithm(&self) -> JwsAlgorithm {
        self.algorithm
    }

    /// Which of the caller's keys it is.
    pub fn key(&self) -> &Jwk {
        &self.key
    }
}

/// Verifies that the one signature directly in `element` covers that element, with one of `keys`: those that
/// the caller knows to be its signer's.
///
/// # Errors
/// There is no such signature, it is of another shape than is believed, or it does not hold.
pub fn verify(element: Element<'_>, keys: &[Jwk]) -> Result<Verified, Error> {
    let signature = only_signature(element)?;
    let (raw, value) = parts(signature)?;
    let max_bytes = max_canonical(element);
    let own = form(raw.only(NAMESPACE, "CanonicalizationMethod")?)?;
    let covered = canonical::element(raw, &own, None, max_bytes)?;
    let source = Source::of_canonical(covered);
    let document = source.document()?;
    let info = SignedInfo::read(document.root())?;
    let value = base64::decode(&value.text()?).ok_or(Error::Encoding("SignatureValue"))?;
    let key = signer(keys, info.algorithm, source.as_str().as_bytes(), &value)?;
    // What it says is known to be the signer's only from here on.
    if info.form != own {
        return Err(Error::Canonicalization("changed by itself".to_owned()));
    }
    if id::of(element)? != info.reference {
        return Err(Error::ReferenceElsewhere);
    }
    let content = canonical::element(element, &info.content, Some(signature), max_bytes)?;
    if !constant_time::eq(&info.hash.digest(content.as_bytes()), &info.digest) {
        return Err(Error::Digest);
    }
    Ok(Verified { source: Source::of_canonical(content), algorithm: info.algorithm, key: key.clone() })
}

/// A canonical form repeats declarations; four times what came is plenty.
pub(super) fn max_canonical(element: Element<'_>) -> usize {
    element.node().document().input_text().len() * 4 + 4096
}

fn only_signature(element: Element<'_>) -> Result<Element<'_>, Error> {
    let mut found = element.each(NAMESPACE, "Signature");
    match (found.next(), found.next()) {
        (Some(signature), None) => Ok(signature),
        (None, _) => Err(Error::Missing),
        (Some(_), Some(_)) => Err(Error::Several),
    }
}

/// What is signed and the value, of a signature that holds nothing else but what it says about its key. Comments
/// are not covered everywhere, so that they could tell two readers two things.
fn parts(signature: Element<'_>) -> Result<(Element<'_>, Element<'_>), Error> {
    let beside = |kind| matches!(kind, NodeType::Comment | NodeType::PI);
    if signature.node().descendants().any(|node| beside(node.node_type())) {
        return Err(Error::Comment);
    }
    let known = ["SignedInfo", "SignatureValue", "KeyInfo"];
    if let Some(other) = signature.children().find(|it| known.iter().all(|name| !it.is(NAMESPACE, name))) {
        return Err(Error::Unexpected(other.name().to_owned()));
    }
    signature.optional(NAMESPACE, "KeyInfo")?;
    Ok((signature.only(NAMESPACE, "SignedInfo")?, signature.only(NAMESPACE, "SignatureValue")?))
}

/// The key whose signature it is.
fn signer<'k>(
    keys: &'k [Jwk],
    algorithm: JwsAlgorithm,
    message: &[u8],
    value: &[u8],
) -> Result<&'k Jwk, Error> {
    let mut refused = Error::NoKey;
    for key in keys {
        match VerifyingKey::from_jwk(key, algorithm) {
            Ok(verifying) if verifying.verify(message, value).is_ok() => return Ok(key),
            Ok(_) => refused = Error::Invalid,
            Err(jose::key::Error::WrongKeyType) => {}
            Err(error) if refused == Error::NoKey => refused = Error::Key(error),
            Err(_) => {}
        }
    }
    Err(refused)
}
