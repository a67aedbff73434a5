//! Any bytes as a certificate, and any text as a name in one.

#![no_main]

use jose::certificate::{Certificate, DistinguishedName};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let written_and_read = |name: &DistinguishedName| {
        let written = name.to_string();
        assert_eq!(
            DistinguishedName::parse(&written).as_ref(),
            Ok(name),
            "what is written can be read: {written}"
        );
    };
    if let Ok(text) = std::str::from_utf8(data) {
        let _ = Certificate::parse_base64(text);
        if let Ok(name) = DistinguishedName::parse(text) {
            written_and_read(&name);
        }
    }
    let Some(certificate) = Certificate::parse(data) else { return };
    assert_eq!(certificate.der(), data);
    assert!(!certificate.public_key().is_private());
    if let Some(names) = certificate.names()
        && !names.subject.to_string().is_empty()
    {
        written_and_read(&names.subject);
    }
});
