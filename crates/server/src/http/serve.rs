//! The accept loop: ours, so that slow clients are dropped, limits hold, and connections drain.

use std::io::ErrorKind;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tracing::{debug, info, warn};

use super::trouble::Trouble;
use super::{Web, router};

/// The most connections served at once; more wait to be accepted.
const MOST_CONNECTIONS: usize = 16_384;

/// A request's headers must have come within this time.
const HEADERS_WITHIN: Duration = Duration::from_secs(15);

/// What an HTTP/2 connection begins with (RFC 9113 §3.4).
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// The longest request line and headers together, in bytes.
const MOST_HEADERS: usize = 96 * 1024;

/// How long connections may take to finish at the end.
const DRAIN: Duration = Duration::from_secs(10);

/// Serves until `shutdown`, then lets what is under way finish. The addresses are laid out before
/// this returns, so that a fault in them is none of a task that nobody looks at.
pub fn serve(
    web: Arc<Web>,
    listener: TcpListener,
    shutdown: CancellationToken,
) -> impl Future<Output = ()> + Send + 'static {
    accept_all(router(web), listener, shutdown)
}

async fn accept_all(app: Router, listener: TcpListener, shutdown: CancellationToken) {
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEADERS_WITHIN).max_buf_size(MOST_HEADERS);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(128)
        .max_header_list_size(64 * 1024)
        .keep_alive_interval(Duration::from_secs(30))
        .keep_alive_timeout(Duration::from_secs(15));
    let builder = Arc::new(builder);
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let mut trouble = Trouble::default();
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &places, &mut trouble) => accepted,
            () = shutdown.cancelled() => break,
        };
        let Some((stream, place)) = accepted else { continue };
        let builder = Arc::clone(&builder);
        let service = TowerToHyperService::new(app.clone());
        let watcher = graceful.watcher();
        let shutdown = shutdown.clone();
        tokio::spawn(async move {
            let _place = place;
            let begun = shutdown.run_until_cancelled(tokio::time::timeout(HEADERS_WITHIN, begin(&stream)));
            if !matches!(begun.await, Some(Ok(Ok(())))) {
                return;
            }
            let connection = builder.serve_connection(TokioIo::new(stream), service);
            if let Err(error) = watcher.watch(connection.into_owned()).await {
                debug!(%error, "a connection ended early");
            }
        });
    }
    drop(listener);
    if tokio::time::timeout(DRAIN, graceful.shutdown()).await.is_err() {
        warn!("some connections did not finish in time");
    }
}

/// Waits until HTTP/1 and HTTP/2 can be told apart. The builder would do so itself, but wait without end.
async fn begin(stream: &TcpStream) -> std::io::Result<()> {
    let mut first = [0; PREFACE.len()];
    loop {
        let read = stream.peek(&mut first).await?;
        if read == 0 || read == PREFACE.len() || !PREFACE.starts_with(&first[..read]) {
            return Ok(());
        }
        // Looking again would find the same bytes at once.
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

type Accepted = (TcpStream, tokio::sync::OwnedSemaphorePermit);

async fn accept(listener: &TcpListener, places: &Arc<Semaphore>, trouble: &mut Trouble) -> Option<Accepted> {
    let place = Arc::clone(places).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, _peer)) => {
            // An answer is one small write; waiting to fill a packet would only delay it.
            let _ = stream.set_nodelay(true);
            if trouble.rests(Instant::now()) {
                info!("connections are accepted again");
            }
            Some((stream, place))
        }
        // Whoever asked for it has gone again already.
        Err(error) if matches!(error.kind(), ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset) => {
            debug!(%error, "a connection ended before it was accepted");
            None
        }
        Err(error) => {
            // Out of file descriptors, most likely: others must first be given back.
            if trouble.shows(Instant::now()) {
                warn!(%error, "cannot accept connections");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
            None
        }
    }
}
