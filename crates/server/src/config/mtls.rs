//! Certificates of clients (RFC 8705): who is asked for one, where, and who vouches for them.

use std::path::PathBuf;

use idp::model::issuer::Issuer;
use oidc::discovery;
use url::Url;

use super::error::Error;
use super::layers::Layers;
use super::listen::{self, Listen};

/// Certificates of clients.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Mtls {
    /// Whether everybody is asked for one who connects where browsers do, too.
    pub asks_everybody: bool,
    /// Where those connect who have one, if that is elsewhere.
    pub listen: Option<Listen>,
    /// The file with the authorities that vouch for them.
    pub authorities: Option<PathBuf>,
    /// The public address of where those connect who have one.
    base: Option<String>,
}

pub(super) fn parse(layers: &Layers) -> Result<Mtls, Error> {
    let asks_everybody = match layers.get("tls.client_certificates") {
        Some("none") => false,
        Some("optional") => true,
        _ => return Err(layers.invalid("tls.client_certificates", "none or optional")),
    };
    let listen = listen::optional(layers, "server.mtls_listen")?;
    let base = layers.get("server.mtls_base").map(str::to_owned);
    let authorities =
        layers.get("tls.client_authorities").map(|path| layers.path("tls.client_authorities", path));
    let together = |sentence: &str| Err(Error::Together { sentence: sentence.to_owned() });
    if (asks_everybody || listen.is_some()) && layers.get("tls.certificate").is_none() {
        return together(
            "tls.client_certificates and server.mtls_listen need tls.certificate and tls.key: whoever ends TLS \
             asks for certificates",
        );
    }
    let passed_on = layers.get("server.client_certificate_header").is_some_and(|name| !name.is_empty());
    if base.is_some() && listen.is_none() && !passed_on {
        return together(
            "server.mtls_base needs server.mtls_listen, or server.client_certificate_header where a proxy asks for \
             certificates there",
        );
    }
    if authorities.is_some() && !asks_everybody && listen.is_none() && !passed_on {
        return together(
            "tls.client_authorities needs a way for certificates to arrive: server.mtls_listen, \
             tls.client_certificates, or server.client_certificate_header",
        );
    }
    let fits = |base: &String| discovery::Issuer::parse(base).is_ok() && !base.ends_with('/');
    if !base.as_ref().is_none_or(fits) {
        let expected =
            "an address with https (http on localhost), without a slash, query or fragment at its end";
        return Err(layers.invalid("server.mtls_base", expected));
    }
    Ok(Mtls { asks_everybody, listen, authorities, base })
}

impl Mtls {
    /// Where clients of this issuer are asked for their certificates, if that is elsewhere: as configured, for
    /// those with the address of the first issuer; otherwise the issuer's host and the port that is listened on.
    pub(super) fn base_of(&self, issuer: &Issuer, first: &Issuer, port: Option<u16>) -> Option<String> {
        if let Some(base) = &self.base {
            return (issuer.base == first.base).then(|| base.clone());
        }
        let mut url = Url::parse(&issuer.base).ok()?;
        url.set_port(Some(port?)).ok()?;
        url.set_scheme("https").ok()?;
        Some(url.origin().ascii_serialization())
    }
}

#[cfg(test)]
mod tests {
    use idp::model::issuer::Layout;

    use super::*;

    fn issuers() -> (Issuer, Issuer) {
        let at = |address: &str| discovery::Issuer::parse(address).unwrap();
        let first = Issuer::own(at("https://id.example/oauth2/token"), "https://id.example".to_owned());
        let other = Issuer::beside(&first, at("https://other.example:8443/oidc"), Layout::Signicat);
        (first, other)
    }

    #[test]
    fn aliases_are_where_the_certificates_are_asked_for() {
        let (first, other) = issuers();
        let none = Mtls::default();
        assert_eq!(none.base_of(&first, &first, None), None);
        assert_eq!(none.base_of(&first, &first, Some(9443)).unwrap(), "https://id.example:9443");
        assert_eq!(none.base_of(&other, &first, Some(443)).unwrap(), "https://other.example");
        let named = Mtls { base: Some("https://mtls.id.example".to_owned()), ..none };
        assert_eq!(named.base_of(&first, &first, Some(9443)).unwrap(), "https://mtls.id.example");
        assert_eq!(named.base_of(&other, &first, Some(9443)), None);
    }
}
