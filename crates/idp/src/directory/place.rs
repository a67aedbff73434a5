//! Where a directory is, and how nobody on the way can read or change what is said there.

use super::check::invalid;
use crate::model::directory::DirectoryDefinition;
use crate::refusal::Refusal;

/// The longest certificates, in bytes.
const LONGEST_CERTIFICATES: usize = 32 * 1024;
const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

pub(super) fn check(definition: &DirectoryDefinition) -> Result<(), Refusal> {
    const URL: &str = "ldaps:// or ldap:// with a host, perhaps a port, and nothing more";
    let (is_tls, host) = parse(&definition.url).ok_or_else(|| invalid("url", URL))?;
    match (is_tls, definition.start_tls) {
        (true, true) => return Err(invalid("start_tls", "false, where the address is ldaps://")),
        (false, false) if !is_this_machine(host) => {
            return Err(invalid("start_tls", "true, or an address with ldaps://: passwords go there"));
        }
        _ => {}
    }
    match definition.ca_certificates.as_deref() {
        Some(certificates) if !are_certificates(certificates) => {
            Err(invalid("ca_certificates", "certificates in PEM, and nothing else, of at most 32 KiB"))
        }
        _ => Ok(()),
    }
}

/// Whether the connection is TLS from the first byte, and the host.
fn parse(url: &str) -> Option<(bool, &str)> {
    let (is_tls, rest) = match url.strip_prefix("ldaps://") {
        Some(rest) => (true, rest),
        None => (false, url.strip_prefix("ldap://")?),
    };
    let (host, port) = match rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, after)) => {
            format!("{address}/128").parse::<ipnet::Ipv6Net>().ok()?;
            (&rest[..address.len() + 2], if after.is_empty() { None } else { Some(after.strip_prefix(':')?) })
        }
        None => match rest.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (rest, None),
        },
    };
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
    let is_host = host.starts_with('[') || ((1..=253).contains(&host.len()) && host.bytes().all(is_plain));
    let is_port = |port: &str| {
        let digits = !port.starts_with('0') && port.bytes().all(|byte| byte.is_ascii_digit());
        digits && port.parse::<u16>().is_ok()
    };
    (is_host && port.is_none_or(is_port)).then_some((is_tls, host))
}

fn is_this_machine(host: &str) -> bool {
    let is_loopback = |host: &str| {
        format!("{host}/32").parse::<ipnet::Ipv4Net>().is_ok_and(|host| host.addr().is_loopback())
    };
    host == "localhost" || host == "[::1]" || is_loopback(host)
}

fn are_certificates(pem: &str) -> bool {
    let mut rest = pem.trim();
    let mut found = false;
    while !rest.is_empty() {
        let Some((body, after)) = rest.strip_prefix(BEGIN).and_then(|rest| rest.split_once(END)) else {
            return false;
        };
        if !is_sequence(body) {
            return false;
        }
        (rest, found) = (after.trim_start(), true);
    }
    found && pem.len() <= LONGEST_CERTIFICATES
}

/// Whether this is base64 (RFC 7468 §2) of what begins as every certificate does. What it says is for whoever
/// speaks TLS.
fn is_sequence(body: &str) -> bool {
    let plain = body.chars().filter(|character| !character.is_ascii_whitespace());
    let body: String = plain
        .map(|character| match character {
            '+' => '-',
            '/' => '_',
            // What is of the other alphabet is not of this one.
            '-' | '_' => '!',
            other => other,
        })
        .collect();
    let padding = body.len() - body.trim_end_matches('=').len();
    padding <= 2
        && jose::base64url::decode(body.trim_end_matches('=')).is_ok_and(|der| der.first() == Some(&0x30))
}
