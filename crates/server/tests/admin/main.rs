//! The admin API over real HTTP, on both stores. Every answer to an administrator is held to the
//! OpenAPI document: its status must be there, and its body must be as the document says.
//!
//! The modules are marked as tests so that their helpers, too, may unwrap.

#[cfg(test)]
#[allow(dead_code, reason = "shared with the tests of the wire, which use all of it")]
#[path = "../wire/browser.rs"]
mod browser;
#[cfg(test)]
#[path = "../../../store/tests/support/postgres.rs"]
mod postgres;
#[cfg(test)]
#[macro_use]
#[allow(dead_code, reason = "shared with the tests of the wire, which use all of it")]
#[path = "../wire/world.rs"]
mod world;

#[cfg(test)]
mod api;
#[cfg(test)]
mod schema;

#[cfg(test)]
mod client_keys;
#[cfg(test)]
mod clients;
#[cfg(test)]
mod directories;
#[cfg(test)]
mod document;
#[cfg(test)]
mod events;
#[cfg(test)]
mod factors;
#[cfg(test)]
mod identities;
#[cfg(test)]
mod import;
#[cfg(test)]
mod initial_access_tokens;
#[cfg(test)]
mod invitations;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod many;
#[cfg(test)]
mod offered;
#[cfg(test)]
mod policy;
#[cfg(test)]
mod refused;
#[cfg(test)]
mod sealing;
#[cfg(test)]
mod senders;
#[cfg(test)]
mod services;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod token;
#[cfg(test)]
mod upstreams;
#[cfg(test)]
mod users;
