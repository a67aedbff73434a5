//! Where to listen.

use std::net::SocketAddr;

use super::error::Error;
use super::layers::Layers;

/// Where to listen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Listen {
    /// On this machine alone, over IPv4 and, where there is one, IPv6.
    Localhost(u16),
    /// At one address.
    At(SocketAddr),
}

impl Listen {
    /// The port; 0 for any free one.
    pub const fn port(self) -> u16 {
        match self {
            Self::Localhost(port) => port,
            Self::At(address) => address.port(),
        }
    }

    fn is_loopback(self) -> bool {
        match self {
            Self::Localhost(_) => true,
            Self::At(address) => address.ip().to_canonical().is_loopback(),
        }
    }
}

/// Where something else is served, if it is.
pub(super) fn optional(layers: &Layers, name: &'static str) -> Result<Option<Listen>, Error> {
    layers.get(name).map(|text| read(layers, name, text)).transpose()
}

fn read(layers: &Layers, name: &'static str, text: &str) -> Result<Listen, Error> {
    let localhost = text.strip_prefix("localhost:").and_then(|port| port.parse().ok()).map(Listen::Localhost);
    localhost.or_else(|| text.parse().ok().map(Listen::At)).ok_or_else(|| {
        layers.invalid(name, "localhost:PORT, or an address and a port such as 0.0.0.0:8080 or [::]:8080")
    })
}

pub(super) fn parse(layers: &Layers) -> Result<Listen, Error> {
    let text = layers.get("server.listen").unwrap_or_default();
    let listen = read(layers, "server.listen", text)?;
    let speaks_tls = layers.get("tls.certificate").is_some();
    if speaks_tls || layers.list("server.trusted_proxies").next().is_some() || listen.is_loopback() {
        return Ok(listen);
    }
    Err(Error::Together {
        sentence: format!(
            "server.listen = {text} would send passwords and tokens over the network unencrypted: set \
             tls.certificate and tls.key, or let a proxy end TLS and name it in server.trusted_proxies, or listen \
             on localhost"
        ),
    })
}
