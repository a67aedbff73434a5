//! Signing in at an upstream: setting out, coming back, and what the answer leads to.
//!
//! To the upstream we are a relying party, or the service provider of one that speaks SAML (`saml`). A person sets out with a ticket that knows the request and is
//! found by its state; it is spent before the code that comes back is exchanged, so that an answer counts
//! once however often it is shown. What the upstream says is verified while facts are loaded, and read into
//! [`Vouched`] by its table of claims; then an account is found for it, never by anything but whom the
//! upstream knows the person as.

pub mod asked;
mod begin;
mod fail;
mod fault;
mod link;
mod read;
mod returned;
pub mod saml;
mod settle;
pub mod trail;
mod wish;

pub use begin::{Begun, begin};
pub use fail::fail;
pub use fault::refusal_of;
pub use read::{Vouched, read};
pub use returned::{Returned, handle_of, key, returned};
pub(in crate::login) use settle::with_account;
pub use settle::{SettleFacts, Settled, settle};
