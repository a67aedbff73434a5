//! What an app shows of itself: its logo and where to read of it. All of it from outside.

use url::{Host, Url};

use super::layout::link;

/// The addresses an app registered for people to see.
#[derive(Clone, Copy, Default)]
pub struct Brand<'a> {
    /// Its `logo_uri`.
    pub logo: Option<&'a str>,
    /// Its `client_uri`.
    pub home: Option<&'a str>,
    /// Its `policy_uri`.
    pub policy: Option<&'a str>,
    /// Its `tos_uri`.
    pub terms: Option<&'a str>,
}

/// The same, as far as a page may show it.
pub(super) struct Shown<'a> {
    pub(super) logo: Option<&'a str>,
    pub(super) home: Option<&'a str>,
    pub(super) policy: Option<&'a str>,
    pub(super) terms: Option<&'a str>,
}

impl Shown<'_> {
    pub(super) fn has_links(&self) -> bool {
        self.home.is_some() || self.policy.is_some() || self.terms.is_some()
    }
}

impl<'a> Brand<'a> {
    pub(super) fn shown(self) -> Shown<'a> {
        Shown {
            logo: self.logo.filter(|_| self.logo_origin().is_some()),
            home: self.home.and_then(link),
            policy: self.policy.and_then(link),
            terms: self.terms.and_then(link),
        }
    }

    /// The one origin that a page may ask for a logo: of https, or on the machine itself, so that nobody
    /// on the way puts a picture of their own before the person who is about to sign in.
    pub(super) fn logo_origin(self) -> Option<String> {
        let url = Url::parse(self.logo.and_then(link)?).ok()?;
        let on_the_machine = match url.host()? {
            Host::Domain(domain) => domain == "localhost",
            Host::Ipv4(address) => address.is_loopback(),
            // A policy cannot name it (CSP 3 §2.3.1).
            Host::Ipv6(_) => return None,
        };
        let safe = url.scheme() == "https" || (url.scheme() == "http" && on_the_machine);
        safe.then(|| url.origin().ascii_serialization())
    }
}

#[cfg(test)]
mod tests {
    use super::Brand;

    fn origin(logo: &str) -> Option<String> {
        Brand { logo: Some(logo), ..Brand::default() }.logo_origin()
    }

    #[test]
    fn a_logo_comes_from_one_origin() {
        assert_eq!(origin("https://cdn.example/a/b.png?x=1").as_deref(), Some("https://cdn.example"));
        assert_eq!(origin("https://cdn.example:8443/l").as_deref(), Some("https://cdn.example:8443"));
        assert_eq!(origin("http://127.0.0.1:5173/l.svg").as_deref(), Some("http://127.0.0.1:5173"));
        assert_eq!(origin("http://localhost/l.svg").as_deref(), Some("http://localhost"));
    }

    #[test]
    fn a_logo_that_could_be_exchanged_on_the_way_or_that_runs_is_not_shown() {
        for logo in [
            "http://cdn.example/l.png",
            "http://[::1]/l.png",
            "//cdn.example/l.png",
            "/assets/mark.svg",
            "data:image/svg+xml,<svg/>",
            "javascript:alert(1)",
            "https://cdn.example/ x; script-src *",
            "",
        ] {
            assert_eq!(origin(logo), None, "{logo}");
        }
    }
}
