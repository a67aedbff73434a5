//! The crate from outside: what is read, what is refused, and what others read and write.

#[cfg(test)]
mod bounds;
#[cfg(test)]
mod canonical;
#[cfg(test)]
mod documents;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod refused;
#[cfg(test)]
mod signatures;
