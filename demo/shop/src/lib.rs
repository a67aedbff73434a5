//! A shop that knows who buys.
//!
//! Two stores sell things that nobody needs. Before an order is taken its buyer is identified: sent through
//! an OpenID provider to a bank and back, and what came of it is kept on the order, and nothing more. The
//! shop speaks with its provider through the library `rp` alone; [`identify`] is all that it takes, and the
//! recipe for other shops.

mod basket;
mod catalogue;
mod clock;
mod database;
mod desk;
mod error;
mod http;
pub mod identify;
mod key;
mod level;
mod merchant;
mod options;
mod order;
pub mod outcome;
mod page;
mod provider;
mod seal;
mod start;
mod store;
mod words;

pub use clock::Clock;
pub use desk::{Browser, Desk};
pub use error::Error;
pub use key::{Purpose, StoreKey};
pub use options::{Options, StoreSetup};
pub use order::{Metadata, OrderId};
pub use provider::{Profile, RequestStyle};
pub use start::{Running, start};
pub use words::Language;

/// What can go wrong in the shop itself.
pub type Result<T> = std::result::Result<T, Error>;

/// The recipe's code is compiled as it stands.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/identify-buyers.md")]
pub struct Recipe;
