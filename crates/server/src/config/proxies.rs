//! The proxies that are believed.

use std::net::IpAddr;
use std::sync::Arc;

use http::HeaderName;
use ipnet::IpNet;

use super::error::Error;
use super::layers::Layers;

/// The proxies that are believed, and how they tell who asked.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Proxies {
    /// Where they are.
    pub trusted: Arc<[IpNet]>,
    /// The one header that is read.
    pub told_in: ForwardedBy,
    /// The header in which they pass on the certificate that a client showed them.
    pub certificate_in: Option<HeaderName>,
}

/// The header in which proxies tell who asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ForwardedBy {
    /// What most proxies write.
    #[default]
    XForwardedFor,
    /// RFC 7239.
    Forwarded,
}

impl Proxies {
    /// Whether this is the address of one of them.
    pub fn are_at(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.trusted.iter().any(|network| network.contains(&address))
    }
}

/// A network, or an address alone. Bits after those that count must be none: who wrote `10.1.2.3/8`
/// meant something else.
fn network(text: &str) -> Option<IpNet> {
    let network = text.parse::<IpNet>().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))?;
    (network.trunc() == network).then_some(network)
}

pub(super) fn parse(layers: &Layers) -> Result<Proxies, Error> {
    let trusted: Option<Arc<[IpNet]>> = layers.list("server.trusted_proxies").map(network).collect();
    let trusted = trusted.ok_or_else(|| {
        let expected = "addresses such as 10.0.0.7 or ::1, and networks such as 10.0.0.0/8 or fd00::/8";
        layers.invalid("server.trusted_proxies", expected)
    })?;
    let told_in = match layers.get("server.forwarded_by") {
        Some("x-forwarded-for") => ForwardedBy::XForwardedFor,
        Some("forwarded") => ForwardedBy::Forwarded,
        _ => return Err(layers.invalid("server.forwarded_by", "x-forwarded-for or forwarded")),
    };
    let certificate_in = match layers.get("server.client_certificate_header") {
        None | Some("") => None,
        Some(name) => Some(name.parse().map_err(|_| {
            layers.invalid("server.client_certificate_header", "the name of a header, such as X-Client-Cert")
        })?),
    };
    if certificate_in.is_some() && trusted.is_empty() {
        return Err(Error::Together {
            sentence:
                "server.client_certificate_header needs server.trusted_proxies: nobody else is believed"
                    .to_owned(),
        });
    }
    Ok(Proxies { trusted, told_in, certificate_in })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_in(address: &str, text: &str) -> bool {
        let proxies = Proxies { trusted: [network(text).unwrap()].into(), ..Proxies::default() };
        proxies.are_at(address.parse().unwrap())
    }

    #[test]
    fn an_address_is_in_the_networks_that_begin_alike_and_in_no_other() {
        for (address, network) in [
            ("10.1.2.3", "10.0.0.0/8"),
            ("10.1.2.3", "10.1.2.3"),
            ("::ffff:10.1.2.3", "10.0.0.0/8"),
            ("2001:db8::1", "2001:db8::/32"),
            ("::1", "::1"),
        ] {
            assert!(is_in(address, network), "{address} in {network}");
        }
        for (address, network) in [
            ("11.0.0.1", "10.0.0.0/8"),
            ("10.1.2.4", "10.1.2.3"),
            ("2001:db8::1", "0.0.0.0/0"),
            ("10.1.2.3", "::/0"),
            ("::1", "127.0.0.1"),
        ] {
            assert!(!is_in(address, network), "{address} in {network}");
        }
    }

    #[test]
    fn refuses_what_is_no_network() {
        assert!(network("10.0.0.0/8").is_some());
        for text in ["", "10.0.0.0/33", "::/129", "10.1.2.3/8", "10.0.0/8", "localhost", "10.0.0.0/"] {
            assert!(network(text).is_none(), "{text}");
        }
    }
}
