//! Serving until asked to stop.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::{JoinError, JoinSet};
use tokio_util::sync::CancellationToken;
use tracing::{error, info};

use super::error::Error;
use crate::node::Node;
use crate::{http, worker};

/// Signals to end, as they come from a terminal or an init system.
pub(super) struct Stop {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

impl Stop {
    /// From now on such signals are heard, and no longer end the program by themselves.
    pub(super) fn listen() -> Result<Self, Error> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            let hear = |kind| {
                signal(kind)
                    .map_err(|error| Error::failed("system", format!("signals cannot be heard: {error}")))
            };
            Ok(Self { terminate: hear(SignalKind::terminate())?, interrupt: hear(SignalKind::interrupt())? })
        }
        #[cfg(not(unix))]
        Ok(Self {})
    }

    /// Waits for the next one.
    pub(super) async fn asked(&mut self) {
        #[cfg(unix)]
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
    }

    /// Prepares, unless asked to stop before that is done; then there is nothing.
    pub(super) async fn unless_asked<T>(
        &mut self,
        prepare: impl Future<Output = Result<T, Error>>,
    ) -> Result<Option<T>, Error> {
        tokio::select! {
            prepared = prepare => prepared.map(Some),
            () = self.asked() => Ok(None),
        }
    }
}

/// Bound sockets, by what is served there.
#[derive(Default)]
pub(super) struct Listening {
    /// Everything for everybody.
    pub(super) listeners: Vec<TcpListener>,
    /// What clients ask that have certificates.
    pub(super) mtls: Vec<TcpListener>,
    /// What tells about this node.
    pub(super) metrics: Vec<TcpListener>,
}

/// A node that serves.
pub(super) struct Running {
    serving: JoinSet<()>,
    work: JoinSet<()>,
    shutdown: CancellationToken,
    /// Begins to say that the end is near.
    draining: CancellationToken,
    drain_wait: Duration,
}

impl Running {
    /// Begins to serve. What the addresses are is settled before this returns.
    pub(super) fn start(node: &Arc<Node>, door: http::Door, listening: Listening) -> Self {
        let shutdown = CancellationToken::new();
        let web = http::Web::behind(door, Arc::clone(node));
        let mut serving = JoinSet::new();
        for listener in listening.listeners {
            serving.spawn(http::serve(Arc::clone(&web), listener, shutdown.clone()));
        }
        for listener in listening.mtls {
            serving.spawn(http::serve_mtls(Arc::clone(&web), listener, shutdown.clone()));
        }
        for listener in listening.metrics {
            serving.spawn(http::serve_metrics(Arc::clone(&web), listener, shutdown.clone()));
        }
        let mut work = worker::start(node);
        if let Some(tls) = &web.door.tls {
            work.spawn(Arc::clone(tls).keep_fresh());
        }
        if let Some(authorities) = &node.client_authorities {
            work.spawn(Arc::clone(authorities).keep_fresh());
        }
        Self { serving, work, shutdown, draining: web.draining.clone(), drain_wait: web.door.drain.wait }
    }

    /// Serves until asked to stop, lets balancers notice and what is under way be answered, and ends.
    /// Whoever asks twice does not want to wait.
    ///
    /// # Errors
    /// Nobody asked, and yet it is over.
    pub(super) async fn until_asked(mut self, stop: &mut Stop) -> Result<(), Error> {
        let ended = tokio::select! {
            () = stop.asked() => Ok(()),
            error = ends_unasked(&mut self.serving) => Err(error),
        };
        info!("stopping");
        self.draining.cancel();
        let wait = if ended.is_ok() { self.drain_wait } else { Duration::ZERO };
        let finished = async {
            tokio::time::sleep(wait).await;
            self.shutdown.cancel();
            while self.serving.join_next().await.is_some() {}
        };
        tokio::select! {
            () = finished => {}
            () = stop.asked() => {}
        }
        self.work.shutdown().await;
        ended
    }
}

/// Waits until one of them is over, though nobody said that it should be.
async fn ends_unasked(serving: &mut JoinSet<()>) -> Error {
    let why = match serving.join_next().await {
        Some(Err(error)) if JoinError::is_panic(&error) => "a fault of this program ended it",
        _ => "it came to its end",
    };
    error!(why, "a socket is no longer served");
    Error::failed("serving", format!("a socket is no longer served, though nobody asked: {why}"))
}

/// The first private operation takes a good deal longer than the next: it is not left to the first
/// request.
pub(super) fn warm_up() {
    tokio::task::spawn_blocking(|| {
        if let Err(error) = jose::warm_up() {
            error!(%error, "signing does not work");
        }
    });
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::future::{pending, ready};
    use tokio::signal::unix::{SignalKind, signal};

    use super::*;

    /// Signals of this test alone: those that end the whole program stay as they are.
    fn stop() -> Stop {
        let hear = |kind| signal(kind).unwrap();
        Stop { terminate: hear(SignalKind::user_defined1()), interrupt: hear(SignalKind::user_defined2()) }
    }

    /// Serves two sockets: one until it is told to stop, the other like this.
    async fn serving(other: impl Future<Output = ()> + Send + 'static) -> Result<(), Error> {
        let shutdown = CancellationToken::new();
        let mut serving = JoinSet::new();
        serving.spawn(shutdown.clone().cancelled_owned());
        serving.spawn(other);
        let running = Running {
            serving,
            work: JoinSet::new(),
            shutdown,
            draining: CancellationToken::new(),
            drain_wait: Duration::ZERO,
        };
        running.until_asked(&mut stop()).await
    }

    #[tokio::test]
    async fn goes_on_while_every_socket_is_served() {
        let waited = tokio::time::timeout(Duration::from_millis(200), serving(pending())).await;
        assert!(waited.is_err());
    }

    #[tokio::test]
    async fn fails_once_a_socket_is_no_longer_served() {
        let error = serving(ready(())).await.unwrap_err();
        assert!(format!("{error:?}").contains("it came to its end"), "{error:?}");
        let error = serving(async { panic!("a fault") }).await.unwrap_err();
        assert!(format!("{error:?}").contains("a fault of this program ended it"), "{error:?}");
    }
}
