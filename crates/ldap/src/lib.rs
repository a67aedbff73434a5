//! LDAP (RFC 4511) as far as a client needs it to have passwords checked: bind, search with paging, StartTLS and
//! unbind, made as bytes and read from bytes. It opens no connection.
//!
//! What comes from a server is read within bounds: lengths are definite and of a size that was agreed to, nesting is
//! as deep as the message has it and no deeper, and nothing is kept but what was asked for.

mod ber;
mod entry;
mod filter;
mod message;
mod name;
mod outcome;

pub use entry::Entry;
pub use filter::MalformedFilter;
pub use message::{Message, Scope, Search, bind, frame, start_tls, unbind};
pub use name::called;
pub use outcome::{Outcome, ResultCode, Trouble};

/// What came is no LDAP, or longer than we take.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Malformed;

impl std::fmt::Display for Malformed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("what came is no LDAP, or longer than we take")
    }
}

impl std::error::Error for Malformed {}
