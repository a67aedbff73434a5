//! One connection, from its first byte to its end.

use std::convert::Infallible;
use std::net::IpAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, HttpBody};
use bytes::Bytes;
use http::{Request, Response, Version};
use hyper::body::{Frame, Incoming, SizeHint};
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tracing::debug;

use super::pace::{Pace, Paced, Under, Verdict};
use crate::flow::certificate::Shown;
use crate::http::tls::Asks;
use crate::http::{Tls, Web, arrival, certificate};
use crate::node::metrics::Fared;

/// The longest request line and headers together, in bytes.
const MOST_HEADERS: usize = 96 * 1024;

/// The same of HTTP/2, as its frames count them.
const MOST_HEADERS_IN_FRAMES: u32 = 64 * 1024;

/// The most requests at once on one connection of HTTP/2.
const MOST_AT_ONCE: u32 = 128;

/// The most requests on one connection of HTTP/2 that were taken back before anybody looked at them;
/// with more it is ended.
const MOST_TAKEN_BACK: usize = 20;

/// How long a connection on which no request came so far is listened to when the end has come: what it
/// was made for may be on its way.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// How a connection came.
#[derive(Clone, Debug)]
pub(in crate::http) struct Arrived {
    /// From where; IPv4 as such.
    pub(in crate::http) address: IpAddr,
    /// Whether over TLS.
    pub(in crate::http) is_sealed: bool,
    /// The certificate that was shown as TLS began.
    pub(in crate::http) certificate: Arc<Shown>,
}

/// What is at a socket.
#[derive(Clone)]
pub(super) enum Answers {
    /// The addresses of everybody: each request is received first.
    Received(TowerToHyperService<Router>),
    /// Those of whoever looks after this node.
    AsTheyCome(TowerToHyperService<Router>),
}

/// Both protocols, and who answers.
pub(super) struct Protocols {
    builder: Builder<TokioExecutor>,
    answers: Answers,
    tls: Option<(Arc<Tls>, Asks)>,
    web: Arc<Web>,
}

impl Protocols {
    pub(super) fn new(answers: Answers, tls: Option<(Arc<Tls>, Asks)>, web: Arc<Web>) -> Self {
        let mut builder = Builder::new(TokioExecutor::new());
        // How long headers may take is watched by the pace: hyper's clock would also run between
        // requests, where more time is due.
        builder.http1().timer(TokioTimer::new()).header_read_timeout(None).max_buf_size(MOST_HEADERS);
        builder
            .http2()
            .timer(TokioTimer::new())
            .max_concurrent_streams(MOST_AT_ONCE)
            .max_header_list_size(MOST_HEADERS_IN_FRAMES)
            .max_pending_accept_reset_streams(MOST_TAKEN_BACK)
            .max_local_error_reset_streams(MOST_TAKEN_BACK)
            .keep_alive_interval(Duration::from_secs(30))
            .keep_alive_timeout(Duration::from_secs(15));
        Self { builder, answers, tls, web }
    }

    /// Serves one connection until it ends, is ended for being slow, or `shutdown` came and what was
    /// under way is answered.
    pub(super) async fn serve(&self, stream: TcpStream, address: IpAddr, shutdown: CancellationToken) {
        let Some((tls, asks)) = &self.tls else {
            let arrived = Arrived { address, is_sealed: false, certificate: Arc::default() };
            return run(stream, arrived, self, shutdown).await;
        };
        match tokio::time::timeout(self.web.door.patience.handshake, tls.accept(stream, *asks)).await {
            Ok(Ok(stream)) => {
                let shown = certificate::in_handshake(stream.get_ref().1.peer_certificates());
                let arrived = Arrived { address, is_sealed: true, certificate: Arc::new(shown) };
                run(stream, arrived, self, shutdown).await
            }
            Ok(Err(error)) => {
                self.web.node.metrics.connection(Fared::TlsFailed);
                debug!(%address, %error, "no TLS");
            }
            Err(_late) => {
                self.web.node.metrics.connection(Fared::Slow);
                debug!(%address, "a slow TLS handshake is ended");
            }
        }
    }
}

async fn run(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    arrived: Arrived,
    protocols: &Protocols,
    shutdown: CancellationToken,
) {
    let Protocols { builder, answers, web, .. } = protocols;
    let pace = Arc::new(Pace::new(web.door.patience));
    let (answers, paced, at) = (answers.clone(), Arc::clone(&pace), Arc::clone(web));
    let address = arrived.address;
    let service = service_fn(move |request| answer(&answers, &at, arrived.clone(), &paced, request));
    let io = TokioIo::new(Paced { stream, pace: Arc::clone(&pace) });
    let mut connection = pin!(builder.serve_connection(io, service));
    let mut ending = pin!(async {
        shutdown.cancelled().await;
        if pace.is_new() {
            tokio::time::sleep(LAST_WORDS).await;
        }
    });
    let mut ended = false;
    let mut look = pin!(tokio::time::sleep(web.door.patience.headers));
    loop {
        tokio::select! {
            biased;
            result = connection.as_mut() => {
                if let Err(error) = result {
                    debug!(error, "a connection ended early");
                }
                return;
            }
            () = ending.as_mut(), if !ended => {
                ended = true;
                connection.as_mut().graceful_shutdown();
            }
            () = look.as_mut() => match pace.verdict(Instant::now()) {
                Verdict::Until(at) => look.as_mut().reset(at),
                Verdict::Idle => {
                    connection.as_mut().graceful_shutdown();
                    let _ = tokio::time::timeout(web.door.patience.farewell, connection.as_mut()).await;
                    return;
                }
                Verdict::Slow => {
                    web.node.metrics.connection(Fared::Slow);
                    debug!(%address, "a slow connection is ended");
                    return;
                }
            },
        }
    }
}

fn answer(
    answers: &Answers,
    web: &Arc<Web>,
    arrived: Arrived,
    pace: &Arc<Pace>,
    request: Request<Incoming>,
) -> impl Future<Output = Result<Response<Answering>, Infallible>> + Send + use<> {
    let under = pace.begin(request.version() == Version::HTTP_2);
    let (answers, web) = (answers.clone(), Arc::clone(web));
    async move {
        let request = request.map(Body::new);
        let response = match answers {
            Answers::AsTheyCome(answers) => answers.call(request).await?,
            Answers::Received(answers) => {
                let answer =
                    async |request| answers.call(request).await.unwrap_or_else(|never| match never {});
                arrival::receive(&web, arrived, request, answer).await
            }
        };
        Ok(response.map(|body| Answering { body, _under: under }))
    }
}

/// A body that belongs to a request under way until all of it is handed on.
struct Answering {
    body: Body,
    _under: Under,
}

impl HttpBody for Answering {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
