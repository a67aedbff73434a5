//! Serving until asked to stop.

use std::future::Future;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tracing::info;

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

/// A node that serves.
pub(super) struct Running {
    serving: JoinSet<()>,
    work: JoinSet<()>,
    shutdown: CancellationToken,
}

impl Running {
    /// Begins to serve.
    pub(super) fn start(node: &Arc<Node>, listeners: Vec<TcpListener>) -> Self {
        let shutdown = CancellationToken::new();
        let web = http::Web::new(Arc::clone(node));
        let mut serving = JoinSet::new();
        for listener in listeners {
            serving.spawn(http::serve(Arc::clone(&web), listener, shutdown.clone()));
        }
        Self { serving, work: worker::start(node), shutdown }
    }

    /// Serves until asked to stop, lets what is under way be answered, and ends. Whoever asks twice
    /// does not want to wait.
    pub(super) async fn until_asked(mut self, stop: &mut Stop) {
        stop.asked().await;
        info!("stopping");
        self.shutdown.cancel();
        tokio::select! {
            () = async { while self.serving.join_next().await.is_some() {} } => {}
            () = stop.asked() => {}
        }
        self.work.shutdown().await;
    }
}

/// The first private operation takes a good deal longer than the next: it is not left to the first
/// request.
pub(super) fn warm_up() {
    tokio::task::spawn_blocking(|| {
        if let Err(error) = jose::warm_up() {
            tracing::error!(%error, "signing does not work");
        }
    });
}
