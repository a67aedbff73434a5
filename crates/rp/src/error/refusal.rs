use std::fmt;

use serde_json::{Map, Value};

/// A no in the words of the protocol (RFC 6749 §4.1.2.1, §5.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The error code, such as `access_denied` where the person said no.
    pub error: String,
    /// A sentence for those who build the application; never to be shown to the person as it is.
    pub description: Option<String>,
    /// The provider's own code, finer than `error` (`error_code`, as Countersign has it), by which the
    /// application may choose its words.
    pub code: Option<String>,
}

impl Refusal {
    pub(crate) fn new(error: &str, description: Option<&str>, code: Option<&str>) -> Self {
        Self {
            error: cut(error, 100),
            description: description.map(|text| cut(text, 500)),
            code: code.map(|text| cut(text, 100)),
        }
    }

    pub(crate) fn of_members(members: &Map<String, Value>) -> Option<Self> {
        let text = |name| members.get(name).and_then(Value::as_str);
        Some(Self::new(text("error")?, text("error_description"), text("error_code")))
    }

    /// Whether the person said no, rather than anything having failed.
    pub fn is_by_the_person(&self) -> bool {
        self.error == "access_denied"
    }
}

/// What comes from outside is bounded, and does not break lines of a log.
fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).map(|letter| if letter.is_control() { '?' } else { letter }).collect()
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "The provider refused: {}", self.error)?;
        if let Some(code) = &self.code {
            write!(f, ", {code}")?;
        }
        match &self.description {
            Some(description) => write!(f, " ({description})"),
            None => f.write_str("."),
        }
    }
}

impl std::error::Error for Refusal {}
