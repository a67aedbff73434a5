//! The crate from outside: what is read, what is refused, and what others read and write.

#[cfg(test)]
mod bindings;
#[cfg(test)]
mod bounds;
#[cfg(test)]
mod canonical;
#[cfg(test)]
mod documents;
#[cfg(test)]
mod encryption;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod metadata;
#[cfg(test)]
mod refused;
#[cfg(test)]
mod saml;
#[cfg(test)]
mod saml11;
#[cfg(test)]
mod saml_refused;
#[cfg(test)]
mod signatures;
#[cfg(test)]
mod wrapping;
