//! What is refused, each thing beside its twin that is accepted.

mod claims;
mod json;
mod keys;
mod primitives;
mod tokens;
