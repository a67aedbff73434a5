//! How results are shown: to people, to programs, to documentation.

mod markdown;
mod table;

pub use markdown::report;
pub use table::{outcomes, sweep};
