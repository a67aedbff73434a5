//! How messages travel through a browser (Bindings for SAML 2.0): in the address, or in a form.

pub mod post;
pub mod redirect;

/// What a message is: the parameter it travels in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parameter {
    /// `SAMLRequest`
    Request,
    /// `SAMLResponse`
    Response,
}

impl Parameter {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Request => "SAMLRequest",
            Self::Response => "SAMLResponse",
        }
    }
}
