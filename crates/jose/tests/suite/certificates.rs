//! Whom certificates name.

use jose::certificate::{Certificate, DistinguishedName, IpAddress, Names};

const COMMON_NAME: &[u8] = &[0x55, 4, 3];
const ORGANISATION: &[u8] = &[0x55, 4, 10];
const COUNTRY: &[u8] = &[0x55, 4, 6];
const SUBJECT_ALT_NAME: &[u8] = &[0x55, 0x1d, 0x11];

fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let head = match length {
        0..0x80 => vec![tag, length as u8],
        0x80..0x100 => vec![tag, 0x81, length as u8],
        _ => vec![tag, 0x82, (length >> 8) as u8, length as u8],
    };
    [head.as_slice(), content].concat()
}

fn sequence(parts: &[Vec<u8>]) -> Vec<u8> {
    element(0x30, &parts.concat())
}

fn attribute(kind: &[u8], tag: u8, value: &[u8]) -> Vec<u8> {
    sequence(&[element(6, kind), element(tag, value)])
}

fn subject(parts: &[&[Vec<u8>]]) -> Vec<u8> {
    sequence(&parts.iter().map(|part| element(0x31, &part.concat())).collect::<Vec<_>>())
}

/// A certificate that nobody signed, for an Ed25519 key.
fn certificate(subject: Vec<u8>, behind_the_key: &[Vec<u8>]) -> Vec<u8> {
    let algorithm = sequence(&[element(6, &[0x2b, 0x65, 0x70])]);
    let key = sequence(&[algorithm.clone(), element(3, &[&[0][..], &[7; 32]].concat())]);
    let version = element(0xa0, &element(2, &[2]));
    let signed = [version, element(2, &[1]), algorithm.clone(), sequence(&[]), sequence(&[]), subject, key];
    let signed = sequence(&[&signed, behind_the_key].concat());
    sequence(&[signed, algorithm, element(3, &[0])])
}

fn alternatives(names: &[(u8, &[u8])]) -> Vec<u8> {
    let names: Vec<_> = names.iter().map(|(tag, name)| element(*tag, name)).collect();
    sequence(&[element(6, SUBJECT_ALT_NAME), element(4, &sequence(&names))])
}

fn extensions(all: &[Vec<u8>]) -> Vec<u8> {
    element(0xa3, &sequence(all))
}

fn shop() -> Vec<u8> {
    subject(&[
        &[attribute(COUNTRY, 0x13, b"FI")],
        &[attribute(ORGANISATION, 0x0c, "Väinö & pojat, Oy".as_bytes())],
        &[attribute(COMMON_NAME, 0x0c, b"shop"), attribute(&[0x55, 4, 5], 0x13, b"17")],
    ])
}

fn names(certificate: &[u8]) -> Option<Names> {
    Certificate::parse(certificate).unwrap().names().cloned()
}

fn name(text: &str) -> DistinguishedName {
    DistinguishedName::parse(text).unwrap_or_else(|why| panic!("{text}: {why}"))
}

#[test]
fn reads_the_subject_and_the_alternatives() {
    let critical =
        sequence(&[element(6, &[0x55, 0x1d, 0x13]), element(1, &[0xff]), element(4, &sequence(&[]))]);
    let others = alternatives(&[
        (0x82, b"shop.example"),
        (0x86, b"urn:shop"),
        (0x87, &[192, 0, 2, 7]),
        (0x87, &[0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7]),
        (0x81, b"shop@example.com"),
        (0x82, b"other.example"),
        (0xa4, b"a name in a directory"),
    ]);
    let der = certificate(shop(), &[element(0x81, &[0, 1]), extensions(&[critical, others])]);
    let names = names(&der).unwrap();
    assert_eq!(names.subject, name("serialNumber=17+CN=shop,O=Väinö & pojat\\, Oy,C=FI"));
    assert_eq!(names.dns, ["shop.example", "other.example"]);
    assert_eq!(names.uri, ["urn:shop"]);
    assert_eq!(names.ip, ["192.0.2.7", "2001:db8::7"].map(|ip| ip.parse::<IpAddress>().unwrap()));
    assert_eq!(names.email, ["shop@example.com"]);
    assert_eq!(Certificate::parse(&der).unwrap().der(), der);
    for length in 0..der.len() {
        assert!(Certificate::parse(&der[..length]).is_none(), "{length}");
    }
}

#[test]
fn has_no_names_where_they_cannot_be_read_and_is_a_certificate_all_the_same() {
    let twice = [alternatives(&[(0x82, b"a.example")]), alternatives(&[(0x82, b"b.example")])];
    let of = |kind, tag, value| subject(&[&[attribute(kind, tag, value)]]);
    for (subject, behind) in [
        (shop(), vec![extensions(&twice)]),
        (shop(), vec![extensions(&[alternatives(&[(0x87, &[192, 0, 2])])])]),
        (shop(), vec![extensions(&[alternatives(&[(0x82, "ä.example".as_bytes())])])]),
        (shop(), vec![extensions(&[sequence(&[element(6, SUBJECT_ALT_NAME), element(4, &[0x30, 1])])])]),
        (shop(), vec![extensions(&[]), extensions(&[])]),
        (shop(), vec![element(4, &[])]),
        (of(COMMON_NAME, 0x0c, &[0xff]), vec![]),
        (of(COMMON_NAME, 0x1e, &[0, 0x61, 0]), vec![]),
        (subject(&[&[]]), vec![]),
        (subject(&[&[vec![0x30, 0]]]), vec![]),
    ] {
        let der = certificate(subject, &behind);
        assert_eq!(names(&der), None, "{der:02x?}");
    }
    let plain = names(&certificate(shop(), &[])).unwrap();
    assert!(
        plain.dns.is_empty() && plain.subject == name("CN=shop+serialNumber=17,O=Väinö & pojat\\, Oy,C=FI")
    );
    assert!(names(&certificate(sequence(&[]), &[])).is_some(), "and a subject may be empty");
}

/// Whatever byte is changed, it is read or it is not.
#[test]
fn no_byte_makes_it_fail_otherwise() {
    let der =
        certificate(shop(), &[extensions(&[alternatives(&[(0x82, b"a.example"), (0x87, &[1, 2, 3, 4])])])]);
    for place in 0..der.len() {
        for byte in 0..=255 {
            let mut changed = der.clone();
            changed[place] = byte;
            if let Some(names) = Certificate::parse(&changed).and_then(|read| read.names().cloned()) {
                let written = names.subject.to_string();
                let again = DistinguishedName::parse(&written);
                assert!(written.is_empty() || again == Ok(names.subject), "{written}");
            }
        }
    }
}

#[test]
fn names_are_the_same_whoever_writes_them() {
    for (one, other) in [
        ("CN=shop,O=Example Oy,C=FI", "cn = Shop , o=example  OY,c=fi"),
        ("CN=shop", "2.5.4.3=shop"),
        ("CN=shop", "CN=#0C0473686F70"),
        ("CN=shop", "CN=#130473686f70"),
        ("CN=shop", "CN=#1e0800730068006f0070"),
        ("CN=a+SN=b", "SN=b+CN=a"),
        ("CN=V\\C3\\A4in\\C3\\B6", "CN=VÄINÖ"),
        ("CN=a\\,b\\+c\\\"d\\\\e\\=f", "CN=a\\2Cb\\2bc\\22d\\5Ce=f"),
        ("emailAddress=a@b.example", "E=A@B.example"),
        ("emailAddress=a@b.example", "1.2.840.113549.1.9.1=a@b.example"),
        ("CN=\\ shop\\ ", "CN=shop"),
        ("CN=\\#shop", "CN=\\23shop"),
        ("ST=Uusimaa,L=Espoo", "S=Uusimaa,L=Espoo"),
        ("DC=example,DC=com", "0.9.2342.19200300.100.1.25=example,DC=com"),
        ("O=Example\\0AOy", "O=Example Oy"),
        ("CN=", "CN=\\20"),
    ] {
        assert_eq!(name(one), name(other), "{one} and {other}");
        assert_eq!(name(&name(one).to_string()), name(one), "{one}");
    }
}

#[test]
fn names_that_differ_are_not_the_same() {
    let shop = "CN=shop,O=Example Oy,C=FI";
    for other in [
        "C=FI,O=Example Oy,CN=shop",
        "CN=shop,O=Example Oy",
        "O=Example Oy,C=FI",
        "CN=shop,O=Example Oy,C=SE",
        "CN=shop+O=Example Oy,C=FI",
        "CN=shop,OU=Example Oy,C=FI",
        "CN=shop,CN=shop,O=Example Oy,C=FI",
        "CN=shop\\,O=Example Oy,C=FI",
        "CN=sh op,O=Example Oy,C=FI",
        "CN=#040473686f70,O=Example Oy,C=FI",
    ] {
        assert_ne!(name(shop), name(other), "{other}");
    }
    assert_eq!(name(shop), name(shop));
}

#[test]
fn refuses_what_is_no_name() {
    for text in [
        "",
        ",",
        "CN",
        "CN=a,",
        "CN=a+",
        "=a",
        "CN=a,,C=FI",
        "FOO=a",
        "CN=\"a\"",
        "CN=a;C=FI",
        "CN=a<b",
        "CN=a\\",
        "CN=a\\g",
        "CN=a\\4",
        "CN=#",
        "CN=#0",
        "CN=#0C05616263",
        "CN=#0Cg1",
        "CN=\\ff",
        "2.5.=a",
        "/CN=a/O=b",
        "CN=a\0",
    ] {
        let read = DistinguishedName::parse(text);
        assert!(read.is_err(), "{text}: {read:?}");
    }
}

#[test]
fn an_unknown_kind_of_value_is_shown_in_hexadecimal() {
    let of = |tag, value: &[u8]| {
        names(&certificate(subject(&[&[attribute(&[0x2a, 3, 4], tag, value)]]), &[])).unwrap().subject
    };
    assert_eq!(of(0x14, b"T61").to_string(), "1.2.3.4=#1403543631");
    assert_eq!(of(0x14, b"T61"), name("1.2.3.4=#1403543631"));
    assert_ne!(of(0x14, b"T61"), name("1.2.3.4=T61"));
    assert_eq!(of(0x0c, b" a\n, b").to_string(), "1.2.3.4=\\ a\\0a\\, b");
}

#[test]
fn a_key_is_shown_in_a_certificate_that_it_signs_itself() {
    use jose::JwsAlgorithm::{ES256, ES384, ES512, EdDSA};
    let made = [ES256, ES384, ES512, EdDSA].map(|algorithm| {
        let key = jose::SigningKey::generate(algorithm).unwrap();
        jose::Jwk::parse(key.to_private_jwk().unwrap().expose().as_bytes()).unwrap()
    });
    let rsa = include_bytes!("../../../server/tests/support/keys/rsa2048.json");
    let rsa = jose::Jwk::parse(rsa).unwrap();
    for key in made.iter().chain([&rsa]) {
        let certificate = Certificate::self_signed(key, "opens-here").unwrap();
        assert_eq!(certificate.public_key().thumbprint(), key.thumbprint());
        assert!(certificate.names().is_some());
    }
    let again = |name: &str| Certificate::self_signed(&rsa, name).unwrap().der().to_vec();
    assert_eq!(again("one"), again("one"));
    assert_ne!(again("one"), again("two"));
    assert!(Certificate::self_signed(&rsa.public_part(), "one").is_err());
    again(&"ä".repeat(1000));
}
