//! Addresses: how they must be written, and which lead to the public.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::Url;

use super::Error;

/// The longest address that is asked.
const LONGEST: usize = 2048;

/// Reads an address. What it leads to is not looked at here: the parser reads `0x7f.1` as what a
/// resolver would, and what counts is where a connection would go.
pub(super) fn parse(address: &str) -> Result<Url, Error> {
    if address.len() > LONGEST {
        return Err(Error::Address("at most 2048 characters long"));
    }
    let url = Url::parse(address).map_err(|_| Error::Address("an absolute https address"))?;
    if !matches!(url.scheme(), "https" | "http") || !url.has_host() {
        return Err(Error::Address("an absolute https address"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Error::Address("without a user name or password"));
    }
    if url.port() == Some(0) {
        return Err(Error::Address("with a port that can be connected to"));
    }
    Ok(url)
}

/// IPv4 addresses that are no public host's (RFC 6890 and the registry it founded).
const NOT_PUBLIC_V4: [(Ipv4Addr, u8); 15] = [
    // This network, and the unspecified address.
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    // Carriers' own (RFC 6598); some clouds keep their metadata there.
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    // Link-local, with most clouds' metadata at 169.254.169.254.
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    // Documentation.
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    // Relays from IPv6, deprecated (RFC 7526).
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    // Benchmarks.
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    // Documentation.
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    // Multicast.
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    // Reserved, and broadcast.
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

/// What of the global unicast block 2000::/3 is no public host's. All outside that block is none's
/// either: loopback, link-local, unique local, multicast, and IPv4 behind a translator (64:ff9b::/96),
/// which could be any.
const NOT_PUBLIC_V6: [(Ipv6Addr, u8); 4] = [
    // Protocols, Teredo among them, which wraps an IPv4 address.
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    // Documentation.
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    // 6to4, which wraps an IPv4 address.
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    // Documentation.
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

/// Whether this may be a public host's address.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => !NOT_PUBLIC_V4
            .iter()
            .any(|(net, length)| begin_alike(address.to_bits().into(), net.to_bits().into(), 32, *length)),
        IpAddr::V6(address) => {
            let bits = address.to_bits();
            let within = |net: Ipv6Addr, length| begin_alike(bits, net.to_bits(), 128, length);
            within(Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3)
                && !NOT_PUBLIC_V6.iter().any(|(net, length)| within(*net, *length))
        }
    }
}

/// Whether two addresses of so many bits have the first ones in common.
const fn begin_alike(one: u128, other: u128, bits: u8, first: u8) -> bool {
    (one ^ other) >> (bits - first) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_public(address: &str) -> bool {
        super::is_public(address.parse().unwrap())
    }

    #[test]
    fn knows_what_is_nobodys_public_host() {
        for address in [
            "0.0.0.0",
            "0.255.255.255",
            "10.0.0.1",
            "10.255.255.255",
            "100.64.0.1",
            "100.127.255.255",
            "100.100.100.200",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "169.254.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.0.192",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.0.1",
            "192.168.255.255",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::127.0.0.1",
            "64:ff9b::8.8.8.8",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:0:4136:e378:8000:63bf:3fff:fdd2",
            "2001:10::1",
            "2001:20::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2002:a00:1::1",
            "3fff::1",
            "3fff:fff::1",
            "5f00::1",
            "fc00::1",
            "fd00:ec2::254",
            "fdff::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "ff0e::1",
        ] {
            assert!(!is_public(address), "{address}");
        }
    }

    #[test]
    fn lets_public_hosts_be() {
        for address in [
            "1.1.1.1",
            "8.8.8.8",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "169.253.255.255",
            "169.255.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "192.0.3.0",
            "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "203.0.112.255",
            "203.0.114.0",
            "223.255.255.255",
            "::ffff:8.8.8.8",
            "2001:200::1",
            "2001:4860:4860::8888",
            "2003::1",
            "2606:4700::1111",
            "2a00::1",
            "3ffe::1",
            "3fff:1000::1",
        ] {
            assert!(is_public(address), "{address}");
        }
    }

    #[test]
    fn refuses_what_is_no_address_to_ask() {
        for address in [
            "",
            "shop.example",
            "/jwks",
            "//shop.example/jwks",
            "ftp://shop.example/",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "urn:ietf:params:oauth:request_uri:x",
            "https://",
            "https://user@shop.example/",
            "https://user:word@shop.example/",
            "https://:word@shop.example/",
            "https://shop.example:0/",
            "https://shop.example:99999/",
            "https://exa mple/",
            "gopher://127.0.0.1:25/",
        ] {
            assert!(matches!(parse(address), Err(Error::Address(_))), "{address}");
        }
        assert!(parse(&format!("https://shop.example/{}", "x".repeat(LONGEST))).is_err());
        for address in ["https://shop.example/jwks", "https://shop.example:8443/?a=b#c", "http://[::1]:8/"] {
            assert!(parse(address).is_ok(), "{address}");
        }
    }
}
