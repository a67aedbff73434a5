//! Counting: times, processes, and what a round of flows came to.

mod histogram;
mod median;
mod process;
mod tally;

pub use histogram::Histogram;
pub use median::median;
pub use process::{Figure, Usage, Watched, own_cpu_seconds, thread_cpu_seconds};
pub use tally::Tally;
