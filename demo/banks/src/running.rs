use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::client::Registered;
use crate::house::House;
use crate::keys::SIGNED_BY;
use crate::{Keys, Next, Options, door};

/// A broker that serves, until this is dropped.
pub struct Running {
    /// The first socket's address.
    pub address: SocketAddr,
    /// Its issuer, which is also the address of its first page.
    pub issuer: String,
    house: Arc<House>,
    serving: JoinSet<io::Result<()>>,
    shutdown: DropGuard,
}

/// Serves a broker.
///
/// # Errors
/// It cannot listen, its keys cannot be made, or a client cannot be registered.
pub async fn start(options: Options) -> Result<Running, Error> {
    let mut listeners = options.listeners;
    if listeners.is_empty() {
        listeners.push(TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await.map_err(Error::Listen)?);
    }
    let address = listeners[0].local_addr().map_err(Error::Listen)?;
    let base = options.base.unwrap_or_else(|| format!("http://localhost:{}", address.port()));
    let keys = match options.keys {
        Some(keys) => keys,
        None => made().await?,
    };
    let house = Arc::new(House::new(base.clone(), keys, options.clock, options.slow));
    for client in options.clients {
        register(&house, client)?;
    }
    let (shutdown, mut serving) = (CancellationToken::new(), JoinSet::new());
    for listener in listeners {
        let (house, shutdown) = (Arc::clone(&house), shutdown.clone());
        serving.spawn(door::serve(house, listener, shutdown));
    }
    Ok(Running { address, issuer: base, house, serving, shutdown: shutdown.drop_guard() })
}

impl Running {
    /// Registers a client, or registers it anew.
    ///
    /// # Errors
    /// It has no key to seal for, or wants its answers signed as nobody does here.
    pub fn register(&self, client: Registered) -> Result<(), Error> {
        register(&self.house, client)
    }

    /// Plays these at the next sign-ins that they fit, without a page, in this order. Gives how many
    /// wait; there is room for a thousand.
    pub fn play_next(&self, next: impl IntoIterator<Item = Next>) -> usize {
        self.house.set_next(next)
    }

    /// Its public keys, for whoever registers them by hand.
    pub fn keys(&self) -> jose::JwkSet {
        self.house.keys().public()
    }

    /// Stops, once what is under way is answered.
    pub async fn stop(mut self) {
        drop(self.shutdown);
        while self.serving.join_next().await.is_some() {}
    }
}

fn register(house: &House, client: Registered) -> Result<(), Error> {
    let refused = |what| Err(Error::Client { client_id: client.client_id.clone(), what });
    if client.recipient().is_none() {
        return refused("it has no key of use enc that fits encrypted_response_alg");
    }
    if !SIGNED_BY.contains(&client.signed_response_alg) {
        return refused("its answers are signed by RS256 or ES256");
    }
    house.register(client);
    Ok(())
}

/// Off the threads that serve: an RSA key takes a while.
async fn made() -> Result<Keys, Error> {
    match tokio::task::spawn_blocking(Keys::generate).await {
        Ok(keys) => keys.map_err(Error::Keys),
        Err(_) => Err(Error::Keys(jose::key::Error::Backend)),
    }
}

/// Why a broker does not serve.
#[derive(Debug)]
pub enum Error {
    /// The socket cannot be bound.
    Listen(io::Error),
    /// No keys can be made.
    Keys(jose::key::Error),
    /// A client cannot be registered.
    Client {
        /// Which one.
        client_id: String,
        /// Why.
        what: &'static str,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listen(error) => write!(f, "the banks cannot listen: {error}"),
            Self::Keys(error) => write!(f, "the banks' keys cannot be made: {error}"),
            Self::Client { client_id, what } => write!(f, "the client {client_id} is not registered: {what}"),
        }
    }
}

impl std::error::Error for Error {}
