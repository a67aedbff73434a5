//! The messages of OAuth and OpenID Connect that the workloads exchange.

mod client;
mod code;
mod provider;
mod token;

pub use client::Credential;
pub use code::{CodeFlow, Session};
pub use provider::Provider;
pub use token::{Tokens, client_credentials, refresh};
