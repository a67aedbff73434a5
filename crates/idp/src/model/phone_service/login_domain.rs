//! The origins of a service's pages.

use oidc::redirect_uri::RedirectUri;
use serde::{Deserialize, Serialize};

/// The longest label of a host's name (RFC 1035 §2.3.4).
const LONGEST_LABEL: usize = 63;

/// An origin (RFC 6454), or all whose host has one label before a given name: `https://*.shop.test` is
/// `https://fi.shop.test`, but neither `https://shop.test` nor `https://a.fi.shop.test`. Kept as browsers write
/// origins, so that matching compares texts and reads nothing.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LoginDomain {
    is_https: bool,
    is_wildcard: bool,
    /// The host, after the wildcard if there is one, and the port where it is not the scheme's own.
    host: String,
}

/// What is expected of a login domain.
const EXPECTED: &str = "an origin such as https://shop.example, with * for its first label if need be and nothing \
                        after the host and port; http is for the machine itself";

impl LoginDomain {
    /// Reads one as an administrator writes it; what is wrong with it is told as what is expected.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let (scheme, rest) = text.split_once("://").ok_or(EXPECTED)?;
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let (is_wildcard, rest) = match rest.strip_prefix("*.") {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        let address = RedirectUri::parse(&format!("{scheme}://{}", ascii(rest)?)).map_err(|_| EXPECTED)?;
        // What follows the host would make an address of it.
        if address.origin() != address.as_str() || address.is_private_use() {
            return Err(EXPECTED);
        }
        if !(address.is_https() || address.is_loopback()) {
            return Err(EXPECTED);
        }
        let host = address.host();
        let is_name = !host.starts_with('[') && !host.rsplit('.').next().is_some_and(is_number);
        if host.ends_with('.') || (is_wildcard && !(is_name && host.contains('.'))) {
            return Err(EXPECTED);
        }
        let is_https = address.is_https();
        let usual = if is_https { 443 } else { 80 };
        let port = port(address.as_str())?.filter(|port| *port != usual);
        let host = port.map_or_else(|| host.clone(), |port| format!("{host}:{port}"));
        Ok(Self { is_https, is_wildcard, host })
    }

    /// Whether pages of this origin, as a browser names it, are of this domain.
    pub fn matches(&self, origin: &str) -> bool {
        let Some(host) = origin.strip_prefix(self.scheme()) else { return false };
        if !self.is_wildcard {
            return host == self.host;
        }
        let label = host.strip_suffix(&self.host).and_then(|before| before.strip_suffix('.'));
        label.is_some_and(is_label)
    }

    const fn scheme(&self) -> &'static str {
        if self.is_https { "https://" } else { "http://" }
    }
}

/// Host and port with the names of the host in ASCII (RFC 5891).
fn ascii(host: &str) -> Result<String, &'static str> {
    if host.is_ascii() {
        return Ok(host.to_owned());
    }
    let (name, port) = match host.split_once(':') {
        Some((name, port)) => (name, Some(port)),
        None => (host, None),
    };
    let name = idna::domain_to_ascii_strict(name).map_err(|_| EXPECTED)?;
    Ok(port.map_or_else(|| name.clone(), |port| format!("{name}:{port}")))
}

fn port(origin: &str) -> Result<Option<u16>, &'static str> {
    let (_, host) = origin.split_once("://").ok_or(EXPECTED)?;
    match host.rsplit_once(':') {
        // A colon inside the brackets of an IPv6 address is no port's.
        Some((_, port)) if !port.contains(']') => match port.parse() {
            Ok(port) if port > 0 => Ok(Some(port)),
            _ => Err(EXPECTED),
        },
        _ => Ok(None),
    }
}

fn is_label(label: &str) -> bool {
    (1..=LONGEST_LABEL).contains(&label.len())
        && label
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_".contains(&byte))
}

fn is_number(label: &str) -> bool {
    !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_digit())
}

impl std::fmt::Display for LoginDomain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}{}", self.scheme(), if self.is_wildcard { "*." } else { "" }, self.host)
    }
}

impl std::str::FromStr for LoginDomain {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        Self::parse(text)
    }
}

impl TryFrom<String> for LoginDomain {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, &'static str> {
        Self::parse(&text)
    }
}

impl From<LoginDomain> for String {
    fn from(domain: LoginDomain) -> Self {
        domain.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(domain: &str, origin: &str) -> bool {
        LoginDomain::parse(domain).unwrap().matches(origin)
    }

    #[test]
    fn an_origin_is_itself_and_no_other() {
        for own in ["https://shop.test", "https://SHOP.test", "https://shop.test:443", "https://shop.test/"] {
            assert!(is(own, "https://shop.test"), "{own}");
        }
        for foreign in [
            "http://shop.test",
            "https://shop.test:8443",
            "https://shop.test:443",
            "https://shop.test.",
            "https://shop.test/",
            "https://SHOP.test",
            "https://shop.test.thief.test",
            "https://thiefshop.test",
            "https://fi.shop.test",
            "https://shop.test@thief.test",
            "https://thief.test#https://shop.test",
            "https://shop.tes",
            "HTTPS://shop.test",
            "null",
            "",
        ] {
            assert!(!is("https://shop.test", foreign), "{foreign}");
        }
        assert!(is("https://shop.test:8443", "https://shop.test:8443"));
        assert!(!is("https://shop.test:8443", "https://shop.test"));
    }

    #[test]
    fn a_wildcard_is_one_first_label() {
        let all = "https://*.shop.test";
        for own in ["https://fi.shop.test", "https://a-b_1.shop.test", "https://xn--ida.shop.test"] {
            assert!(is(all, own), "{own}");
        }
        for foreign in [
            "https://shop.test",
            "https://.shop.test",
            "https://a.b.shop.test",
            "https://evilshop.test",
            "http://fi.shop.test",
            "https://fi.shop.test:444",
            "https://FI.shop.test",
            "https://*.shop.test",
            "https://thief.test/.shop.test",
            "https://thief.test?.shop.test",
            "https://thief.test#.shop.test",
            "https://thief.test\\.shop.test",
            "https://thief:1.shop.test",
            "https://thief@fi.shop.test",
            "https://fi.shop.test.thief.test",
        ] {
            assert!(!is(all, foreign), "{foreign}");
        }
        let long = "a".repeat(63);
        assert!(is(all, &format!("https://{long}.shop.test")));
        assert!(!is(all, &format!("https://{long}a.shop.test")));
        assert!(is("https://*.shop.test:8443", "https://fi.shop.test:8443"));
        assert!(!is("https://*.shop.test:8443", "https://fi.shop.test"));
    }

    #[test]
    fn names_in_other_scripts_are_as_browsers_write_them() {
        for own in ["https://äiti.test", "https://ÄITI.test", "https://xn--iti-pla.test"] {
            assert_eq!(LoginDomain::parse(own).unwrap().to_string(), "https://xn--iti-pla.test", "{own}");
        }
        assert!(is("https://*.äiti.test:444", "https://fi.xn--iti-pla.test:444"));
        assert!(!is("https://äiti.test", "https://äiti.test"), "no browser writes it so");
    }

    #[test]
    fn the_machine_itself_may_do_without_tls() {
        for own in ["http://localhost:3000", "http://127.0.0.1:8080", "http://[::1]:8080"] {
            assert!(is(own, own), "{own}");
        }
        assert!(is("http://localhost:80", "http://localhost"));
        assert!(is("https://10.0.0.1", "https://10.0.0.1"));
    }

    #[test]
    fn what_is_no_origin_is_refused() {
        for wrong in [
            "",
            "shop.test",
            "https://",
            "https:///",
            "https://*",
            "https://*.",
            "https://*.test",
            "https://*shop.test",
            "https://a*.shop.test",
            "https://fi.*.test",
            "https://*.*.shop.test",
            "https://*.10.0.0.1",
            "https://*.[::1]",
            "http://shop.test",
            "http://*.shop.test",
            "https://shop.test/login",
            "https://shop.test//",
            "https://shop.test?",
            "https://shop.test#",
            "https://aino@shop.test",
            "https://shop.test:0",
            "https://shop.test:65536",
            "https://shop.test:",
            "https://shop.test.",
            "https://shop.test\\",
            "https://shop test",
            " https://shop.test",
            "https://shop.test\n",
            "https://0x7f.1",
            "https://shop%2etest",
            "https://ä_.test",
            "ftp://shop.test",
            "shop:/callback",
            "null",
        ] {
            assert!(LoginDomain::parse(wrong).is_err(), "{wrong:?}");
        }
    }
}
