//! The language of OAuth 2.0 and OpenID Connect: requests, responses, claims, metadata and error
//! codes, as types that parse.
//!
//! Everything here is pure. A type that can only be made by parsing needs no second look, and what
//! could not be parsed is told as a fact that names the parameter and never repeats its value.
//! What is *allowed* is decided elsewhere: this crate knows the grammar, not the policy.
//!
//! One subject, one module, named as the specification names it. Limits on what comes from outside
//! are constants beside the parser that holds them.

#[macro_use]
mod word;

pub mod acr;
pub mod authorization;
pub mod bearer;
pub mod ciba;
pub mod claims;
pub mod client_authentication;
pub mod device;
pub mod discovery;
pub mod display;
pub mod error;
pub mod introspection;
pub mod logout;
pub mod metadata;
pub mod parameters;
pub mod personal_identity_code;
pub mod pkce;
pub mod prompt;
pub mod redirect_uri;
pub mod resource;
pub mod response_mode;
pub mod response_type;
pub mod revocation;
pub mod scope;
pub mod token;

pub use word::UnknownWord;
