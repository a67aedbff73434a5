//! Outgoing requests to addresses that came from outside: the only place that opens a connection to
//! one.
//!
//! Whoever registers a client names addresses that this server then asks: its keys, its request
//! objects, where to tell of a logout. So that nobody reaches through us what they cannot reach
//! themselves, a name is resolved once, every address it leads to is looked at, and the connection
//! goes to exactly the one that was looked at. No redirect is followed, no proxy asked; size, time and
//! number are bounded.

mod address;
mod allow;
mod connect;
mod error;
mod options;
mod receive;
mod resolve;
mod turn;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, header};
use http_body_util::Full;
use jose::Secret;
use rustls::pki_types::CertificateDer;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};
use tokio_rustls::client::TlsStream;
use url::{Host, Url};

pub use allow::{Allow, Entry, NotAllowable};
pub use connect::authorities_of_pem;
pub use error::Error;
pub use options::Options;
pub use resolve::{Resolve, Resolved, System};

use connect::{NamedBy, Trust};
use turn::Turns;

const FORM: &str = "application/x-www-form-urlencoded";

/// How many requests to upstreams are under way at once, and how many of them to one: several must be slow at
/// the same time before another has to wait.
const UPSTREAM_REQUESTS: (usize, usize) = (512, 64);

/// How we call ourselves.
const USER_AGENT: &str = concat!("Countersign/", env!("CARGO_PKG_VERSION"));

/// What came back.
#[derive(Debug)]
pub struct Fetched {
    /// The status; never one of a redirect.
    pub status: u16,
    /// The `Content-Type`, if there was one that can be read.
    pub content_type: Option<String>,
    /// For how long the answer says that it may be kept (`Cache-Control: max-age`, RFC 9111 §5.2.2.1);
    /// zero where it says that it may not.
    pub max_age: Option<Duration>,
    /// The body, whole.
    pub body: Bytes,
}

impl Fetched {
    /// Whether the request was fulfilled.
    pub const fn is_success(&self) -> bool {
        matches!(self.status, 200..=299)
    }
}

/// Fetches. Cheap to clone; all clones share their bounds.
#[derive(Clone)]
pub struct Fetcher(Arc<Inner>);

struct Inner {
    options: Options,
    trust: Trust,
    turns: Turns,
    upstream_turns: Turns,
}

impl Fetcher {
    /// A fetcher with these bounds.
    pub fn new(options: Options) -> Self {
        let turns = Turns::new(options.most_at_once, options.most_at_once_per_host);
        let upstream_turns = Turns::new(UPSTREAM_REQUESTS.0, UPSTREAM_REQUESTS.1);
        Self(Arc::new(Inner { options, trust: Trust::default(), turns, upstream_turns }))
    }

    /// Asks for what is at an address.
    ///
    /// # Errors
    /// Why nothing was asked, or no answer came that can be used.
    pub async fn get(&self, address: &str) -> Result<Fetched, Error> {
        self.fetch(address, Method::GET, None, Bytes::new()).await
    }

    /// Sends a form that is encoded already. While its host is asked as much as it may be, it waits for its
    /// turn.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub async fn post_form(&self, address: &str, form: String) -> Result<Fetched, Error> {
        self.fetch(address, Method::POST, Some(FORM), form.into()).await
    }

    /// Sends JSON, as [`Self::post_form`] sends a form.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub async fn post_json(&self, address: &str, json: String) -> Result<Fetched, Error> {
        self.fetch(address, Method::POST, Some("application/json"), json.into()).await
    }

    /// Sends JSON, as [`Self::post_json`], and a bearer token that shows there whom it comes from.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub async fn post_json_as(
        &self,
        address: &str,
        token: &Secret<String>,
        json: String,
    ) -> Result<Fetched, Error> {
        let url = address::parse(address)?;
        let mut request = request(&url, Method::POST, Some("application/json"), json.into())?;
        let mut value = HeaderValue::try_from(format!("Bearer {}", token.expose()))
            .map_err(|_| Error::Address("asked with headers that can be written"))?;
        value.set_sensitive(true);
        request.headers_mut().insert(header::AUTHORIZATION, value);
        let to = url.host_str().unwrap_or_default();
        self.exchange(&url, request, (&self.0.turns, to), true, NamedBy::Anybody).await
    }

    /// Asks a provider that people are sent to, with headers of its own (names in small letters); sends the
    /// form, where there is one. An administrator chose whom to ask, so that more of it is asked at once, and
    /// it waits for its turn.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub async fn ask_upstream(
        &self,
        address: &str,
        headers: &[(&'static str, Secret<String>)],
        form: Option<&Secret<String>>,
    ) -> Result<Fetched, Error> {
        let url = address::parse(address)?;
        let (method, content_type, body) = match form {
            Some(form) => (Method::POST, Some(FORM), Bytes::from(form.expose().clone())),
            None => (Method::GET, None, Bytes::new()),
        };
        let mut request = request(&url, method, content_type, body)?;
        for (name, value) in headers {
            let mut value = HeaderValue::from_str(value.expose())
                .map_err(|_| Error::Address("asked with headers that can be written"))?;
            value.set_sensitive(true);
            request.headers_mut().insert(HeaderName::from_static(name), value);
        }
        // One host may be several upstreams, each at a port of its own.
        let to = &url[url::Position::BeforeHost..url::Position::AfterPort];
        self.exchange(&url, request, (&self.0.upstream_turns, to), true, NamedBy::Anybody).await
    }

    /// Asks a gateway of the operator's own, which may be anywhere, with headers and a body of its own; it
    /// waits for its turn.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub async fn ask_gateway(
        &self,
        address: &str,
        method: Method,
        headers: &[(String, Secret<String>)],
        body: &Secret<String>,
    ) -> Result<Fetched, Error> {
        let url = address::parse(address)?;
        let mut request = request(&url, method, None, Bytes::from(body.expose().clone()))?;
        for (name, value) in headers {
            let unfit = Error::Address("asked with headers that can be written");
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| unfit.clone())?;
            let mut value = HeaderValue::from_str(value.expose()).map_err(|_| unfit)?;
            value.set_sensitive(true);
            request.headers_mut().insert(name, value);
        }
        let to = &url[url::Position::BeforeHost..url::Position::AfterPort];
        self.exchange(&url, request, (&self.0.upstream_turns, to), true, NamedBy::Operator).await
    }

    /// Connects to a server of the operator's own, which may be anywhere. On what stays without TLS it must be
    /// this machine, or be allowed like what is fetched by plain `http`.
    ///
    /// # Errors
    /// Why there is no connection.
    pub async fn connect(&self, host: &Host<&str>, port: u16, stays_plain: bool) -> Result<TcpStream, Error> {
        connect::plain((host, port), stays_plain, NamedBy::Operator, &self.0.options).await
    }

    /// Begins TLS on such a connection.
    ///
    /// # Errors
    /// Why the host is not to be trusted.
    pub async fn secure(&self, host: &Host<&str>, stream: TcpStream) -> Result<TlsStream<TcpStream>, Error> {
        connect::secure(host, stream, &self.0.options, &self.0.trust).await
    }

    /// Begins TLS on such a connection with a host for which these authorities vouch and no others; those that we
    /// trust anyway where none are named.
    ///
    /// # Errors
    /// Why the host is not to be trusted.
    pub async fn secure_by(
        &self,
        host: &Host<&str>,
        stream: TcpStream,
        authorities: Option<Vec<CertificateDer<'static>>>,
    ) -> Result<TlsStream<TcpStream>, Error> {
        match authorities {
            Some(authorities) => connect::secure_by(host, stream, authorities).await,
            None => self.secure(host, stream).await,
        }
    }

    async fn fetch(
        &self,
        address: &str,
        method: Method,
        content_type: Option<&'static str>,
        body: Bytes,
    ) -> Result<Fetched, Error> {
        let url = address::parse(address)?;
        // Nobody waits for what is sent, and of that much may go to one host at once.
        let is_patient = method == Method::POST;
        let request = request(&url, method, content_type, body)?;
        let to = url.host_str().unwrap_or_default();
        self.exchange(&url, request, (&self.0.turns, to), is_patient, NamedBy::Anybody).await
    }

    async fn exchange(
        &self,
        url: &Url,
        request: Request<Full<Bytes>>,
        (turns, to): (&Turns, &str),
        is_patient: bool,
        named_by: NamedBy,
    ) -> Result<Fetched, Error> {
        let Inner { options, trust, .. } = &*self.0;
        let ends_at = Instant::now() + options.timeout;
        let turn = async { if is_patient { turns.wait(to).await } else { turns.take(to).await } };
        // Whoever never had a turn learned nothing of the host.
        let _turn = timeout_at(ends_at, turn).await.unwrap_or(Err(Error::Busy))?;
        let whole = async {
            let stream = connect::open(url, named_by, options, trust).await?;
            receive::exchange(stream, request, options.most_bytes).await
        };
        timeout_at(ends_at, whole).await.unwrap_or(Err(Error::TimedOut))
    }
}

fn request(
    url: &Url,
    method: Method,
    content_type: Option<&'static str>,
    body: Bytes,
) -> Result<Request<Full<Bytes>>, Error> {
    let authority = &url[url::Position::BeforeHost..url::Position::AfterPort];
    let mut request = Request::builder()
        .method(method)
        .uri(&url[url::Position::BeforePath..url::Position::AfterQuery])
        .header(header::HOST, authority)
        .header(header::USER_AGENT, USER_AGENT)
        .header(header::ACCEPT_ENCODING, "identity")
        .header(header::CONNECTION, "close");
    if let Some(content_type) = content_type {
        request = request.header(header::CONTENT_TYPE, content_type);
    }
    request.body(Full::new(body)).map_err(|_| Error::Address("an address that fits into a request"))
}
