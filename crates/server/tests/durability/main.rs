//! What holds when many ask at once, when steps of a commit fail, when processes are killed, and where several
//! nodes serve one database.
//!
//! The long forms run where `COUNTERSIGN_TEST_LONG` is set, as `scripts/test --long` does.
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
mod crash;
#[cfg(test)]
mod drain;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod log;
#[cfg(test)]
mod master_key;
#[cfg(test)]
mod nodes;
#[cfg(test)]
mod program;
#[cfg(test)]
mod race;
#[cfg(test)]
mod sync;

/// How often something is done: in the long form, and otherwise.
#[cfg(test)]
fn rounds(long: usize, short: usize) -> usize {
    if std::env::var("COUNTERSIGN_TEST_LONG").is_ok_and(|long| !long.is_empty()) { long } else { short }
}
