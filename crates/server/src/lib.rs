//! placeholder
pub mod page;
