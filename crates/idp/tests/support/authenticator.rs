//! An authenticator in software, for the tests here and over HTTP: it makes one credential, and signs with it
//! whatever it is told to.

use jose::{JwsAlgorithm, SigningKey};
use serde_json::{Value, json};

pub(crate) const PRESENT: u8 = 0x01;
pub(crate) const VERIFIED: u8 = 0x04;
pub(crate) const ATTESTED: u8 = 0x40;

pub(crate) struct Authenticator {
    key: SigningKey,
    pub(crate) credential_id: Vec<u8>,
    pub(crate) relying_party: String,
    pub(crate) origin: String,
    pub(crate) flags: u8,
    pub(crate) sign_count: u32,
    /// What it was told whose the credential is.
    pub(crate) user_handle: Vec<u8>,
}

impl Authenticator {
    /// One that verifies its person, at the pages of this origin.
    pub(crate) fn new(algorithm: JwsAlgorithm, relying_party: &str, origin: &str) -> Self {
        let key = SigningKey::generate(algorithm).unwrap();
        let credential_id = jose::digest::sha256(key.public_jwk().thumbprint().unwrap().as_bytes()).to_vec();
        Self {
            key,
            credential_id,
            relying_party: relying_party.to_owned(),
            origin: origin.to_owned(),
            flags: PRESENT | VERIFIED,
            sign_count: 0,
            user_handle: Vec::new(),
        }
    }

    /// What the browser writes for it.
    pub(crate) fn client_data(&self, kind: &str, challenge: &[u8]) -> Value {
        let challenge = jose::base64url::encode(challenge);
        json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false })
    }

    /// What it says of itself, with the credential it made where that is asked for.
    pub(crate) fn data(&self, attested: bool) -> Vec<u8> {
        let flags = if attested { self.flags | ATTESTED } else { self.flags };
        let mut data = jose::digest::sha256(self.relying_party.as_bytes()).to_vec();
        data.push(flags);
        data.extend(self.sign_count.to_be_bytes());
        if attested {
            data.extend([7; 16]);
            data.extend(u16::try_from(self.credential_id.len()).unwrap().to_be_bytes());
            data.extend(&self.credential_id);
            data.extend(self.cose());
        }
        data
    }

    /// The credential's key in COSE.
    pub(crate) fn cose(&self) -> Vec<u8> {
        let jwk = serde_json::to_value(self.key.public_jwk()).unwrap();
        let member = |name: &str| jose::base64url::decode(jwk[name].as_str().unwrap()).unwrap();
        let integer = |value: i64| head(value);
        let entries: Vec<(i64, Vec<u8>)> = match self.key.algorithm() {
            JwsAlgorithm::ES256 | JwsAlgorithm::ES384 => {
                let (alg, crv) = if jwk["crv"] == "P-256" { (-7, 1) } else { (-35, 2) };
                let (x, y) = (bytes(&member("x")), bytes(&member("y")));
                vec![(1, integer(2)), (3, integer(alg)), (-1, integer(crv)), (-2, x), (-3, y)]
            }
            JwsAlgorithm::EdDSA => {
                vec![(1, integer(1)), (3, integer(-8)), (-1, integer(6)), (-2, bytes(&member("x")))]
            }
            other => panic!("no credentials of {other:?} here"),
        };
        map(&entries.into_iter().map(|(key, value)| (head(key), value)).collect::<Vec<_>>())
    }

    /// Signs what the browser wrote, with these data.
    pub(crate) fn sign(&self, data: &[u8], client_data: &[u8]) -> Vec<u8> {
        let message = [data, &jose::digest::sha256(client_data)].concat();
        let signature = self.key.sign(&message).unwrap();
        match self.key.algorithm() {
            JwsAlgorithm::EdDSA => signature,
            _ => {
                let (r, s) = signature.split_at(signature.len() / 2);
                let numbers = [der(r), der(s)].concat();
                [&[0x30, u8::try_from(numbers.len()).unwrap()], &numbers[..]].concat()
            }
        }
    }
}

/// An attestation object of this format, with this statement already in CBOR.
pub(crate) fn attestation_object(format: &str, statement: &[u8], data: &[u8]) -> Vec<u8> {
    let entries =
        [(text("fmt"), text(format)), (text("attStmt"), statement.to_vec()), (text("authData"), bytes(data))];
    map(&entries)
}

pub(crate) fn map(entries: &[(Vec<u8>, Vec<u8>)]) -> Vec<u8> {
    let mut map = long(5, entries.len());
    for (key, value) in entries {
        map.extend(key);
        map.extend(value);
    }
    map
}

pub(crate) fn text(text: &str) -> Vec<u8> {
    [long(3, text.len()), text.as_bytes().to_vec()].concat()
}

pub(crate) fn bytes(bytes: &[u8]) -> Vec<u8> {
    [long(2, bytes.len()), bytes.to_vec()].concat()
}

pub(crate) fn head(integer: i64) -> Vec<u8> {
    match usize::try_from(integer) {
        Ok(value) => long(0, value),
        Err(_) => long(1, usize::try_from(-1 - integer).unwrap()),
    }
}

fn long(major: u8, length: usize) -> Vec<u8> {
    let major = major << 5;
    match u16::try_from(length).unwrap() {
        short @ 0..=23 => vec![major | u8::try_from(short).unwrap()],
        byte @ 24..=255 => vec![major | 24, u8::try_from(byte).unwrap()],
        two => [&[major | 25], &two.to_be_bytes()[..]].concat(),
    }
}

/// A number of DER.
fn der(number: &[u8]) -> Vec<u8> {
    let start = number.iter().position(|byte| *byte != 0).unwrap();
    let sign: &[u8] = if number[start] >= 0x80 { &[0] } else { &[] };
    let number = [sign, &number[start..]].concat();
    [&[0x02, u8::try_from(number.len()).unwrap()], &number[..]].concat()
}
