//! The mind of Countersign: every decision of the platform, and nothing else.
//!
//! A decision is a pure function: facts, request and [`Env`] in, a [`Decision`] out. Nothing here
//! opens a socket, reads a clock or asks for randomness; whoever calls loads the facts first,
//! commits the decision's effects afterwards and only then answers.

pub mod decision;
pub mod effect;
pub mod model;
pub mod time;

pub use decision::{Decision, Derive, Env, Purpose, Random};
pub use effect::Effect;
pub use time::Time;
