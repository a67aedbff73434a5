//! TLS to PostgreSQL: with the server's certificate verified down to its name, or not at all. What lies
//! between (`require`, `verify-ca`) protects from nobody who can answer in the server's place.

use std::future::Future;
use std::io::Result as IoResult;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, InvalidDnsNameError, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::Socket;
use tokio_postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream};
use tokio_rustls::TlsConnector;

use crate::error::Error;

/// Longer files hold something else than authorities.
const LONGEST: u64 = 1 << 20;

/// How a connection string asks for TLS, taken out of it, since the driver does not know these words.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// The connection string for the driver.
    pub(super) rest: String,
    /// The file of authorities, where TLS is asked for.
    pub(super) root: Option<String>,
}

/// Reads `sslmode` and `sslrootcert`, in an address or in pairs of words.
pub(super) fn asked(text: &str) -> Result<Asked, Error> {
    if !text.contains("sslmode") && !text.contains("sslrootcert") {
        return Ok(Asked { rest: text.to_owned(), root: None });
    }
    let (mut mode, mut root) = (None, None);
    let mut take = |name: &str, value: &str| match name {
        "sslmode" => mode.replace(value.to_owned()).is_none(),
        "sslrootcert" => root.replace(value.to_owned()).is_none(),
        _ => false,
    };
    let rest = if text.starts_with("postgres://") || text.starts_with("postgresql://") {
        let (before, query) = text.split_once('?').unwrap_or((text, ""));
        let kept: Vec<&str> = query
            .split('&')
            .filter(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                !pair.is_empty() && !take(name, &decoded(value))
            })
            .collect();
        if kept.is_empty() { before.to_owned() } else { format!("{before}?{}", kept.join("&")) }
    } else {
        let kept: Vec<&str> = text
            .split_ascii_whitespace()
            .filter(|pair| !pair.split_once('=').is_some_and(|(name, value)| take(name, value)))
            .collect();
        kept.join(" ")
    };
    let root = match (mode.as_deref(), root) {
        (None | Some("disable" | "prefer"), None) => None,
        (Some("verify-full"), Some(root)) => Some(root),
        _ => {
            let why = "TLS is sslmode=verify-full with sslrootcert, the file of the authorities";
            return Err(Error::Location(why.into()));
        }
    };
    Ok(Asked { rest, root })
}

/// `%2F` is a slash.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = |byte: &u8| char::from(*byte).to_digit(16);
        match tail {
            [high, low, after @ ..] if *first == b'%' => match (hex(high), hex(low)) {
                (Some(high), Some(low)) => {
                    bytes.push(u8::try_from(high * 16 + low).unwrap_or_default());
                    rest = after;
                }
                _ => return text.to_owned(),
            },
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Makes connections of TLS that trust the authorities of one file, and nothing else.
#[derive(Clone)]
pub(super) struct Tls(Option<Arc<ClientConfig>>);

impl Tls {
    /// Without a file there is no TLS.
    pub(super) fn trusting(root: Option<&str>) -> Result<Self, Error> {
        root.map(|root| config(Path::new(root))).transpose().map(Self)
    }
}

fn config(root: &Path) -> Result<Arc<ClientConfig>, Error> {
    let wrong = |why: &str| Error::Location(format!("sslrootcert {}: {why}", root.display()));
    let length = std::fs::metadata(root).map_err(|error| wrong(&error.to_string()))?.len();
    if length > LONGEST {
        return Err(wrong("it is longer than a megabyte"));
    }
    let pem = std::fs::read(root).map_err(|error| wrong(&error.to_string()))?;
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(&pem) {
        let certificate = certificate.map_err(|_| wrong("not PEM"))?;
        roots.add(certificate).map_err(|error| wrong(&error.to_string()))?;
    }
    if roots.is_empty() {
        return Err(wrong("no certificates in PEM"));
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.map_err(|error| wrong(&error.to_string()))?;
    Ok(Arc::new(config.with_root_certificates(roots).with_no_client_auth()))
}

impl MakeTlsConnect<Socket> for Tls {
    type Stream = Sealed;
    type TlsConnect = Connect;
    type Error = std::convert::Infallible;

    /// Asked for sockets of this machine too, which have no name and speak no TLS.
    fn make_tls_connect(&mut self, host: &str) -> Result<Connect, Self::Error> {
        Ok(Connect { config: self.0.clone(), host: host.to_owned() })
    }
}

/// One handshake to come.
pub(super) struct Connect {
    config: Option<Arc<ClientConfig>>,
    host: String,
}

impl TlsConnect<Socket> for Connect {
    type Stream = Sealed;
    type Error = std::io::Error;
    type Future = Pin<Box<dyn Future<Output = IoResult<Sealed>> + Send>>;

    fn connect(self, stream: Socket) -> Self::Future {
        Box::pin(async move {
            let Self { config: Some(config), host } = self else {
                return Err(std::io::Error::other("TLS was not asked for"));
            };
            let name = ServerName::try_from(host);
            let name = name.map_err(|error: InvalidDnsNameError| std::io::Error::other(error))?;
            Ok(Sealed(Box::new(TlsConnector::from(config).connect(name, stream).await?)))
        })
    }
}

/// A connection over TLS.
pub(super) struct Sealed(Box<tokio_rustls::client::TlsStream<Socket>>);

impl TlsStream for Sealed {
    /// The certificate is verified; binding the password's proof to it as well would add nothing.
    fn channel_binding(&self) -> ChannelBinding {
        ChannelBinding::none()
    }
}

impl AsyncRead for Sealed {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<IoResult<()>> {
        Pin::new(&mut self.0).poll_read(context, buffer)
    }
}

impl AsyncWrite for Sealed {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<IoResult<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<IoResult<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<IoResult<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_how_tls_is_asked_for_and_leaves_the_rest() {
        let root = Some("/etc/a b.pem".to_owned());
        for (text, rest, root) in [
            ("postgres://u@h/d", "postgres://u@h/d", &None),
            ("postgres://u@h/d?sslmode=disable&password=a%26b", "postgres://u@h/d?password=a%26b", &None),
            (
                "postgres://u@h/d?sslmode=verify-full&sslrootcert=%2Fetc%2Fa%20b.pem",
                "postgres://u@h/d",
                &root,
            ),
            ("host=h sslmode=verify-full user=u", "", &None),
            ("host=/tmp user=u", "host=/tmp user=u", &None),
            ("host=h sslrootcert=/r sslmode=verify-full user=u", "host=h user=u", &Some("/r".to_owned())),
        ] {
            match asked(text) {
                Ok(asked) => assert_eq!(asked, Asked { rest: rest.to_owned(), root: root.clone() }),
                Err(_) => assert!(rest.is_empty(), "{text}"),
            }
        }
        for text in [
            "postgres://u@h/d?sslmode=require",
            "postgres://u@h/d?sslmode=verify-ca&sslrootcert=r",
            "postgres://u@h/d?sslmode=verify-full",
            "postgres://u@h/d?sslrootcert=r",
            "postgres://u@h/d?sslmode=disable&sslrootcert=r",
        ] {
            assert!(asked(text).is_err(), "{text}");
        }
    }
}
