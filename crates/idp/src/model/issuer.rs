//! An issuer: the name under which tokens are issued, and the addresses its endpoints live at.
//!
//! An installation has one, and may have more: further doors to one house, with the same people, keys and
//! sessions behind them. A client belongs to one, and is answered under its name.

use oidc::discovery;

use super::client::{Client, Profile};
use crate::refusal::{Reason, Refusal};

/// An issuer of this installation (OpenID Connect Discovery §3).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Issuer {
    /// The issuer identifier, exactly as tokens and discovery carry it. It may have a path, and may
    /// even be the address of the token endpoint.
    pub identifier: discovery::Issuer,
    /// The address before the paths of pages, without a slash at the end.
    pub base: String,
    /// The address before the paths of endpoints where clients are asked for their certificates, without a
    /// slash at the end; if that is another one (RFC 8705 §5).
    pub mtls_base: Option<String>,
    /// Where its endpoints are.
    pub layout: Layout,
    /// The first issuer of the house: clients that name none belong to it.
    pub first: discovery::Issuer,
}

/// The issuers of an installation.
#[derive(Clone, Debug)]
pub struct Issuers {
    /// The first.
    pub first: Issuer,
    /// Those beside it.
    pub further: Vec<Issuer>,
}

impl From<Issuer> for Issuers {
    fn from(first: Issuer) -> Self {
        Self { first, further: Vec::new() }
    }
}

/// Where the endpoints of an issuer are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Layout {
    /// This project's own: `/oauth2/authorize` and so on, after the base.
    Own,
    /// As Signicat's provider had it: `/authorize` and so on, after the issuer identifier.
    Signicat,
}

/// What is at an address that programs know.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Endpoint {
    /// RFC 6749 §3.1.
    Authorization,
    /// RFC 6749 §3.2.
    Token,
    /// OpenID Connect Core §5.3.
    Userinfo,
    /// RFC 7517 §5.
    Jwks,
    /// RFC 7591.
    Registration,
    /// RFC 7662.
    Introspection,
    /// RFC 7009.
    Revocation,
    /// RFC 9126.
    PushedAuthorization,
    /// RFC 8628 §3.1.
    DeviceAuthorization,
    /// OpenID Connect CIBA Core §7.
    BackchannelAuthentication,
    /// OpenID Connect RP-Initiated Logout §2.
    EndSession,
    /// OpenID Connect Session Management §3.3.
    CheckSession,
}

impl Endpoint {
    /// Its path in each layout, if it is there: after the base in our own, after the identifier in
    /// Signicat's.
    #[rustfmt::skip]
    pub const fn path(self, layout: Layout) -> Option<&'static str> {
        let (own, signicat) = match self {
            Self::Authorization =>       ("/oauth2/authorize",    Some("/authorize")),
            Self::Token =>               ("/oauth2/token",        Some("/token")),
            Self::Userinfo =>            ("/oauth2/userinfo",     Some("/userinfo")),
            Self::Jwks =>                ("/oauth2/jwks",         Some("/jwks.json")),
            Self::Registration =>        ("/oauth2/register",     Some("/register")),
            Self::Introspection =>       ("/oauth2/introspect",   None),
            Self::Revocation =>          ("/oauth2/revoke",       None),
            Self::PushedAuthorization => ("/oauth2/par",          Some("/par")),
            Self::DeviceAuthorization => ("/oauth2/device_authorization", None),
            Self::BackchannelAuthentication => ("/oauth2/bc-authorize", None),
            Self::EndSession =>          ("/oidc/logout",         Some("/session/end")),
            Self::CheckSession =>        ("/oidc/checksession",   Some("/session/check")),
        };
        match layout {
            Layout::Own => Some(own),
            Layout::Signicat => signicat,
        }
    }
}

impl Endpoint {
    /// Those that programs ask, as clients or with tokens that may be bound to a certificate.
    pub const CERTIFIED: [Self; 7] = [
        Self::Token,
        Self::Userinfo,
        Self::Introspection,
        Self::Revocation,
        Self::PushedAuthorization,
        Self::DeviceAuthorization,
        Self::BackchannelAuthentication,
    ];

    /// Whether a certificate counts there.
    pub fn takes_certificates(self) -> bool {
        Self::CERTIFIED.contains(&self)
    }
}

impl Layout {
    /// The one kind of clients that an issuer of this layout is for, if it is for one.
    pub const fn profile(self) -> Option<Profile> {
        match self {
            Self::Own => None,
            Self::Signicat => Some(Profile::Signicat),
        }
    }
}

impl Issuer {
    /// An issuer with this project's own layout, the first of its house.
    pub fn own(identifier: discovery::Issuer, base: String) -> Self {
        Self { first: identifier.clone(), identifier, base, mtls_base: None, layout: Layout::Own }
    }

    /// A further issuer of the house that this one is the first of.
    pub fn beside(first: &Self, identifier: discovery::Issuer, layout: Layout) -> Self {
        let base = identifier.origin().to_owned();
        Self { base, mtls_base: None, first: first.identifier.clone(), identifier, layout }
    }

    /// The full address of a page's path, which begins with a slash.
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// The full address of an endpoint, if it is there.
    pub fn endpoint(&self, endpoint: Endpoint) -> Option<String> {
        let below = |path: &str| format!("{}{path}", self.identifier.as_str().trim_end_matches('/'));
        let path = endpoint.path(self.layout)?;
        Some(match self.layout {
            // Who registers belongs to the issuer that is asked, and several may share the other addresses.
            Layout::Own if endpoint == Endpoint::Registration && !self.is_first() => below("/register"),
            Layout::Own => self.address(path),
            Layout::Signicat => below(path),
        })
    }

    /// The address of an endpoint where clients are asked for their certificates, if that is another one.
    pub fn mtls_endpoint(&self, endpoint: Endpoint) -> Option<String> {
        let path = endpoint.path(self.layout).filter(|_| endpoint.takes_certificates())?;
        let base = self.mtls_base.as_ref()?;
        Some(match self.layout {
            Layout::Own => format!("{base}{path}"),
            Layout::Signicat => format!("{base}{}{path}", self.identifier.path().trim_end_matches('/')),
        })
    }

    /// All addresses of an endpoint.
    pub fn addresses(&self, endpoint: Endpoint) -> Vec<String> {
        self.endpoint(endpoint).into_iter().chain(self.mtls_endpoint(endpoint)).collect()
    }

    /// The full address of the authorization endpoint, which is everywhere.
    pub fn authorization_endpoint(&self) -> String {
        self.endpoint(Endpoint::Authorization).unwrap_or_default()
    }

    /// The full address of the token endpoint, which is everywhere.
    pub fn token_endpoint(&self) -> String {
        self.endpoint(Endpoint::Token).unwrap_or_default()
    }

    /// The full address where signing out begins, which is everywhere.
    pub fn end_session_endpoint(&self) -> String {
        self.endpoint(Endpoint::EndSession).unwrap_or_default()
    }

    /// Whether this is the first issuer of its house.
    pub fn is_first(&self) -> bool {
        self.identifier == self.first
    }

    /// Whether the client belongs to this issuer.
    pub fn serves(&self, client: &Client) -> bool {
        self.identifier.as_str() == self.of(client)
    }

    /// Refuses a client that belongs to another issuer, naming which.
    pub fn check_serves(&self, client: &Client) -> Result<(), Refusal> {
        if self.serves(client) {
            return Ok(());
        }
        Err(Refusal::new(Reason::ClientOfAnotherIssuer)
            .about("client_id")
            .expected(self.of(client).to_owned()))
    }

    /// The identifier of the issuer that a client belongs to, be it this one or another.
    pub fn of<'a>(&'a self, client: &'a Client) -> &'a str {
        client.policy.issuer.as_deref().unwrap_or(self.first.as_str())
    }
}

/// Refuses what cannot be said of the issuer a client is to belong to.
pub fn check(named: Option<&str>, profile: Profile, issuers: &[Issuer]) -> Result<(), Refusal> {
    let invalid =
        |expected: String| Refusal::new(Reason::ClientMetadataInvalid).about("issuer").expected(expected);
    let Some(named) = named else { return Ok(()) };
    let Some(issuer) = issuers.iter().find(|issuer| issuer.identifier.as_str() == named) else {
        let names: Vec<_> = issuers.iter().map(|issuer| issuer.identifier.as_str()).collect();
        return Err(invalid(format!("one of: {}", names.join(" "))));
    };
    match issuer.layout.profile() {
        Some(of) if of != profile => {
            Err(invalid(format!("an issuer for clients of the profile {profile}; this one is for {of}")))
        }
        _ => Ok(()),
    }
}
