//! What a provider says of itself, read and checked.

use jose::json;
use oidc::discovery::Issuer;
use oidc::metadata::{EndpointAliases, ProviderMetadata};
use serde_json::{Map, Value};

use crate::endpoint::shown;
use crate::message::{MAX_BYTES, Request, Response};
use crate::{Client, Endpoint, Error, ProviderFault};

const WHAT: &str = "its metadata";

/// A provider: its metadata, found at its issuer and naming no other, with endpoints that secrets may
/// be sent to.
#[derive(Debug, Clone)]
pub struct Provider {
    issuer: Issuer,
    metadata: ProviderMetadata,
    endpoints: Endpoints,
    mtls: Aliases,
}

#[derive(Debug, Clone)]
struct Endpoints {
    authorization: Endpoint,
    token: Endpoint,
    jwks: Endpoint,
    userinfo: Option<Endpoint>,
    pushed: Option<Endpoint>,
    end_session: Option<Endpoint>,
}

/// Where clients go that show a certificate, so that nobody else is asked for one (RFC 8705 §5).
#[derive(Debug, Clone, Default)]
struct Aliases {
    token: Option<Endpoint>,
    userinfo: Option<Endpoint>,
    pushed: Option<Endpoint>,
}

impl Provider {
    /// Where a provider's metadata are: first by OpenID Connect Discovery §4, then by RFC 8414 §3, for
    /// one that answers the first with 404.
    ///
    /// # Errors
    /// None for an issuer whose addresses can be written.
    pub fn discovery(issuer: &Issuer) -> Result<[Request; 2], Error> {
        let at = |url: String| Ok::<_, Error>(Request::get(&Endpoint::parse(&url)?, "application/json"));
        Ok([at(issuer.openid_configuration_url())?, at(issuer.authorization_server_url())?])
    }

    /// Reads the metadata that were found for this issuer.
    ///
    /// # Errors
    /// [`ProviderFault`]: they are not JSON, name another issuer, or name endpoints that are not `https`.
    /// Where the issuer is `http` on the loopback, its endpoints may be so too.
    pub fn read(issuer: &Issuer, response: &Response) -> Result<Self, Error> {
        if !response.is_success() {
            return Err(ProviderFault::Status { of: WHAT, status: response.status }.into());
        }
        Self::from_metadata(issuer, object(&response.body)?)
    }

    /// The same of metadata that came by another way, such as with the registration.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn from_metadata(issuer: &Issuer, mut members: Map<String, Value>) -> Result<Self, Error> {
        let found = members.get("issuer").and_then(Value::as_str).unwrap_or_default();
        if found != issuer.as_str() {
            let (expected, found) = (issuer.to_string(), shown(found));
            return Err(ProviderFault::OtherIssuer { expected, found }.into());
        }
        // RFC 8414 §2 knows nothing of people, so its documents may go without these.
        for name in ["subject_types_supported", "id_token_signing_alg_values_supported"] {
            members.entry(name).or_insert_with(|| Value::Array(Vec::new()));
        }
        let metadata: ProviderMetadata = serde_json::from_value(Value::Object(members))
            .map_err(|error| ProviderFault::Metadata(shown(&error.to_string())))?;
        let endpoints = Endpoints::of(issuer, &metadata)?;
        let mtls = Aliases::of(issuer, &metadata.mtls_endpoint_aliases)?;
        Ok(Self { issuer: issuer.clone(), metadata, endpoints, mtls })
    }

    /// Its issuer.
    pub fn issuer(&self) -> &Issuer {
        &self.issuer
    }

    /// All that it says of itself.
    pub fn metadata(&self) -> &ProviderMetadata {
        &self.metadata
    }

    /// Asks for its keys, which [`Keys::read`](crate::Keys::read) reads.
    pub fn keys_request(&self) -> Request {
        Request::get(&self.endpoints.jwks, "application/jwk-set+json, application/json")
    }

    pub(crate) fn authorization_endpoint(&self) -> &Endpoint {
        &self.endpoints.authorization
    }

    pub(crate) fn token_endpoint(&self, client: &Client) -> &Endpoint {
        self.mtls.token.as_ref().filter(|_| client.shows_certificate()).unwrap_or(&self.endpoints.token)
    }

    pub(crate) fn userinfo_endpoint(&self, client: &Client) -> Result<&Endpoint, Error> {
        let alias = self.mtls.userinfo.as_ref().filter(|_| client.shows_certificate());
        needed(alias.or(self.endpoints.userinfo.as_ref()), "userinfo_endpoint")
    }

    pub(crate) fn pushed_endpoint(&self, client: &Client) -> Result<&Endpoint, Error> {
        let alias = self.mtls.pushed.as_ref().filter(|_| client.shows_certificate());
        needed(alias.or(self.endpoints.pushed.as_ref()), "pushed_authorization_request_endpoint")
    }

    pub(crate) fn end_session_endpoint(&self) -> Result<&Endpoint, Error> {
        needed(self.endpoints.end_session.as_ref(), "end_session_endpoint")
    }
}

impl Endpoints {
    fn of(issuer: &Issuer, metadata: &ProviderMetadata) -> Result<Self, Error> {
        let some = |member, address: &Option<String>| {
            address.as_deref().map(|address| endpoint(issuer, member, address)).transpose()
        };
        let pushed = &metadata.pushed_authorization_request_endpoint;
        Ok(Self {
            authorization: endpoint(issuer, "authorization_endpoint", &metadata.authorization_endpoint)?,
            token: endpoint(issuer, "token_endpoint", &metadata.token_endpoint)?,
            jwks: endpoint(issuer, "jwks_uri", &metadata.jwks_uri)?,
            userinfo: some("userinfo_endpoint", &metadata.userinfo_endpoint)?,
            pushed: some("pushed_authorization_request_endpoint", pushed)?,
            end_session: some("end_session_endpoint", &metadata.end_session_endpoint)?,
        })
    }
}

impl Aliases {
    fn of(issuer: &Issuer, aliases: &EndpointAliases) -> Result<Self, Error> {
        let some = |member, address: &Option<String>| {
            address.as_deref().map(|address| endpoint(issuer, member, address)).transpose()
        };
        let pushed = &aliases.pushed_authorization_request_endpoint;
        Ok(Self {
            token: some("token_endpoint", &aliases.token_endpoint)?,
            userinfo: some("userinfo_endpoint", &aliases.userinfo_endpoint)?,
            pushed: some("pushed_authorization_request_endpoint", pushed)?,
        })
    }
}

/// An endpoint that secrets may be sent to: on this machine alone where the issuer is there too.
fn endpoint(issuer: &Issuer, member: &'static str, address: &str) -> Result<Endpoint, ProviderFault> {
    let plain = issuer.as_str().starts_with("http:");
    Endpoint::read(address)
        .filter(|endpoint| plain || !endpoint.is_plain())
        .ok_or_else(|| ProviderFault::Endpoint { member, address: shown(address) })
}

fn needed<'a>(endpoint: Option<&'a Endpoint>, member: &'static str) -> Result<&'a Endpoint, Error> {
    endpoint.ok_or_else(|| ProviderFault::NoEndpoint(member).into())
}

fn object(body: &[u8]) -> Result<Map<String, Value>, Error> {
    match json::parse_within(body, MAX_BYTES) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) => Err(ProviderFault::Json { of: WHAT, error: json::Error::NotAnObject }.into()),
        Err(error) => Err(ProviderFault::Json { of: WHAT, error }.into()),
    }
}
