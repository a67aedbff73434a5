//! Phones that answer for their people: what they say, and how they come to an account.
//!
//! A phone holds a key that was made on it and cannot leave it. All it says is signed by that key and says whom it is
//! meant for, when it was said and what it is about; so nothing else proves it, and no cookie counts. What it
//! answers to is in [`cross_device::qr`](crate::cross_device::qr), what it proves in
//! [`login::factor::phone`](crate::login::factor::phone).

pub mod enrol;
pub mod leave;
pub mod message;
