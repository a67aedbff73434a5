//! Clients' keys as a signed set: nothing counts before its signature does.

use std::time::Duration;

use idp::client::key::NewKey;
use idp::model::client::ClientPolicy;
use jose::{JwsAlgorithm, SigningKey, jws};
use serde_json::{Value, json};
use server::flow;

use crate::elsewhere::{Elsewhere, Says};
use crate::request_object::{Signer, jwks, new_key};
use crate::world::{Client, World};

/// A client whose keys lie signed elsewhere, and the key that signs them.
struct Publisher<'w> {
    world: &'w World,
    elsewhere: Elsewhere,
    client: Client,
    trust: SigningKey,
}

impl<'w> Publisher<'w> {
    async fn new(world: &'w World) -> Self {
        let elsewhere = Elsewhere::start().await;
        let metadata = json!({ "signed_jwks_uri": format!("{}/keys", elsewhere.base) });
        let client = world.client(metadata, ClientPolicy::default()).await;
        let publisher = Self { world, elsewhere, client, trust: new_key("trust") };
        publisher.trusts(&publisher.trust).await;
        publisher
    }

    /// An administrator registers the key that signs the set.
    async fn trusts(&self, key: &SigningKey) {
        let mut jwk = serde_json::to_value(key.public_jwk()).unwrap();
        jwk["use"] = json!("key_set");
        let new = NewKey { jwk: jwk.as_object().unwrap().clone(), ..NewKey::default() };
        flow::client_key::add(&self.world.node, &self.client.id, new).await.unwrap();
    }

    fn says(&self, typ: Option<&str>, claims: &Value, key: &SigningKey) {
        let members = jws::Members { typ, ..jws::Members::default() };
        let token = jws::sign(&members, claims.to_string().as_bytes(), key).unwrap();
        self.elsewhere.say("/keys", Says::with("content-type: application/jwk-set+jwt\r\n", &token));
        // Whatever was asked for before is out of its time.
        self.world.clock.advance(Duration::from_secs(25 * 3600));
    }

    fn publishes(&self, keys: &[&SigningKey]) {
        self.says(Some("jwk-set+jwt"), &self.set(keys), &self.trust);
    }

    fn set(&self, keys: &[&SigningKey]) -> Value {
        json!({ "iss": self.client.id, "sub": self.client.id, "keys": jwks(keys)["keys"] })
    }

    async fn believes(&self, key: &SigningKey) -> bool {
        let signing = SigningKey::from_jwk(
            &jose::Jwk::parse(key.to_private_jwk().unwrap().expose().as_bytes()).unwrap(),
            JwsAlgorithm::ES256,
        );
        let signer = Signer { client: self.client.clone(), key: signing.unwrap() };
        let object = signer.object(self.world, &json!({}));
        let answer = self.world.authorize(&self.client, &[("request", &object)]).await;
        answer.location().contains("/login/")
    }
}

on_both_stores! {
    async fn ftn_09_keys_come_in_a_set_that_is_signed_by_a_key_that_was_agreed_on(world) {
        let publisher = Publisher::new(&world).await;
        let (first, second) = (new_key("first"), new_key("second"));
        publisher.publishes(&[&first]);
        assert!(publisher.believes(&first).await && !publisher.believes(&second).await);
        // FTN-13: the next key is published before it is used, and nobody restarts anything.
        publisher.publishes(&[&first, &second]);
        assert!(publisher.believes(&first).await && publisher.believes(&second).await);
        publisher.publishes(&[&second]);
        world.clock.advance(Duration::from_secs(25 * 3600));
        assert!(!publisher.believes(&first).await && publisher.believes(&second).await);
    }

    async fn ftn_09_a_set_counts_for_nothing_that_is_not_signed_so(world) {
        let publisher = Publisher::new(&world).await;
        let key = new_key("first");
        let set = publisher.set(&[&key]);
        let with = |name: &str, value: Value| {
            let mut set = set.clone();
            set[name] = value;
            set
        };
        let kind = Some("jwk-set+jwt");
        let stranger = new_key("trust");
        for (typ, claims, signed_by, believed) in [
            (kind, &set, &publisher.trust, true),
            (None, &set, &publisher.trust, true),
            (Some("JWT"), &json!({ "keys": set["keys"] }), &publisher.trust, true),
            (Some("oauth-authz-req+jwt"), &set, &publisher.trust, false),
            (kind, &set, &stranger, false),
            (kind, &set, &key, false),
            (kind, &with("iss", json!("nobody")), &publisher.trust, false),
            (kind, &with("sub", json!("nobody")), &publisher.trust, false),
            (kind, &with("exp", json!(5)), &publisher.trust, false),
            (kind, &with("exp", json!("never")), &publisher.trust, false),
            (kind, &with("exp", json!(4_000_000_000_i64)), &publisher.trust, true),
            (kind, &json!({ "iss": publisher.client.id }), &publisher.trust, false),
        ] {
            // What was there before is forgotten as well.
            world.clock.advance(Duration::from_secs(48 * 3600));
            publisher.says(typ, claims, signed_by);
            assert_eq!(publisher.believes(&key).await, believed, "{typ:?} {claims}");
        }
        world.clock.advance(Duration::from_secs(72 * 3600));
        publisher.elsewhere.say("/keys", Says::json(&jwks(&[&key]).to_string()));
        assert!(!publisher.believes(&key).await, "not signed at all");
    }

    /// Also while nothing newer can be had.
    async fn a_set_counts_no_longer_than_its_signature_says(world) {
        let publisher = Publisher::new(&world).await;
        let key = new_key("first");
        let now = world.node.now().as_secs();
        let mut set = publisher.set(&[&key]);
        set["exp"] = json!(now + 27 * 3600);
        publisher.says(Some("jwk-set+jwt"), &set, &publisher.trust);
        assert!(publisher.believes(&key).await);
        publisher.elsewhere.say("/keys", Says::status("500 Internal Server Error", "", ""));
        world.clock.advance(Duration::from_secs(3600));
        assert!(publisher.believes(&key).await);
        world.clock.advance(Duration::from_secs(2 * 3600));
        assert!(!publisher.believes(&key).await);
    }

    async fn the_key_that_signs_the_set_signs_nothing_else(world) {
        let publisher = Publisher::new(&world).await;
        let key = new_key("first");
        publisher.publishes(&[&key]);
        assert!(publisher.believes(&key).await && !publisher.believes(&publisher.trust).await);
    }
}
