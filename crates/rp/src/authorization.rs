//! Asking for a person (OpenID Connect Core §3.1.2.1, PKCE by RFC 7636 with S256 always).

mod begin;
mod object;
mod wish;

pub use begin::{Begun, Redirect};
pub use wish::Authorization;

/// For how many seconds a request object is good: the person's way to the provider, and the clocks'
/// difference.
const OBJECT_LIFETIME: i64 = 300;
