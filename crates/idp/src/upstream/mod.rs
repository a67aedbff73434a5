//! Upstreams as records: made, changed and removed by an administrator. How people sign in through them is
//! in [`crate::login`].

mod fingerprint;
pub mod keys;

pub use fingerprint::fingerprint;
