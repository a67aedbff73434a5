//! The memory of Countersign: it loads facts and commits effects, and decides nothing.
//!
//! [`Store::commit`] takes a decision's effects, turns them into data (statements, their values,
//! the rows they must touch) and has one of two engines execute them in one transaction. A
//! statement that touches other rows than it must has lost its guard: then nothing holds, and the
//! request is decided again. The only conditions in here are such guards.
//!
//! Both engines run one set of statements, over two sets of tables (`migrations/`). SQLite is
//! embedded: one writer thread takes all pending commits into one transaction, each under its own
//! savepoint, so that a commit costs a share of one sync to disk. PostgreSQL serves any number of
//! nodes: guards and writes are sent along, their rows counted, and only then COMMIT is sent.
//! Neither answers [`Outcome::Done`] before the COMMIT returned; when that cannot be known the
//! outcome is [`Outcome::Unknown`].
//!
//! The loads are one statement each, and compare with the `now` they are given: SQL is never asked
//! for the time. A family is loaded with everything it hangs on, so that ending a session, a
//! person or a client is one row, and what is put into an ended family later is born dead.
//!
//! Ticket bodies and private keys are sealed under a data key, data keys under the
//! [`MasterKey`]. What nodes keep in memory (clients, signing keys) is numbered in a change log
//! that they poll; numbers follow the order of commits.

mod columns;
mod credentials;
mod engine;
mod error;
mod events;
mod facts;
mod fault;
mod identities;
mod invitations;
mod keys;
mod loading;
mod loads;
mod master_key;
mod master_keys;
mod migration;
mod options;
mod outbox;
mod outcome;
mod policies;
mod records;
mod reseal;
mod sessions;
mod sign_ins;
mod sql;
mod statement;
mod statements;
mod store;
mod vault;

pub use error::Error;
pub use facts::{Change, ChangeKind, Changes, Person, SessionFacts, Swept};
pub use fault::{FaultAction, Faults, Step};
pub use identities::IdentityFacts;
pub use keys::MasterKeysInUse;
pub use loading::MAX_LIST;
pub use master_key::MasterKey;
pub use master_keys::MasterKeys;
pub use migration::Migration;
pub use options::{Location, Options};
pub use outcome::{Guard, Outcome};
pub use reseal::{DataKey, Pass};
pub use store::Store;
