//! Metadata of providers and clients.

mod client;
mod localized;
mod provider;
mod request_object;
mod strict;

pub use client::{ApplicationType, ClientMetadata, Encoding, SubjectType};
pub use localized::Localized;
pub use provider::ProviderMetadata;
pub use request_object::RequestObjectSigning;
pub use strict::{Error, MEMBERS, distance, nearest, parse_strict};
