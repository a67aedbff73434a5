//! What SMTP is spoken over: our own connection, of which no more is read than a server has to say.

use std::fmt;
use std::io::{Error, ErrorKind, Result};
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

/// The most that is read of one connection, in bytes.
const MOST: usize = 1024 * 1024;

/// A connection.
pub(super) struct Stream {
    /// What is read first: with STARTTLS the greeting was taken before TLS began, and is given again.
    first: &'static [u8],
    left: usize,
    over: Over,
}

enum Over {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Stream {
    /// A plain connection on which nothing was said yet.
    pub(super) fn plain(stream: TcpStream) -> Self {
        Self { first: b"", left: MOST, over: Over::Plain(stream) }
    }

    /// TLS on which nothing was said yet.
    pub(super) fn tls(stream: TlsStream<TcpStream>) -> Self {
        Self { first: b"", left: MOST, over: Over::Tls(Box::new(stream)) }
    }

    /// TLS on which no greeting comes any more.
    pub(super) fn greeted(stream: TlsStream<TcpStream>) -> Self {
        Self { first: b"220 greeted\r\n", ..Self::tls(stream) }
    }
}

impl AsyncRead for Stream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        if !self.first.is_empty() {
            let (now, later) = self.first.split_at(self.first.len().min(buf.remaining()));
            buf.put_slice(now);
            self.first = later;
            return Poll::Ready(Ok(()));
        }
        let before = buf.filled().len();
        let read = match &mut self.over {
            Over::Plain(stream) => Pin::new(stream).poll_read(cx, buf),
            Over::Tls(stream) => Pin::new(stream).poll_read(cx, buf),
        };
        let after = buf.filled().len();
        self.left = match self.left.checked_sub(after - before) {
            Some(left) => left,
            None => return Poll::Ready(Err(Error::new(ErrorKind::InvalidData, "it says too much"))),
        };
        read
    }
}

impl AsyncWrite for Stream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<Result<usize>> {
        match &mut self.over {
            Over::Plain(stream) => Pin::new(stream).poll_write(cx, buf),
            Over::Tls(stream) => Pin::new(stream).poll_write(cx, buf),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        match &mut self.over {
            Over::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Over::Tls(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        match &mut self.over {
            Over::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Over::Tls(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}

impl AsyncTokioStream for Stream {
    fn peer_addr(&self) -> Result<SocketAddr> {
        match &self.over {
            Over::Plain(stream) => stream.peer_addr(),
            Over::Tls(stream) => stream.get_ref().0.peer_addr(),
        }
    }
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Stream")
    }
}
