//! Drives any OpenID provider with real flows and reports rate, latency, memory and, given the
//! server's process id, CPU seconds per thousand requests.
//!
//! A *virtual user* is one task with its own keep-alive connections, cookies and tokens. It repeats
//! one *flow* (a request, or a whole sign-in) until the run's time or number is used up. What a
//! flow is says [`workload`]; how flows are counted says [`drive`]; what they would cost at the
//! very least says [`floor`].

pub mod browser;
pub mod cli;
pub mod drive;
pub mod error;
pub mod floor;
pub mod http;
pub mod measure;
pub mod oauth;
pub mod print;
pub mod report;
pub mod target;
pub mod workload;
