//! Signed XML, as little of it as identity providers need: reading what a stranger wrote without being
//! harmed by it, the canonical form, signatures that cover exactly what is read, encryption, and SAML.
//!
//! A signed message goes through these types, and there is no way around one of them: [`Source::read`] bounds
//! what came and refuses what XML can do beyond carrying data; [`Source::document`] parses it;
//! [`signature::verify`] gives a [`signature::Verified`], which holds the very bytes that were hashed and
//! nothing else. Whoever reads an assertion reads it from those.

mod base64;
pub mod canonical;
mod document;
pub mod encryption;
mod error;
mod limits;
pub mod saml;
pub mod saml11;
mod scan;
pub mod signature;
mod source;
pub mod write;

pub use document::{Document, Element};
pub use error::Error;
pub use limits::Limits;
pub use source::Source;
