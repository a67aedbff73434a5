//! The issuer.

use idp::model::issuer::{Issuer, Layout};
use oidc::discovery;

use super::error::Error;
use super::layers::Layers;

/// The issuer as configured.
pub(super) struct IssuerAs {
    identifier: discovery::Issuer,
    base: Option<String>,
}

impl IssuerAs {
    fn base(&self) -> String {
        self.base.clone().unwrap_or_else(|| self.identifier.origin().to_owned())
    }
}

/// The issuer, which without any configured is this machine.
pub(super) fn of(configured: Option<&IssuerAs>, port: u16) -> Issuer {
    match configured {
        Some(it) => Issuer::own(it.identifier.clone(), it.base()),
        None => localhost(port),
    }
}

/// This machine as an issuer.
#[expect(clippy::expect_used, reason = "a host and a number make an issuer; a test says so")]
pub fn localhost(port: u16) -> Issuer {
    // Port 80 is the scheme's own and is not written.
    let base = if port == 80 { "http://localhost".to_owned() } else { format!("http://localhost:{port}") };
    Issuer::own(discovery::Issuer::parse(&base).expect("an issuer"), base)
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
    let identifier = identifier(layers, "server.issuer", text)?;
    if let Some(base) = base
        && (discovery::Issuer::parse(base).is_err() || base.ends_with('/'))
    {
        let expected =
            "an address with https (http on localhost), without a slash, query or fragment at its end";
        return Err(layers.invalid("server.base", expected));
    }
    Ok(Some(IssuerAs { identifier, base: base.map(str::to_owned) }))
}

/// The layouts that further issuers may have, and where these are configured.
const LAYOUTS: [(&str, Layout); 2] = [("issuers.own", Layout::Own), ("issuers.signicat", Layout::Signicat)];

/// Further doors to the house.
pub(super) fn further(
    layers: &Layers,
    first: Option<&IssuerAs>,
) -> Result<Vec<(Layout, discovery::Issuer)>, Error> {
    let mut found: Vec<(Layout, discovery::Issuer)> = Vec::new();
    for (name, layout) in LAYOUTS {
        for text in layers.list(name) {
            let Some(first) = first else { return Err(needs_issuer(name)) };
            let one = identifier(layers, name, text)?;
            // Cookies are made for one of the two, and a browser is known by them at every door.
            if one.origin().starts_with("https:") != first.identifier.origin().starts_with("https:") {
                return Err(layers.invalid(name, "issuers with https if server.issuer has it, and only then"));
            }
            let is_taken = |other: &discovery::Issuer| {
                other.origin() == one.origin() && other.path().eq_ignore_ascii_case(one.path())
            };
            if is_taken(&first.identifier) || found.iter().any(|(_, other)| is_taken(other)) {
                return Err(layers.invalid(name, format!("issuers that differ; {one} is one already")));
            }
            if clashes(layout, one.path()) {
                return Err(
                    layers.invalid(name, format!("issuers that leave our own paths alone; not {one}"))
                );
            }
            found.push((layout, one));
        }
    }
    Ok(found)
}

/// Whether the addresses below this path are others' already.
fn clashes(layout: Layout, path: &str) -> bool {
    let ours =
        ["/oauth2", "/login", "/consent", "/select_account", "/device", "/ciba", "/assets", "/admin", "/api"];
    let is_within = |ours: &&str| path == *ours || path.starts_with(&format!("{ours}/"));
    match layout {
        // The address of the token endpoint is an issuer of a source system.
        Layout::Own => path != "/oauth2/token" && ours.iter().any(is_within),
        Layout::Signicat => ours.iter().any(is_within),
    }
}

fn identifier(layers: &Layers, name: &'static str, text: &str) -> Result<discovery::Issuer, Error> {
    let identifier = discovery::Issuer::parse(text).map_err(|error| {
        layers.invalid(name, format!("an issuer: {}", error.to_string().trim_end_matches('.')))
    })?;
    if !identifier.path().bytes().all(stands_for_itself) {
        return Err(layers.invalid(name, "an issuer whose path is of letters, digits, slashes and -._~"));
    }
    Ok(identifier)
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
