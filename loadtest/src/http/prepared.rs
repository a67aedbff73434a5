//! A request made ready once and sent many times.

use bytes::Bytes;
use http::{
    HeaderValue, Method, Request,
    header::{CONTENT_TYPE, HOST, HeaderName, USER_AGENT},
};
use http_body_util::Full;
use url::{Position, Url};

use super::{Origin, origin::shown};
use crate::error::{Error, failed};

/// A whole request and where it goes. Cloning shares its bytes.
#[derive(Clone)]
pub struct Prepared {
    origin: Origin,
    request: Request<Full<Bytes>>,
}

impl Prepared {
    /// A GET.
    ///
    /// # Errors
    /// When the address cannot be driven.
    pub fn get(url: &Url) -> Result<Self, Error> {
        Self::new(Method::GET, url, Bytes::new())
    }

    /// A POST of a form already encoded.
    ///
    /// # Errors
    /// When the address cannot be driven.
    pub fn post_form(url: &Url, body: impl Into<Bytes>) -> Result<Self, Error> {
        let form = HeaderValue::from_static("application/x-www-form-urlencoded");
        Ok(Self::new(Method::POST, url, body.into())?.with(CONTENT_TYPE, form))
    }

    fn new(method: Method, url: &Url, body: Bytes) -> Result<Self, Error> {
        let bad = |why: http::Error| failed(format!("{} cannot be sent: {why}", shown(url)));
        let request = Request::builder()
            .method(method)
            .uri(&url[Position::BeforePath..Position::AfterQuery])
            .header(HOST, &url[Position::BeforeHost..Position::AfterPort])
            .header(USER_AGENT, "countersign-loadtest")
            .body(Full::new(body))
            .map_err(bad)?;
        Ok(Self { origin: Origin::of(url)?, request })
    }

    /// The same with one more header (or another value of it).
    #[must_use]
    pub fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.request.headers_mut().insert(name, value);
        self
    }

    /// The same with another body.
    #[must_use]
    pub fn with_body(mut self, body: Bytes) -> Self {
        *self.request.body_mut() = Full::new(body);
        self
    }

    pub(super) fn origin(&self) -> &Origin {
        &self.origin
    }

    pub(super) fn request(&self) -> Request<Full<Bytes>> {
        self.request.clone()
    }

    /// What it is, without what it carries.
    pub fn summary(&self) -> String {
        format!("{} {}", self.request.method(), self.request.uri().path())
    }
}
