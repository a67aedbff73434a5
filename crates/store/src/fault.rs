//! Where tests make a commit fail. In production there is none of it: one look at an empty option.

use std::time::Duration;

/// Decides, before each step of each commit, whether it fails.
pub trait Faults: Send + Sync {
    /// What happens instead of, or before, this step; nothing for the ordinary course.
    fn before(&self, step: Step) -> Option<FaultAction>;
}

/// A step of a commit.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Step {
    /// The k-th statement, from 1. If it fails, the commit has failed.
    Statement(usize),
    /// The COMMIT. If it fails it has not reached the database, but nobody can know: nothing
    /// holds, the outcome is unknown.
    Commit,
    /// The COMMIT's reply. If it fails everything holds, but nobody can know: the outcome is unknown.
    Reply,
}

/// What happens at a step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FaultAction {
    /// It fails.
    Fail,
    /// It takes so much longer.
    Delay(Duration),
}
