use super::name_id::issuer;
use super::request::{check_message, message};
use super::{Error, NameId, PROTOCOL, Status, time};
use crate::Element;
use crate::encryption::Opening;
use crate::write::Tag;

/// That somebody's sessions are over (Core §3.7.1). Whether it is believed is known by whoever verified it, or the
/// query it came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogoutRequest {
    /// Its identifier.
    pub id: String,
    /// When it was made.
    pub issue_instant: i64,
    /// The address it goes to.
    pub destination: Option<String>,
    /// Who says so.
    pub issuer: String,
    /// Who is signed out.
    pub name_id: NameId,
    /// Which of their sessions; all, where there is none.
    pub session_indexes: Vec<String>,
    /// From when on it counts no more.
    pub not_on_or_after: Option<i64>,
}

/// The answer to it (Core §3.7.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogoutResponse {
    /// Its identifier.
    pub id: String,
    /// The request it answers.
    pub in_response_to: Option<String>,
    /// When it was made.
    pub issue_instant: i64,
    /// The address it goes to.
    pub destination: Option<String>,
    /// Who answers.
    pub issuer: String,
    /// What became of the request.
    pub status: Status,
}

impl LogoutRequest {
    /// Reads one.
    ///
    /// # Errors
    /// It is no such request of SAML 2.0, or does not open.
    pub fn read(element: Element<'_>, opening: &Opening<'_>) -> Result<Self, Error> {
        check_message(element, "LogoutRequest")?;
        let until = element.attribute("NotOnOrAfter").map(|text| time::parse(text, "NotOnOrAfter"));
        let indexes = element.each(PROTOCOL, "SessionIndex").map(Element::text);
        Ok(Self {
            id: element.required("ID")?.to_owned(),
            issue_instant: time::parse(element.required("IssueInstant")?, "IssueInstant")?,
            destination: element.attribute("Destination").map(str::to_owned),
            issuer: issuer(element)?.ok_or(crate::Error::Missing("Issuer"))?,
            name_id: NameId::within(element, opening)?.ok_or(Error::NoSubject)?,
            session_indexes: indexes.collect::<Result<_, _>>()?,
            not_on_or_after: until.transpose()?,
        })
    }

    /// Checks that it is `issuer` who says so, to us at `destination`, and now.
    ///
    /// # Errors
    /// What is not as expected.
    pub fn check(&self, issuer: &str, destination: &str, now: i64, leeway: i64) -> Result<(), Error> {
        check(&self.issuer, issuer, self.destination.as_deref(), destination)?;
        if self.issue_instant > now + leeway {
            return Err(Error::NotYetValid);
        }
        if now - leeway >= self.until() { Err(Error::Expired) } else { Ok(()) }
    }

    /// Until when it counts.
    pub fn until(&self) -> i64 {
        self.not_on_or_after.unwrap_or(self.issue_instant.saturating_add(MAX_AGE))
    }

    /// Writes it.
    pub fn to_xml(&self) -> String {
        let until = self.not_on_or_after.map(time::format);
        let indexes = self.session_indexes.iter().map(|index| Tag::new("samlp:SessionIndex").text(index));
        message("samlp:LogoutRequest", &self.id, self.issue_instant, self.destination.as_deref())
            .maybe("NotOnOrAfter", until.as_deref())
            .child(Tag::new("saml:Issuer").text(&self.issuer))
            .child(self.name_id.tag())
            .children(indexes)
            .to_string()
    }
}

/// For how many seconds a request counts that does not say it itself.
const MAX_AGE: i64 = 300;

impl LogoutResponse {
    /// Reads one.
    ///
    /// # Errors
    /// It is no such response of SAML 2.0.
    pub fn read(element: Element<'_>) -> Result<Self, Error> {
        check_message(element, "LogoutResponse")?;
        Ok(Self {
            id: element.required("ID")?.to_owned(),
            in_response_to: element.attribute("InResponseTo").map(str::to_owned),
            issue_instant: time::parse(element.required("IssueInstant")?, "IssueInstant")?,
            destination: element.attribute("Destination").map(str::to_owned),
            issuer: issuer(element)?.ok_or(crate::Error::Missing("Issuer"))?,
            status: Status::within(element)?,
        })
    }

    /// Checks that it is `issuer` who answers `request`, to us at `destination`.
    ///
    /// # Errors
    /// What is not as expected. What became of the request stands in the status.
    pub fn check(&self, issuer: &str, destination: &str, request: &str) -> Result<(), Error> {
        check(&self.issuer, issuer, self.destination.as_deref(), destination)?;
        let answers = self.in_response_to.as_deref() == Some(request);
        if answers { Ok(()) } else { Err(Error::InResponseTo) }
    }

    /// Writes it.
    pub fn to_xml(&self) -> String {
        message("samlp:LogoutResponse", &self.id, self.issue_instant, self.destination.as_deref())
            .maybe("InResponseTo", self.in_response_to.as_deref())
            .child(Tag::new("saml:Issuer").text(&self.issuer))
            .child(self.status.tag())
            .to_string()
    }
}

/// Messages that go through a browser name where they go (Bindings §3.4.5.2).
fn check(issuer: &str, expected: &str, destination: Option<&str>, own: &str) -> Result<(), Error> {
    if issuer != expected {
        return Err(Error::Issuer);
    }
    if destination == Some(own) { Ok(()) } else { Err(Error::Destination) }
}
