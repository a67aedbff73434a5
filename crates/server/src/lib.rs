//! The body of Countersign: HTTP, flows, pages, the command line, and the worker.
//!
//! A request comes in at [`http`], which turns bytes into types; a [`flow`] loads facts, has the
//! mind decide, commits, and answers; [`http`] turns the answer into bytes. [`node::Node`] is what
//! they all share, and the one seam where tests put a clock and a store of their own.

mod admin;
pub mod bundle;
pub mod cli;
pub mod config;
pub mod fetch;
pub mod flow;
pub mod http;
mod kept_fresh;
pub mod logging;
pub mod node;
pub mod page;
pub mod policy_template;
mod process;
pub mod send;
pub mod worker;
