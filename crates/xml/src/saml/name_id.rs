use super::{ASSERTION, Error};
use crate::Element;
use crate::encryption::{self, Opening};
use crate::write::Tag;

/// Whom an assertion or a request is about (Core §2.2.3), as its issuer calls them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameId {
    /// The name itself.
    pub value: String,
    /// What kind of name it is.
    pub format: Option<String>,
    /// Who gave it.
    pub name_qualifier: Option<String>,
    /// For whom it was given.
    pub sp_name_qualifier: Option<String>,
}

impl NameId {
    /// The `NameID` in `parent`, or the `EncryptedID` in its place.
    pub(super) fn within(parent: Element<'_>, opening: &Opening<'_>) -> Result<Option<Self>, Error> {
        let plain = parent.optional(ASSERTION, "NameID")?;
        let encrypted = parent.optional(ASSERTION, "EncryptedID")?;
        match (plain, encrypted) {
            (Some(_), Some(_)) => Err(crate::Error::Several("NameID").into()),
            (Some(element), None) => Self::read(element).map(Some),
            (None, Some(holder)) => {
                let source = encryption::decrypt(holder, opening)?;
                let document = source.document()?;
                if !document.root().is(ASSERTION, "NameID") {
                    return Err(crate::Error::Unexpected("NameID").into());
                }
                Self::read(document.root()).map(Some)
            }
            (None, None) => Ok(None),
        }
    }

    fn read(element: Element<'_>) -> Result<Self, Error> {
        let attribute = |name| element.attribute(name).map(str::to_owned);
        let value = element.text()?;
        if value.trim_ascii().is_empty() {
            return Err(crate::Error::Value("NameID").into());
        }
        Ok(Self {
            value,
            format: attribute("Format"),
            name_qualifier: attribute("NameQualifier"),
            sp_name_qualifier: attribute("SPNameQualifier"),
        })
    }

    pub(super) fn tag(&self) -> Tag {
        Tag::new("saml:NameID")
            .maybe("Format", self.format.as_deref())
            .maybe("NameQualifier", self.name_qualifier.as_deref())
            .maybe("SPNameQualifier", self.sp_name_qualifier.as_deref())
            .text(&self.value)
    }
}

/// The `Issuer` in `parent`: an entity's name.
pub(super) fn issuer(parent: Element<'_>) -> Result<Option<String>, Error> {
    let Some(element) = parent.optional(ASSERTION, "Issuer")? else { return Ok(None) };
    Ok(Some(element.text()?.trim_ascii().to_owned()))
}
