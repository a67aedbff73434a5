//! The mind of Countersign: every decision of the platform, and nothing else.
//!
//! A decision is a pure function: facts, request and [`Env`] in, a [`Decision`] out. Nothing here
//! opens a socket, reads a clock or asks for randomness; whoever calls loads the facts first,
//! commits the decision's effects afterwards and only then answers.

pub mod access;
pub mod account;
pub mod admin;
pub mod authorize;
pub mod certificate;
pub mod client;
pub mod consent;
pub mod cross_device;
pub mod decision;
pub mod directory;
pub mod dpop;
pub mod effect;
pub mod email_domain;
pub mod grant;
pub mod identity;
pub mod introspect;
pub mod issue;
pub mod key;
pub mod login;
pub mod logout;
pub mod model;
pub mod notice;
pub mod outbox;
pub mod phone;
pub mod policy;
pub mod refusal;
pub mod replay;
pub mod resource;
pub mod revoke;
pub mod scope;
pub mod sender;
pub mod time;
pub mod upstream;
pub mod user;
pub mod userinfo;
pub mod webauthn;

pub use decision::{Decision, Derive, Env, Purpose, Random};
pub use effect::Effect;
pub use refusal::{Reason, Refusal};
pub use time::Time;
