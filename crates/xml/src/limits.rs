/// How much of a document is read. Whatever is more is refused before anything is built of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the whole text.
    pub bytes: usize,
    /// Elements inside each other.
    pub depth: usize,
    /// Tags, comments and sections together: every `<` counts, wherever it stands.
    pub tags: usize,
    /// Attributes and declarations of namespaces together: every `=` counts, wherever it stands.
    pub attributes: usize,
    /// Attributes and declarations of namespaces of one element.
    pub attributes_of_one: usize,
    /// Declarations of namespaces that are in force at one place.
    pub namespaces: usize,
    /// Whether processing instructions may stand in it. Nothing that is signed for us has any.
    pub processing_instructions: bool,
}

impl Limits {
    /// For a message: an assertion with a few hundred attributes fits in, and so does a request.
    pub const MESSAGE: Self = Self {
        bytes: 512 * 1024,
        depth: 64,
        tags: 16 * 1024,
        attributes: 16 * 1024,
        attributes_of_one: 64,
        namespaces: 64,
        processing_instructions: false,
    };

    /// For a description of one entity (SAML metadata), which may carry many certificates and names.
    pub const METADATA: Self = Self { bytes: 1024 * 1024, ..Self::MESSAGE };
}
