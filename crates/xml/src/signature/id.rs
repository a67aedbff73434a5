//! By which attributes elements are referred to. Without a document type nothing but their names tells.

use super::Error;
use crate::Element;

/// The namespaces and names of such attributes: of SAML 2.0, of signatures, of SAML 1.1, of WS-Security and of XML.
const IDS: [(&str, &str); 8] = [
    ("", "ID"),
    ("", "Id"),
    ("", "id"),
    ("", "AssertionID"),
    ("", "RequestID"),
    ("", "ResponseID"),
    ("http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd", "Id"),
    ("http://www.w3.org/XML/1998/namespace", "id"),
];

/// The one id of the element, which no other of the document has.
pub(super) fn of(element: Element<'_>) -> Result<&str, Error> {
    let mut found = all(element);
    let (Some(id), None) = (found.next(), found.next()) else {
        return Err(Error::Id);
    };
    if id.is_empty() {
        return Err(Error::Id);
    }
    let root = std::iter::successors(Some(element), |it| it.parent()).last().unwrap_or(element);
    let same = root.descendants().flat_map(all).filter(|it| *it == id).count();
    if same == 1 { Ok(id) } else { Err(Error::DuplicateId) }
}

fn all(element: Element<'_>) -> impl Iterator<Item = &str> {
    element.node().attributes().filter_map(|it| {
        let name = (it.namespace().unwrap_or_default(), it.name());
        IDS.contains(&name).then(|| it.value())
    })
}
