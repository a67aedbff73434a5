//! The messages of OAuth and OpenID Connect that the workloads exchange.

mod client;
mod code;
mod provider;
mod sealed;
mod token;

pub use client::Credential;
pub use code::{CodeFlow, Session};
pub use provider::Provider;
pub use sealed::{SIGNED_WITH, SealedFlow, opening, opens_with};
pub use token::{Tokens, client_credentials, refresh};
