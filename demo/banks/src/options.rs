use std::time::Duration;

use tokio::net::TcpListener;

use crate::{Clock, Keys, Registered};

/// How the broker runs.
pub struct Options {
    /// The port on this machine's own address, where there are no `listeners`; 0 for any that is free.
    pub port: u16,
    /// Sockets that are bound already.
    pub listeners: Vec<TcpListener>,
    /// The address that others reach it under, which is its issuer, without a slash at its end; without
    /// it, `http://localhost` with the port.
    pub base: Option<String>,
    /// Who may come. More can be [registered](crate::Running::register) later.
    pub clients: Vec<Registered>,
    /// How long the token endpoint takes in the scenario `slow`.
    pub slow: Duration,
    /// Its keys; without them it makes some, which takes a moment.
    pub keys: Option<Keys>,
    /// What time it is.
    pub clock: Clock,
}

impl Default for Options {
    /// Any port, nobody registered, half a minute to be slow in, keys of its own, the system's clock.
    fn default() -> Self {
        Self {
            port: 0,
            listeners: Vec::new(),
            base: None,
            clients: Vec::new(),
            slow: Duration::from_secs(30),
            keys: None,
            clock: Clock::system(),
        }
    }
}
