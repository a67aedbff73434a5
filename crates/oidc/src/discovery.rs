//! Issuers, and where their metadata are found (OpenID Connect Discovery §4, RFC 8414 §3).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use url::{Host, Url};

/// How long an issuer may be, in characters.
pub const MAX_LENGTH: usize = 1000;

const OPENID_CONFIGURATION: &str = "/.well-known/openid-configuration";
const AUTHORIZATION_SERVER: &str = "/.well-known/oauth-authorization-server";

/// An issuer identifier: `https` (or `http` on a loopback host), with or without a path, without
/// query and fragment. Compared as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Issuer {
    written: String,
    /// Where the path begins; the length of `written` where there is none.
    path: usize,
}

impl Issuer {
    /// Reads an issuer. It must be written as it is read: host in lower case, no default port, no
    /// dots to resolve, nothing to encode.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if text.len() > MAX_LENGTH {
            return Err(Error::NotCanonical);
        }
        let url = Url::parse(text).map_err(|_| Error::NotAbsolute)?;
        let loopback = match url.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => return Err(Error::NotAbsolute),
        };
        match url.scheme() {
            "https" => {}
            "http" if loopback => {}
            _ => return Err(Error::NotHttps),
        }
        if text.contains(['?', '#']) || !url.username().is_empty() || url.password().is_some() {
            return Err(Error::MoreThanAPath);
        }
        // The parser writes a bare host with a slash; both ways are issuers, and different ones.
        if url.as_str() != text && url.as_str().strip_suffix('/') != Some(text) {
            return Err(Error::NotCanonical);
        }
        let path = text.len() - if text.ends_with('/') || url.path() != "/" { url.path().len() } else { 0 };
        Ok(Self { written: text.to_owned(), path })
    }

    /// The issuer as every token names it.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> &str {
        &self.written[..self.path]
    }

    /// The path without the slash at its end; empty where there is none.
    pub fn path(&self) -> &str {
        self.written[self.path..].trim_end_matches('/')
    }

    /// The path under which OpenID Connect Discovery §4.1 looks: the well-known part behind.
    pub fn openid_configuration_path(&self) -> String {
        format!("{}{OPENID_CONFIGURATION}", self.path())
    }

    /// The path under which RFC 8414 §3.1 looks: the well-known part between host and path.
    pub fn authorization_server_path(&self) -> String {
        format!("{AUTHORIZATION_SERVER}{}", self.path())
    }

    /// The whole address of [`Self::openid_configuration_path`].
    pub fn openid_configuration_url(&self) -> String {
        format!("{}{}", self.origin(), self.openid_configuration_path())
    }

    /// The whole address of [`Self::authorization_server_path`].
    pub fn authorization_server_url(&self) -> String {
        format!("{}{}", self.origin(), self.authorization_server_path())
    }
}

/// Why a text is no issuer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Error {
    /// No scheme or host.
    NotAbsolute,
    /// Neither `https` nor `http` on a loopback host.
    NotHttps,
    /// Credentials, a query or a fragment.
    MoreThanAPath,
    /// Written otherwise than it is read, or too long.
    NotCanonical,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAbsolute => "An issuer must be an absolute address with a host.",
            Self::NotHttps => "An issuer must use https; http is for localhost only.",
            Self::MoreThanAPath => "An issuer must not have credentials, a query or a fragment.",
            Self::NotCanonical => {
                "An issuer must be in canonical form: host in lower case, no default port, no dot segments, \
                 at most 1000 characters."
            }
        })
    }
}

impl std::error::Error for Error {}

impl fmt::Display for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

impl FromStr for Issuer {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Issuer {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        Self::parse(&text)
    }
}

impl From<Issuer> for String {
    fn from(issuer: Issuer) -> Self {
        issuer.written
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_metadata_of_an_issuer_with_and_without_a_path() {
        for (issuer, openid, oauth) in [
            (
                "https://op.test",
                "/.well-known/openid-configuration",
                "/.well-known/oauth-authorization-server",
            ),
            (
                "https://op.test/",
                "/.well-known/openid-configuration",
                "/.well-known/oauth-authorization-server",
            ),
            (
                "https://ciam.auth.wfp.org/oauth2/token",
                "/oauth2/token/.well-known/openid-configuration",
                "/.well-known/oauth-authorization-server/oauth2/token",
            ),
            (
                "https://op.test/a/",
                "/a/.well-known/openid-configuration",
                "/.well-known/oauth-authorization-server/a",
            ),
        ] {
            let parsed = Issuer::parse(issuer).unwrap();
            assert_eq!(parsed.as_str(), issuer);
            assert_eq!(parsed.openid_configuration_path(), openid);
            assert_eq!(parsed.authorization_server_path(), oauth);
        }
        let issuer = Issuer::parse("http://localhost:8080/oidc").unwrap();
        assert_eq!(issuer.origin(), "http://localhost:8080");
        assert_eq!(
            issuer.authorization_server_url(),
            "http://localhost:8080/.well-known/oauth-authorization-server/oidc"
        );
        assert_eq!(
            issuer.openid_configuration_url(),
            "http://localhost:8080/oidc/.well-known/openid-configuration"
        );
    }
}
