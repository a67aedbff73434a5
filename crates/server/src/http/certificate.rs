//! The certificate that a client showed as it connected (RFC 8705): to us, or to a proxy that is believed and
//! passes it on. From anybody else the header is what they wrote, and is not looked at; and a certificate that
//! such a proxy itself shows us is its own, and nobody's who asks through it.

use std::sync::Arc;

use http::HeaderMap;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use super::serve::Arrived;
use crate::config::Proxies;
use crate::flow::certificate::Shown;

tokio::task_local! {
    static CURRENT: Arc<Shown>;
}

/// What was shown by who asks what is being answered.
pub(super) fn current() -> Arc<Shown> {
    CURRENT.try_with(Arc::clone).unwrap_or_default()
}

/// Answers what comes under this one.
pub(super) async fn scope<F: Future>(shown: Arc<Shown>, answer: F) -> F::Output {
    CURRENT.scope(shown, answer).await
}

/// The most certificates between a client's own and an authority that are looked at.
const MOST_BETWEEN: usize = 8;

/// What was shown in the handshake.
pub(super) fn in_handshake(chain: Option<&[CertificateDer<'_>]>) -> Shown {
    match chain {
        None | Some([]) => Shown::Absent,
        Some([certificate, between @ ..]) => {
            let between = between.iter().take(MOST_BETWEEN).map(|one| one.clone().into_owned()).collect();
            held(certificate, between)
        }
    }
}

/// What whoever asks was shown with: a proxy that is believed says it in a header, anybody else shows it.
pub(super) fn behind(arrived: &Arrived, headers: &HeaderMap, proxies: &Proxies) -> Arc<Shown> {
    if !proxies.are_at(arrived.address) {
        return Arc::clone(&arrived.certificate);
    }
    let Some(name) = &proxies.certificate_in else { return Arc::default() };
    let mut sent = headers.get_all(name).iter();
    Arc::new(match (sent.next(), sent.next()) {
        (None, _) => Shown::Absent,
        (Some(value), None) if value.is_empty() => Shown::Absent,
        (Some(value), None) => read(value.as_bytes()),
        (Some(_), Some(_)) => Shown::Unreadable("several came"),
    })
}

fn read(value: &[u8]) -> Shown {
    let der = match value.strip_prefix(b":").and_then(|value| value.strip_suffix(b":")) {
        Some(encoded) => between_colons(encoded),
        None => escaped_pem(value),
    };
    match der {
        None => Shown::Unreadable("neither DER in base64 between colons nor PEM with percent signs"),
        Some(der) => held(&der, Vec::new()),
    }
}

fn held(der: &[u8], between: Vec<CertificateDer<'static>>) -> Shown {
    match jose::Certificate::parse(der) {
        None => Shown::Unreadable("no certificate, or for a key of a kind that is not known"),
        Some(certificate) => Shown::Held { certificate: Box::new(certificate), between },
    }
}

/// RFC 9440 §2.1, by way of PEM, which is the same letters in a frame.
fn between_colons(encoded: &[u8]) -> Option<Vec<u8>> {
    let framed = [b"-----BEGIN CERTIFICATE-----\n", encoded, b"\n-----END CERTIFICATE-----\n"].concat();
    pem(&framed)
}

/// As nginx and others write it. A plus sign is one, unlike in a form: base64 has it.
fn escaped_pem(value: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::with_capacity(value.len());
    let mut rest = value;
    while let Some((&byte, behind)) = rest.split_first() {
        rest = behind;
        if byte != b'%' {
            plain.push(byte);
            continue;
        }
        let (digits, behind) = rest.split_at_checked(2)?;
        let digit = |place: usize| char::from(digits[place]).to_digit(16);
        plain.push(u8::try_from(digit(0)? * 16 + digit(1)?).ok()?);
        rest = behind;
    }
    pem(&plain)
}

fn pem(text: &[u8]) -> Option<Vec<u8>> {
    Some(CertificateDer::from_pem_slice(text).ok()?.to_vec())
}
