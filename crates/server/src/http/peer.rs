//! Who asks: the address behind the proxies that are believed.

use std::net::{IpAddr, SocketAddr};

use http::{HeaderMap, HeaderName};

use crate::config::{ForwardedBy, Proxies};

/// The most proxies one behind the other that are looked behind.
const MOST_HOPS: usize = 16;

/// The address of who asks. Nothing that anybody can write changes it, but for proxies that are believed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Peer(pub(super) IpAddr);

impl Peer {
    /// Behind whom the connection came from: read from the end, where each proxy adds whom it heard, and
    /// only as far as those are believed who say so. What cannot be read stands for whoever wrote it.
    pub(super) fn behind(connected: IpAddr, headers: &HeaderMap, proxies: &Proxies) -> Self {
        if !proxies.are_at(connected) {
            return Self(connected);
        }
        let told = match proxies.told_in {
            ForwardedBy::XForwardedFor => hops(headers, &X_FORWARDED_FOR, listed, Quotes::Plain),
            ForwardedBy::Forwarded => hops(headers, &http::header::FORWARDED, forwarded_for, Quotes::Meant),
        };
        let mut peer = connected;
        for hop in told {
            let (true, Some(heard)) = (proxies.are_at(peer), hop) else { break };
            peer = heard;
        }
        Self(peer)
    }

    /// Who asks what is being answered.
    pub(super) fn current() -> Option<IpAddr> {
        CURRENT.try_with(|peer| peer.0).ok()
    }

    /// Answers what this one asks.
    pub(super) async fn scope<F: Future>(self, answer: F) -> F::Output {
        CURRENT.scope(self, answer).await
    }
}

tokio::task_local! {
    static CURRENT: Peer;
}

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The members of a header's lists, the last first; nothing for one that cannot be read. Whatever stands
/// before the last one may be anybody's, and changes nothing about how that is read.
fn hops(
    headers: &HeaderMap,
    name: &HeaderName,
    read: fn(&str) -> Option<IpAddr>,
    quotes: Quotes,
) -> Vec<Option<IpAddr>> {
    let lines: Vec<_> = headers.get_all(name).iter().collect();
    let members = lines.into_iter().rev().flat_map(|line| from_the_end(line.as_bytes(), b',', quotes));
    members.take(MOST_HOPS).map(|member| std::str::from_utf8(member).ok().and_then(read)).collect()
}

/// `192.0.2.1`, with or without a port.
fn listed(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse().or_else(|_| text.parse().map(|with_port: SocketAddr| with_port.ip()));
    address.ok().map(|address: IpAddr| address.to_canonical())
}

/// `for=192.0.2.1;proto=https;by=…` (RFC 7239 §4).
fn forwarded_for(element: &str) -> Option<IpAddr> {
    let pairs = from_the_end(element.as_bytes(), b';', Quotes::Meant);
    let mut named = pairs.filter_map(|pair| {
        let (name, value) = std::str::from_utf8(pair).ok()?.split_once('=')?;
        name.trim().eq_ignore_ascii_case("for").then_some(value.trim())
    });
    let (Some(value), None) = (named.next(), named.next()) else { return None };
    let bare = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value);
    listed(bare)
}

/// Whether separators between quotation marks are none.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quotes {
    Meant,
    Plain,
}

/// Splits at the separator, from the end: a quotation mark that somebody further ahead left open closes
/// over nothing that a proxy wrote after it.
fn from_the_end(text: &[u8], separator: u8, quotes: Quotes) -> impl Iterator<Item = &[u8]> {
    let mut is_quoted = false;
    text.rsplit(move |byte| {
        is_quoted ^= quotes == Quotes::Meant && *byte == b'"';
        *byte == separator && !is_quoted
    })
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn proxies(told_in: ForwardedBy) -> Proxies {
        let trusted = ["10.0.0.0/8", "fd00::/8"].map(|network| network.parse().unwrap());
        Proxies { trusted: trusted.into(), told_in, certificate_in: None }
    }

    fn peer(told_in: ForwardedBy, connected: &str, lines: &[(&'static str, &str)]) -> String {
        let mut headers = HeaderMap::new();
        for (name, line) in lines {
            headers.append(*name, HeaderValue::from_bytes(line.as_bytes()).unwrap());
        }
        Peer::behind(connected.parse().unwrap(), &headers, &proxies(told_in)).0.to_string()
    }

    #[test]
    fn is_who_the_nearest_trusted_proxies_say() {
        let x = |connected, lines: &[&str]| {
            let lines: Vec<_> = lines.iter().map(|line| ("x-forwarded-for", *line)).collect();
            peer(ForwardedBy::XForwardedFor, connected, &lines)
        };
        for (connected, lines, expected) in [
            ("10.0.0.1", &["192.0.2.1"][..], "192.0.2.1"),
            ("10.0.0.1", &["192.0.2.1:4711"], "192.0.2.1"),
            ("10.0.0.1", &["2001:db8::1"], "2001:db8::1"),
            ("10.0.0.1", &["[2001:db8::1]:4711"], "2001:db8::1"),
            ("10.0.0.1", &["[2001:db8::1]"], "2001:db8::1"),
            ("10.0.0.1", &["::ffff:192.0.2.1"], "192.0.2.1"),
            ("fd00::1", &["192.0.2.1, 10.0.0.2,10.0.0.3"], "192.0.2.1"),
            ("10.0.0.1", &["192.0.2.1", "10.0.0.2"], "192.0.2.1"),
            // Whoever stands before the first believed proxy can write what they like.
            ("10.0.0.1", &["203.0.113.9, 192.0.2.1"], "192.0.2.1"),
            ("10.0.0.1", &["203.0.113.9", "192.0.2.1, 10.0.0.2"], "192.0.2.1"),
            ("10.0.0.1", &["\", 192.0.2.1"], "192.0.2.1"),
            ("10.0.0.1", &["a\"b, 10.0.0.2, 192.0.2.1, 10.0.0.3"], "192.0.2.1"),
            ("10.0.0.1", &["\u{e9}, 192.0.2.1"], "192.0.2.1"),
            // What cannot be read stands for who wrote it.
            ("10.0.0.1", &["unknown"], "10.0.0.1"),
            ("10.0.0.1", &["192.0.2.1, unknown, 10.0.0.2"], "10.0.0.2"),
            ("10.0.0.1", &[""], "10.0.0.1"),
            ("10.0.0.1", &[], "10.0.0.1"),
            // Who is not believed is who asks, whatever they say.
            ("192.0.2.7", &["203.0.113.9"], "192.0.2.7"),
            ("192.0.2.7", &["10.0.0.1"], "192.0.2.7"),
        ] {
            assert_eq!(x(connected, lines), expected, "{connected} {lines:?}");
        }
    }

    #[test]
    fn reads_the_standard_header_where_that_is_the_one() {
        let forwarded = |line: &str| peer(ForwardedBy::Forwarded, "10.0.0.1", &[("forwarded", line)]);
        for (line, expected) in [
            ("for=192.0.2.1", "192.0.2.1"),
            ("For=\"[2001:db8::1]:4711\";proto=https;by=10.0.0.1", "2001:db8::1"),
            ("for=203.0.113.9, for=\"192.0.2.1:80\"; proto=http", "192.0.2.1"),
            ("for=192.0.2.1;host=\"a,for=203.0.113.9\"", "192.0.2.1"),
            ("for=192.0.2.1;for=203.0.113.9", "10.0.0.1"),
            // A quotation mark that somebody left open takes nothing in that a proxy wrote.
            ("for=\", for=192.0.2.1", "192.0.2.1"),
            ("for=\"x, for=\"192.0.2.1:80\";proto=https", "192.0.2.1"),
            ("\u{e9}=\", for=192.0.2.1", "192.0.2.1"),
            ("for=_hidden", "10.0.0.1"),
            ("proto=https", "10.0.0.1"),
            ("192.0.2.1", "10.0.0.1"),
        ] {
            assert_eq!(forwarded(line), expected, "{line}");
        }
    }

    #[test]
    fn never_reads_the_other_header() {
        let both = [("x-forwarded-for", "192.0.2.1"), ("forwarded", "for=203.0.113.9")];
        assert_eq!(peer(ForwardedBy::XForwardedFor, "10.0.0.1", &both), "192.0.2.1");
        assert_eq!(peer(ForwardedBy::Forwarded, "10.0.0.1", &both), "203.0.113.9");
        assert_eq!(peer(ForwardedBy::XForwardedFor, "10.0.0.1", &both[1..]), "10.0.0.1");
    }

    #[test]
    fn looks_behind_so_many_proxies_and_no_more() {
        let line = vec!["10.0.0.9"; 10_000].join(",");
        assert_eq!(peer(ForwardedBy::XForwardedFor, "10.0.0.1", &[("x-forwarded-for", &line)]), "10.0.0.9");
    }
}
