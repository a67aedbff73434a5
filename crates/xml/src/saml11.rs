//! Assertions of SAML 1.1, as card selectors and older token services write them. Times are seconds since 1970; the
//! present is a parameter.

mod check;

pub use check::Expectation;

use jose::Jwk;

use crate::saml::{Error, time};
use crate::signature::{self, NAMESPACE as DS};
use crate::{Element, signature::Verified};

/// The namespace of assertions.
pub const ASSERTION: &str = "urn:oasis:names:tc:SAML:1.0:assertion";
/// Whoever brings the assertion is the one it is about (Bindings §5.3).
pub const BEARER: &str = "urn:oasis:names:tc:SAML:1.0:cm:bearer";
/// Whoever proves to have a key is (Bindings §5.1).
pub const HOLDER_OF_KEY: &str = "urn:oasis:names:tc:SAML:1.0:cm:holder-of-key";

/// What an issuer says of somebody (Core §2.3.2). It is made only of what a signature covers.
#[derive(Debug, Clone)]
pub struct Assertion {
    /// Its identifier, which one that may be used once is remembered by.
    pub id: String,
    /// Who says so.
    pub issuer: String,
    /// When it was said.
    pub issue_instant: i64,
    /// From when on it holds.
    pub not_before: Option<i64>,
    /// From when on not any more.
    pub not_on_or_after: Option<i64>,
    /// For whom: of each of these lists one is to be the reader.
    pub audiences: Vec<Vec<String>>,
    /// Whom each of its statements is about.
    pub subjects: Vec<Subject>,
    /// When and how they signed in there.
    pub authentications: Vec<Authentication>,
    /// What is said of them.
    pub attributes: Vec<Attribute>,
    /// The key by which it was signed.
    pub key: Jwk,
}

/// Whom a statement is about (Core §2.4.2.1).
#[derive(Debug, Clone)]
pub struct Subject {
    /// What the issuer calls them.
    pub name: Option<String>,
    /// What kind of name it is.
    pub format: Option<String>,
    /// In which ways whoever brings it may be the one it is about.
    pub methods: Vec<String>,
    /// The keys of which one is to be proven, for [`HOLDER_OF_KEY`].
    pub keys: Vec<Jwk>,
}

/// That somebody signed in (Core §2.4.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authentication {
    /// How.
    pub method: String,
    /// When.
    pub instant: i64,
}

/// What is said of somebody (Core §2.4.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// In which its name is.
    pub namespace: String,
    /// Its values.
    pub values: Vec<String>,
}

impl Assertion {
    /// Verifies the assertion's signature with the keys that its issuer is known by, and reads what it covers.
    ///
    /// # Errors
    /// It is not signed by one of them, or is not an assertion of SAML 1.1.
    pub fn verify(element: Element<'_>, keys: &[Jwk]) -> Result<Self, Error> {
        Self::read(&signature::verify(element, keys)?)
    }

    fn read(verified: &Verified) -> Result<Self, Error> {
        let document = verified.document()?;
        let root = document.root();
        if !root.is(ASSERTION, "Assertion") {
            return Err(crate::Error::Unexpected("Assertion").into());
        }
        if (root.required("MajorVersion")?, root.required("MinorVersion")?) != ("1", "1") {
            return Err(Error::Version);
        }
        let conditions = root.optional(ASSERTION, "Conditions")?;
        let at = |name: &'static str| {
            let text = conditions.and_then(|it| it.attribute(name));
            text.map(|text| time::parse(text, name)).transpose()
        };
        let mut assertion = Self {
            id: root.required("AssertionID")?.to_owned(),
            issuer: root.required("Issuer")?.to_owned(),
            issue_instant: time::parse(root.required("IssueInstant")?, "IssueInstant")?,
            not_before: at("NotBefore")?,
            not_on_or_after: at("NotOnOrAfter")?,
            audiences: conditions.map_or(Ok(Vec::new()), audiences)?,
            subjects: Vec::new(),
            authentications: Vec::new(),
            attributes: Vec::new(),
            key: verified.key().clone(),
        };
        for statement in root.children() {
            assertion.add(statement)?;
        }
        Ok(assertion)
    }

    /// Statements of other kinds say nothing that is read.
    fn add(&mut self, statement: Element<'_>) -> Result<(), Error> {
        if statement.is(ASSERTION, "AuthenticationStatement") {
            let instant = statement.required("AuthenticationInstant")?;
            self.authentications.push(Authentication {
                method: statement.required("AuthenticationMethod")?.to_owned(),
                instant: time::parse(instant, "AuthenticationInstant")?,
            });
        } else if statement.is(ASSERTION, "AttributeStatement") {
            for attribute in statement.each(ASSERTION, "Attribute") {
                let values = attribute.each(ASSERTION, "AttributeValue").map(Element::text);
                self.attributes.push(Attribute {
                    name: attribute.required("AttributeName")?.to_owned(),
                    namespace: attribute.required("AttributeNamespace")?.to_owned(),
                    values: values.collect::<Result<_, _>>()?,
                });
            }
        } else {
            return Ok(());
        }
        self.subjects.push(Subject::read(statement.only(ASSERTION, "Subject")?)?);
        Ok(())
    }
}

impl Subject {
    fn read(element: Element<'_>) -> Result<Self, Error> {
        let name = element.optional(ASSERTION, "NameIdentifier")?;
        let confirmation = element.optional(ASSERTION, "SubjectConfirmation")?;
        let methods = confirmation.into_iter().flat_map(|it| it.each(ASSERTION, "ConfirmationMethod"));
        let methods = methods.map(|it| it.text().map(|text| text.trim_ascii().to_owned()));
        let infos = confirmation.into_iter().flat_map(|it| it.each(DS, "KeyInfo"));
        Ok(Self {
            name: name.map(Element::text).transpose()?,
            format: name.and_then(|it| it.attribute("Format")).map(str::to_owned),
            methods: methods.collect::<Result<_, _>>()?,
            keys: infos.map(signature::keys).collect::<Result<Vec<_>, _>>()?.concat(),
        })
    }
}

/// A condition that is not understood is not met (Core §2.3.2.1.1).
fn audiences(conditions: Element<'_>) -> Result<Vec<Vec<String>>, Error> {
    let mut found = Vec::new();
    for condition in conditions.children() {
        if condition.is(ASSERTION, "AudienceRestrictionCondition") {
            let texts = condition.each(ASSERTION, "Audience").map(Element::text);
            let texts = texts.map(|text| text.map(|text| text.trim_ascii().to_owned()));
            found.push(texts.collect::<Result<_, _>>()?);
        } else if !condition.is(ASSERTION, "DoNotCacheCondition") {
            return Err(crate::Error::Unexpected("a condition").into());
        }
    }
    Ok(found)
}
