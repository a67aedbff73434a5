//! The accept loop: ours, so that slow clients are dropped, limits hold, and connections drain.

mod connection;
mod pace;
mod places;
mod trouble;

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{debug, info, warn};

use super::router::mtls_router;
use super::tls::Asks;
use super::{Web, metrics, router};
use crate::node::metrics::Fared;
pub(super) use connection::Arrived;

use connection::{Answers, Protocols};
use places::{Place, Places};
use trouble::Trouble;

/// How long connections are still taken from the queue of the system at the end: who is in it already
/// connected, and would be cut off with it.
const LAST_IN: Duration = Duration::from_millis(20);

/// For how long at most: who keeps connecting does not keep the end from coming.
const LAST_IN_AT_MOST: Duration = Duration::from_secs(1);

/// Serves until `shutdown`, then lets what is under way finish. The addresses are laid out before
/// this returns, so that a fault in them is none of a task that nobody looks at.
pub fn serve(
    web: Arc<Web>,
    listener: TcpListener,
    shutdown: CancellationToken,
) -> impl Future<Output = ()> + Send + 'static {
    let asks = if web.door.asks_for_certificates { Asks::Certificate } else { Asks::Nothing };
    let tls = web.door.tls.clone().map(|tls| (tls, asks));
    let answers = Answers::Received(TowerToHyperService::new(router(Arc::clone(&web))));
    let protocols = Arc::new(Protocols::new(answers, tls, Arc::clone(&web)));
    accept_all(web, protocols, listener, shutdown)
}

/// Serves what clients ask that have certificates, and asks for these (RFC 8705 §5). Without TLS there is
/// nobody to ask.
pub fn serve_mtls(
    web: Arc<Web>,
    listener: TcpListener,
    shutdown: CancellationToken,
) -> impl Future<Output = ()> + Send + 'static {
    let tls = web.door.tls.clone().map(|tls| (tls, Asks::Certificate));
    let answers = Answers::Received(TowerToHyperService::new(mtls_router(Arc::clone(&web))));
    let protocols = Arc::new(Protocols::new(answers, tls, Arc::clone(&web)));
    accept_all(web, protocols, listener, shutdown)
}

/// Serves what whoever looks after this node asks, in the clear.
pub fn serve_metrics(
    web: Arc<Web>,
    listener: TcpListener,
    shutdown: CancellationToken,
) -> impl Future<Output = ()> + Send + 'static {
    let answers = Answers::AsTheyCome(TowerToHyperService::new(metrics::router(Arc::clone(&web))));
    let protocols = Arc::new(Protocols::new(answers, None, Arc::clone(&web)));
    accept_all(web, protocols, listener, shutdown)
}

async fn accept_all(
    web: Arc<Web>,
    protocols: Arc<Protocols>,
    listener: TcpListener,
    shutdown: CancellationToken,
) {
    let mut door = Accepting {
        web: Arc::clone(&web),
        listener,
        places: Places::new(&web.door),
        trouble: Trouble::default(),
    };
    let connections = TaskTracker::new();
    let take_in = |(stream, peer, place): (TcpStream, SocketAddr, Place)| {
        let (protocols, shutdown, web) = (Arc::clone(&protocols), shutdown.clone(), Arc::clone(&web));
        web.node.metrics.connection(Fared::Accepted);
        connections.spawn(async move {
            let _place = place;
            protocols.serve(stream, peer.ip().to_canonical(), shutdown).await;
            web.node.metrics.closed.count();
        });
    };
    while let Some(accepted) = shutdown.run_until_cancelled(door.accept()).await {
        accepted.into_iter().for_each(take_in);
    }
    let last_in_until = Instant::now() + LAST_IN_AT_MOST;
    while Instant::now() < last_in_until
        && let Ok(accepted) = tokio::time::timeout(LAST_IN, door.accept()).await
    {
        accepted.into_iter().for_each(take_in);
    }
    drop(door);
    connections.close();
    if tokio::time::timeout(web.door.drain.within, connections.wait()).await.is_err() {
        warn!("some connections did not finish in time");
    }
}

struct Accepting {
    web: Arc<Web>,
    listener: TcpListener,
    places: Places,
    trouble: Trouble,
}

impl Accepting {
    /// The next connection, once there is a place for it; nothing if it came to nothing.
    async fn accept(&mut self) -> Option<(TcpStream, SocketAddr, Place)> {
        let place = self.places.any().await?;
        match self.listener.accept().await {
            Ok((stream, peer)) => {
                // An answer is one small write; waiting to fill a packet would only delay it.
                let _ = stream.set_nodelay(true);
                if self.trouble.rests(Instant::now()) {
                    info!("connections are accepted again");
                }
                let place = self.places.of(peer.ip(), place);
                if place.is_none() {
                    self.web.node.metrics.connection(Fared::OverLimit);
                    debug!(%peer, "an address has too many connections");
                }
                Some((stream, peer, place?))
            }
            // Whoever asked for it has gone again already.
            Err(error)
                if matches!(error.kind(), ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset) =>
            {
                debug!(%error, "a connection ended before it was accepted");
                None
            }
            Err(error) => {
                // Out of file descriptors, most likely: others must first be given back.
                if self.trouble.shows(Instant::now()) {
                    warn!(%error, "cannot accept connections");
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
                None
            }
        }
    }
}
