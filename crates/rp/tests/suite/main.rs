//! Both ends of a sign-in by hand: a provider that can be made to say anything, and what the relying
//! party makes of it.
//!
//! The modules are marked as tests so that their helpers, too, may unwrap.

#[cfg(test)]
mod any_input;
#[cfg(test)]
mod http;
#[cfg(test)]
mod logout;
#[cfg(test)]
mod provider;
#[cfg(test)]
mod refresh;
#[cfg(test)]
mod refused;
#[cfg(test)]
mod sealed;
#[cfg(test)]
mod sign_in;
#[cfg(test)]
mod userinfo;
