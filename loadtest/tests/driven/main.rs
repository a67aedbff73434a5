//! The program, called as its users call it, against a provider written for these tests.

#[cfg(test)]
mod connections;
#[cfg(test)]
mod program;
#[cfg(test)]
mod provider;
#[cfg(test)]
mod refused;
#[cfg(test)]
mod report;
#[cfg(test)]
mod sealed;
#[cfg(test)]
mod workloads;
