//! Where a connection leads.

use std::net::SocketAddr;

use url::{Host, Url};

use super::Reach;
use crate::error::{Error, failed, usage};

/// A host and port reached by plain HTTP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    host: String,
    port: u16,
}

impl Origin {
    /// The origin of an address.
    ///
    /// # Errors
    /// For every scheme but `http`: encryption is terminated before most providers, and what is
    /// measured here is the provider.
    pub fn of(url: &Url) -> Result<Self, Error> {
        match url.scheme() {
            "http" => {}
            "https" => {
                return Err(usage(format!(
                    "{} is an https address; loadtest speaks plain HTTP only: \
                     give the provider's address behind its TLS front",
                    shown(url)
                )));
            }
            _ => return Err(usage(format!("{} is not an http address", shown(url)))),
        }
        let host = match url.host() {
            Some(Host::Domain(name)) => name.to_owned(),
            Some(Host::Ipv4(address)) => address.to_string(),
            Some(Host::Ipv6(address)) => address.to_string(),
            None => return Err(usage(format!("{} names no host", shown(url)))),
        };
        let port = url.port_or_known_default().unwrap_or(80);
        Ok(Self { host, port })
    }

    /// The socket address to connect to, which must be this machine's own unless `reach` says
    /// otherwise: every address of the name counts, not only the one that would be used.
    pub(super) async fn resolve(&self, reach: Reach) -> Result<SocketAddr, Error> {
        let found = tokio::net::lookup_host((self.host.as_str(), self.port)).await;
        let found: Vec<SocketAddr> =
            found.map_err(|why| failed(format!("{} cannot be resolved: {why}", self.host)))?.collect();
        if !reach.allow_remote && found.iter().any(|address| !address.ip().is_loopback()) {
            return Err(usage(format!(
                "{} is not on this machine; a load test of somebody else's server needs their \
                 consent: give --allow-remote when you have it",
                self.host
            )));
        }
        // IPv4 first: a provider told to listen on `localhost` most often listens there.
        let first = found.iter().find(|address| address.is_ipv4()).or(found.first());
        first.copied().ok_or_else(|| failed(format!("{} has no address", self.host)))
    }
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

/// An address without what it carries: codes and states travel in the query.
pub(super) fn shown(url: &Url) -> &str {
    &url[..url::Position::AfterPath]
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn origin(text: &str) -> Result<Origin, Error> {
        Origin::of(&Url::parse(text).unwrap())
    }

    fn reach(allow_remote: bool) -> Reach {
        Reach { allow_remote, timeout: Duration::from_secs(1) }
    }

    #[test]
    fn takes_plain_http_with_its_default_port() {
        assert_eq!(origin("http://localhost/x").unwrap().to_string(), "localhost:80");
        assert_eq!(origin("http://[::1]:8080/").unwrap().to_string(), "::1:8080");
    }

    #[test]
    fn refuses_https_with_a_sentence_that_says_what_to_do() {
        let Err(Error::Usage(text)) = origin("https://localhost/a?code=secret") else {
            panic!("https must be refused as misuse");
        };
        assert!(text.contains("plain HTTP only"), "{text}");
        assert!(!text.contains("secret"), "{text}");
    }

    #[tokio::test]
    async fn reaches_this_machine_and_refuses_another_unless_allowed() {
        let here = origin("http://127.0.0.1:9/").unwrap();
        assert!(here.resolve(reach(false)).await.is_ok());

        let elsewhere = origin("http://192.0.2.1:9/").unwrap();
        assert!(matches!(elsewhere.resolve(reach(false)).await, Err(Error::Usage(_))));
        assert!(elsewhere.resolve(reach(true)).await.is_ok());
    }
}
