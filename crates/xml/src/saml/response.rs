use super::name_id::issuer;
use super::{ASSERTION, Assertion, Error, PROTOCOL, Status, Trust, time};
use crate::encryption::{self, Opening};
use crate::{Element, Source, signature};
use jose::Jwk;

/// What a provider answers (Core §3.3.3). Where `signed` is false only the assertion is its signer's word; the rest
/// is what somebody wrote around it, good for refusing and for nothing else.
#[derive(Debug, Clone)]
pub struct Response {
    /// Its identifier.
    pub id: String,
    /// The request it answers.
    pub in_response_to: Option<String>,
    /// The address it is meant for.
    pub destination: Option<String>,
    /// Who answers.
    pub issuer: Option<String>,
    /// When.
    pub issue_instant: i64,
    /// What became of the request.
    pub status: Status,
    /// Whether the response as a whole is signed.
    pub signed: bool,
    /// What is said, where the request was granted.
    pub assertion: Option<Assertion>,
}

impl Response {
    /// Reads a response with its one assertion, which is signed itself, or stands in a response that is; where both
    /// are, both signatures hold.
    ///
    /// # Errors
    /// It is no response of SAML 2.0, what is signed is not believed, nothing is, or it does not open.
    pub fn read(source: &Source, trust: &Trust<'_>) -> Result<Self, Error> {
        let document = source.document()?;
        let root = document.root();
        if !root.is(PROTOCOL, "Response") {
            return Err(crate::Error::Unexpected("Response").into());
        }
        if root.each(signature::NAMESPACE, "Signature").next().is_none() {
            return Self::of(root, None, trust);
        }
        let verified = signature::verify(root, trust.keys)?;
        let document = verified.document()?;
        Self::of(document.root(), Some(verified.key()), trust)
    }

    /// Of a root element which this key signed, if any did.
    fn of(root: Element<'_>, signer: Option<&Jwk>, trust: &Trust<'_>) -> Result<Self, Error> {
        if root.required("Version")? != "2.0" {
            return Err(Error::Version);
        }
        let status = Status::within(root)?;
        let assertion = match status.is_success() {
            true => Some(the_assertion(root, signer, trust)?),
            false => None,
        };
        Ok(Self {
            id: root.required("ID")?.to_owned(),
            in_response_to: root.attribute("InResponseTo").map(str::to_owned),
            destination: root.attribute("Destination").map(str::to_owned),
            issuer: issuer(root)?,
            issue_instant: time::parse(root.required("IssueInstant")?, "IssueInstant")?,
            status,
            signed: signer.is_some(),
            assertion,
        })
    }
}

fn the_assertion(root: Element<'_>, signer: Option<&Jwk>, trust: &Trust<'_>) -> Result<Assertion, Error> {
    let is_one = |it: &Element<'_>| it.is(ASSERTION, "Assertion") || it.is(ASSERTION, "EncryptedAssertion");
    let found: Vec<Element<'_>> = root.children().filter(is_one).collect();
    let [found] = found.as_slice() else { return Err(Error::Assertions(found.len())) };
    if root.descendants().filter(is_one).count() != 1 {
        return Err(Error::AssertionElsewhere);
    }
    // Whoever may change what is encrypted without being seen must not learn what becomes of it.
    let opening = if signer.is_some() { trust.opening } else { trust.opening.without_cbc() };
    if found.is(ASSERTION, "Assertion") {
        return signed(*found, signer, trust, &opening);
    }
    let source = encryption::decrypt(*found, &opening)?;
    let document = source.document()?;
    if document.root().descendants().filter(is_one).count() != 1 {
        return Err(Error::AssertionElsewhere);
    }
    signed(document.root(), signer, trust, &opening)
}

fn signed(
    element: Element<'_>,
    signer: Option<&Jwk>,
    trust: &Trust<'_>,
    opening: &Opening<'_>,
) -> Result<Assertion, Error> {
    match (element.each(signature::NAMESPACE, "Signature").next(), signer) {
        // What a signature of its own covers was changed by nobody since, in CBC mode or not.
        (Some(_), _) => Assertion::verify(element, trust),
        (None, Some(signer)) => Assertion::read(element, signer, opening),
        (None, None) => Err(Error::Unsigned),
    }
}
