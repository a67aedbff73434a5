//! One suite, run over both stores.

#[macro_use]
mod world;
#[path = "../support/postgres.rs"]
mod postgres;

mod atomic;
mod change_log;
mod client;
mod family;
mod faults;
mod migration;
mod race;
mod recovery;
mod refused;
mod sealed;
mod sweep;
mod ticket;
mod user;
