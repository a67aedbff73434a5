//! Metadata of providers and clients.

mod client;
mod encryption;
mod localized;
mod provider;
mod request_object;
mod strict;

pub use client::{ApplicationType, ClientMetadata, SubjectType};
pub use encryption::{Encryptable, Encryption};
pub use localized::Localized;
pub use provider::{EndpointAliases, ProviderMetadata};
pub use request_object::RequestObjectSigning;
pub use strict::{Error, MEMBERS, distance, nearest, parse_strict};
