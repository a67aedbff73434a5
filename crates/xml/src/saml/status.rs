use super::{Error, PROTOCOL};
use crate::Element;
use crate::write::Tag;

const SUCCESS: &str = "urn:oasis:names:tc:SAML:2.0:status:Success";

/// What became of a request (Core §3.2.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The code that everybody knows.
    pub code: String,
    /// A code that says more.
    pub second: Option<String>,
    /// What the provider says about it, for the operator.
    pub message: Option<String>,
}

impl Status {
    /// That it was done.
    pub fn success() -> Self {
        Self { code: SUCCESS.to_owned(), second: None, message: None }
    }

    /// Whether it was done.
    pub fn is_success(&self) -> bool {
        self.code == SUCCESS
    }

    /// Of what is a response.
    pub(super) fn within(response: Element<'_>) -> Result<Self, Error> {
        let element = response.only(PROTOCOL, "Status")?;
        let code = element.only(PROTOCOL, "StatusCode")?;
        let second = code.optional(PROTOCOL, "StatusCode")?;
        let message = element.optional(PROTOCOL, "StatusMessage")?;
        Ok(Self {
            code: code.required("Value")?.to_owned(),
            second: second.map(|it| it.required("Value").map(str::to_owned)).transpose()?,
            message: message.map(Element::text).transpose()?,
        })
    }

    pub(super) fn tag(&self) -> Tag {
        let second = self.second.iter().map(|it| Tag::new("samlp:StatusCode").attribute("Value", it));
        let code = Tag::new("samlp:StatusCode").attribute("Value", &self.code).children(second);
        let message = self.message.iter().map(|it| Tag::new("samlp:StatusMessage").text(it));
        Tag::new("samlp:Status").child(code).children(message)
    }
}
