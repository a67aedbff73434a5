//! The real program, as people and scripts call it. Each test has a folder of its own.
//!
//! The modules are marked as tests so that their helpers, too, may unwrap.

#[cfg(test)]
mod policy;
#[cfg(test)]
#[path = "../../../store/tests/support/postgres.rs"]
mod postgres;
#[cfg(test)]
mod program;

#[cfg(test)]
mod certificates;
#[cfg(test)]
mod client;
#[cfg(test)]
mod client_bundle;
#[cfg(test)]
mod client_key;
#[cfg(test)]
mod configuration;
#[cfg(test)]
mod configuration_refused;
#[cfg(test)]
mod demo;
#[cfg(test)]
mod directory;
#[cfg(test)]
mod help;
#[cfg(test)]
mod import;
#[cfg(test)]
mod installation;
#[cfg(test)]
mod installation_refused;
#[cfg(test)]
mod jose;
#[cfg(test)]
mod key;
#[cfg(test)]
mod master_key;
#[cfg(test)]
mod migrate;
#[cfg(test)]
mod offered;
#[cfg(test)]
mod registration;
#[cfg(test)]
mod sender;
#[cfg(test)]
mod session;
#[cfg(test)]
mod sim;
#[cfg(test)]
mod upstream;
#[cfg(test)]
mod user;
