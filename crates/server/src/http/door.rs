//! How a node meets the network.

use std::sync::Arc;
use std::time::Duration;

use super::Tls;
use crate::config::{Drain, Proxies};
use crate::page::Language;

/// How a node meets the network.
#[derive(Clone, Default)]
pub struct Door {
    /// Speaks TLS, and nothing else.
    pub tls: Option<Arc<Tls>>,
    /// Whether TLS asks everybody for a certificate, browsers too; they need have none.
    pub asks_for_certificates: bool,
    /// Whom it believes.
    pub proxies: Proxies,
    /// How many connections it serves at once.
    pub room: Room,
    /// How long it waits for others.
    pub patience: Patience,
    /// How it comes to its end.
    pub drain: Drain,
    /// What its pages speak where neither app nor browser asks for a language that there is.
    pub default_language: &'static Language,
}

impl Door {
    /// Whether certificates of clients arrive at all addresses.
    pub(super) fn certificates_arrive(&self) -> bool {
        self.proxies.certificate_in.is_some() || self.tls.is_some() && self.asks_for_certificates
    }
}

/// How many connections are served at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Room {
    /// In all; more wait to be accepted.
    pub connections: usize,
    /// From one address (an IPv6 network of 64 bits counts as one); more are closed. The proxies that
    /// are believed speak for many, and are not counted.
    pub per_address: usize,
    /// Whether this machine's own addresses are not counted either.
    pub spare_loopback: bool,
}

impl Default for Room {
    fn default() -> Self {
        Self { connections: 16_384, per_address: 1024, spare_loopback: true }
    }
}

/// How long a node waits for others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Patience {
    /// For a whole TLS handshake.
    pub handshake: Duration,
    /// For a request's headers, from a connection's beginning or their first byte.
    pub headers: Duration,
    /// For another request on a connection. Longer than proxies keep theirs, so that it is they who
    /// close: a connection closed from here may just be carrying a request.
    pub idle: Duration,
    /// For anything to happen while a request is under way.
    pub stalled: Duration,
    /// For a connection that was asked to end.
    pub farewell: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            handshake: Duration::from_secs(10),
            headers: Duration::from_secs(15),
            idle: Duration::from_secs(75),
            stalled: Duration::from_secs(120),
            farewell: Duration::from_secs(5),
        }
    }
}
