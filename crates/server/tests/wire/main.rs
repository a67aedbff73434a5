//! The server over real HTTP, on both stores. Each test has a server of its own.
//!
//! The modules are marked as tests so that their helpers, too, may unwrap.

#[cfg(test)]
#[macro_use]
mod world;
#[cfg(test)]
mod browser;
#[cfg(test)]
#[path = "../../../store/tests/support/postgres.rs"]
mod postgres;

#[cfg(test)]
mod code_flow;
