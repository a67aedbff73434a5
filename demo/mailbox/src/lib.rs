//! A mailbox for trying things out: it catches every mail (by SMTP) and every text message (by HTTP), shows
//! them to people and to test suites, and delivers none.

mod door;
mod mail;
mod page;
mod running;
mod shelf;
mod smtp;

pub use running::{Error, Options, Running, start};
