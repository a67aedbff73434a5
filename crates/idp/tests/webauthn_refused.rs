//! What authenticators and browsers say and is not believed: each step of the standard beside what passes it.

use idp::webauthn::authentication::{self, Known};
use idp::webauthn::{Assertion, Attestation, Ceremony, Fault, Registered, RelyingParty, registration};
use jose::JwsAlgorithm;
use serde_json::{Value, json};

use super::support::authenticator::{
    ATTESTED, Authenticator, PRESENT, VERIFIED, attestation_object, bytes, head, map, text,
};

const ELIGIBLE: u8 = 0x08;
const BACKED_UP: u8 = 0x10;
const EXTENSIONS: u8 = 0x80;

const CHALLENGE: &[u8] = b"0123456789abcdef";

fn device() -> Authenticator {
    Authenticator::new(JwsAlgorithm::ES256, "id.example", "https://id.example")
}

/// A ceremony that may go wrong anywhere.
struct Made {
    device: Authenticator,
    client_data: Value,
    data: Vec<u8>,
    format: &'static str,
    statement: Vec<u8>,
    user_verification: bool,
}

fn party() -> RelyingParty {
    let bases = ["https://id.example", "https://id.example:8443", "https://other.example"];
    RelyingParty::at(bases[0], bases.into_iter()).unwrap()
}

impl Made {
    fn new(kind: &str) -> Self {
        let device = device();
        let data = device.data(kind == "webauthn.create");
        let client_data = device.client_data(kind, CHALLENGE);
        let (format, statement) = ("none", vec![0xa0]);
        Self { device, client_data, data, format, statement, user_verification: true }
    }

    fn verify(&self) -> Result<Registered, Fault> {
        self.verify_bytes(self.client_data.to_string().as_bytes())
    }

    fn verify_bytes(&self, client_data: &[u8]) -> Result<Registered, Fault> {
        let object = attestation_object(self.format, &self.statement, &self.data);
        self.verify_object(client_data, &object)
    }

    fn verify_object(&self, client_data: &[u8], object: &[u8]) -> Result<Registered, Fault> {
        let (relying_party, user_verification) = (&party(), self.user_verification);
        let ceremony = Ceremony { relying_party, challenge: CHALLENGE, user_verification };
        registration::verify(Attestation { client_data, object }, ceremony)
    }
}

/// What this makes of a registration that was right.
fn registered(spoil: impl FnOnce(&mut Made)) -> Result<Registered, Fault> {
    let mut made = Made::new("webauthn.create");
    assert!(made.verify().is_ok());
    spoil(&mut made);
    made.verify()
}

fn with_flags(flags: u8) -> impl FnOnce(&mut Made) {
    move |made| {
        made.device.flags = flags;
        made.data = made.device.data(true);
    }
}

#[test]
fn refuses_client_data_that_are_not_what_was_asked() {
    let spoiled = |name: &'static str, value: Value| registered(move |made| made.client_data[name] = value);
    assert_eq!(spoiled("type", json!("webauthn.get")), Err(Fault::Type));
    assert_eq!(spoiled("type", json!("payment.get")), Err(Fault::Type));
    assert_eq!(spoiled("type", json!(7)), Err(Fault::ClientData));
    assert_eq!(spoiled("challenge", json!("")), Err(Fault::Challenge));
    assert_eq!(spoiled("challenge", json!(jose::base64url::encode("another"))), Err(Fault::Challenge));
    for origin in
        ["https://id.example.evil", "http://id.example", "https://id.example:9", "https://other.example", ""]
    {
        assert_eq!(spoiled("origin", json!(origin)), Err(Fault::Origin { seen: origin.into() }));
    }
    assert!(
        spoiled("origin", json!("https://id.example:8443")).is_ok(),
        "another of our origins at this host"
    );
    assert_eq!(spoiled("crossOrigin", json!(true)), Err(Fault::CrossOrigin));
    assert_eq!(spoiled("crossOrigin", json!("false")), Err(Fault::ClientData));
    assert_eq!(spoiled("topOrigin", json!("https://id.example")), Err(Fault::CrossOrigin));
    assert!(spoiled("extraData", json!("what may come one day")).is_ok());
}

#[test]
fn refuses_client_data_that_are_not_strict_json_and_reads_a_mark_at_the_front() {
    let made = Made::new("webauthn.create");
    let right = made.client_data.to_string();
    let marked = [b"\xef\xbb\xbf", right.as_bytes()].concat();
    assert!(made.verify_bytes(&marked).is_ok());
    let twice = right.replacen('{', "{\"origin\":\"https://evil.example\",", 1);
    let long = right.replacen('{', &format!("{{\"extra\":\"{}\",", "x".repeat(5000)), 1);
    for broken in ["", "[]", "null", "{}", "{", twice.as_str()] {
        assert_eq!(made.verify_bytes(broken.as_bytes()), Err(Fault::ClientData), "{broken}");
    }
    assert_eq!(made.verify_bytes(long.as_bytes()), Err(Fault::TooLong));
    assert_eq!(made.verify_bytes(b"\xff\xfe"), Err(Fault::ClientData));
}

#[test]
fn refuses_an_authenticator_that_says_something_else() {
    let another = registered(|made| {
        made.device.relying_party = "evil.example".into();
        made.data = made.device.data(true);
    });
    assert_eq!(another, Err(Fault::RelyingParty));
    assert_eq!(registered(with_flags(VERIFIED)), Err(Fault::UserPresence));
    assert_eq!(registered(with_flags(PRESENT)), Err(Fault::UserVerification));
    assert_eq!(registered(with_flags(PRESENT | VERIFIED | BACKED_UP)), Err(Fault::BackupState));
    let unverified = registered(|made| {
        with_flags(PRESENT)(made);
        made.user_verification = false;
    });
    assert!(!unverified.unwrap().is_user_verified());
    let backed_up = registered(with_flags(PRESENT | VERIFIED | ELIGIBLE | BACKED_UP)).unwrap();
    assert!(backed_up.is_backup_eligible() && backed_up.is_backed_up());
    assert_eq!(registered(|made| made.data = made.device.data(false)), Err(Fault::NoCredential));
}

#[test]
fn refuses_authenticator_data_that_end_too_soon_or_too_late() {
    let whole = Made::new("webauthn.create").data;
    for length in 0..whole.len() {
        let fault = registered(|made| made.data.truncate(length)).unwrap_err();
        assert!(matches!(fault, Fault::AuthenticatorData | Fault::CredentialId), "{length}: {fault}");
    }
    assert_eq!(registered(|made| made.data.push(0)), Err(Fault::AuthenticatorData));
    let extended = |extensions: Vec<u8>| {
        registered(move |made| {
            made.data[32] |= EXTENSIONS;
            made.data.extend(extensions);
        })
    };
    assert!(extended(map(&[(text("credProtect"), head(2))])).is_ok());
    assert_eq!(extended(head(2)), Err(Fault::AuthenticatorData));
    assert_eq!(extended(vec![]), Err(Fault::AuthenticatorData));
    assert_eq!(registered(|made| made.data = vec![0; 20_000]), Err(Fault::TooLong));
}

#[test]
fn refuses_a_credential_id_of_no_bytes_or_too_many() {
    let with_id = |length: usize| {
        registered(move |made| {
            made.device.credential_id = vec![7; length];
            made.data = made.device.data(true);
        })
    };
    assert_eq!(with_id(0), Err(Fault::CredentialId));
    assert_eq!(with_id(1).unwrap().credential_id(), [7]);
    assert!(with_id(1023).is_ok());
    assert_eq!(with_id(1024), Err(Fault::CredentialId));
}

/// A key of these members in place of the authenticator's.
fn with_key(entries: Vec<(i64, Vec<u8>)>) -> Result<Registered, Fault> {
    registered(|made| {
        let key = made.device.cose().len();
        made.data.truncate(made.data.len() - key);
        made.data
            .extend(map(&entries.into_iter().map(|(label, value)| (head(label), value)).collect::<Vec<_>>()));
    })
}

#[test]
fn refuses_a_key_that_was_not_asked_for_or_is_none() {
    let jwk =
        serde_json::to_value(jose::SigningKey::generate(JwsAlgorithm::ES256).unwrap().public_jwk()).unwrap();
    let coordinate = |name: &str| bytes(&jose::base64url::decode(jwk[name].as_str().unwrap()).unwrap());
    let (x, y) = (coordinate("x"), coordinate("y"));
    let key = |kty: i64, alg: i64, crv: i64, x: &Vec<u8>, y: &Vec<u8>| {
        with_key(vec![(1, head(kty)), (3, head(alg)), (-1, head(crv)), (-2, x.clone()), (-3, y.clone())])
    };
    assert!(key(2, -7, 1, &x, &y).is_ok());
    let refused = [
        key(3, -7, 1, &x, &y),
        key(2, -36, 3, &x, &y),
        key(2, -47, 8, &x, &y),
        key(2, -7, 2, &x, &y),
        key(2, -35, 1, &x, &y),
        key(2, -8, 1, &x, &y),
        key(2, -7, 1, &x, &x),
        key(2, -7, 1, &bytes(&[1; 31]), &y),
        key(2, -7, 1, &x, &vec![0xf5]),
        with_key(vec![(1, head(2)), (-1, head(1)), (-2, x.clone()), (-3, y.clone())]),
        with_key(vec![(1, head(1)), (3, head(-8)), (-1, head(6)), (-2, bytes(&[0; 32]))]),
        with_key(vec![(1, head(3)), (3, head(-257)), (-1, bytes(&[0xff; 128])), (-2, bytes(&[1, 0, 1]))]),
        with_key(vec![]),
    ];
    for (index, refused) in refused.into_iter().enumerate() {
        assert_eq!(refused, Err(Fault::PublicKey), "{index}");
    }
    let twice = vec![(1, head(2)), (1, head(2)), (3, head(-7)), (-1, head(1)), (-2, x), (-3, y)];
    assert_eq!(with_key(twice), Err(Fault::AuthenticatorData));
}

#[test]
fn refuses_an_attestation_object_that_is_none_and_trusts_no_statement() {
    let made = Made::new("webauthn.create");
    let client_data = made.client_data.to_string().into_bytes();
    let data = (text("authData"), bytes(&made.data));
    let (format, statement) = ((text("fmt"), text("none")), (text("attStmt"), vec![0xa0]));
    let object = |entries: &[(Vec<u8>, Vec<u8>)]| made.verify_object(&client_data, &map(entries));
    assert!(object(&[format.clone(), statement.clone(), data.clone()]).is_ok());
    let broken = [
        vec![statement.clone(), data.clone()],
        vec![format.clone(), data.clone()],
        vec![format.clone(), statement.clone()],
        vec![format.clone(), (text("attStmt"), head(1)), data.clone()],
        vec![format.clone(), statement.clone(), data.clone(), data.clone()],
    ];
    for entries in &broken {
        assert_eq!(object(entries), Err(Fault::AttestationObject));
    }
    assert_eq!(made.verify_object(&client_data, &[0xa1]), Err(Fault::AttestationObject));
    assert_eq!(made.verify_object(&client_data, &[0; 20_000]), Err(Fault::TooLong));

    // With a statement, `none` contradicts itself; another format is read past, whatever it states.
    let stated = map(&[(text("sig"), bytes(&[0; 64]))]);
    assert_eq!(registered(|made| made.statement = stated.clone()), Err(Fault::Statement));
    let packed = registered(|made| (made.format, made.statement) = ("packed", stated));
    assert!(packed.is_ok());
}

/// What comes of an assertion that was right before this was done to it. It is signed afterwards.
fn asserted(spoil: impl FnOnce(&mut Made)) -> Result<authentication::Authenticated, Fault> {
    let mut made = Made::new("webauthn.get");
    made.device.sign_count = 5;
    made.data = made.device.data(false);
    assert!(assert_with(&made, |_| ()).is_ok());
    spoil(&mut made);
    assert_with(&made, |_| ())
}

fn assert_with(
    made: &Made,
    spoil: impl FnOnce(&mut Vec<u8>),
) -> Result<authentication::Authenticated, Fault> {
    let registered = registration_of(&made.device);
    let client_data = made.client_data.to_string().into_bytes();
    let mut signature = made.device.sign(&made.data, &client_data);
    spoil(&mut signature);
    let assertion =
        Assertion { client_data: &client_data, authenticator_data: &made.data, signature: &signature };
    let known = Known { public_key: registered.public_key(), sign_count: 4, is_backup_eligible: false };
    let (relying_party, user_verification) = (&party(), made.user_verification);
    authentication::verify(
        assertion,
        known,
        Ceremony { relying_party, challenge: CHALLENGE, user_verification },
    )
}

fn registration_of(device: &Authenticator) -> Registered {
    let made = Made::new("webauthn.create");
    // Of the authenticator, only its key: the rest is as it was asked for.
    let key = device.cose();
    let before = made.data.len() - key.len();
    let data = [&made.data[..before], &key[..]].concat();
    let object = attestation_object("none", &[0xa0], &data);
    made.verify_object(made.client_data.to_string().as_bytes(), &object).unwrap()
}

#[test]
fn refuses_an_assertion_at_each_step_that_does_not_hold() {
    let spoiled = |name: &'static str, value: Value| asserted(move |made| made.client_data[name] = value);
    assert_eq!(spoiled("type", json!("webauthn.create")), Err(Fault::Type));
    assert_eq!(spoiled("challenge", json!("AAAA")), Err(Fault::Challenge));
    assert_eq!(spoiled("origin", json!("https://evil")), Err(Fault::Origin { seen: "https://evil".into() }));
    assert_eq!(spoiled("crossOrigin", json!(true)), Err(Fault::CrossOrigin));
    assert_eq!(spoiled("topOrigin", json!("https://id.example")), Err(Fault::CrossOrigin));
    let said = |say: fn(&mut Authenticator)| {
        asserted(move |made| {
            say(&mut made.device);
            made.data = made.device.data(false);
        })
    };
    assert_eq!(said(|it| it.relying_party = "evil.example".into()), Err(Fault::RelyingParty));
    assert_eq!(said(|it| it.flags = VERIFIED), Err(Fault::UserPresence));
    assert_eq!(said(|it| it.flags = PRESENT), Err(Fault::UserVerification));
    assert_eq!(said(|it| it.flags |= BACKED_UP), Err(Fault::BackupState));
    assert_eq!(said(|it| it.flags |= ELIGIBLE), Err(Fault::BackupEligibility));
    assert_eq!(said(|it| it.sign_count = 4), Err(Fault::SignCount { before: 4, seen: 4 }));
    assert_eq!(said(|it| it.sign_count = 0), Err(Fault::SignCount { before: 4, seen: 0 }));
    assert_eq!(said(|it| it.sign_count = 6).unwrap().sign_count(), 6);
    assert_eq!(asserted(|made| made.data.push(0)), Err(Fault::AuthenticatorData));
    assert_eq!(asserted(|made| made.data[32] |= ATTESTED), Err(Fault::AuthenticatorData));
}

#[test]
fn refuses_a_signature_of_anything_else_or_by_anybody_else() {
    let mut made = Made::new("webauthn.get");
    made.device.sign_count = 5;
    made.data = made.device.data(false);
    assert!(assert_with(&made, |_| ()).is_ok());
    assert_eq!(assert_with(&made, Vec::clear), Err(Fault::Signature));
    assert_eq!(assert_with(&made, |signature| signature.push(0)), Err(Fault::Signature));
    assert_eq!(assert_with(&made, |signature| *signature.last_mut().unwrap() ^= 1), Err(Fault::Signature));
    assert_eq!(assert_with(&made, |signature| *signature = vec![0; 64]), Err(Fault::Signature));
    assert_eq!(assert_with(&made, |signature| *signature = vec![0; 20_000]), Err(Fault::TooLong));
    let (data, client_data) = (made.data.clone(), made.client_data.to_string());
    let by_another = device().sign(&data, client_data.as_bytes());
    assert_eq!(assert_with(&made, |signature| *signature = by_another), Err(Fault::Signature));
    let of_another = made.device.sign(&data, b"{}");
    assert_eq!(assert_with(&made, |signature| *signature = of_another), Err(Fault::Signature));
}
