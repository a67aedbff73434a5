//! Signing in at an identity provider of SAML 2.0, as its service provider (Profiles §4.1).

mod begin;
mod fault;
mod outgoing;
mod read;
mod verify;

use jose::{DecryptionKey, SigningKey};
use xml::saml::metadata::IdentityProvider;

pub use begin::begin;
pub use fault::refusal_of;
pub(crate) use outgoing::Message;
pub use outgoing::Outgoing;
pub use read::read;
pub use verify::{Answered, request_named, verify};

/// What we are at an identity provider, and what it is: the way to make messages, and to read them.
#[derive(Clone, Copy)]
pub struct ServiceProvider<'a> {
    /// Our entity ID there.
    pub entity_id: &'a str,
    /// Where its answers come to.
    pub acs: &'a str,
    /// Where sign-outs are asked for and answered.
    pub slo: &'a str,
    /// What we sign with.
    pub signing: &'a SigningKey,
    /// What we open with.
    pub opening: &'a [DecryptionKey],
    /// What it says of itself, believed.
    pub provider: &'a IdentityProvider,
}
