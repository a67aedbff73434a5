use super::{ASSERTION, Error};
use crate::Element;
use crate::encryption::{self, Opening};

/// What an assertion says of the person (Core §2.7.3.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// Of what kind the name is.
    pub name_format: Option<String>,
    /// What people call it; nothing is decided by it.
    pub friendly_name: Option<String>,
    /// Its values as text. A value that is itself a name (as `eduPersonTargetedID` is) counts by its text.
    pub values: Vec<String>,
}

impl Attribute {
    /// Those of a statement, encrypted ones too.
    pub(super) fn all(statement: Element<'_>, opening: &Opening<'_>) -> Result<Vec<Self>, Error> {
        let mut found = Vec::new();
        for child in statement.children() {
            if child.is(ASSERTION, "Attribute") {
                found.push(Self::read(child)?);
            } else if child.is(ASSERTION, "EncryptedAttribute") {
                let source = encryption::decrypt(child, opening)?;
                let document = source.document()?;
                if !document.root().is(ASSERTION, "Attribute") {
                    return Err(crate::Error::Unexpected("Attribute").into());
                }
                found.push(Self::read(document.root())?);
            }
        }
        Ok(found)
    }

    fn read(element: Element<'_>) -> Result<Self, Error> {
        let values = element.each(ASSERTION, "AttributeValue").map(value);
        Ok(Self {
            name: element.required("Name")?.to_owned(),
            name_format: element.attribute("NameFormat").map(str::to_owned),
            friendly_name: element.attribute("FriendlyName").map(str::to_owned),
            values: values.collect::<Result<_, _>>()?,
        })
    }
}

fn value(element: Element<'_>) -> Result<String, Error> {
    match element.optional(ASSERTION, "NameID")? {
        Some(name) => Ok(name.text()?),
        None => Ok(element.text()?),
    }
}
