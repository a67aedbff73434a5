//! One open connection and the exchange of one request on it.

use std::{
    future::{Future, poll_fn},
    pin::{Pin, pin},
    sync::Arc,
    task::Poll,
    time::Duration,
};

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1::{Builder, Connection, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, time::Instant};

use super::{Answer, Origin, Prepared, Reach, Traffic, wire::Wire};
use crate::error::{Error, failed};

/// The longest answer that is read.
const MAX_BODY: usize = 4 << 20;
/// A connection unused for longer may be about to be closed by the server; it is opened anew.
const MAX_IDLE: Duration = Duration::from_secs(3);

type Driver = Pin<Box<Connection<TokioIo<Wire>, Full<Bytes>>>>;

pub(super) struct Line {
    sender: SendRequest<Full<Bytes>>,
    /// Gone once the server has closed.
    driver: Option<Driver>,
    used_at: Instant,
}

pub(super) enum Failure {
    /// The connection had been closed before anything of the request was sent.
    NeverSent,
    /// Something was sent, and no whole answer came.
    Broken(String),
}

impl Line {
    pub(super) async fn open(origin: &Origin, reach: Reach, traffic: &Arc<Traffic>) -> Result<Self, Error> {
        let cannot = |why: String| failed(format!("cannot connect to {origin}: {why}"));
        let address = origin.resolve(reach).await?;
        let stream = tokio::time::timeout(reach.timeout, TcpStream::connect(address)).await;
        let stream =
            stream.map_err(|_| cannot("no answer in time".into()))?.map_err(|why| cannot(why.to_string()))?;
        stream.set_nodelay(true).map_err(|why| cannot(why.to_string()))?;
        let wire = TokioIo::new(Wire::new(stream, Arc::clone(traffic)));
        let (sender, connection) =
            Builder::new().handshake(wire).await.map_err(|why| cannot(why.to_string()))?;
        Ok(Self { sender, driver: Some(Box::pin(connection)), used_at: Instant::now() })
    }

    pub(super) async fn exchange(&mut self, prepared: &Prepared) -> Result<Answer, Failure> {
        if self.used_at.elapsed() > MAX_IDLE {
            return Err(Failure::NeverSent);
        }
        let ready = along(&mut self.driver, self.sender.ready()).await;
        ready.map_err(|_| Failure::NeverSent)?;
        let sent = self.sender.send_request(prepared.request());
        let response = along(&mut self.driver, sent).await.map_err(|why| {
            if why.is_canceled() { Failure::NeverSent } else { Failure::Broken(why.to_string()) }
        })?;
        let (head, body) = response.into_parts();
        let body = along(&mut self.driver, Limited::new(body, MAX_BODY).collect())
            .await
            .map_err(|why| Failure::Broken(why.to_string()))?
            .to_bytes();
        self.used_at = Instant::now();
        Ok(Answer { status: head.status, headers: head.headers, body })
    }
}

/// Waits for `wanted`, moving the connection along meanwhile.
async fn along<F: Future>(driver: &mut Option<Driver>, wanted: F) -> F::Output {
    let mut wanted = pin!(wanted);
    poll_fn(|cx| {
        if let Poll::Ready(output) = wanted.as_mut().poll(cx) {
            return Poll::Ready(output);
        }
        let Some(connection) = driver else {
            return Poll::Pending;
        };
        if connection.as_mut().poll(cx).is_ready() {
            *driver = None;
        }
        wanted.as_mut().poll(cx)
    })
    .await
}
