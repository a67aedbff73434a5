//! What authenticators of others' making say is believed, and what it was is known afterwards.

use idp::webauthn::authentication::{self, Known};
use idp::webauthn::{ALGORITHMS, Assertion, Attestation, Ceremony, PublicKey, RelyingParty, registration};
use serde_json::Value;

use super::support::authenticator::Authenticator;

fn party(host: &str) -> RelyingParty {
    let base = format!("https://{host}");
    RelyingParty::at(&base, [base.as_str()].into_iter()).unwrap()
}

fn decoded(value: &Value) -> Vec<u8> {
    jose::base64url::decode(value.as_str().unwrap()).unwrap()
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

/// Made by fido2 for Python, with the keys of pyca/cryptography.
#[test]
fn believes_another_implementation_in_every_algorithm_and_format() {
    let vectors: Vec<Value> = serde_json::from_str(include_str!("support/webauthn.json")).unwrap();
    let party = party("id.example");
    let mut algorithms = Vec::new();
    for vector in &vectors {
        let name = vector["name"].as_str().unwrap();
        let challenge = decoded(&vector["challenge"]);
        let ceremony = Ceremony { relying_party: &party, challenge: &challenge, user_verification: false };
        let (client_data, object) = (decoded(&vector["client_data"]), decoded(&vector["attestation_object"]));
        let attestation = Attestation { client_data: &client_data, object: &object };
        let made =
            registration::verify(attestation, ceremony).unwrap_or_else(|fault| panic!("{name}: {fault}"));
        assert_eq!(made.credential_id(), decoded(&vector["credential_id"]), "{name}");
        assert_eq!(made.aaguid()[..], decoded(&vector["aaguid"]), "{name}");
        assert_eq!(u64::from(made.sign_count()), vector["sign_count"].as_u64().unwrap(), "{name}");
        algorithms.push(made.public_key().algorithm());

        // As it is kept.
        let kept = serde_json::to_string(made.public_key()).unwrap();
        let kept: PublicKey = serde_json::from_str(&kept).unwrap();
        assert_eq!(kept, *made.public_key(), "{name}");

        let assertion = &vector["assertion"];
        let challenge = decoded(&assertion["challenge"]);
        let ceremony = Ceremony { relying_party: &party, challenge: &challenge, user_verification: false };
        let [client_data, authenticator_data, signature] =
            ["client_data", "authenticator_data", "signature"].map(|part| decoded(&assertion[part]));
        let assertion = Assertion {
            client_data: &client_data,
            authenticator_data: &authenticator_data,
            signature: &signature,
        };
        let known = Known {
            public_key: &kept,
            sign_count: made.sign_count(),
            is_backup_eligible: made.is_backup_eligible(),
        };
        let proven = authentication::verify(assertion, known, ceremony);
        let proven = proven.unwrap_or_else(|fault| panic!("{name}: {fault}"));
        assert_eq!(proven.is_user_verified(), made.is_user_verified(), "{name}");
        assert_eq!(proven.is_backed_up(), made.is_backed_up(), "{name}");
    }
    for (_, algorithm) in ALGORITHMS {
        assert!(algorithms.contains(&algorithm), "{algorithm:?}");
    }
}

/// Web Authentication Level 3, §16.2: none attestation with ES256.
#[test]
fn believes_the_test_vector_of_the_standard() {
    let party = party("example.org");
    let client_data = hex(
        "7b2274797065223a22776562617574686e2e637265617465222c226368616c6c656e6765223a22414d4d507434557878475453746e\
         63647134313759447742466938767049612d7077386f4f755657345441222c226f726967696e223a2268747470733a2f2f6578616d\
         706c652e6f7267222c2263726f73734f726967696e223a66616c73652c22657874726144617461223a22636c69656e74446174614a\
         534f4e206d617920626520657874656e6465642077697468206164646974696f6e616c206669656c647320696e2074686520667574\
         7572652c207375636820617320746869733a20426b5165446a646354427258426941774a544c453551227d",
    );
    let object = hex(
        "a363666d74646e6f6e656761747453746d74a068617574684461746158a4bfabc37432958b063360d3ad6461c9c4735ae7f8edd465\
         92a5e0f01452b2e4b559000000008446ccb9ab1db374750b2367ff6f3a1f0020f91f391db4c9b2fde0ea70189cba3fb63f579ba612\
         2b33ad94ff3ec330084be4a5010203262001215820afefa16f97ca9b2d23eb86ccb64098d20db90856062eb249c33a9b672f26df61\
         225820930a56b87a2fca66334b03458abf879717c12cc68ed73290af2e2664796b9220",
    );
    let challenge = hex("00c30fb78531c464d2b6771dab8d7b603c01162f2fa486bea70f283ae556e130");
    let ceremony = Ceremony { relying_party: &party, challenge: &challenge, user_verification: false };
    let made =
        registration::verify(Attestation { client_data: &client_data, object: &object }, ceremony).unwrap();
    let id = hex("f91f391db4c9b2fde0ea70189cba3fb63f579ba6122b33ad94ff3ec330084be4");
    assert_eq!(made.credential_id(), id);
    assert_eq!(made.aaguid()[..], hex("8446ccb9ab1db374750b2367ff6f3a1f"));
    assert!(made.is_backup_eligible() && made.is_backed_up() && !made.is_user_verified());

    let challenge = hex("39c0e7521417ba54d43e8dc95174f423dee9bf3cd804ff6d65c857c9abf4d408");
    let ceremony = Ceremony { relying_party: &party, challenge: &challenge, user_verification: false };
    let client_data = hex(
        "7b2274797065223a22776562617574686e2e676574222c226368616c6c656e6765223a224f63446e55685158756c5455506f334a55\
         58543049393770767a7a59425039745a63685879617630314167222c226f726967696e223a2268747470733a2f2f6578616d706c65\
         2e6f7267222c2263726f73734f726967696e223a66616c73657d",
    );
    let assertion = Assertion {
        client_data: &client_data,
        authenticator_data: &hex(
            "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b51900000000",
        ),
        signature: &hex(
            "3046022100f50a4e2e4409249c4a853ba361282f09841df4dd4547a13a87780218deffcd380221008480ac0f0b93538174f575\
             bf11a1dd5d78c6e486013f937295ea13653e331e87",
        ),
    };
    let known =
        Known { public_key: made.public_key(), sign_count: 0, is_backup_eligible: made.is_backup_eligible() };
    assert!(authentication::verify(assertion, known, ceremony).is_ok());
}

#[test]
fn the_tests_own_authenticator_writes_as_others_do() {
    let party = party("id.example");
    for (_, algorithm) in &ALGORITHMS[..3] {
        let device = Authenticator::new(*algorithm, "id.example", "https://id.example");
        let (data, client_data) =
            (device.data(true), device.client_data("webauthn.create", b"made").to_string());
        let object = super::support::authenticator::attestation_object("none", &[0xa0], &data);
        let attestation = Attestation { client_data: client_data.as_bytes(), object: &object };
        let ceremony = Ceremony { relying_party: &party, challenge: b"made", user_verification: true };
        let made = registration::verify(attestation, ceremony).unwrap();
        let (data, client_data) =
            (device.data(false), device.client_data("webauthn.get", b"asked").to_string().into_bytes());
        let signature = device.sign(&data, &client_data);
        let assertion =
            Assertion { client_data: &client_data, authenticator_data: &data, signature: &signature };
        let ceremony = Ceremony { challenge: b"asked", ..ceremony };
        let known = Known { public_key: made.public_key(), sign_count: 0, is_backup_eligible: false };
        assert!(authentication::verify(assertion, known, ceremony).unwrap().is_user_verified());
    }
}
