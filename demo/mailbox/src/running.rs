//! A mailbox that serves.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{fmt, io};

use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::shelf::Shelf;
use crate::{door, smtp};

/// How a mailbox runs.
#[derive(Default)]
pub struct Options {
    /// The sockets of its pages, bound already; without any, one at a free port of this machine.
    pub listeners: Vec<TcpListener>,
    /// The address that others reach its pages under, without a slash at its end; without it,
    /// `http://localhost` with the port.
    pub base: Option<String>,
}

/// A mailbox that serves, until this is dropped.
pub struct Running {
    /// The address of its page, and of what it answers to programs.
    pub base: String,
    /// Where it takes mails by SMTP, on this machine.
    pub smtp: SocketAddr,
    conversations: Arc<AtomicUsize>,
    _serving: JoinSet<io::Result<()>>,
    _shutdown: DropGuard,
}

impl Running {
    /// How many connections brought mails, or were to.
    pub fn conversations(&self) -> usize {
        self.conversations.load(Ordering::Relaxed)
    }

    /// Where it takes text messages by HTTP: a JSON object with `to`, `text` and, if it likes, `from`.
    pub fn sms(&self) -> String {
        format!("{}/sms", self.base)
    }
}

/// Opens a mailbox.
///
/// # Errors
/// It cannot listen.
pub async fn start(options: Options) -> Result<Running, Error> {
    let Options { mut listeners, base } = options;
    if listeners.is_empty() {
        listeners.push(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(Error::Listen)?);
    }
    let port = listeners[0].local_addr().map_err(Error::Listen)?.port();
    let base = base.unwrap_or_else(|| format!("http://localhost:{port}"));
    let smtp = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(Error::Listen)?;
    let smtp_at = smtp.local_addr().map_err(Error::Listen)?;
    let shelf = Arc::new(Shelf::default());
    let (shutdown, mut serving) = (CancellationToken::new(), JoinSet::new());
    let conversations = Arc::new(AtomicUsize::new(0));
    serving.spawn(smtp::serve(Arc::clone(&shelf), Arc::clone(&conversations), smtp, shutdown.clone()));
    for listener in listeners {
        serving.spawn(door::serve(Arc::clone(&shelf), smtp_at, listener, shutdown.clone()));
    }
    Ok(Running { base, smtp: smtp_at, conversations, _serving: serving, _shutdown: shutdown.drop_guard() })
}

/// Why a mailbox does not open.
#[derive(Debug)]
pub enum Error {
    /// The socket cannot be bound.
    Listen(io::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listen(error) => write!(f, "the mailbox cannot listen: {error}"),
        }
    }
}

impl std::error::Error for Error {}
