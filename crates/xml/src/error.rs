use std::fmt;

/// Why a text is not read, or a document does not have what is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// More bytes than [`Limits::bytes`](crate::Limits::bytes).
    TooLong,
    /// Elements inside each other deeper than [`Limits::depth`](crate::Limits::depth).
    TooDeep,
    /// More tags than [`Limits::tags`](crate::Limits::tags).
    TooManyTags,
    /// More attributes than [`Limits`](crate::Limits) allow, in all or of one element.
    TooManyAttributes,
    /// More namespaces in force at one place than [`Limits::namespaces`](crate::Limits::namespaces).
    TooManyNamespaces,
    /// Bytes that are not UTF-8, or a declaration that names another encoding.
    Encoding,
    /// Another version of XML than 1.0.
    Version,
    /// A document type declaration.
    DocumentType,
    /// A reference to an entity beside the five that XML has.
    Entity,
    /// A processing instruction.
    ProcessingInstruction,
    /// A prefix bound to no namespace, or an empty one (Namespaces in XML 1.0 §4, §5).
    UnboundPrefix,
    /// Not well-formed XML; the text says where and how, for the operator.
    Malformed(String),
    /// An element of this name is missing.
    Missing(&'static str),
    /// There is more than one element of this name where one is meant.
    Several(&'static str),
    /// This attribute is missing.
    MissingAttribute(&'static str),
    /// Something else stands where this was expected.
    Unexpected(&'static str),
    /// The value of this is not of its type.
    Value(&'static str),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => f.write_str("the XML is too long"),
            Self::TooDeep => f.write_str("the XML has elements inside each other too deep"),
            Self::TooManyTags => f.write_str("the XML has too many tags"),
            Self::TooManyAttributes => f.write_str("the XML has too many attributes"),
            Self::TooManyNamespaces => f.write_str("the XML has too many namespaces at one place"),
            Self::Encoding => f.write_str("the XML is not in UTF-8"),
            Self::Version => f.write_str("the XML is of another version than 1.0"),
            Self::DocumentType => f.write_str("the XML has a document type declaration"),
            Self::Entity => f.write_str("the XML refers to an entity"),
            Self::ProcessingInstruction => f.write_str("the XML has a processing instruction"),
            Self::UnboundPrefix => f.write_str("the XML binds a prefix to no namespace"),
            Self::Malformed(how) => write!(f, "the XML is not well-formed: {how}"),
            Self::Missing(name) => write!(f, "the XML has no {name}"),
            Self::Several(name) => write!(f, "the XML has more than one {name}"),
            Self::MissingAttribute(name) => write!(f, "the XML has no attribute {name}"),
            Self::Unexpected(name) => write!(f, "the XML has something else where {name} is expected"),
            Self::Value(name) => write!(f, "the XML has a {name} that is not of its type"),
        }
    }
}

impl std::error::Error for Error {}
