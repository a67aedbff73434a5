//! Passkeys on the wire: what browsers are asked, in the JSON of Web Authentication.

use idp::account::passkeys::Creation;
use idp::model::passkey::Passkey;
use serde_json::{Value, json};

/// For so long a browser waits for its person, in milliseconds (§15.1).
const TIMEOUT: u32 = 300_000;

/// `PublicKeyCredentialCreationOptionsJSON` (§5.1.8).
pub(super) fn creation(wanted: &Creation) -> String {
    let algorithms = wanted.algorithms.iter().map(|alg| json!({ "type": "public-key", "alg": alg }));
    json!({
        "challenge": wanted.challenge,
        "rp": { "id": wanted.host, "name": wanted.host },
        "user": { "id": wanted.user_handle, "name": wanted.user_name, "displayName": wanted.display_name },
        "pubKeyCredParams": algorithms.collect::<Vec<_>>(),
        "excludeCredentials": wanted.exclude.iter().map(descriptor).collect::<Vec<_>>(),
        // It is to be found without a name, so that nobody need type one.
        "authenticatorSelection": {
            "residentKey": "required",
            "requireResidentKey": true,
            "userVerification": "preferred",
        },
        "attestation": "none",
        "timeout": TIMEOUT,
    })
    .to_string()
}

fn descriptor(passkey: &Passkey) -> Value {
    json!({ "type": "public-key", "id": passkey.credential_id, "transports": passkey.transports })
}
