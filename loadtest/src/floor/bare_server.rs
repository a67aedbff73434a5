//! A server of the provider's own framework that answers nothing: axum on an own accept loop.

use std::{process::Stdio, time::Duration};

use axum::{Router, routing::get};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto,
    service::TowerToHyperService,
};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    net::{TcpListener, TcpStream},
    process::{Child as Process, Command},
};
use url::Url;

use crate::error::{Error, failed};

/// The subcommand under which this program becomes the bare server.
pub(crate) const SUBCOMMAND: &str = "bare-server";

/// A bare server in a process of its own; it ends with this value.
pub(super) struct Child {
    pub(super) url: Url,
    pub(super) pid: u32,
    /// Killed on drop; it also ends by itself when its standard input does.
    _process: Process,
}

impl Child {
    pub(super) async fn start() -> Result<Self, Error> {
        let cannot = |why: String| failed(format!("the bare server cannot be started: {why}"));
        let program = std::env::current_exe().map_err(|why| cannot(why.to_string()))?;
        let mut process = Command::new(program)
            .arg(SUBCOMMAND)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|why| cannot(why.to_string()))?;
        let pid = process.id().ok_or_else(|| cannot("it ended at once".into()))?;
        let out = process.stdout.take();
        let out = out.ok_or_else(|| cannot("it has no output".into()))?;
        let mut line = String::new();
        let mut out = BufReader::new(out);
        let read = tokio::time::timeout(Duration::from_secs(10), out.read_line(&mut line)).await;
        read.map_err(|_| cannot("it says nothing".into()))?.map_err(|why| cannot(why.to_string()))?;
        Ok(Self {
            url: Url::parse(line.trim()).map_err(|why| cannot(why.to_string()))?,
            pid,
            _process: process,
        })
    }
}

/// Serves empty answers until the standard input ends; writes the address first.
///
/// # Errors
/// When there is no port to listen on.
pub async fn serve(out: &mut impl std::io::Write) -> std::io::Result<()> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    writeln!(out, "http://{}/", listener.local_addr()?)?;
    out.flush()?;
    let router = Router::new().route("/", get(async || ()));
    let accepting = tokio::spawn(async move {
        loop {
            if let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, router.clone()));
            }
        }
    });
    let until_closed = || std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
    tokio::task::spawn_blocking(until_closed).await??;
    accepting.abort();
    Ok(())
}

async fn answer(stream: TcpStream, router: Router) {
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let mut builder = auto::Builder::new(TokioExecutor::new());
    let timeout = Duration::from_secs(30);
    builder.http1().timer(TokioTimer::new()).header_read_timeout(timeout);
    let service = TowerToHyperService::new(router);
    // A connection that breaks is the client's affair.
    let _ = builder.serve_connection(TokioIo::new(stream), service).await;
}
