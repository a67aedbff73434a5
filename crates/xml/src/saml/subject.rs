use jose::Jwk;

use super::{ASSERTION, Error, NameId, time};
use crate::Element;
use crate::encryption::Opening;
use crate::signature::{self, NAMESPACE as DS};

/// Whoever brings the assertion is the one it is about (Profiles §3.3).
pub const BEARER: &str = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
/// Whoever proves to have a key is (Profiles §3.1).
pub const HOLDER_OF_KEY: &str = "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key";

/// Whom an assertion is about, and who may bring it (Core §2.4).
#[derive(Debug, Clone)]
pub struct Subject {
    /// What the issuer calls them.
    pub name_id: Option<NameId>,
    /// In which ways who brings it may be the one it is about; one suffices.
    pub confirmations: Vec<Confirmation>,
}

/// One such way (Core §2.4.1.1).
#[derive(Debug, Clone)]
pub struct Confirmation {
    /// [`BEARER`], [`HOLDER_OF_KEY`] or another.
    pub method: String,
    /// Where it is to be brought.
    pub recipient: Option<String>,
    /// The request it answers.
    pub in_response_to: Option<String>,
    /// From when on it may be brought.
    pub not_before: Option<i64>,
    /// From when on it may not be brought any more.
    pub not_on_or_after: Option<i64>,
    /// The address of the network it is to be brought from.
    pub address: Option<String>,
    /// The keys of which one is to be proven.
    pub keys: Vec<Jwk>,
}

impl Subject {
    pub(super) fn read(element: Element<'_>, opening: &Opening<'_>) -> Result<Self, Error> {
        let confirmations = element.each(ASSERTION, "SubjectConfirmation").map(Confirmation::read);
        Ok(Self {
            name_id: NameId::within(element, opening)?,
            confirmations: confirmations.collect::<Result<_, _>>()?,
        })
    }
}

impl Confirmation {
    fn read(element: Element<'_>) -> Result<Self, Error> {
        let data = element.optional(ASSERTION, "SubjectConfirmationData")?;
        let text = |name| data.and_then(|data| data.attribute(name)).map(str::to_owned);
        let at =
            |name| data.and_then(|data| data.attribute(name)).map(|it| time::parse(it, name)).transpose();
        let keys = data.into_iter().flat_map(|data| data.each(DS, "KeyInfo"));
        Ok(Self {
            method: element.required("Method")?.trim_ascii().to_owned(),
            recipient: text("Recipient"),
            in_response_to: text("InResponseTo"),
            not_before: at("NotBefore")?,
            not_on_or_after: at("NotOnOrAfter")?,
            address: text("Address"),
            keys: keys.map(signature::keys).collect::<Result<Vec<_>, _>>()?.concat(),
        })
    }
}
