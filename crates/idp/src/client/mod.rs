//! Clients: how they prove themselves, and how they are made and changed.

pub mod authenticate;
mod bounded;
mod metadata;
pub mod register;
pub mod registration;
pub mod sector;
