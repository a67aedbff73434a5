use std::fmt;

use url::{Host, Url};

use crate::{Error, OurFault};

/// The longest address that is used, in bytes.
const MAX_LENGTH: usize = 2048;

/// An address that secrets may be sent to: `https`, or `http` on this very machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint(Url);

impl Endpoint {
    /// Reads an address.
    ///
    /// # Errors
    /// [`OurFault::Address`]: it is not absolute, has credentials or a fragment, or is `http` on a host
    /// other than the loopback.
    pub fn parse(text: &str) -> Result<Self, Error> {
        Self::read(text).ok_or_else(|| OurFault::Address(shown(text)).into())
    }

    pub(crate) fn read(text: &str) -> Option<Self> {
        let url =
            Some(text).filter(|text| text.len() <= MAX_LENGTH).and_then(|text| Url::parse(text).ok())?;
        let fits = match url.scheme() {
            "https" => url.has_host(),
            "http" => is_loopback(&url),
            _ => false,
        };
        let bare = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
        (fits && bare).then_some(Self(url))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Whether it is spoken to without TLS, which happens on this very machine alone.
    pub fn is_plain(&self) -> bool {
        self.0.scheme() == "http"
    }

    /// The address with these parameters behind those it has.
    pub(crate) fn with_query(&self, encoded: &str) -> String {
        let joint = if self.0.query().is_some() { '&' } else { '?' };
        format!("{}{joint}{encoded}", self.0)
    }

    /// The address as DPoP proofs name it (RFC 9449 §4.2): without query.
    pub(crate) fn without_query(&self) -> String {
        let mut url = self.0.clone();
        url.set_query(None);
        url.into()
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Of an address from outside as much as fits into a sentence.
pub(crate) fn shown(text: &str) -> String {
    const MOST: usize = 200;
    text.chars().take(MOST).map(|letter| if letter.is_control() { '?' } else { letter }).collect()
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_https_anywhere_and_http_on_this_machine() {
        for address in [
            "https://op.example/token",
            "https://op.example:8443/t?x=1",
            "http://localhost:8080/t",
            "http://op.localhost/t",
            "http://127.0.0.1:9/t",
            "http://127.8.9.1/",
            "http://[::1]:80/t",
        ] {
            assert!(Endpoint::parse(address).is_ok(), "{address}");
        }
    }

    #[test]
    fn refuses_what_could_be_read_on_the_way() {
        for address in [
            "http://op.example/token",
            "http://localhost.example/t",
            "http://10.0.0.1/t",
            "http://0.0.0.0/t",
            "http://[::]/t",
            "ftp://localhost/t",
            "file:///t",
            "javascript:alert(1)",
            "//op.example/t",
            "https://user:word@op.example/t",
            "https://op.example/t#x",
            "",
        ] {
            let refused = Endpoint::parse(address).unwrap_err();
            assert_eq!(refused, OurFault::Address(address.to_owned()).into(), "{address}");
        }
        assert!(Endpoint::parse(&format!("https://op.example/{}", "x".repeat(MAX_LENGTH))).is_err());
    }

    #[test]
    fn parameters_come_behind_those_that_are_there() {
        let with = |address| Endpoint::parse(address).unwrap().with_query("a=b");
        assert_eq!(with("https://op.example/a"), "https://op.example/a?a=b");
        assert_eq!(with("https://op.example/a?door=2"), "https://op.example/a?door=2&a=b");
        let plain = Endpoint::parse("https://op.example/a?door=2").unwrap().without_query();
        assert_eq!(plain, "https://op.example/a");
    }
}
