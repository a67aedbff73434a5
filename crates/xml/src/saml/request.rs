use super::name_id::issuer;
use super::{ASSERTION, Error, PROTOCOL, time};
use crate::Element;
use crate::write::Tag;

/// That somebody is to sign in (Core §3.4.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthnRequest {
    /// Its identifier: random, and beginning with a letter or `_`.
    pub id: String,
    /// When it was made.
    pub issue_instant: i64,
    /// The address it goes to.
    pub destination: Option<String>,
    /// Who asks.
    pub issuer: String,
    /// Where the answer is to go, which the provider knows from the metadata of who asks.
    pub assertion_consumer_service_url: Option<String>,
    /// By which binding the answer is to come.
    pub protocol_binding: Option<String>,
    /// Whether to sign in anew, whatever session there is.
    pub force_authn: bool,
    /// Whether nothing may be shown.
    pub is_passive: bool,
    /// Which kind of name the person is to be called by.
    pub name_id_format: Option<String>,
    /// By one of which classes of contexts; any, where there is none.
    pub classes: Vec<String>,
}

impl AuthnRequest {
    /// Reads one.
    ///
    /// # Errors
    /// It is no such request of SAML 2.0.
    pub fn read(element: Element<'_>) -> Result<Self, Error> {
        check_message(element, "AuthnRequest")?;
        let policy = element.optional(PROTOCOL, "NameIDPolicy")?;
        let context = element.optional(PROTOCOL, "RequestedAuthnContext")?;
        let classes = context.into_iter().flat_map(|it| it.each(ASSERTION, "AuthnContextClassRef"));
        let text = |name| element.attribute(name).map(str::to_owned);
        Ok(Self {
            id: element.required("ID")?.to_owned(),
            issue_instant: time::parse(element.required("IssueInstant")?, "IssueInstant")?,
            destination: text("Destination"),
            issuer: issuer(element)?.ok_or(crate::Error::Missing("Issuer"))?,
            assertion_consumer_service_url: text("AssertionConsumerServiceURL"),
            protocol_binding: text("ProtocolBinding"),
            force_authn: truth(element, "ForceAuthn")?,
            is_passive: truth(element, "IsPassive")?,
            name_id_format: policy.and_then(|it| it.attribute("Format")).map(str::to_owned),
            classes: classes.map(Element::text).collect::<Result<_, _>>()?,
        })
    }

    /// Writes it.
    pub fn to_xml(&self) -> String {
        let policy = self.name_id_format.iter().map(|format| {
            Tag::new("samlp:NameIDPolicy").attribute("Format", format).attribute("AllowCreate", "true")
        });
        let classes = self.classes.iter().map(|class| Tag::new("saml:AuthnContextClassRef").text(class));
        let context =
            Tag::new("samlp:RequestedAuthnContext").attribute("Comparison", "exact").children(classes);
        message("samlp:AuthnRequest", &self.id, self.issue_instant, self.destination.as_deref())
            .maybe("AssertionConsumerServiceURL", self.assertion_consumer_service_url.as_deref())
            .maybe("ProtocolBinding", self.protocol_binding.as_deref())
            .maybe("ForceAuthn", self.force_authn.then_some("true"))
            .maybe("IsPassive", self.is_passive.then_some("true"))
            .child(Tag::new("saml:Issuer").text(&self.issuer))
            .children(policy)
            .children(Some(context).filter(|_| !self.classes.is_empty()))
            .to_string()
    }
}

/// What every message begins with (Core §3.2).
pub(super) fn message(name: &'static str, id: &str, issue_instant: i64, destination: Option<&str>) -> Tag {
    Tag::new(name)
        .attribute("xmlns:samlp", PROTOCOL)
        .attribute("xmlns:saml", ASSERTION)
        .attribute("ID", id)
        .attribute("Version", "2.0")
        .attribute("IssueInstant", &time::format(issue_instant))
        .maybe("Destination", destination)
}

/// Whether it is a message of this name and of SAML 2.0.
pub(super) fn check_message(element: Element<'_>, name: &'static str) -> Result<(), Error> {
    if !element.is(PROTOCOL, name) {
        return Err(crate::Error::Unexpected(name).into());
    }
    if element.required("Version")? == "2.0" { Ok(()) } else { Err(Error::Version) }
}

/// XML Schema Part 2 §3.2.2; what is not there is not true.
pub(super) fn truth(element: Element<'_>, name: &'static str) -> Result<bool, crate::Error> {
    match element.attribute(name).map(str::trim_ascii) {
        Some("true" | "1") => Ok(true),
        Some("false" | "0") | None => Ok(false),
        Some(_) => Err(crate::Error::Value(name)),
    }
}
