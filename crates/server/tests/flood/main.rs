//! Slow connections by the thousand, from many addresses, beside good sign-ins: a program of its own, so
//! that no other test runs beside what is timed.
//!
//! The long form (4,000 connections for two minutes) runs where `COUNTERSIGN_TEST_LONG` is set.
//! The modules are marked as tests so that their helpers, too, may unwrap.

#[cfg(test)]
#[allow(dead_code, reason = "shared with the tests of the wire, which use all of it")]
#[path = "../wire/browser.rs"]
mod browser;
#[cfg(test)]
#[path = "../../../store/tests/support/postgres.rs"]
mod postgres;
#[cfg(test)]
#[allow(dead_code, reason = "shared with the tests of durability, which use all of it")]
#[path = "../durability/program.rs"]
mod program;
#[cfg(test)]
#[macro_use]
#[allow(dead_code, unused_macros, reason = "shared with the tests of the wire, which use all of it")]
#[path = "../wire/world.rs"]
mod world;

#[cfg(test)]
mod slow;
