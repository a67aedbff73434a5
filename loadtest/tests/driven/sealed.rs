//! The sealed workloads, and the keys with which the provider of these tests seals and opens.

use std::collections::HashMap;

use jose::{
    ContentEncryption, DecryptionKey, EncryptionKey, JwkSet, JwsAlgorithm, KeyManagement, SigningKey, jwe,
    jws, nested,
};
use serde_json::{Value, json};

use crate::program::{Done, call};
use crate::provider::{CLIENT, Manner, PASSWORD, Provider, REDIRECT, SECRET, USERNAME};

const ENC: ContentEncryption = ContentEncryption::A128CbcHs256;
const WAYS: [KeyManagement; 2] = [KeyManagement::EcdhEs, KeyManagement::RsaOaep];

/// What a sealed request asked for, and how it was sealed.
#[derive(Clone)]
pub(crate) struct Asked {
    pub nonce: String,
    pub way: KeyManagement,
}

/// The keys of both sides.
pub(crate) struct Keys {
    signs: SigningKey,
    opens: [DecryptionKey; 2],
    client_signs: SigningKey,
    client_opens: [DecryptionKey; 2],
}

impl Keys {
    pub(crate) fn new() -> Self {
        let signing = || SigningKey::generate(JwsAlgorithm::ES256).unwrap();
        let opening = || WAYS.map(|way| DecryptionKey::generate(way).unwrap());
        Self { signs: signing(), opens: opening(), client_signs: signing(), client_opens: opening() }
    }

    /// The provider's key set.
    pub(crate) fn published(&self) -> String {
        let opens = self.opens.iter().map(DecryptionKey::public_jwk);
        let set: JwkSet = opens.chain([self.signs.public_jwk()]).collect();
        serde_json::to_string(&set).unwrap()
    }

    /// What a request object asks for, if the client signed it, and how it was sealed.
    pub(crate) fn read(&self, request: &str) -> (HashMap<String, String>, KeyManagement) {
        let way = jwe::decode(request).unwrap().header().alg;
        let key = self.opens.iter().find(|key| key.management() == way).unwrap();
        let inner = nested::open(request, key, &WAYS, &[ENC]).unwrap();
        let verified =
            inner.verify(&self.client_signs.verifying_key().unwrap(), &[JwsAlgorithm::ES256]).unwrap();
        (serde_json::from_slice(verified.as_ref()).unwrap(), way)
    }

    /// Claims signed by the provider and sealed to the client.
    pub(crate) fn seal(&self, claims: &str, way: KeyManagement) -> String {
        let key = self.client_opens.iter().find(|key| key.management() == way).unwrap();
        let key: EncryptionKey = key.encryption_key().unwrap();
        nested::seal(&jws::Members::default(), claims.as_bytes(), &self.signs, &key, ENC).unwrap()
    }

    /// The private keys of the client that opens so.
    fn of_client(&self, way: KeyManagement) -> Vec<Value> {
        let key = self.client_opens.iter().find(|key| key.management() == way).unwrap();
        let texts = [self.client_signs.to_private_jwk().unwrap(), key.to_private_jwk()];
        texts.iter().map(|text| serde_json::from_str(text.expose()).unwrap()).collect()
    }
}

async fn run(provider: &Provider, arguments: &[&str]) -> Done {
    let keys = provider.sealed.as_ref().unwrap();
    let client = |way| {
        json!({ "client_id": CLIENT, "client_secret": SECRET, "redirect_uris": [REDIRECT],
                "keys": keys.of_client(way) })
    };
    let world = json!({
        "issuer": provider.issuer,
        "users": [{ "username": USERNAME, "password": PASSWORD }],
        "clients": WAYS.map(client),
    });
    call(&[&["run", "--world", "-", "--warm-up", "0"], arguments].concat(), &format!("{world}\n")).await
}

const SMALL: [&str; 5] = ["--connections", "2", "--requests", "20", "--json"];

#[tokio::test(flavor = "multi_thread")]
async fn runs_sealed_code_flows_with_both_kinds_of_keys() {
    let provider = Provider::start(Manner { seals: true, ..Manner::default() }).await;
    let workloads = ["--workload", "code_sealed_ec,code_sealed_rsa"];
    let done = run(&provider, &[&SMALL[..], &workloads].concat()).await;
    assert_eq!(done.code, 0, "{}{}", done.out, done.err);
    for it in done.json().as_array().unwrap() {
        assert_eq!((&it["flows"], &it["errors"]), (&20.into(), &0.into()), "{it}");
        // The authorization request, the code and userinfo.
        assert_eq!(it["requests"], 20 * 3, "{it}");
    }
    let world = provider.world();
    let ways: Vec<_> = world.asked.values().map(|asked| asked.way).collect();
    // The first flow of each of the two connections signs in.
    for way in WAYS {
        assert_eq!(ways.iter().filter(|it| **it == way).count(), 22, "{way}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn opens_one_and_sees_that_it_is_somebody_elses() {
    let provider = Provider::start(Manner { seals: true, mixes_up: true, ..Manner::default() }).await;
    let done = run(&provider, &[&SMALL[..], &["--workload", "code_sealed_ec"]].concat()).await;
    assert_eq!(done.code, 1, "{}{}", done.out, done.err);
    assert!(done.err.contains("not about this sign-in"), "{}", done.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn says_that_it_needs_a_client_with_keys() {
    let provider = Provider::start(Manner::default()).await;
    let done = crate::program::run(&provider, &["--workload", "code_sealed_rsa"]).await;
    assert_eq!(done.code, 2, "{}", done.err);
    assert!(done.err.contains("--world"), "{}", done.err);
}
