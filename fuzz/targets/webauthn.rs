//! Any bytes as what a browser or an authenticator says of a passkey.

#![no_main]

use idp::webauthn::authentication::{self, Known};
use idp::webauthn::{
    Assertion, Attestation, Ceremony, Fault, MOST_CREDENTIAL_ID, PublicKey, RelyingParty, registration,
};
use libfuzzer_sys::fuzz_target;

const MADE: &[u8] = br#"{"type":"webauthn.create","challenge":"","origin":"https://id.example"}"#;
const ASKED: &[u8] = br#"{"type":"webauthn.get","challenge":"","origin":"https://id.example"}"#;
/// That of RFC 8037, appendix A.2.
const KEY: &str =
    r#"{"kty":"OKP","crv":"Ed25519","alg":"EdDSA","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;

fuzz_target!(|data: &[u8]| {
    let base = "https://id.example";
    let relying_party = &RelyingParty::at(base, [base].into_iter()).expect("a name");
    let ceremony = Ceremony { relying_party, challenge: b"", user_verification: false };

    // As an attestation object, and as client data.
    if let Ok(made) = registration::verify(Attestation { client_data: MADE, object: data }, ceremony) {
        assert!((1..=MOST_CREDENTIAL_ID).contains(&made.credential_id().len()));
        assert!(made.is_backup_eligible() || !made.is_backed_up());
        let written = serde_json::to_string(made.public_key()).unwrap();
        let again: PublicKey = serde_json::from_str(&written).expect("what is kept can be read");
        assert_eq!(again, *made.public_key());
    }
    assert!(registration::verify(Attestation { client_data: data, object: b"" }, ceremony).is_err());

    // As authenticator data, as a signature, and as client data that nobody signed.
    let public_key: PublicKey = serde_json::from_str(KEY).unwrap();
    for is_backup_eligible in [false, true] {
        let known = Known { public_key: &public_key, sign_count: 0, is_backup_eligible };
        let unsigned = Assertion { client_data: ASKED, authenticator_data: data, signature: data };
        assert!(authentication::verify(unsigned, known, ceremony).is_err());
        let unread = Assertion { client_data: data, authenticator_data: b"", signature: b"" };
        let fault = authentication::verify(unread, known, ceremony).expect_err("there is nothing signed");
        assert_ne!(fault, Fault::Signature);
    }
});
