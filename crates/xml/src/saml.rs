//! SAML 2.0, as a service provider and its tests need it: assertions and what carries them, requests, logout,
//! metadata, and the two bindings of browsers. Times are seconds since 1970; the present is a parameter.

mod assertion;
mod attribute;
pub mod binding;
mod check;
mod error;
mod logout;
pub mod metadata;
mod name_id;
mod request;
mod response;
mod status;
mod subject;
pub(crate) mod time;

pub use assertion::{Assertion, AuthnStatement, Conditions};
pub use attribute::Attribute;
pub use check::{Accepted, Expectation};
pub use error::Error;
pub use logout::{LogoutRequest, LogoutResponse};
pub use name_id::NameId;
pub use request::AuthnRequest;
pub use response::Response;
pub use status::Status;
pub use subject::{BEARER, Confirmation, HOLDER_OF_KEY, Subject};

use jose::Jwk;

use crate::encryption::Opening;

/// The namespace of assertions.
pub const ASSERTION: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
/// The namespace of the protocol's messages.
pub const PROTOCOL: &str = "urn:oasis:names:tc:SAML:2.0:protocol";

/// Whom we believe, and what we open.
#[derive(Clone, Copy)]
pub struct Trust<'a> {
    /// The keys of the one who is to have signed.
    pub keys: &'a [Jwk],
    /// With what we open what is encrypted to us.
    pub opening: Opening<'a>,
}
