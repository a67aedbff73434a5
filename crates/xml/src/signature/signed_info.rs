//! What a signature says it is over. It is read from the bytes that the signature's own value covers.

use jose::{Hash, JwsAlgorithm};

use super::{ENVELOPED, EXCLUSIVE, EXCLUSIVE_WITH_COMMENTS, Error, NAMESPACE, algorithm};
use crate::canonical::{Form, Namespaces};
use crate::{Element, base64};

/// The most prefixes that a canonical form lists.
const MAX_PREFIXES: usize = 32;

/// What was read of a `SignedInfo`.
pub(super) struct SignedInfo {
    pub(super) form: Form,
    pub(super) algorithm: JwsAlgorithm,
    /// The id of the one reference.
    pub(super) reference: String,
    /// The canonical form of what is referred to.
    pub(super) content: Form,
    pub(super) hash: Hash,
    pub(super) digest: Vec<u8>,
}

impl SignedInfo {
    pub(super) fn read(element: Element<'_>) -> Result<Self, Error> {
        let [method, signature, reference] =
            children(element, ["CanonicalizationMethod", "SignatureMethod", "Reference"])?;
        let [transforms, digest, value] = children(reference, ["Transforms", "DigestMethod", "DigestValue"])?;
        let name = bare(signature)?;
        let of_digest = bare(digest)?;
        let uri = reference.attribute("URI").unwrap_or_default();
        Ok(Self {
            form: form(method)?,
            algorithm: algorithm::signature_algorithm(name)
                .ok_or_else(|| Error::Algorithm(name.to_owned()))?,
            reference: uri.strip_prefix('#').ok_or(Error::ReferenceElsewhere)?.to_owned(),
            content: content(transforms)?,
            hash: algorithm::hash(of_digest).ok_or_else(|| Error::Algorithm(of_digest.to_owned()))?,
            digest: base64::decode(&value.text()?).ok_or(Error::Encoding("DigestValue"))?,
        })
    }
}

/// Exactly these elements, in this order. More references than one are told apart, since that is an attack.
fn children<'d, const N: usize>(
    parent: Element<'d>,
    names: [&'static str; N],
) -> Result<[Element<'d>; N], Error> {
    let references = parent.each(NAMESPACE, "Reference").count();
    if parent.name() == "SignedInfo" && references != 1 {
        return Err(Error::References(references));
    }
    let found: Vec<Element<'d>> = parent.children().collect();
    for (at, child) in found.iter().enumerate() {
        if names.get(at).is_none_or(|name| !child.is(NAMESPACE, name)) {
            return Err(Error::Unexpected(child.name().to_owned()));
        }
    }
    let missing = || crate::Error::Missing(names.get(found.len()).copied().unwrap_or_default());
    <[Element<'d>; N]>::try_from(found.as_slice()).map_err(|_| missing().into())
}

/// The algorithm of an element that has no parameters.
fn bare(element: Element<'_>) -> Result<&str, Error> {
    match element.children().next() {
        Some(parameter) => Err(Error::Unexpected(parameter.name().to_owned())),
        None => Ok(element.required("Algorithm")?),
    }
}

/// The exclusive canonical form that an element names.
pub(super) fn form(element: Element<'_>) -> Result<Form, Error> {
    let name = element.required("Algorithm")?;
    let comments = match name {
        EXCLUSIVE => false,
        EXCLUSIVE_WITH_COMMENTS => true,
        _ => return Err(Error::Canonicalization(name.to_owned())),
    };
    let listed = match element.optional(EXCLUSIVE, "InclusiveNamespaces")? {
        Some(parameter) => parameter.attribute("PrefixList").unwrap_or_default(),
        None => "",
    };
    let listed: Vec<String> = listed.split_ascii_whitespace().map(str::to_owned).collect();
    if element.children().count() > 1 || listed.len() > MAX_PREFIXES {
        return Err(Error::Canonicalization(name.to_owned()));
    }
    Ok(Form { namespaces: Namespaces::Exclusive(listed), comments })
}

fn content(transforms: Element<'_>) -> Result<Form, Error> {
    let found: Vec<Element<'_>> = transforms.children().collect();
    let [enveloped, exclusive] = found.as_slice() else { return Err(Error::Transforms) };
    let named = found.iter().all(|it| it.is(NAMESPACE, "Transform"));
    if !named || bare(*enveloped)? != ENVELOPED {
        return Err(Error::Transforms);
    }
    form(*exclusive).map_err(|error| match error {
        Error::Canonicalization(_) => Error::Transforms,
        other => other,
    })
}
