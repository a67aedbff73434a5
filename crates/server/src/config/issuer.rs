//! The issuer.

use idp::model::issuer::Issuer;
use oidc::discovery;

use super::error::Error;
use super::layers::Layers;

/// The issuer as configured.
pub(super) struct IssuerAs {
    identifier: discovery::Issuer,
    base: Option<String>,
}

/// The issuer, which without any configured is this machine.
pub(super) fn of(configured: Option<&IssuerAs>, port: u16) -> Issuer {
    match configured {
        Some(IssuerAs { identifier, base }) => Issuer {
            base: base.clone().unwrap_or_else(|| identifier.origin().to_owned()),
            identifier: identifier.clone(),
        },
        None => localhost(port),
    }
}

/// This machine as an issuer.
#[expect(clippy::expect_used, reason = "a host and a number make an issuer; a test says so")]
pub fn localhost(port: u16) -> Issuer {
    // Port 80 is the scheme's own and is not written.
    let base = if port == 80 { "http://localhost".to_owned() } else { format!("http://localhost:{port}") };
    Issuer { identifier: discovery::Issuer::parse(&base).expect("an issuer"), base }
}

pub(super) fn parse(layers: &Layers) -> Result<Option<IssuerAs>, Error> {
    let base = layers.get("server.base");
    let Some(text) = layers.get("server.issuer") else {
        if base.is_some() {
            return Err(needs_issuer("server.base"));
        }
        if layers.list("server.trusted_proxies").next().is_some() {
            return Err(needs_issuer("server.trusted_proxies"));
        }
        if layers.get("tls.certificate").is_some() {
            return Err(needs_issuer("tls.certificate"));
        }
        return Ok(None);
    };
    let identifier = discovery::Issuer::parse(text).map_err(|error| {
        layers.invalid("server.issuer", format!("an issuer: {}", error.to_string().trim_end_matches('.')))
    })?;
    if !identifier.path().bytes().all(stands_for_itself) {
        let expected = "an issuer whose path is of letters, digits, slashes and -._~";
        return Err(layers.invalid("server.issuer", expected));
    }
    if let Some(base) = base
        && (discovery::Issuer::parse(base).is_err() || base.ends_with('/'))
    {
        let expected =
            "an address with https (http on localhost), without a slash, query or fragment at its end";
        return Err(layers.invalid("server.base", expected));
    }
    Ok(Some(IssuerAs { identifier, base: base.map(str::to_owned) }))
}

/// The issuer's path is one of the addresses that are served, where some characters have a meaning of
/// their own (unreserved characters: RFC 3986 §2.3).
const fn stands_for_itself(byte: u8) -> bool {
    matches!(byte, b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~')
}

fn needs_issuer(name: &str) -> Error {
    Error::Together {
        sentence: format!(
            "{name} is set without server.issuer: set it to the address people reach this server at"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_port_of_this_machine_makes_an_issuer() {
        for port in [0, 1, 79, 80, 81, 443, 8080, u16::MAX] {
            assert!(localhost(port).address("/x").starts_with("http://localhost"), "{port}");
        }
    }
}
