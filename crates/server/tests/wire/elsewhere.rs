//! A host elsewhere, which the server asks: it answers what a test says, and remembers what it was
//! asked.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

pub(crate) const AUTHORITY: &[u8] = include_bytes!("../support/tls/authority.pem");
const CERTIFICATE: &[u8] = include_bytes!("../support/tls/server.pem");
const KEY: &[u8] = include_bytes!("../support/tls/server.key.pem");

/// What is answered under a path.
#[derive(Clone)]
pub(crate) enum Says {
    /// These bytes, head and all.
    Bytes(Vec<u8>),
    /// These bytes, and then more and more.
    Endless(Vec<u8>),
    /// These bytes, and then nothing, while the connection stays open.
    Stalls(Vec<u8>),
}

impl Says {
    /// 200 with this content.
    pub(crate) fn json(body: &str) -> Self {
        Self::with("content-type: application/json\r\n", body)
    }

    /// 200 with these further header lines and this content.
    pub(crate) fn with(headers: &str, body: &str) -> Self {
        Self::status("200 OK", headers, body)
    }

    pub(crate) fn status(status: &str, headers: &str, body: &str) -> Self {
        let length = body.len();
        Self::Bytes(
            format!("HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\n\r\n{body}").into_bytes(),
        )
    }
}

#[derive(Default)]
struct Shared {
    says: HashMap<String, Says>,
    asked: Vec<String>,
}

pub(crate) struct Elsewhere {
    /// `http://127.0.0.1:port` or `https://localhost:port`
    pub(crate) base: String,
    pub(crate) port: u16,
    shared: Arc<Mutex<Shared>>,
    _serving: JoinSet<()>,
}

impl Elsewhere {
    pub(crate) async fn start() -> Self {
        Self::start_with(None).await
    }

    /// With a certificate for `localhost`, `keys.test` and 127.0.0.1 by [`AUTHORITY`].
    pub(crate) async fn start_tls() -> Self {
        let certificates =
            CertificateDer::pem_slice_iter(CERTIFICATE).collect::<Result<Vec<_>, _>>().unwrap();
        let key = PrivateKeyDer::from_pem_slice(KEY).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(certificates, key)
            .unwrap();
        Self::start_with(Some(TlsAcceptor::from(Arc::new(config)))).await
    }

    async fn start_with(tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let base = if tls.is_some() {
            format!("https://localhost:{port}")
        } else {
            format!("http://127.0.0.1:{port}")
        };
        let shared = Arc::new(Mutex::new(Shared::default()));
        let mut serving = JoinSet::new();
        let shown = Arc::clone(&shared);
        serving.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let (tls, shared) = (tls.clone(), Arc::clone(&shown));
                connections.spawn(async move {
                    match tls {
                        None => answer(stream, &shared).await,
                        Some(tls) => {
                            if let Ok(stream) = tls.accept(stream).await {
                                answer(stream, &shared).await;
                            }
                        }
                    }
                });
            }
        });
        Self { base, port, shared, _serving: serving }
    }

    /// Answers so under this path from now on.
    pub(crate) fn say(&self, path: &str, says: Says) -> String {
        self.shared.lock().unwrap().says.insert(path.to_owned(), says);
        format!("{}{path}", self.base)
    }

    /// The requests so far, whole.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.shared.lock().unwrap().asked.clone()
    }
}

async fn answer<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S, shared: &Mutex<Shared>) {
    let Some(request) = read_request(&mut stream).await else { return };
    let path = request.split(' ').nth(1).unwrap_or_default().split('?').next().unwrap_or_default();
    let says = {
        let mut shared = shared.lock().unwrap();
        shared.asked.push(request.clone());
        let of_code = code_in(&request).and_then(|code| shared.says.get(&format!("{path} for {code}")));
        of_code.or_else(|| shared.says.get(path)).cloned()
    };
    let missing = || Says::status("404 Not Found", "", "");
    match says.unwrap_or_else(missing) {
        Says::Bytes(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
        }
        Says::Endless(bytes) => {
            let mut sent = stream.write_all(&bytes).await;
            while sent.is_ok() {
                sent = stream.write_all(&[b'x'; 4096]).await;
            }
        }
        Says::Stalls(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.flush().await;
            // Until the other side closes.
            let waited = tokio::time::timeout(Duration::from_secs(60), stream.read(&mut [0; 1])).await;
            drop(waited);
        }
    }
}

/// The code that a request redeems.
fn code_in(request: &str) -> Option<String> {
    let (_, form) = request.split_once("\r\n\r\n")?;
    let mut pairs = url::form_urlencoded::parse(form.as_bytes());
    pairs.find(|(name, _)| name == "code").map(|(_, code)| code.into_owned())
}

/// One request with its body, as text.
async fn read_request<S: AsyncRead + Unpin>(stream: &mut S) -> Option<String> {
    let mut request = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&request).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.to_ascii_lowercase().lines().find_map(|line| {
                line.strip_prefix("content-length:").and_then(|length| length.trim().parse::<usize>().ok())
            });
            if body.len() >= length.unwrap_or(0) {
                return Some(text);
            }
        }
        if stream.read_buf(&mut request).await.ok()? == 0 {
            return None;
        }
    }
}
