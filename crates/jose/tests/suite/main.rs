//! The crate from outside: the specifications' examples, what is refused, what holds for any input.

#[cfg(test)]
mod certificates;
#[cfg(test)]
mod crafted;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod pkcs12;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod published;
#[cfg(test)]
mod refused;
#[cfg(test)]
mod sealed;
#[cfg(test)]
mod vectors;
