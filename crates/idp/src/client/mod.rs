//! Clients: how they prove themselves, and how they are made and changed.

pub mod authenticate;
mod bounded;
pub mod bundle;
mod certificate_name;
mod ciba;
pub mod key;
pub(crate) mod keys;
pub(crate) mod metadata;
mod phone_service;
pub mod profile;
pub mod register;
pub mod registration;
pub mod rehearsal;
mod sealing;
mod secret;
pub mod secret_key;
pub mod sector;
