//! What is sent to a provider and what comes back, whoever carries it.

use jose::Secret;
use oidc::parameters::Encoder;

use crate::Endpoint;

/// The longest answer that is read, in bytes. Whoever carries messages need not receive more.
pub const MAX_BYTES: usize = 256 * 1024;

/// A request ready to be sent. Redirects must not be followed. No `Debug`: it holds secrets.
pub struct Request {
    /// Where it goes.
    pub endpoint: Endpoint,
    /// By name, in lower case.
    pub headers: Vec<(&'static str, Secret<String>)>,
    /// What is posted, as `application/x-www-form-urlencoded`; without it the request is a GET.
    pub form: Option<Secret<String>>,
}

impl Request {
    /// A GET that wants such an answer.
    pub(crate) fn get(endpoint: &Endpoint, accept: &str) -> Self {
        let headers = vec![("accept", Secret::new(accept.to_owned()))];
        Self { endpoint: endpoint.clone(), headers, form: None }
    }

    /// `GET` or `POST`.
    pub fn method(&self) -> &'static str {
        if self.form.is_some() { "POST" } else { "GET" }
    }
}

/// What came back.
#[derive(Clone)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The header `Content-Type`.
    pub content_type: Option<String>,
    /// The header `DPoP-Nonce`: the next proof is to carry it ([`Env::dpop_nonce`](crate::Env)).
    pub dpop_nonce: Option<String>,
    /// The body, whole.
    pub body: Vec<u8>,
}

impl Response {
    /// Whether the request was fulfilled.
    pub(crate) fn is_success(&self) -> bool {
        self.status == 200
    }

    /// Whether the body is of this media type, whatever its parameters.
    pub(crate) fn is(&self, media_type: &str) -> bool {
        let bare = self.content_type.as_deref().and_then(|text| text.split(';').next()).unwrap_or_default();
        bare.trim().eq_ignore_ascii_case(media_type)
    }

    /// Whether a proof was sent, and another one with the nonce that came along is wanted (RFC 9449 §8): make
    /// the same request again, with [`Self::dpop_nonce`] as [`Env::dpop_nonce`](crate::Env).
    pub fn wants_another_proof(&self, request: &Request) -> bool {
        const UNAUTHORIZED: u16 = 401;
        // At the token endpoint nothing but those very words may have a code sent twice.
        let was_proved = request.headers.iter().any(|(name, _)| *name == "dpop");
        let said = || match request.form {
            None => self.status == UNAUTHORIZED,
            Some(_) => jose::json::parse_object(&self.body)
                .is_ok_and(|members| members.get("error").is_some_and(|error| error == "use_dpop_nonce")),
        };
        was_proved && self.dpop_nonce.is_some() && said()
    }
}

/// Parameters on their way into a query or a body. No `Debug`: they hold secrets.
#[derive(Clone, Default)]
pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    pub(crate) fn push(&mut self, name: &str, value: impl Into<String>) {
        self.0.push((name.to_owned(), value.into()));
    }

    pub(crate) fn push_some(&mut self, name: &str, value: Option<impl Into<String>>) {
        if let Some(value) = value {
            self.push(name, value);
        }
    }

    /// Unless it stands there already, as `client_id` does in a request that is pushed: nothing may stand
    /// there twice (RFC 6749 §3.2).
    pub(crate) fn push_once(&mut self, name: &str, value: &str) {
        if self.0.iter().all(|(other, _)| other != name) {
            self.push(name, value);
        }
    }

    pub(crate) fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    pub(crate) fn encode(&self) -> String {
        let mut encoder = Encoder::new();
        for (name, value) in &self.0 {
            encoder.push(name, value);
        }
        encoder.finish()
    }
}
