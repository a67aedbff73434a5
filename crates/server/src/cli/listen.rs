//! Binding the sockets.

use std::io::{Error as IoError, ErrorKind};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use tokio::net::TcpListener;

use super::error::Error;
use crate::config::Listen;

/// How often any free port is asked for, where IPv4 and IPv6 must have the same.
const TRIES: usize = 16;

/// Bound sockets, and the one port they share.
pub(super) struct Bound {
    pub(super) listeners: Vec<TcpListener>,
    pub(super) port: u16,
}

/// Binds. `another` says how to choose another port.
pub(super) async fn bind(listen: Listen, another: &str) -> Result<Bound, Error> {
    let bound = match listen {
        Listen::At(address) => at(address).await,
        Listen::Localhost(port) => localhost(port).await,
    };
    bound.map_err(|error| {
        let port = listen.port();
        match error.kind() {
            ErrorKind::AddrInUse => {
                Error::failed("port-taken", format!("port {port} is taken by another program: {another}"))
            }
            ErrorKind::PermissionDenied => Error::failed(
                "port-refused",
                format!("the system does not let this program listen on port {port}: {another}"),
            ),
            _ => Error::failed("listen", format!("cannot listen on port {port}: {error}")),
        }
    })
}

async fn at(address: SocketAddr) -> Result<Bound, IoError> {
    let listener = TcpListener::bind(address).await?;
    let port = listener.local_addr()?.port();
    Ok(Bound { listeners: vec![listener], port })
}

/// Both of this machine's own addresses: what browsers take for `localhost` differs. A machine
/// without IPv6 has one.
async fn localhost(port: u16) -> Result<Bound, IoError> {
    let mut tries = TRIES;
    loop {
        let mut bound = at((Ipv4Addr::LOCALHOST, port).into()).await?;
        tries -= 1;
        match at((Ipv6Addr::LOCALHOST, bound.port).into()).await {
            Ok(other) => bound.listeners.extend(other.listeners),
            Err(error) if error.kind() == ErrorKind::AddrInUse => {
                if port == 0 && tries > 0 {
                    continue;
                }
                return Err(error);
            }
            Err(_) => {}
        }
        return Ok(bound);
    }
}
