use jose::Jwk;

use super::name_id::issuer;
use super::{ASSERTION, Attribute, Error, Subject, Trust, time};
use crate::encryption::Opening;
use crate::{Element, signature};

/// What an issuer says of somebody (Core §2.3.3). It is made only of what a signature covers, by
/// [`Assertion::verify`] and [`Response::read`](super::Response::read).
#[derive(Debug, Clone)]
pub struct Assertion {
    /// Its identifier, which one that may be used once is remembered by.
    pub id: String,
    /// Who says so.
    pub issuer: String,
    /// When it was said.
    pub issue_instant: i64,
    /// Whom it is about.
    pub subject: Option<Subject>,
    /// Under which conditions it holds.
    pub conditions: Option<Conditions>,
    /// How and when they signed in there.
    pub authn_statements: Vec<AuthnStatement>,
    /// What is said of them.
    pub attributes: Vec<Attribute>,
    /// The key by which it was signed, or the message it came in.
    pub key: Jwk,
}

/// Under which conditions an assertion holds (Core §2.5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conditions {
    /// From when on.
    pub not_before: Option<i64>,
    /// From when on not any more.
    pub not_on_or_after: Option<i64>,
    /// For whom: of each of these lists one is to be the reader.
    pub audiences: Vec<Vec<String>>,
    /// Whether it may be used at once and once only.
    pub one_time_use: bool,
}

/// That somebody signed in (Core §2.7.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthnStatement {
    /// When.
    pub authn_instant: i64,
    /// What the issuer calls their session, by which it signs them out.
    pub session_index: Option<String>,
    /// When that session ends.
    pub session_not_on_or_after: Option<i64>,
    /// How: the class of the context.
    pub class: Option<String>,
    /// Others who were asked by the issuer.
    pub authenticating_authorities: Vec<String>,
}

impl Assertion {
    /// Verifies the assertion's own signature, and reads what it covers.
    ///
    /// # Errors
    /// It is not signed by one of the keys we believe, or is not an assertion of SAML 2.0.
    pub fn verify(element: Element<'_>, trust: &Trust<'_>) -> Result<Self, Error> {
        let verified = signature::verify(element, trust.keys)?;
        let document = verified.document()?;
        Self::read(document.root(), verified.key(), &trust.opening)
    }

    /// Reads one that is covered by a signature of this key.
    pub(super) fn read(element: Element<'_>, key: &Jwk, opening: &Opening<'_>) -> Result<Self, Error> {
        if !element.is(ASSERTION, "Assertion") {
            return Err(crate::Error::Unexpected("Assertion").into());
        }
        if element.required("Version")? != "2.0" {
            return Err(Error::Version);
        }
        let subject = element.optional(ASSERTION, "Subject")?;
        let conditions = element.optional(ASSERTION, "Conditions")?;
        let statements = element.each(ASSERTION, "AuthnStatement").map(AuthnStatement::read);
        let attributes =
            element.each(ASSERTION, "AttributeStatement").map(|statement| Attribute::all(statement, opening));
        Ok(Self {
            id: element.required("ID")?.to_owned(),
            issuer: issuer(element)?.ok_or(crate::Error::Missing("Issuer"))?,
            issue_instant: time::parse(element.required("IssueInstant")?, "IssueInstant")?,
            subject: subject.map(|it| Subject::read(it, opening)).transpose()?,
            conditions: conditions.map(Conditions::read).transpose()?,
            authn_statements: statements.collect::<Result<_, _>>()?,
            attributes: attributes.collect::<Result<Vec<_>, _>>()?.concat(),
            key: key.clone(),
        })
    }
}

impl Conditions {
    fn read(element: Element<'_>) -> Result<Self, Error> {
        const KNOWN: [&str; 3] = ["AudienceRestriction", "OneTimeUse", "ProxyRestriction"];
        // A condition that is not understood is not met (Core §2.5.1.1).
        if let Some(other) = element.children().find(|it| KNOWN.iter().all(|name| !it.is(ASSERTION, name))) {
            return Err(crate::Error::Unexpected(if other.name() == "Condition" {
                "a condition"
            } else {
                "Conditions"
            })
            .into());
        }
        let audiences = element.each(ASSERTION, "AudienceRestriction").map(|restriction| {
            let texts = restriction.each(ASSERTION, "Audience").map(Element::text);
            texts.map(|text| text.map(|text| text.trim_ascii().to_owned())).collect::<Result<Vec<_>, _>>()
        });
        Ok(Self {
            not_before: at(element, "NotBefore")?,
            not_on_or_after: at(element, "NotOnOrAfter")?,
            audiences: audiences.collect::<Result<_, _>>()?,
            one_time_use: element.each(ASSERTION, "OneTimeUse").next().is_some(),
        })
    }
}

impl AuthnStatement {
    fn read(element: Element<'_>) -> Result<Self, Error> {
        let context = element.only(ASSERTION, "AuthnContext")?;
        let class = context.optional(ASSERTION, "AuthnContextClassRef")?;
        let authorities = context.each(ASSERTION, "AuthenticatingAuthority").map(Element::text);
        Ok(Self {
            authn_instant: time::parse(element.required("AuthnInstant")?, "AuthnInstant")?,
            session_index: element.attribute("SessionIndex").map(str::to_owned),
            session_not_on_or_after: at(element, "SessionNotOnOrAfter")?,
            class: class.map(|it| it.text().map(|it| it.trim_ascii().to_owned())).transpose()?,
            authenticating_authorities: authorities.collect::<Result<_, _>>()?,
        })
    }
}

fn at(element: Element<'_>, name: &'static str) -> Result<Option<i64>, crate::Error> {
    element.attribute(name).map(|text| time::parse(text, name)).transpose()
}
