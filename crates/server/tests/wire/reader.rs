//! A client that reads what is sealed for it.

use std::sync::OnceLock;

use idp::client::register::{Changes, NewClient};
use idp::model::ClientId;
use idp::model::client::ClientPolicy;
use idp::model::client_key::{ClientKey, KeyUse, Ready, Word};
use idp::{Effect, Time};
use jose::{
    ContentEncryption, Curve, DecryptionKey, Jwk, JwkSet, JwsAlgorithm, KeyManagement, base64url, jwe,
};
use oidc::metadata::ClientMetadata;
use serde_json::{Value, json};
use server::flow;

use crate::world::{Client, REDIRECT_URI, World};

/// The private keys of the reader, the same in every test.
pub(crate) struct Reader {
    pub(crate) rsa: Jwk,
    pub(crate) agreement: Vec<(Curve, Jwk)>,
}

/// What was sealed, opened.
pub(crate) struct Opened {
    /// All members of the header.
    pub(crate) header: Value,
    /// What was inside.
    pub(crate) content: String,
}

pub(crate) fn reader() -> &'static Reader {
    static READER: OnceLock<Reader> = OnceLock::new();
    READER.get_or_init(|| {
        let curves = [Curve::P256, Curve::P384, Curve::P521, Curve::X25519];
        let made = |key: DecryptionKey| bare(key.to_private_jwk().expose());
        Reader {
            rsa: bare(include_str!("../support/keys/rsa2048.json")),
            agreement: curves
                .map(|curve| {
                    let key = DecryptionKey::generate_agreement(KeyManagement::EcdhEs, curve).unwrap();
                    (curve, made(key))
                })
                .to_vec(),
        }
    })
}

/// The key for every algorithm that its kind is for, without a name.
fn bare(private: &str) -> Jwk {
    let mut jwk: Value = serde_json::from_str(private).unwrap();
    for member in ["alg", "kid", "key_ops"] {
        jwk.as_object_mut().unwrap().remove(member);
    }
    jwk["use"] = json!("enc");
    Jwk::from_value(jwk).unwrap()
}

/// The set that publishes these.
pub(crate) fn published(keys: &[Jwk]) -> Value {
    serde_json::to_value(keys.iter().map(Jwk::public_part).collect::<JwkSet>()).unwrap()
}

/// Opens a token with a private key, whatever it says of itself.
pub(crate) fn open(token: &str, key: &Jwk) -> Opened {
    let sealed = jwe::decode(token).unwrap_or_else(|error| panic!("{error} in {token}"));
    let key = DecryptionKey::from_jwk(key, sealed.header().alg).unwrap();
    open_with(token, &key)
}

/// Opens a token with the key that the client's secret makes (OpenID Connect Core §10.2).
pub(crate) fn open_by_secret(token: &str, secret: &str) -> Opened {
    let header = jwe::decode(token).unwrap().header().clone();
    let (alg, enc) = (header.alg, header.enc);
    let bytes = match alg {
        KeyManagement::A128Kw => 16,
        KeyManagement::A256Kw => 32,
        _ => enc.key_len(),
    };
    let hash = match bytes {
        0..=32 => jose::digest::sha256(secret.as_bytes()).to_vec(),
        33..=48 => jose::digest::sha384(secret.as_bytes()).to_vec(),
        _ => jose::digest::sha512(secret.as_bytes()).to_vec(),
    };
    open_with(token, &DecryptionKey::from_secret(&hash[..bytes], alg).unwrap())
}

fn open_with(token: &str, key: &DecryptionKey) -> Opened {
    let encryptions: Vec<_> = ContentEncryption::all().collect();
    let opened = jwe::decode(token).unwrap().decrypt(key, &[key.management()], &encryptions).unwrap();
    let header = base64url::decode(token.split('.').next().unwrap()).unwrap();
    Opened {
        header: serde_json::from_slice(&header).unwrap(),
        content: String::from_utf8(opened.plaintext().to_vec()).unwrap(),
    }
}

impl Opened {
    /// The claims of the token inside, signed by this server; its outer header says that one is inside.
    pub(crate) async fn verified(&self, world: &World) -> (jose::jws::Header, Value) {
        assert_eq!(self.header["cty"], "JWT", "{}", self.header);
        world.verified(&self.content).await
    }

    /// The names of the members of the header, in alphabetical order.
    pub(crate) fn members(&self) -> Vec<&str> {
        self.header.as_object().unwrap().keys().map(String::as_str).collect()
    }
}

impl World {
    /// Replaces what a client registered, beside the usual.
    pub(crate) async fn register_anew(&self, client: &Client, metadata: Value) {
        let mut all = json!({
            "client_name": "The shop",
            "redirect_uris": [REDIRECT_URI],
            "grant_types": ["authorization_code", "refresh_token"],
            "id_token_signed_response_alg": "ES256",
        });
        all.as_object_mut().unwrap().extend(metadata.as_object().unwrap().clone());
        let metadata: ClientMetadata = serde_json::from_value(all).unwrap();
        let changes = |_: &_| Ok(Changes { metadata: Some(metadata.clone()), ..Changes::default() });
        flow::client::change(&self.node, &client.id, changes).await.unwrap();
    }

    /// Why no client can be made of this, beside the usual.
    pub(crate) async fn refused_client(&self, metadata: Value, policy: ClientPolicy) -> idp::Refusal {
        let mut all = json!({ "client_name": "The shop", "redirect_uris": [REDIRECT_URI] });
        all.as_object_mut().unwrap().extend(metadata.as_object().unwrap().clone());
        let metadata: ClientMetadata = serde_json::from_value(all).unwrap();
        let made = flow::client::create(&self.node, NewClient { id: None, metadata, policy }).await;
        made.expect_err("a refusal")
    }

    /// Gives a client a key of this name, as an administrator would.
    pub(crate) async fn keep_key(&self, client: &Client, key: &Jwk, kid: &str, proven: bool) {
        let id = ClientId::new(client.id.as_str());
        let mut record = self.node.store().load_client(&id).await.unwrap().unwrap();
        let now = self.node.now();
        record.keys.retain(|known| known.kid != kid);
        record.keys.push(ClientKey {
            kid: kid.to_owned(),
            usage: KeyUse::Enc,
            jwk: key.public_part().with_kid(kid),
            not_before: now,
            not_after: Time::NEVER,
            created_at: now,
            ready: proven.then(|| Ready { at: now.as_micros(), by: Word::Client }),
            rehearsal: None,
        });
        let replaces = Some(record.version);
        record.version += 1;
        let put = Effect::PutClient(idp::effect::Expected { replaces, record: Box::new(record) });
        assert!(matches!(self.node.commit(vec![put], now).await, store::Outcome::Done { .. }));
    }
}

/// Whether this is a signed token and nothing else.
pub(crate) fn is_plain(token: &str) -> bool {
    jose::jws::decode(token).is_ok_and(|token| token.header().alg != JwsAlgorithm::HS256)
}
