//! The pages, seen from outside: what they hold, what they never let through, and their languages.

#[cfg(test)]
mod content;
#[cfg(test)]
mod gallery;
#[cfg(test)]
mod injection;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod texts;
