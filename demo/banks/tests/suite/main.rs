//! The broker over HTTP, from the side of a relying party that knows what it should believe, and of one
//! that does not know what it should send.
//!
//! The modules are marked as tests so that their helpers, too, may unwrap.

#[cfg(test)]
mod metadata;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod refused;
#[cfg(test)]
mod scenarios;
#[cfg(test)]
mod sign_in;
#[cfg(test)]
mod world;
