//! Lets the n-th step of all that is committed fail, once.

use std::sync::Mutex;

use store::{FaultAction, Faults, Step};

/// A script for one walk through a flow: it counts the steps, and fails one of them.
#[derive(Default)]
pub(crate) struct Once(Mutex<Course>);

#[derive(Default)]
struct Course {
    /// Whether steps count at all.
    armed: bool,
    /// The step that fails, by its place in the walk.
    fails: Option<usize>,
    steps: Vec<Step>,
    /// How many commits the request under way has begun.
    commits: usize,
    fired: Option<Fault>,
}

/// What failed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Fault {
    /// In which of the request's commits, from 1.
    pub(crate) commit: usize,
    pub(crate) step: Step,
}

impl Fault {
    /// Whether the commit holds all the same: only its reply was lost.
    pub(crate) fn held(self) -> bool {
        self.step == Step::Reply
    }

    /// What whoever asked is told.
    pub(crate) fn error_code(self) -> &'static str {
        match self.step {
            Step::Statement(_) => "store-unavailable",
            Step::Commit | Step::Reply => "outcome-unknown",
        }
    }
}

impl Once {
    /// Counts steps from here on, and fails the one at this place, if any.
    pub(crate) fn arm(&self, fails: Option<usize>) {
        *self.0.lock().unwrap() = Course { armed: true, fails, ..Course::default() };
    }

    /// Counts no more; returns the steps that were counted.
    pub(crate) fn disarm(&self) -> Vec<Step> {
        self.begin_request();
        std::mem::take(&mut *self.0.lock().unwrap()).steps
    }

    pub(crate) fn begin_request(&self) {
        let mut course = self.0.lock().unwrap();
        assert_eq!(course.fired, None, "something failed that nobody looked at");
        course.commits = 0;
    }

    /// What failed since this was last asked.
    pub(crate) fn fired(&self) -> Option<Fault> {
        self.0.lock().unwrap().fired.take()
    }
}

impl Faults for Once {
    fn before(&self, step: Step) -> Option<FaultAction> {
        let mut course = self.0.lock().unwrap();
        if !course.armed {
            return None;
        }
        if step == Step::Statement(1) {
            course.commits += 1;
        }
        let place = course.steps.len();
        course.steps.push(step);
        if course.fails != Some(place) {
            return None;
        }
        course.fired = Some(Fault { commit: course.commits, step });
        Some(FaultAction::Fail)
    }
}
