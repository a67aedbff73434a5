//! The policy that an administrator wrote: its facts, its rules, and what they come to.

pub mod expression;
pub mod facts;
pub mod gather;
pub mod rule;
pub mod verdict;
