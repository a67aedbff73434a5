//! One suite, run over both stores.
//!
//! The modules are marked as tests so that their helpers, too, may unwrap.

#[cfg(test)]
#[macro_use]
mod world;
#[cfg(test)]
#[path = "../support/postgres.rs"]
mod postgres;

#[cfg(test)]
mod atomic;
#[cfg(test)]
mod change_log;
#[cfg(test)]
mod client;
#[cfg(test)]
mod credential;
#[cfg(test)]
mod directory;
#[cfg(test)]
mod event;
#[cfg(test)]
mod family;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod identities;
#[cfg(test)]
mod initial_access_token;
#[cfg(test)]
mod invitations;
#[cfg(test)]
mod master_key;
#[cfg(test)]
mod migration;
#[cfg(test)]
mod offered;
#[cfg(test)]
mod outbox;
#[cfg(test)]
mod policy;
#[cfg(test)]
mod race;
#[cfg(test)]
mod recovery;
#[cfg(test)]
mod refused;
#[cfg(test)]
mod reseal;
#[cfg(test)]
mod sealed;
#[cfg(test)]
mod sender;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod sign_ins;
#[cfg(test)]
mod sweep;
#[cfg(test)]
mod ticket;
#[cfg(test)]
mod tls;
#[cfg(test)]
mod upstream;
#[cfg(test)]
mod user;
