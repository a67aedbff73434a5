//! What to ask next: what was proven, held against what is demanded. Asked after every factor, and of a session
//! that stands whenever another client asks for more.
//!
//! Demands come from the client (`second_factors`), from the request (the levels that it cannot do without),
//! and from the policy that an administrator wrote: its facts, its rules, and what they come to. Which of the
//! factors that would do a person has is no question of policy: whoever has none is told so.

pub(crate) mod ask;
mod calendar;
pub mod expression;
pub mod facts;
pub mod gather;
pub mod rule;
pub mod verdict;

use std::borrow::Cow;

use super::factor::{self, Method};
use super::proven::Proven;
use crate::model::credential::Credential;
use crate::model::settings::Settings;
use crate::refusal::{Reason, Refusal};

/// What is demanded of a sign-in.
#[derive(Debug, Default)]
pub struct Demands<'a> {
    /// One of each of these must have been proven.
    pub one_of: Vec<Cow<'a, [Method]>>,
    /// How well the person must have proven themselves.
    pub level: Level,
    /// How well they are to, if they can.
    pub wish: Level,
    /// Whether one of these is demanded also in a browser that was remembered.
    pub anew: bool,
    /// Whether who has none of what is demanded may not set it up on the way.
    pub no_set_up: bool,
    /// Why nothing that they could prove would do.
    pub denied: Option<Refusal>,
}

/// How well somebody proved themselves, beyond the factors by name.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Level {
    /// By two factors of different kinds.
    pub twofold: bool,
    /// By something that nobody in between could have used.
    pub phishing_resistant: bool,
}

/// What comes next.
#[derive(Debug)]
pub enum Step {
    /// Enough was proven.
    Enter,
    /// One of these is to be proven.
    Prove(Due),
    /// Nothing that could be proven would do.
    Refuse(Refusal),
}

/// What is to be proven.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Due {
    /// One of these.
    pub any_of: Vec<Method>,
    /// Whether it is only wished for: who has none of them goes on without.
    pub is_wish: bool,
    /// Whether it would not be asked for in a browser in which it was proven and that was remembered.
    pub remembers: bool,
    /// Whether who has none of them may set one up on the way.
    pub sets_up: bool,
}

impl Demands<'_> {
    /// What a person's own account demands: one of the factors that they set up themselves.
    pub(crate) fn for_account<'c>(
        credentials: impl IntoIterator<Item = &'c Credential>,
        settings: &Settings,
    ) -> Self {
        match settings.account_demands_own_factors {
            true => Self { anew: true, ..Self::default() }.one_of(&factor::own(credentials)),
            false => Self::default(),
        }
    }

    /// Demands one of these; of none, nothing.
    pub fn one_of(mut self, methods: &[Method]) -> Self {
        if !methods.is_empty() {
            self.one_of.push(Cow::Owned(methods.to_vec()));
        }
        self
    }

    /// Demands one of these, where the browser is not remembered for one of them.
    pub(crate) fn one_of_beside(self, methods: &[Method], remembered: &[Method]) -> Self {
        match methods.iter().any(|method| remembered.contains(method)) {
            true => self,
            false => self.one_of(methods),
        }
    }

    /// Whether nothing is demanded.
    pub fn is_nothing(&self) -> bool {
        self.one_of.is_empty() && self.level.is_none() && self.wish.is_none() && self.denied.is_none()
    }
}

impl Level {
    /// Whether it is nothing in particular.
    pub const fn is_none(self) -> bool {
        !self.twofold && !self.phishing_resistant
    }
}

/// What comes next after what was proven.
pub fn next(proven: &Proven, demands: Demands<'_>) -> Step {
    let Demands { one_of, level, wish, anew, no_set_up, denied } = demands;
    if let Some(refusal) = denied {
        return Step::Refuse(refusal);
    }
    let lists = one_of.iter().filter(|list| !is_met(proven, list)).map(|list| candidates(proven, list));
    let remembers = !anew && lacking(proven, level).next().is_none();
    match lists.chain(lacking(proven, level)).reduce(common) {
        Some(any_of) if any_of.is_empty() => Step::Refuse(
            Refusal::new(Reason::AcrUnmet).operator("no further factor would reach what is demanded"),
        ),
        Some(any_of) => {
            let any_of = with_recovery(any_of, level);
            Step::Prove(Due { any_of, is_wish: false, remembers, sets_up: !no_set_up })
        }
        None => match lacking(proven, wish).reduce(common).filter(|any_of| !any_of.is_empty()) {
            Some(any_of) => {
                let any_of = with_recovery(any_of, wish);
                Step::Prove(Due { any_of, is_wish: true, remembers: false, sets_up: false })
            }
            None => Step::Enter,
        },
    }
}

/// Whether one of these was proven. A recovery code stands for whichever of them is lost.
fn is_met(proven: &Proven, list: &[Method]) -> bool {
    list.iter().any(|method| proven.has(*method)) || (recovers(list) && proven.has(Method::RecoveryCode))
}

/// What a recovery code can stand for: what a person sets up, and can lose. What is sent to them reaches them.
fn recovers(list: &[Method]) -> bool {
    list.iter().any(|method| matches!(method, Method::Totp | Method::Passkey))
}

fn with_recovery(mut any_of: Vec<Method>, level: Level) -> Vec<Method> {
    if recovers(&any_of) && !level.phishing_resistant && !any_of.contains(&Method::RecoveryCode) {
        any_of.push(Method::RecoveryCode);
    }
    any_of
}

fn candidates(proven: &Proven, list: &[Method]) -> Vec<Method> {
    let can = |method: &Method| list.contains(method) && !proven.has(*method);
    Method::SECOND.into_iter().filter(can).collect()
}

/// What would reach the level, for each part of it that is not reached.
fn lacking(proven: &Proven, level: Level) -> impl Iterator<Item = Vec<Method>> {
    let twofold = level.twofold && !proven.is_twofold();
    let resistant = level.phishing_resistant && !proven.is_phishing_resistant();
    let further = twofold.then(|| candidates(proven, &Method::SECOND));
    let passkey = resistant.then(|| candidates(proven, &[Method::Passkey]));
    further.into_iter().chain(passkey)
}

/// What does for both; where nothing does, what does for the first, after which the second is asked for.
fn common(first: Vec<Method>, second: Vec<Method>) -> Vec<Method> {
    let both: Vec<Method> = first.iter().copied().filter(|method| second.contains(method)).collect();
    if both.is_empty() { first } else { both }
}

#[cfg(test)]
mod tests;
