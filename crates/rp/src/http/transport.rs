use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::header::{CONTENT_TYPE, USER_AGENT};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};

use crate::message::{MAX_BYTES, Request, Response};
use crate::{Error, OurFault};

const ANSWER_WITHIN: Duration = Duration::from_secs(30);
const NAME: &str = concat!("countersign-rp/", env!("CARGO_PKG_VERSION"));

/// Whom to believe, and whom to be, where TLS is spoken. Without settings the system's authorities are
/// believed, and no certificate is shown. No `Debug`: it holds a private key.
#[derive(Default)]
pub struct Tls {
    authorities: Vec<CertificateDer<'static>>,
    identity: Option<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)>,
}

impl Tls {
    /// Believes these authorities too, as PEM.
    ///
    /// # Errors
    /// [`OurFault::Tls`]: there is no certificate in it, or one that cannot be read.
    pub fn authorities_pem(mut self, pem: &[u8]) -> Result<Self, Error> {
        self.authorities.extend(certificates(pem)?);
        Ok(self)
    }

    /// Shows this certificate with its chain to whoever asks for one (RFC 8705), as PEM.
    ///
    /// # Errors
    /// [`OurFault::Tls`]: certificate or key cannot be read.
    pub fn identity_pem(mut self, chain: &[u8], key: &[u8]) -> Result<Self, Error> {
        let key = PrivateKeyDer::from_pem_slice(key).map_err(unusable)?;
        self.identity = Some((certificates(chain)?, key));
        Ok(self)
    }

    fn config(self) -> Result<ClientConfig, Error> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        for authority in self.authorities {
            roots.add(authority).map_err(unusable)?;
        }
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(unusable)?
            .with_root_certificates(roots);
        match self.identity {
            Some((chain, key)) => config.with_client_auth_cert(chain, key).map_err(unusable),
            None => Ok(config.with_no_client_auth()),
        }
    }
}

/// Carries messages to a provider. Cheap to clone; all clones share their connections.
#[derive(Clone)]
pub struct Transport(hyper_util::client::legacy::Client<HttpsConnector<HttpConnector>, Full<Bytes>>);

impl Transport {
    /// A carrier with these settings of TLS. It follows no redirect, asks no proxy, gives up after half
    /// a minute, and reads no more than [`MAX_BYTES`].
    ///
    /// # Errors
    /// [`OurFault::Tls`]: the settings do not fit together.
    pub fn new(tls: Tls) -> Result<Self, Error> {
        // Plain http is for this machine alone, which every `Endpoint` knows.
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls.config()?)
            .https_or_http()
            .enable_http1()
            .build();
        Ok(Self(hyper_util::client::legacy::Client::builder(TokioExecutor::new()).build(connector)))
    }

    /// Sends a request and receives the answer whole.
    ///
    /// # Errors
    /// [`Error::Unreachable`]: none came, or more than is read.
    pub async fn send(&self, request: &Request) -> Result<Response, Error> {
        let exchange = tokio::time::timeout(ANSWER_WITHIN, self.exchange(request));
        exchange.await.unwrap_or_else(|_| Err(unreachable_by(&"it took too long")))
    }

    async fn exchange(&self, request: &Request) -> Result<Response, Error> {
        let mut sent = hyper::Request::builder()
            .method(request.method())
            .uri(request.endpoint.as_str())
            .header(USER_AGENT, NAME);
        if request.form.is_some() {
            sent = sent.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        for (name, value) in &request.headers {
            sent = sent.header(*name, value.expose());
        }
        let body = request.form.as_ref().map(|form| Bytes::from(form.expose().clone())).unwrap_or_default();
        let sent = sent.body(Full::new(body)).map_err(|error| unreachable_by(&error))?;
        let response = self.0.request(sent).await.map_err(|error| unreachable_by(&innermost(&error)))?;
        let (head, body) = response.into_parts();
        let text = |name: &str| head.headers.get(name)?.to_str().ok().map(str::to_owned);
        let body = Limited::new(body, MAX_BYTES).collect().await.map_err(|error| unreachable_by(&error))?;
        Ok(Response {
            status: head.status.as_u16(),
            content_type: text("content-type"),
            dpop_nonce: text("dpop-nonce"),
            body: body.to_bytes().into(),
        })
    }
}

fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, Error> {
    let read: Vec<_> = CertificateDer::pem_slice_iter(pem).collect::<Result<_, _>>().map_err(unusable)?;
    if read.is_empty() { Err(unusable("there is no certificate in it")) } else { Ok(read) }
}

fn unusable(error: impl std::fmt::Display) -> Error {
    OurFault::Tls(error.to_string()).into()
}

fn unreachable_by(error: &impl std::fmt::Display) -> Error {
    Error::Unreachable(error.to_string())
}

/// The innermost cause says most.
fn innermost(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}
