//! What a browser and an authenticator say (Web Authentication, Level 3): read, bounded, and held against
//! what was expected of them, step by step.
//!
//! It takes bytes and gives what they prove, or the [`Fault`] that stands in the way. [`registration::verify`] makes a [`Registered`], [`authentication::verify`] an [`Authenticated`],
//! and nothing else does. Who may sign in with what was proven is decided elsewhere.
//!
//! Attestation is not asked for (`none`). A statement that comes all the same is read past and trusted no
//! further: which make an authenticator is stays its own claim.

pub mod authentication;
mod authenticator_data;
mod cbor;
pub mod challenge;
mod client_data;
mod cose;
mod ecdsa;
mod fault;
pub mod registration;
mod relying_party;

pub use authentication::{Assertion, Authenticated};
pub use cose::{ALGORITHMS, PublicKey};
pub use fault::Fault;
pub use registration::{Attestation, Registered};
pub use relying_party::{Ceremony, RelyingParty};

/// The longest credential id, in bytes (§6.5.1).
pub const MOST_CREDENTIAL_ID: usize = 1023;

/// The most that is read of any one part of a response, in bytes. Statements of attestation that nobody
/// asked for bring chains of certificates.
pub const MOST_BYTES: usize = 16 * 1024;
