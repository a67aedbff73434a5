//! What is known of an upstream and its keys, and our own keys for it: fetched, kept, believed, published.

use std::time::Duration;

use idp::model::client::KeptSecret;
use idp::model::upstream::{RequestStyle, Upstream, UpstreamDefinition};
use idp::upstream::{NewUpstream, profile};
use jose::secret::Secret;
use jose::{JwkSet, JwsAlgorithm, SigningKey, jws};
use oidc::client_authentication::Method;
use serde_json::{Value, json};
use server::flow::record;
use server::flow::upstream_record::{self, TakesOver};
use server::node::{UpstreamFault, UpstreamParty};

use crate::elsewhere::{Elsewhere, Says};
use crate::request_object::{jwks, new_key};
use crate::world::World;

const DAY: Duration = Duration::from_hours(24);

/// A provider elsewhere that says who it is.
struct Op<'w> {
    world: &'w World,
    elsewhere: Elsewhere,
}

impl<'w> Op<'w> {
    async fn new(world: &'w World) -> Self {
        let op = Self { world, elsewhere: Elsewhere::start().await };
        op.describes(&json!({}));
        op.publishes(&jwks(&[&new_key("1")]), "");
        op
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.elsewhere.base)
    }

    fn metadata(&self) -> Value {
        json!({
            "issuer": self.elsewhere.base, "authorization_endpoint": self.at("/authorize"),
            "token_endpoint": self.at("/token"), "jwks_uri": self.at("/keys"), "response_types_supported": ["code"],
        })
    }

    /// Says so of itself, with other or further members.
    fn describes(&self, more: &Value) {
        let mut metadata = self.metadata();
        metadata.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.elsewhere.say("/.well-known/openid-configuration", Says::json(&metadata.to_string()));
    }

    fn publishes(&self, set: &Value, headers: &str) {
        self.elsewhere.say("/keys", Says::with(headers, &set.to_string()));
    }

    fn is_down(&self) {
        for path in ["/keys", "/signed", "/.well-known/openid-configuration"] {
            self.elsewhere.say(path, Says::status("503 Service Unavailable", "", ""));
        }
    }

    fn asked_for(&self, path: &str) -> usize {
        self.elsewhere.asked().iter().filter(|request| request.starts_with(&format!("GET {path} "))).count()
    }

    fn definition(&self) -> UpstreamDefinition {
        UpstreamDefinition {
            issuer: self.elsewhere.base.clone(),
            client_id: "countersign".to_owned(),
            ..UpstreamDefinition::default()
        }
    }

    async fn is_connected(&self, definition: UpstreamDefinition) {
        let client_secret = Some(KeptSecret::new(Secret::new("from the registration".to_owned())));
        let new = NewUpstream { id: "op".to_owned(), definition, client_secret };
        record::create::<Upstream>(&self.world.node, new).await.unwrap();
    }

    async fn party(&self) -> Result<UpstreamParty, UpstreamFault> {
        let all = self.world.node.load_upstreams().await.unwrap();
        self.world.node.upstream_party(&all[0]).await
    }

    async fn is_usable(&self) -> bool {
        self.party().await.is_ok()
    }

    async fn faults(&self) -> Vec<UpstreamFault> {
        upstream_record::check(&self.world.node, "op").await.unwrap()
    }

    async fn only_fault(&self) -> UpstreamFault {
        let mut faults = self.faults().await;
        assert_eq!(faults.len(), 1, "{faults:?}");
        faults.remove(0)
    }

    /// The set of these keys, signed by that one.
    fn signs(&self, more: &Value, keys: &[&SigningKey], by: &SigningKey) {
        let mut claims =
            json!({ "iss": self.elsewhere.base, "sub": self.elsewhere.base, "keys": jwks(keys)["keys"] });
        claims.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let members = jws::Members { typ: Some("jwk-set+jwt"), ..jws::Members::default() };
        let token = jws::sign(&members, claims.to_string().as_bytes(), by).unwrap();
        self.elsewhere.say("/signed", Says::with("", &token));
    }

    fn believes(&self, key: &SigningKey) -> UpstreamDefinition {
        UpstreamDefinition {
            signed_jwks_uri: Some(self.at("/signed")),
            signed_jwks_fingerprints: vec![key.public_jwk().thumbprint().unwrap()],
            ..self.definition()
        }
    }
}

on_both_stores! {
    async fn what_an_upstream_says_of_itself_is_asked_for_once_for_everybody(world) {
        let op = Op::new(&world).await;
        op.is_connected(op.definition()).await;
        let (one, two, three) = tokio::join!(op.is_usable(), op.is_usable(), op.is_usable());
        assert!(one && two && three);
        assert_eq!((op.asked_for("/.well-known/openid-configuration"), op.asked_for("/keys")), (1, 1));
        world.clock.advance(Duration::from_mins(50));
        assert!(op.is_usable().await);
        assert_eq!(op.asked_for("/keys"), 1, "kept for an hour where the answer says nothing");
        world.clock.advance(Duration::from_mins(20));
        assert!(op.is_usable().await);
        assert_eq!(op.asked_for("/keys"), 2);
    }

    async fn it_is_kept_as_long_as_the_answer_says(world) {
        let op = Op::new(&world).await;
        op.publishes(&jwks(&[&new_key("1")]), "cache-control: max-age=120\r\n");
        op.is_connected(op.definition()).await;
        assert!(op.is_usable().await);
        world.clock.advance(Duration::from_secs(119));
        assert!(op.is_usable().await);
        assert_eq!(op.asked_for("/keys"), 1);
        world.clock.advance(Duration::from_secs(2));
        assert!(op.is_usable().await);
        assert_eq!(op.asked_for("/keys"), 2);
    }

    async fn the_last_good_copy_counts_for_a_day_and_no_longer(world) {
        let op = Op::new(&world).await;
        op.is_connected(op.definition()).await;
        assert!(op.is_usable().await);
        op.is_down();
        world.clock.advance(Duration::from_hours(20));
        assert!(op.is_usable().await);
        world.clock.advance(Duration::from_hours(6));
        assert!(matches!(op.party().await, Err(UpstreamFault::Unavailable(_))));
        op.describes(&json!({}));
        op.publishes(&jwks(&[&new_key("2")]), "");
        world.clock.advance(Duration::from_mins(1));
        assert!(op.is_usable().await);
    }

    async fn a_check_tells_what_is_wrong_and_where(world) {
        let op = Op::new(&world).await;
        op.is_connected(op.definition()).await;
        assert_eq!(op.faults().await, []);

        op.describes(&json!({ "issuer": op.at("/") }));
        let fault = op.only_fault().await;
        assert!(matches!(fault, UpstreamFault::Untrusted(_)) && fault.to_string().contains("slash"), "{fault}");
        op.describes(&json!({ "token_endpoint": "http://op.example/token" }));
        assert!(op.only_fault().await.to_string().contains("token_endpoint"));
        op.describes(&json!({ "jwks_uri": op.at("/elsewhere") }));
        assert!(op.only_fault().await.to_string().contains("404"));
        op.describes(&json!({}));
        op.publishes(&json!({ "keys": 1 }), "");
        assert!(matches!(op.only_fault().await, UpstreamFault::Untrusted(_)));
        op.is_down();
        let fault = op.only_fault().await;
        assert!(matches!(fault, UpstreamFault::Unavailable(_)) && fault.to_string().contains("503"), "{fault}");
    }

    async fn a_check_finds_what_our_requests_would_lack(world) {
        let op = Op::new(&world).await;
        let sealed = UpstreamDefinition {
            token_endpoint_auth_method: Method::PrivateKeyJwt,
            token_endpoint_auth_signing_alg: Some(JwsAlgorithm::ES256),
            request: RequestStyle::Sealed,
            request_object_signing_alg: Some(JwsAlgorithm::ES256),
            ..op.definition()
        };
        op.is_connected(sealed.clone()).await;
        assert!(op.only_fault().await.to_string().contains("RSA-OAEP"), "it publishes no key to seal to");
        let pushed = |_: &Upstream| {
            let definition = Some(UpstreamDefinition { request: RequestStyle::Pushed, ..sealed.clone() });
            Ok(idp::upstream::Changes { definition, ..idp::upstream::Changes::default() })
        };
        record::change(&world.node, "op", pushed).await.unwrap();
        assert!(op.only_fault().await.to_string().contains("pushed_authorization_request_endpoint"));
        op.describes(&json!({ "pushed_authorization_request_endpoint": op.at("/par") }));
        assert_eq!(op.faults().await, []);
    }

    async fn nothing_is_asked_for_that_stands_in_the_record(world) {
        let op = Op::new(&world).await;
        let metadata = json!({ "authorization_endpoint": op.at("/authorize"), "token_endpoint": op.at("/token") });
        let by_hand = UpstreamDefinition {
            metadata: metadata.as_object().cloned(),
            jwks: Some(jwks(&[&new_key("1")])),
            ..op.definition()
        };
        op.is_connected(by_hand).await;
        world.clock.advance(DAY * 400);
        assert!(op.is_usable().await);
        assert_eq!(op.elsewhere.asked(), Vec::<String>::new());
    }

    async fn ftn_09_an_upstreams_keys_come_in_a_set_that_a_known_key_signed(world) {
        let op = Op::new(&world).await;
        let (trust, key, stranger) = (new_key("trust"), new_key("1"), new_key("trust"));
        op.signs(&json!({}), &[&trust, &key], &trust);
        op.is_connected(op.believes(&trust)).await;
        assert_eq!(op.faults().await, []);
        assert!(op.is_usable().await);
        assert_eq!(op.asked_for("/keys"), 0, "never from the plain address");

        op.signs(&json!({}), &[&stranger, &key], &stranger);
        assert!(op.only_fault().await.to_string().contains("fingerprint"));
        op.signs(&json!({}), &[&trust, &stranger, &key], &stranger);
        assert!(matches!(op.only_fault().await, UpstreamFault::Untrusted(_)));
        op.signs(&json!({ "iss": "https://other.example" }), &[&trust, &key], &trust);
        assert!(op.only_fault().await.to_string().contains("iss"));
        op.signs(&json!({ "exp": world.node.now().as_secs() - 1 }), &[&trust, &key], &trust);
        assert!(op.only_fault().await.to_string().contains("over"));
        op.elsewhere.say("/signed", Says::json(&jwks(&[&trust, &key]).to_string()));
        assert!(matches!(op.only_fault().await, UpstreamFault::Untrusted(_)));
        op.signs(&json!({ "exp": world.node.now().as_secs() + 60 }), &[&trust, &key], &trust);
        assert_eq!(op.faults().await, []);
    }

    async fn a_signed_set_never_counts_longer_than_it_says(world) {
        let op = Op::new(&world).await;
        let (trust, key) = (new_key("trust"), new_key("1"));
        op.signs(&json!({ "exp": world.node.now().as_secs() + 7200 }), &[&trust, &key], &trust);
        op.is_connected(op.believes(&trust)).await;
        assert!(op.is_usable().await);
        op.is_down();
        world.clock.advance(Duration::from_mins(119));
        assert!(op.is_usable().await);
        world.clock.advance(Duration::from_mins(2));
        assert!(!op.is_usable().await);
    }

    async fn ftn_13_our_next_key_is_published_before_it_signs_and_takes_over_by_itself(world) {
        let op = Op::new(&world).await;
        let signed = UpstreamDefinition {
            token_endpoint_auth_method: Method::PrivateKeyJwt,
            token_endpoint_auth_signing_alg: Some(JwsAlgorithm::ES256),
            request: RequestStyle::Signed,
            request_object_signing_alg: Some(JwsAlgorithm::ES256),
            ..op.definition()
        };
        op.is_connected(signed).await;
        let signer = async || {
            let party = op.party().await.unwrap();
            let mut random = |bytes: &mut [u8]| jose::random::fill(bytes);
            let mut env = rp::Env::new(world.node.now().as_secs(), &mut random);
            let begun = party.party().begin(&rp::Authorization::new("openid"), &mut env).unwrap();
            let object = begun.redirect.parameters().iter().find(|(name, _)| name == "request").unwrap().1.clone();
            jws::decode(&object).unwrap().header().kid.clone().unwrap()
        };
        let published = async || -> Vec<String> {
            let set = JwkSet::parse(world.get("/upstream/op/jwks").await.body.as_bytes()).unwrap();
            set.keys.iter().map(|key| key.kid().unwrap().to_owned()).collect()
        };
        let first = signer().await;
        assert_eq!(published().await, [&*first]);
        upstream_record::rotate(&world.node, "op", None, TakesOver::Announced).await.unwrap();
        assert_eq!((signer().await, published().await.len()), (first.clone(), 2));
        world.clock.advance(DAY);
        let second = signer().await;
        assert!(second != first && published().await == [first, second.clone()]);
        world.clock.advance(DAY * 8);
        assert_eq!((published().await, signer().await), (vec![second.clone()], second));
    }

    async fn our_keys_are_published_as_they_are_and_as_a_signed_set(world) {
        let op = Op::new(&world).await;
        let signed = UpstreamDefinition {
            token_endpoint_auth_method: Method::PrivateKeyJwt,
            token_endpoint_auth_signing_alg: Some(JwsAlgorithm::ES256),
            ..op.definition()
        };
        op.is_connected(signed).await;
        let plain = world.get("/upstream/op/jwks").await;
        assert_eq!((plain.status, plain.header("content-type")), (200, "application/jwk-set+json"));
        let set = world.get("/upstream/op/jwks.jwt").await;
        assert_eq!((set.status, set.header("content-type")), (200, "application/jwk-set+jwt"));
        let key = JwkSet::parse(plain.body.as_bytes()).unwrap().keys.remove(0);
        let key = jose::VerifyingKey::from_jwk(&key, JwsAlgorithm::ES256).unwrap();
        let verified = jws::decode(&set.body).unwrap().verify(&key, &[JwsAlgorithm::ES256]).unwrap();
        let claims: Value = serde_json::from_slice(verified.as_ref()).unwrap();
        assert_eq!((&claims["iss"], &claims["keys"]), (&json!("countersign"), &plain.json()["keys"]));
        assert_eq!(world.get("/upstream/op/jwks.jwt").await.body, set.body, "signed once for everybody");
        upstream_record::rotate(&world.node, "op", None, TakesOver::Now).await.unwrap();
        assert_ne!(world.get("/upstream/op/jwks.jwt").await.body, set.body);
        for path in ["/upstream/gone/jwks", "/upstream/gone/jwks.jwt"] {
            assert_eq!(world.get(path).await.status, 404, "{path}");
        }
    }

    async fn an_upstream_without_keys_of_ours_publishes_none(world) {
        let op = Op::new(&world).await;
        op.is_connected(op.definition()).await;
        assert_eq!(world.get("/upstream/op/jwks").await.json(), json!({ "keys": [] }));
        assert_eq!(world.get("/upstream/op/jwks.jwt").await.status, 404);
    }

    async fn an_ftn_upstream_is_made_with_its_defaults_and_its_keys(world) {
        let op = Op::new(&world).await;
        let mut definition = UpstreamDefinition {
            profile: idp::model::upstream::UpstreamProfile::Ftn,
            jwks: Some(jwks(&[&new_key("1")])),
            token_endpoint_auth_signing_alg: Some(JwsAlgorithm::ES256),
            request_object_signing_alg: Some(JwsAlgorithm::ES256),
            id_token_encrypted_response_alg: Some(jose::KeyManagement::EcdhEs),
            userinfo_encrypted_response_alg: Some(jose::KeyManagement::EcdhEs),
            ..op.definition()
        };
        profile::complete(&mut definition, |_| false);
        op.is_connected(definition).await;
        assert_eq!(op.faults().await, []);
        let set = JwkSet::parse(world.get("/upstream/op/jwks").await.body.as_bytes()).unwrap();
        let uses: Vec<_> = set.keys.iter().map(|key| (key.usage().unwrap(), key.alg().unwrap())).collect();
        assert_eq!(uses, [("sig", "ES256"), ("enc", "ECDH-ES")]);
    }
}
