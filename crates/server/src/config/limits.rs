//! How much is served, and to whom.

use super::error::Error;
use super::layers::Layers;
use crate::http::Room;
use crate::node::Quotas;

/// How much is served, and to whom.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Served {
    /// Connections at once.
    pub room: Room,
    /// Requests in a minute.
    pub quotas: Quotas,
}

pub(super) fn parse(layers: &Layers) -> Result<Served, Error> {
    let spare_loopback = layers.get("limits.spare_loopback") == Some("true");
    let number = |name, least, most| layers.number(name, least..=most);
    let connections = |name| Ok(number(name, 1, 1_000_000)? as usize);
    let per_minute = |name| number(name, 0, 1_000_000);
    let room = Room {
        connections: connections("limits.connections")?,
        per_address: connections("limits.connections_per_address")?,
        spare_loopback,
    };
    let quotas = Quotas {
        authorize: per_minute("limits.authorize")?,
        sign_in: per_minute("limits.sign_in")?,
        sign_in_as: per_minute("limits.sign_in_as")?,
        registration: per_minute("limits.registration")?,
        token_failures: per_minute("limits.token_failures")?,
        qr: per_minute("limits.qr")?,
        spare_loopback,
    };
    Ok(Served { room, quotas })
}
