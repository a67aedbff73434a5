//! What may be reached although it is not public.

use std::net::IpAddr;
use std::str::FromStr;

use ipnet::IpNet;

/// Networks and names that the operator has allowed.
#[derive(Clone, Debug, Default)]
pub struct Allow {
    networks: Vec<IpNet>,
    /// In small letters, without a dot at the end.
    names: Vec<String>,
}

impl Allow {
    /// This machine itself.
    pub fn loopback() -> Self {
        ["127.0.0.0/8", "::1/128"].iter().filter_map(|network| network.parse().ok()).collect()
    }

    /// Whether whatever this name leads to is allowed.
    pub(super) fn has_name(&self, host: &str) -> bool {
        let host = host.strip_suffix('.').unwrap_or(host);
        self.names.iter().any(|name| name.eq_ignore_ascii_case(host))
    }

    pub(super) fn has_address(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.networks.iter().any(|network| network.contains(&address))
    }
}

/// A network, an address, or the name of a host.
#[derive(Clone, Debug)]
pub enum Entry {
    /// All addresses of it.
    Network(IpNet),
    /// Whatever it leads to.
    Name(String),
}

impl FromStr for Entry {
    type Err = NotAllowable;

    fn from_str(text: &str) -> Result<Self, NotAllowable> {
        if let Ok(network) = text.parse() {
            return Ok(Self::Network(network));
        }
        if let Ok(address) = text.parse::<IpAddr>() {
            return Ok(Self::Network(address.into()));
        }
        let label = |label: &str| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        };
        let name = text.strip_suffix('.').unwrap_or(text);
        let numeric =
            name.rsplit('.').next().is_some_and(|last| last.starts_with(|c: char| c.is_ascii_digit()));
        if name.len() <= 253 && name.split('.').all(label) && !numeric {
            return Ok(Self::Name(name.to_ascii_lowercase()));
        }
        Err(NotAllowable)
    }
}

/// Neither a network nor an address nor a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NotAllowable;

impl FromIterator<Entry> for Allow {
    fn from_iter<I: IntoIterator<Item = Entry>>(entries: I) -> Self {
        let mut allow = Self::default();
        for entry in entries {
            match entry {
                Entry::Network(network) => allow.networks.push(network),
                Entry::Name(name) => allow.names.push(name),
            }
        }
        allow
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allow(entries: &[&str]) -> Allow {
        entries.iter().map(|entry| entry.parse::<Entry>().unwrap()).collect()
    }

    #[test]
    fn allows_networks_addresses_and_names_and_nothing_beside() {
        let allow = allow(&["10.1.0.0/16", "::1", "Keys.Internal."]);
        for address in ["10.1.2.3", "::ffff:10.1.2.3", "::1"] {
            assert!(allow.has_address(address.parse().unwrap()), "{address}");
        }
        for address in ["10.2.0.1", "127.0.0.1", "::2"] {
            assert!(!allow.has_address(address.parse().unwrap()), "{address}");
        }
        assert!(allow.has_name("keys.internal") && allow.has_name("KEYS.internal."));
        assert!(!allow.has_name("other.keys.internal") && !allow.has_name("internal"));
    }

    #[test]
    fn refuses_what_is_neither() {
        for entry in ["", "10.0.0.0/33", "10.0.0", "*.internal", "https://keys.internal", "a..b", "a b"] {
            assert!(entry.parse::<Entry>().is_err(), "{entry}");
        }
    }
}
