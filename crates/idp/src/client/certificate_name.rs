//! The name in a certificate that a client is known by (RFC 8705 §2.1.2).

use std::fmt;

use jose::certificate::{DistinguishedName, IpAddress, Names};
use oidc::client_authentication::Method;
use oidc::metadata::ClientMetadata;

use super::metadata::invalid;
use crate::refusal::Refusal;

/// The name in a certificate that a client is known by.
#[derive(Debug)]
pub(super) enum CertificateName<'a> {
    Subject(DistinguishedName),
    Dns(&'a str),
    Uri(&'a str),
    Ip(IpAddress),
    Email(&'a str),
}

/// Refuses names of a client that is not known by one, and none or several of one that is.
pub(super) fn check(metadata: &ClientMetadata) -> Result<(), Refusal> {
    if metadata.token_endpoint_auth_method == Method::TlsClientAuth {
        return CertificateName::registered(metadata).map(drop);
    }
    match registered(metadata).next() {
        None => Ok(()),
        Some((member, _)) => {
            Err(invalid(member, "absent where token_endpoint_auth_method is not tls_client_auth"))
        }
    }
}

fn registered(metadata: &ClientMetadata) -> impl Iterator<Item = (&'static str, &str)> {
    let members = [
        ("tls_client_auth_subject_dn", &metadata.tls_client_auth_subject_dn),
        ("tls_client_auth_san_dns", &metadata.tls_client_auth_san_dns),
        ("tls_client_auth_san_uri", &metadata.tls_client_auth_san_uri),
        ("tls_client_auth_san_ip", &metadata.tls_client_auth_san_ip),
        ("tls_client_auth_san_email", &metadata.tls_client_auth_san_email),
    ];
    members.into_iter().filter_map(|(member, name)| Some((member, name.as_deref()?)))
}

impl<'a> CertificateName<'a> {
    /// The one that these metadata say.
    pub(super) fn registered(metadata: &'a ClientMetadata) -> Result<Self, Refusal> {
        let mut all = registered(metadata);
        let (member, name) = all.next().ok_or_else(|| {
            invalid(
                "tls_client_auth_subject_dn",
                "this or another name in the client's certificate, as the method is tls_client_auth",
            )
        })?;
        if let Some((another, _)) = all.next() {
            return Err(invalid(another, "absent beside another name: a client is known by exactly one"));
        }
        let plain = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic());
        let found = match member {
            "tls_client_auth_subject_dn" => {
                return DistinguishedName::parse(name).map(Self::Subject).map_err(|why| {
                    invalid(member, "a name as RFC 4514 writes it, such as CN=shop,O=Example Oy,C=FI")
                        .operator(why)
                });
            }
            "tls_client_auth_san_dns" if plain => Self::Dns(name),
            "tls_client_auth_san_uri" if plain && name.contains(':') => Self::Uri(name),
            "tls_client_auth_san_email" if plain && name.contains('@') => Self::Email(name),
            "tls_client_auth_san_ip" => match name.parse() {
                Ok(address) => Self::Ip(address),
                Err(_) => return Err(invalid(member, "an IPv4 or IPv6 address")),
            },
            _ => {
                return Err(invalid(
                    member,
                    "a name in printable ASCII characters, as the certificate has it",
                ));
            }
        };
        Ok(found)
    }

    /// Whether a certificate with these names has this one.
    pub(super) fn is_among(&self, names: &Names) -> bool {
        match self {
            Self::Subject(subject) => names.subject == *subject,
            Self::Dns(name) => names.dns.iter().any(|other| other.eq_ignore_ascii_case(name)),
            Self::Uri(name) => names.uri.iter().any(|other| other == name),
            Self::Ip(address) => names.ip.contains(address),
            Self::Email(name) => names.email.iter().any(|other| is_same_mailbox(other, name)),
        }
    }
}

/// Upper and lower case differ before the last `@` alone (RFC 5280 §7.5).
fn is_same_mailbox(one: &str, other: &str) -> bool {
    match (one.rsplit_once('@'), other.rsplit_once('@')) {
        (Some((one, at)), Some((other, there))) => one == other && at.eq_ignore_ascii_case(there),
        _ => false,
    }
}

impl fmt::Display for CertificateName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Subject(subject) => subject.fmt(f),
            Self::Dns(name) => write!(f, "the host {name}"),
            Self::Uri(name) => write!(f, "the URI {name}"),
            Self::Ip(address) => write!(f, "the address {address}"),
            Self::Email(name) => write!(f, "the e-mail address {name}"),
        }
    }
}
