//! OpenID Connect for relying parties.

mod answer;
mod authorization;
mod callback;
mod claims;
mod client;
mod endpoint;
mod env;
pub mod error;
mod id_token;
mod keys;
mod logout;
pub mod message;
mod party;
mod pending;
mod provider;
mod refresh;
mod session;
mod tokens;
mod used;
mod userinfo;
mod verify;

pub use authorization::{Authorization, Begun, Redirect};
pub use callback::Answered;
pub use claims::Claims;
pub use client::{AssertionAudience, Authentication, Client, RequestObject};
pub use endpoint::Endpoint;
pub use env::Env;
pub use error::{Error, OurFault, OutsideFault, ProviderFault};
pub use id_token::IdToken;
pub use keys::Keys;
pub use logout::{FrontchannelLogout, LogoutToken};
pub use party::Party;
pub use pending::Pending;
pub use provider::Provider;
pub use refresh::Refreshed;
pub use session::Session;
pub use tokens::{AccessToken, Tokens};
pub use used::Used;
pub use userinfo::UserInfo;

pub use jose::sealing::SealingKey;
pub use oidc::discovery::Issuer;
pub use {jose, oidc};
