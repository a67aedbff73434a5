//! A simulated identity broker of the Finnish trust network: eight invented banks, invented people, and
//! every fault that a relying party must survive.
//!
//! Towards relying parties it is as strict as a real one: signed requests, `private_key_jwt`, answers
//! signed and sealed. What breaks a rule is refused in words that name the rule, so that it serves as a
//! test bed that needs no contract. Towards people it is obviously a play: nobody has a secret here.
//!
//! [`start`] serves it on sockets of its own; [`Running`] says where. Clients are [`Registered`] by
//! hand, with their keys, as brokers do.
//!
//! Nothing here keeps anything: it all vanishes with the process.

mod ask;
mod bank;
mod claims;
mod client;
mod clock;
mod door;
mod fault;
mod house;
mod keys;
mod level;
mod login;
mod next;
mod options;
mod page;
mod person;
mod request_object;
mod running;
mod scenario;
mod seal;
mod shelf;
mod token;

pub use bank::{BANKS, Bank};
pub use client::Registered;
pub use clock::Clock;
pub use keys::Keys;
pub use level::Level;
pub use next::Next;
pub use options::Options;
pub use person::{PEOPLE, Person};
pub use running::{Error, Running, start};
pub use scenario::Scenario;
