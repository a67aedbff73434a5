//! Opening a connection to exactly the address that was looked at, and TLS over it.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::OnceCell;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tracing::warn;
use url::{Host, Url};

use super::address::is_public;
use super::error::too_slow;
use super::{Error, Options};

/// More addresses of one name are not tried.
const MOST_ADDRESSES: usize = 8;

/// What a request goes over.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// Who named the host that is connected to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum NamedBy {
    /// Somebody from outside: it must be public, or allowed.
    Anybody,
    /// Whoever runs this server, who may have it anywhere, and on the machine itself without TLS.
    Operator,
}

/// Connects to the host of an address.
pub(super) async fn open(
    url: &Url,
    named_by: NamedBy,
    options: &Options,
    trust: &Trust,
) -> Result<Box<dyn Stream>, Error> {
    let host = url.host().ok_or(Error::Address("an absolute https address"))?;
    let is_plain = url.scheme() == "http";
    let port = url.port_or_known_default().unwrap_or(443);
    let stream = plain((&host, port), is_plain, named_by, options).await?;
    if is_plain {
        return Ok(Box::new(stream));
    }
    Ok(Box::new(secure(&host, stream, options, trust).await?))
}

/// A connection to a host; `stays_plain` says whether no TLS is to begin on it.
pub(super) async fn plain(
    (host, port): (&Host<&str>, u16),
    stays_plain: bool,
    named_by: NamedBy,
    options: &Options,
) -> Result<TcpStream, Error> {
    let addresses = permitted(host, port, stays_plain, named_by, options).await?;
    first_that_answers(&addresses, options).await
}

/// TLS over a connection, with a host that shows that it is the one.
pub(super) async fn secure(
    host: &Host<&str>,
    stream: TcpStream,
    options: &Options,
    trust: &Trust,
) -> Result<TlsStream<TcpStream>, Error> {
    shown(host, stream, trust.config(options).await?).await
}

/// The same with a host for which these authorities vouch, and no others.
pub(super) async fn secure_by(
    host: &Host<&str>,
    stream: TcpStream,
    authorities: Vec<CertificateDer<'static>>,
) -> Result<TlsStream<TcpStream>, Error> {
    let mut roots = RootCertStore::empty();
    for authority in authorities {
        roots.add(authority).map_err(|error| Error::Trust(error.to_string()))?;
    }
    shown(host, stream, believing(roots)?).await
}

async fn shown(
    host: &Host<&str>,
    stream: TcpStream,
    config: Arc<ClientConfig>,
) -> Result<TlsStream<TcpStream>, Error> {
    let name = match host {
        Host::Ipv4(address) => ServerName::from(IpAddr::V4(*address)),
        Host::Ipv6(address) => ServerName::from(IpAddr::V6(*address)),
        Host::Domain(name) => ServerName::try_from(name.trim_end_matches('.').to_owned())
            .map_err(|_| Error::Address("with a host that a certificate can name"))?,
    };
    TlsConnector::from(config).connect(name, stream).await.map_err(|error| Error::Tls(error.to_string()))
}

/// The addresses of the host that may be connected to. Literals pass here like any other.
async fn permitted(
    host: &Host<&str>,
    port: u16,
    is_plain: bool,
    named_by: NamedBy,
    options: &Options,
) -> Result<Vec<SocketAddr>, Error> {
    let (found, name) = match host {
        Host::Ipv4(address) => (vec![IpAddr::V4(*address)], None),
        Host::Ipv6(address) => (vec![IpAddr::V6(*address)], None),
        Host::Domain(name) => {
            let found = options.resolver.resolve(name).await;
            (found.map_err(|error| Error::Unresolved(error.to_string()))?, Some(*name))
        }
    };
    let named = name.is_some_and(|name| options.allow.has_name(name));
    let is_allowed = |address: IpAddr| named || options.allow.has_address(address);
    let may_be_plain = |address: IpAddr| {
        (options.plaintext && is_allowed(address)) || (named_by == NamedBy::Operator && address.is_loopback())
    };
    if is_plain && !found.iter().all(|address| may_be_plain(*address)) {
        return Err(Error::Plaintext);
    }
    let mut refused = None;
    let mut permitted = Vec::new();
    for address in found.into_iter().take(MOST_ADDRESSES) {
        if named_by == NamedBy::Operator || is_allowed(address) || is_public(address) {
            permitted.push(SocketAddr::new(address, port));
        } else {
            refused.get_or_insert(address);
        }
    }
    match (permitted.is_empty(), refused) {
        (false, _) => Ok(permitted),
        (true, Some(address)) => Err(Error::NotPublic(address)),
        (true, None) => Err(Error::Unresolved("it has no address".to_owned())),
    }
}

async fn first_that_answers(addresses: &[SocketAddr], options: &Options) -> Result<TcpStream, Error> {
    let mut last = Error::Unresolved("it has no address".to_owned());
    for address in addresses {
        match timeout(options.connect_timeout, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) => last = Error::Unreachable(error.to_string()),
            Err(_) => last = too_slow(options.connect_timeout),
        }
    }
    Err(last)
}

/// Whom we believe: the system's authorities and those of the configuration. Read when first needed,
/// since most commands never fetch anything.
#[derive(Default)]
pub(super) struct Trust(OnceCell<Arc<ClientConfig>>);

impl Trust {
    async fn config(&self, options: &Options) -> Result<Arc<ClientConfig>, Error> {
        let make = || async {
            let extra = options.extra_authorities.clone();
            tokio::task::spawn_blocking(|| client_config(extra))
                .await
                .map_err(|error| Error::Trust(error.to_string()))?
        };
        self.0.get_or_try_init(make).await.cloned()
    }
}

fn client_config(extra: Vec<CertificateDer<'static>>) -> Result<Arc<ClientConfig>, Error> {
    let unusable = |error: rustls::Error| Error::Trust(error.to_string());
    let mut roots = RootCertStore::empty();
    let system = rustls_native_certs::load_native_certs();
    for error in &system.errors {
        warn!(%error, "some of the system's authorities cannot be read");
    }
    roots.add_parsable_certificates(system.certs);
    for authority in extra {
        roots.add(authority).map_err(unusable)?;
    }
    if roots.is_empty() {
        warn!(
            "this system trusts no authority, so that nothing can be fetched: install its list of authorities"
        );
    }
    believing(roots)
}

fn believing(roots: RootCertStore) -> Result<Arc<ClientConfig>, Error> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::Trust(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

/// Reads authorities from a PEM file.
///
/// # Errors
/// In words: it cannot be read, or holds no certificate that can be an authority's.
pub fn authorities_of_pem(file: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let read = CertificateDer::pem_file_iter(file).map_err(|error| error.to_string())?;
    let certificates: Vec<_> = read.collect::<Result<_, _>>().map_err(|error| error.to_string())?;
    let mut roots = RootCertStore::empty();
    for certificate in &certificates {
        roots.add(certificate.clone()).map_err(|error| error.to_string())?;
    }
    if roots.is_empty() { Err("it holds no certificate".to_owned()) } else { Ok(certificates) }
}
