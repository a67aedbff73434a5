//! What relying parties of the Finnish trust network are held to (clients of the profile `ftn`), row by row of
//! what its brokers publish: each kept, and each broken and refused.

use std::time::Duration;

use idp::Reason;
use idp::client::key::NewKey;
use idp::client::register::NewClient;
use idp::key::Begin;
use idp::model::client::{ClientPolicy, Profile};
use idp::model::key::KeyAlgorithm;
use jose::{
    ContentEncryption, DecryptionKey, EncryptionKey, Jwk, JwkSet, JwsAlgorithm, KeyManagement, SigningKey,
    base64url, jwe, jws, jwt,
};
use oidc::metadata::ClientMetadata;
use rp::{AssertionAudience, Authentication, Authorization, RequestObject};
use serde_json::{Value, json};
use server::flow;

use crate::client_assertion::{Asserting, with, written};
use crate::elsewhere::{Elsewhere, Says};
use crate::pushed::address;
use crate::reader::{open, published, reader};
use crate::relying_party::App;
use crate::request_object::{jwks, new_key, unsigned};
use crate::sealed_request::{self, JWT};
use crate::world::{Answer, CHALLENGE, Client, REDIRECT_URI, VERIFIER, World, refused};

const TOKEN: &str = "/oauth2/token";
const PAR: &str = "/oauth2/par";
const LOA2: &str = "http://ftn.ficora.fi/2017/loa2";
/// The one class that this server's own sign-ins reach.
const REACHED: &str = "urn:countersign:acr:password";

/// A relying party: one key that it signs with, and one that opens what it is answered.
struct Ftn<'w> {
    world: &'w World,
    asserting: Asserting,
    /// Our name of the key that its answers are sealed for.
    enc_kid: String,
}

/// An RSA pair, kept for every run.
fn large() -> Jwk {
    Jwk::parse(include_bytes!("../support/keys/rsa4096.json")).unwrap()
}

/// The key that relying parties sign with, by the network's usual algorithm.
fn rsa_signer() -> SigningKey {
    SigningKey::from_jwk(&large().with_kid("sig-1"), JwsAlgorithm::RS256).unwrap()
}

fn metadata(further: &Value) -> Value {
    let mut all = json!({
        "redirect_uris": [REDIRECT_URI],
        "grant_types": ["authorization_code"],
        "id_token_signed_response_alg": "RS256",
        "token_endpoint_auth_method": "private_key_jwt",
        "jwks": jwks(&[&rsa_signer()]),
    });
    all.as_object_mut().unwrap().extend(further.as_object().unwrap().clone());
    all
}

fn policy() -> ClientPolicy {
    ClientPolicy { skip_consent: true, ..ClientPolicy::of(Profile::Ftn) }
}

/// Registers as people do who know the profile and say no more than they must.
async fn register(world: &World, further: &Value, policy: ClientPolicy) -> Result<Client, (Reason, String)> {
    let all = metadata(further);
    let mut metadata: ClientMetadata = serde_json::from_value(all.clone()).unwrap();
    idp::client::profile::complete(&mut metadata, &policy, |member| all.get(member).is_some());
    match flow::client::create(&world.node, NewClient { id: None, metadata, policy }).await {
        Ok(made) => Ok(Client { id: made.client.id.as_str().to_owned(), secret: String::new() }),
        Err(refusal) => Err((refusal.reason, refusal.detail.parameter.unwrap_or_default().into_owned())),
    }
}

fn invalid(member: &str) -> Option<(Reason, String)> {
    Some((Reason::ClientMetadataInvalid, member.to_owned()))
}

/// Why no key can be registered for this client, or nothing if one can.
async fn add_key(world: &World, client: &Client, jwk: &Value) -> Result<flow::client_key::Told, Reason> {
    let new = NewKey { jwk: jwk.as_object().unwrap().clone(), ..NewKey::default() };
    flow::client_key::add(&world.node, &client.id, new).await.map_err(|refusal| refusal.reason)
}

/// The set that stands at the client's address, signed by the key that was agreed on.
fn signed_set(client: &Client, keys: &[Jwk], trust: &SigningKey) -> Says {
    let claims = json!({ "iss": client.id, "sub": client.id, "keys": published(keys)["keys"] });
    let members = jws::Members { typ: Some("jwk-set+jwt"), ..jws::Members::default() };
    let token = jws::sign(&members, claims.to_string().as_bytes(), trust).unwrap();
    Says::with("content-type: application/jwk-set+jwt\r\n", &token)
}

/// Checks that the client is told that its object is not accepted, and nothing else.
fn assert_object_refused(answer: &Answer, what: &dyn std::fmt::Display) {
    assert_eq!(answer.error().0, "invalid_request_object", "{what}");
}

impl<'w> Ftn<'w> {
    /// Registered, with a key to seal to that it showed to open.
    async fn new(world: &'w World, further: Value) -> Self {
        let ftn = Self::without_key(world, further).await;
        let kid = ftn.shows_to_open(&reader().rsa).await;
        Self { enc_kid: kid, ..ftn }
    }

    async fn without_key(world: &'w World, further: Value) -> Self {
        let client = register(world, &further, policy()).await.unwrap();
        Self { world, asserting: Asserting { client, key: rsa_signer() }, enc_kid: String::new() }
    }

    /// Registers a key and opens the challenge that comes with it.
    async fn shows_to_open(&self, key: &Jwk) -> String {
        let jwk = serde_json::to_value(key.public_part()).unwrap();
        let told = add_key(self.world, &self.asserting.client, &jwk).await.ok().unwrap();
        let inside = open(&told.challenge.unwrap(), key).content;
        let url = format!("{}{}", self.world.base, flow::client_key::KEY_TEST);
        let posted = self.world.http.post(url).header("content-type", "application/json").body(inside);
        assert_eq!(posted.send().await.unwrap().status(), 200);
        told.key.kid
    }

    /// All that a request says.
    fn asks(&self, further: &Value) -> Value {
        let now = self.world.node.now().as_secs();
        let mut claims = json!({
            "iss": self.asserting.client.id, "client_id": self.asserting.client.id, "aud": self.world.base,
            "iat": now, "exp": now + 300, "jti": base64url::encode(jose::random::bytes::<16>()),
            "response_type": "code", "redirect_uri": REDIRECT_URI, "scope": "openid profile",
            "state": "a state", "nonce": "n-ftn", "acr_values": REACHED, "ui_locales": "fi",
            "code_challenge": CHALLENGE, "code_challenge_method": "S256",
        });
        let members = claims.as_object_mut().unwrap();
        for (name, value) in further.as_object().unwrap() {
            match value {
                Value::Null => drop(members.remove(name)),
                value => drop(members.insert(name.clone(), value.clone())),
            }
        }
        claims
    }

    fn object(&self, further: &Value) -> String {
        jwt::sign(Some("oauth-authz-req+jwt"), &self.asks(further), &self.asserting.key).unwrap()
    }

    /// The address of a request that has nothing but its object, and these parameters beside it.
    fn url(&self, object: &str, beside: &[(&str, &str)]) -> String {
        let mut url = url::Url::parse(&format!("{}/oauth2/authorize", self.world.base)).unwrap();
        let own = [("client_id", self.asserting.client.id.as_str()), ("request", object)];
        url.query_pairs_mut().extend_pairs(own.iter().chain(beside));
        url.into()
    }

    /// Where a request leads whose object differs so from the usual, before anybody signs in.
    async fn leads(&self, further: &Value) -> Answer {
        self.world.browser().get(&self.url(&self.object(further), &[])).await
    }

    /// Where the browser comes back to after maija signed in.
    async fn answered(&self, further: &Value) -> Answer {
        self.world.browser().sign_in(&self.url(&self.object(further), &[])).await
    }

    async fn code(&self) -> String {
        let answer = self.answered(&json!({})).await;
        answer.parameter("code").unwrap_or_else(|| panic!("no code: {answer:?}"))
    }

    /// A form that proves the client by an assertion with this header and these claims.
    async fn posts(&self, path: &str, form: &[(&str, &str)], header: &Value, claims: &Value) -> Answer {
        self.world.post(path, &with(&written(header, claims, &self.asserting.key), form)).await
    }

    /// The claims of an assertion, for the token endpoint.
    fn claims(&self) -> Value {
        let mut claims = self.asserting.claims(self.world);
        claims["aud"] = json!(format!("{}{TOKEN}", self.world.base));
        claims
    }

    async fn redeems(&self, code: &str) -> Answer {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", REDIRECT_URI),
            ("code_verifier", VERIFIER),
        ];
        self.posts(TOKEN, &form, &self.asserting.header(), &self.claims()).await
    }

    async fn tokens(&self) -> Answer {
        let tokens = self.redeems(&self.code().await).await;
        assert_eq!(tokens.status, 200, "{tokens:?}");
        tokens
    }

    /// The same relying party as our own library is set up for it.
    fn in_library(&self, kid: &str) -> rp::Client {
        let (alg, enc) = (KeyManagement::RsaOaep, ContentEncryption::A128CbcHs256);
        let authentication = Authentication::PrivateKeyJwt(rsa_signer().into());
        rp::Client::new(self.asserting.client.id.clone(), REDIRECT_URI, authentication)
            .assertion_audience(AssertionAudience::TokenEndpoint)
            .request_object(RequestObject::Signed(rsa_signer().into()))
            .id_token_signed_response_alg(JwsAlgorithm::RS256)
            .id_token_encrypted_response(alg, enc)
            .userinfo_signed_response_alg(JwsAlgorithm::RS256)
            .userinfo_encrypted_response(alg, enc)
            .decryption_key(DecryptionKey::from_jwk(&reader().rsa, alg).unwrap().with_kid(kid))
    }
}

on_both_stores! {
    async fn ftn_01_a_code_is_asked_for_with_openid_and_nothing_else(world) {
        let ftn = Ftn::new(&world, json!({})).await;
        assert!(ftn.answered(&json!({})).await.parameter("code").is_some());
        for (further, error) in [
            (json!({ "scope": "profile" }), "invalid_scope"),
            (json!({ "scope": null }), "invalid_scope"),
            (json!({ "response_type": "id_token" }), "unauthorized_client"),
            (json!({ "response_type": "code id_token" }), "unauthorized_client"),
        ] {
            let answer = ftn.leads(&further).await;
            let said = answer.carried().1;
            assert_eq!((said.get("error").map(String::as_str), said.get("code")), (Some(error), None), "{further}");
        }
        for response_type in ["id_token", "code id_token"] {
            let asks = json!({ "response_types": [response_type], "grant_types": ["authorization_code", "implicit"] });
            assert_eq!(register(&world, &asks, policy()).await.err(), invalid("response_types"));
        }
        for grant in ["refresh_token", "client_credentials"] {
            let asks = json!({ "grant_types": ["authorization_code", grant] });
            assert_eq!(register(&world, &asks, policy()).await.err(), invalid("grant_types"), "{grant}");
        }
    }

    async fn ftn_02_a_request_is_a_signed_object_in_which_alone_anything_counts_or_is_pushed(world) {
        let ftn = Ftn::new(&world, json!({})).await;
        let beside = [("state", "outside"), ("scope", "openid email"), ("nonce", "outside"), ("prompt", "none")];
        let answer = world.browser().sign_in(&ftn.url(&ftn.object(&json!({})), &beside)).await;
        assert_eq!(answer.parameter("state").as_deref(), Some("a state"), "{answer:?}");
        let tokens = ftn.redeems(&answer.parameter("code").unwrap()).await;
        let (_, claims) = open(&tokens.text("id_token"), &reader().rsa).verified(&world).await;
        assert_eq!(claims["nonce"], "n-ftn");

        // Pushed, with an object and without.
        let asks = ftn.asks(&json!({}));
        let plain: Vec<(&str, &str)> = asks.as_object().unwrap().iter()
            .filter(|(name, _)| !["iss", "aud", "iat", "exp", "jti"].contains(&name.as_str()))
            .map(|(name, value)| (name.as_str(), value.as_str().unwrap()))
            .collect();
        let object = ftn.object(&json!({}));
        for form in [&plain[..], &[("request", object.as_str())]] {
            let pushed = ftn.posts(PAR, form, &ftn.asserting.header(), &ftn.asserting.claims(&world)).await;
            assert_eq!(pushed.status, 201, "{pushed:?}");
            let url = address(&world, &ftn.asserting.client, &pushed.text("request_uri"));
            assert!(world.browser().sign_in(&url).await.parameter("code").is_some());
        }

        let refused = world.authorize(&ftn.asserting.client, &[("acr_values", REACHED)]).await;
        assert_eq!(refused.error().0, "invalid_request", "neither signed nor pushed");
        let stranger = new_key("sig-1");
        let forged = jwt::sign(Some("oauth-authz-req+jwt"), &ftn.asks(&json!({})), &stranger).unwrap();
        let (head, signature) = object.rsplit_once('.').unwrap();
        let other = base64url::encode(ftn.asks(&json!({ "scope": "openid email" })).to_string());
        let altered = format!("{}.{other}.{signature}", head.split('.').next().unwrap());
        for object in [unsigned(&ftn.asks(&json!({}))), forged, altered] {
            let answer = world.browser().get(&ftn.url(&object, &[])).await;
            assert_object_refused(&answer, &object);
        }
        let by_nobody = json!({ "request_object_signing_alg": "none" });
        assert_eq!(register(&world, &by_nobody, policy()).await.err(), invalid("request_object_signing_alg"));
    }

    async fn ftn_03_the_object_says_who_asks_whom_for_what_and_until_when(world) {
        let ftn = Ftn::new(&world, json!({})).await;
        let now = world.node.now().as_secs();
        for further in [
            json!({}), json!({ "exp": now + 600 }), json!({ "ui_locales": "sv en" }), json!({ "max_age": 600 }),
            json!({ "prompt": "login" }), json!({ "state": null }),
        ] {
            let answer = ftn.leads(&further).await;
            assert!(answer.location().contains("/login/"), "{further}: {answer:?}");
        }
        for further in [
            json!({ "iss": null }), json!({ "iss": "another" }),
            json!({ "aud": null }), json!({ "aud": "https://another.example" }),
            json!({ "exp": null }), json!({ "exp": now + 700 }), json!({ "exp": now - 120 }),
            json!({ "client_id": "another" }),
        ] {
            assert_object_refused(&ftn.leads(&further).await, &further);
        }
        for (further, error) in [
            (json!({ "acr_values": null }), "invalid_request"),
            (json!({ "acr_values": "" }), "invalid_request"),
            (json!({ "response_type": null }), "invalid_request"),
        ] {
            assert_eq!(ftn.leads(&further).await.error().0, error, "{further}");
        }
        let object = ftn.object(&json!({}));
        let mut browser = world.browser();
        assert!(browser.sign_in(&ftn.url(&object, &[])).await.parameter("code").is_some());
        let again = browser.get(&ftn.url(&object, &[])).await;
        assert_eq!(again.carried().1.get("error").map(String::as_str), Some("invalid_request_object"), "{again:?}");

        // The person is known now; whether that will do is what the client asks.
        let silent = ftn.url(&ftn.object(&json!({ "prompt": "none" })), &[]);
        assert!(browser.get(&silent).await.parameter("code").is_some());
        assert_eq!(ftn.leads(&json!({ "prompt": "none" })).await.error().0, "login_required");
        let anew = ftn.url(&ftn.object(&json!({ "prompt": "login" })), &[]);
        assert!(browser.get(&anew).await.location().contains("/login/"));
        for (language, said) in [("fi", "lang=\"fi\""), ("sv", "lang=\"sv\""), ("en", "lang=\"en\"")] {
            let url = ftn.url(&ftn.object(&json!({ "ui_locales": language })), &[]);
            let (page, _) = world.browser().open(&url).await;
            assert!(page.body.contains(said), "{language}");
        }
    }

    /// Nobody who signs in here is identified as the network means it, so its own levels are refused, and never
    /// claimed. A client is told of what it asked for, or of more, or of nothing.
    async fn ftn_04_nobody_is_told_of_a_lower_level_than_was_asked_for(world) {
        let ftn = Ftn::new(&world, json!({})).await;
        for asked in [REACHED.to_owned(), format!("{LOA2} {REACHED}")] {
            let code = ftn.answered(&json!({ "acr_values": asked })).await.parameter("code").unwrap();
            let tokens = ftn.redeems(&code).await;
            let (_, claims) = open(&tokens.text("id_token"), &reader().rsa).verified(&world).await;
            assert_eq!(claims["acr"], REACHED);
        }
        for level in ["loa2", "loa3", "loatest2", "loatest3"] {
            let asked = format!("http://ftn.ficora.fi/2017/{level}");
            let answer = ftn.answered(&json!({ "acr_values": asked })).await;
            assert_eq!(answer.error().0, "unmet_authentication_requirements", "{asked}");
            assert_eq!(answer.parameter("state").as_deref(), Some("a state"));
        }
        for asked in ["http://eidas.europa.eu/LoA/substantial http://eidas.europa.eu/LoA/high", "urn:unheard:of"] {
            let answer = ftn.answered(&json!({ "acr_values": asked })).await;
            assert_eq!(answer.error().0, "unmet_authentication_requirements", "{asked}");
        }
        // Somebody who is signed in already is no exception.
        let mut browser = world.browser();
        assert!(browser.sign_in(&ftn.url(&ftn.object(&json!({})), &[])).await.parameter("code").is_some());
        let answer = browser.get(&ftn.url(&ftn.object(&json!({ "acr_values": LOA2 })), &[])).await;
        assert_eq!(answer.error().0, "unmet_authentication_requirements");
        let named = world.get("/.well-known/openid-configuration").await.json();
        let reachable = json!([REACHED, "urn:countersign:acr:mfa", "phr"]);
        assert_eq!(named["acr_values_supported"], reachable, "nor is more promised");

        // And the client's own side: told of less, it would refuse.
        let app = App::new(&world, ftn.in_library(&ftn.enc_kid)).await;
        let wish = Authorization::new("openid profile").require_acr([REACHED]);
        assert_eq!(app.sign_in(&mut world.browser(), &wish).await.unwrap().id_token.acr(), Some(REACHED));
        let higher = Authorization::new("openid profile").require_acr([LOA2]);
        assert!(app.sign_in(&mut world.browser(), &higher).await.is_err());
    }

    async fn ftn_05_a_client_proves_itself_by_an_assertion_that_names_its_key_and_counts_once(world) {
        let ftn = Ftn::new(&world, json!({})).await;
        let now = world.node.now().as_secs();
        let nothing = [("grant_type", "authorization_code"), ("code", "x"), ("redirect_uri", REDIRECT_URI)];
        let header = ftn.asserting.header();
        let believed = async |header: &Value, claims: &Value| {
            let answer = ftn.posts(TOKEN, &nothing, header, claims).await;
            match answer.text("error").as_str() {
                "invalid_grant" => true,
                "invalid_client" => false,
                other => panic!("{other} in {answer:?}"),
            }
        };
        for (name, value, taken) in [
            ("exp", json!(now + 3500), true), ("exp", json!(now + 3700), false), ("exp", json!(now - 120), false),
            ("exp", Value::Null, false), ("jti", Value::Null, false), ("iss", json!("another"), false),
            ("sub", json!("another"), false), ("aud", json!("https://another.example/token"), false),
            ("aud", json!(world.base), true),
        ] {
            let mut claims = ftn.claims();
            claims[name] = value;
            if claims[name].is_null() {
                claims.as_object_mut().unwrap().remove(name);
            }
            assert_eq!(believed(&header, &claims).await, taken, "{name} {claims}");
        }
        let once = ftn.claims();
        assert!(believed(&header, &once).await && !believed(&header, &once).await, "it counts once");
        assert!(!believed(&json!({ "alg": "RS256" }), &ftn.claims()).await, "without a kid");
        assert!(!believed(&json!({ "alg": "RS256", "kid": "sig-2" }), &ftn.claims()).await, "with another's");

        let named = [&nothing[..], &[("client_id", ftn.asserting.client.id.as_str())]].concat();
        let answer = world.post(TOKEN, &named).await;
        assert_eq!(answer.refusal(), refused(401, "invalid_client", "client-authentication-failed"));
        for method in ["client_secret_basic", "client_secret_post", "client_secret_jwt", "none"] {
            let asks = json!({ "token_endpoint_auth_method": method });
            assert_eq!(register(&world, &asks, policy()).await.err(), invalid("token_endpoint_auth_method"));
        }
    }

    async fn ftn_06_id_token_and_userinfo_are_signed_and_sealed_always(world) {
        let ftn = Ftn::new(&world, json!({})).await;
        let tokens = ftn.tokens().await;
        let sealed = json!({ "alg": "RSA-OAEP", "enc": "A128CBC-HS256", "cty": "JWT", "kid": ftn.enc_kid });
        let id_token = open(&tokens.text("id_token"), &reader().rsa);
        assert_eq!(id_token.header, sealed);
        let (header, claims) = id_token.verified(&world).await;
        assert_eq!((header.alg, &claims["aud"]), (JwsAlgorithm::RS256, &json!(ftn.asserting.client.id)));
        assert_eq!((&claims["iss"], &claims["nonce"]), (&json!(world.base), &json!("n-ftn")));
        let userinfo = world.userinfo(&tokens.text("access_token")).await;
        assert_eq!((userinfo.status, userinfo.header("content-type")), (200, "application/jwt"));
        let userinfo = open(&userinfo.body, &reader().rsa);
        assert_eq!(userinfo.header, sealed);
        let told = userinfo.verified(&world).await.1;
        assert_eq!((&told["sub"], &told["name"]), (&claims["sub"], &json!("Maija Mäkelä")));

        // Nobody registers anything else, and whoever cannot be sealed to is told nothing.
        let loose = ClientPolicy { require_sealed: false, ..policy() };
        assert_eq!(register(&world, &json!({}), loose).await.err(), invalid("require_sealed"));
        let unready = Ftn::without_key(&world, json!({})).await;
        let answer = unready.leads(&json!({})).await;
        assert_eq!(answer.error().0, "unauthorized_client", "{answer:?}");
        let jwk = serde_json::to_value(reader().rsa.public_part()).unwrap();
        add_key(&world, &unready.asserting.client, &jwk).await.ok().unwrap();
        assert_eq!(unready.leads(&json!({})).await.error().0, "unauthorized_client", "nobody opened the challenge");
        let by_value = json!({ "keys": [
            jwks(&[&rsa_signer()])["keys"][0], published(&[reader().rsa.clone().with_kid("enc-1")])["keys"][0],
        ]});
        let unproven = Ftn::without_key(&world, json!({ "jwks": by_value })).await;
        assert_eq!(unproven.leads(&json!({})).await.error().0, "unauthorized_client", "nor anybody of this key");
    }

    async fn ftn_07_the_networks_algorithms_are_spoken_and_no_others(world) {
        let (_, p256) = &reader().agreement[0];
        for (alg, enc, key) in [
            ("RSA-OAEP", "A128CBC-HS256", &reader().rsa),
            ("RSA-OAEP", "A256CBC-HS512", &reader().rsa),
            ("RSA-OAEP-256", "A128GCM", &reader().rsa),
            ("RSA-OAEP-256", "A256GCM", &reader().rsa),
            ("ECDH-ES", "A256GCM", p256),
        ] {
            let ftn = Ftn::without_key(&world, json!({
                "id_token_encrypted_response_alg": alg, "id_token_encrypted_response_enc": enc,
                "userinfo_encrypted_response_alg": alg, "userinfo_encrypted_response_enc": enc,
            })).await;
            ftn.shows_to_open(key).await;
            let tokens = ftn.tokens().await;
            let opened = open(&tokens.text("id_token"), key);
            assert_eq!((&opened.header["alg"], &opened.header["enc"]), (&json!(alg), &json!(enc)));
            opened.verified(&world).await;
        }
        for (member, value) in [
            ("id_token_signed_response_alg", "PS512"), ("id_token_signed_response_alg", "EdDSA"),
            ("id_token_signed_response_alg", "HS256"), ("request_object_signing_alg", "RS512"),
            ("token_endpoint_auth_signing_alg", "ES512"), ("id_token_encrypted_response_alg", "A256KW"),
            ("id_token_encrypted_response_alg", "dir"),
        ] {
            assert_eq!(register(&world, &json!({ member: value }), policy()).await.err(), invalid(member), "{value}");
        }
        for (algorithm, spoken) in [
            (JwsAlgorithm::ES256, true),
            (JwsAlgorithm::PS256, true),
            (JwsAlgorithm::ES384, false),
            (JwsAlgorithm::EdDSA, false),
        ] {
            let key = match algorithm {
                JwsAlgorithm::PS256 => SigningKey::from_jwk(&large(), algorithm).unwrap(),
                _ => SigningKey::generate(algorithm).unwrap(),
            }
            .with_kid("other");
            let mut ftn = Ftn::new(&world, json!({ "jwks": jwks(&[&key]) })).await;
            ftn.asserting.key = key;
            let answer = ftn.leads(&json!({})).await;
            match spoken {
                true => assert!(answer.location().contains("/login/"), "{algorithm}: {answer:?}"),
                false => assert_object_refused(&answer, &algorithm),
            }
        }
        let ftn = Ftn::without_key(&world, json!({})).await;
        let short: Value = serde_json::from_str(include_str!("../support/keys/rsa1024.json")).unwrap();
        let refused = add_key(&world, &ftn.asserting.client, &short).await.err();
        assert_eq!(refused, Some(Reason::ClientKeyTooShort));
    }

    async fn ftn_08_keys_that_sign_and_keys_that_open_are_different_ones(world) {
        // Ours: each is for one thing, and named by its thumbprint.
        let keys = world.get("/oauth2/jwks").await;
        let keys = JwkSet::parse(keys.body.as_bytes()).unwrap().keys;
        for usage in ["sig", "enc"] {
            assert!(keys.iter().any(|key| key.usage() == Some(usage)), "{usage}");
        }
        for key in &keys {
            assert_eq!(key.kid(), Some(key.thumbprint().unwrap().as_str()), "{key:?}");
            let same = keys.iter().filter(|other| other.thumbprint().unwrap() == key.thumbprint().unwrap());
            assert_eq!(same.count(), 1, "{key:?}");
        }
        // Theirs: what a key to seal to signs is not believed, wherever it is registered.
        let ftn = Ftn::new(&world, json!({})).await;
        let pair = Jwk::from_value({
            let mut jwk: Value = serde_json::from_str(include_str!("../support/keys/rsa2048.json")).unwrap();
            jwk.as_object_mut().unwrap().remove("kid");
            jwk
        }).unwrap();
        let opens = SigningKey::from_jwk(&pair.with_kid(&ftn.enc_kid), JwsAlgorithm::RS256).unwrap();
        let object = jwt::sign(Some("oauth-authz-req+jwt"), &ftn.asks(&json!({})), &opens).unwrap();
        let answer = world.browser().get(&ftn.url(&object, &[])).await;
        assert_object_refused(&answer, &"signed by the key that opens");
        let nothing = [("grant_type", "authorization_code"), ("code", "x"), ("redirect_uri", REDIRECT_URI)];
        let header = json!({ "alg": "RS256", "kid": ftn.enc_kid });
        let answer = world.post(TOKEN, &with(&written(&header, &ftn.claims(), &opens), &nothing)).await;
        assert_eq!(answer.refusal(), refused(401, "invalid_client", "client-authentication-failed"));
        assert!(ftn.leads(&json!({})).await.location().contains("/login/"), "by the other it is");
        // And none is for both.
        let mut both = serde_json::to_value(reader().agreement[0].1.public_part()).unwrap();
        both["use"] = json!("enc");
        both["key_ops"] = json!(["verify"]);
        let refused = add_key(&world, &ftn.asserting.client, &both).await.err();
        assert_eq!(refused, Some(Reason::ClientKeyUse));
    }

    async fn ftn_09_keys_are_registered_or_signed_and_never_fetched_as_they_are(world) {
        let elsewhere = Elsewhere::start().await;
        let address = format!("{}/keys", elsewhere.base);
        let plain = json!({ "jwks": null, "jwks_uri": address });
        assert_eq!(register(&world, &plain, policy()).await.err(), invalid("jwks_uri"));

        // Registered: what every other test here has. Signed:
        let signed = json!({ "jwks": null, "signed_jwks_uri": address });
        let ftn = Ftn::without_key(&world, signed).await;
        let trust = new_key("trust");
        let mut jwk = serde_json::to_value(trust.public_jwk()).unwrap();
        jwk["use"] = json!("key_set");
        add_key(&world, &ftn.asserting.client, &jwk).await.ok().unwrap();
        let keys = [rsa_signer().public_jwk(), reader().rsa.clone().with_kid("enc-1")];
        elsewhere.say("/keys", signed_set(&ftn.asserting.client, &keys, &new_key("trust")));
        assert_object_refused(&ftn.leads(&json!({})).await, &"of no key that counts");
        assert_eq!(elsewhere.asked().len(), 1, "it was asked for, and is signed by a stranger");

        elsewhere.say("/keys", signed_set(&ftn.asserting.client, &keys, &trust));
        world.clock.advance(Duration::from_secs(25 * 3600));
        let tokens = ftn.tokens().await;
        let id_token = open(&tokens.text("id_token"), &reader().rsa);
        assert_eq!(id_token.header["kid"], "enc-1", "sealed by the set as well");
        id_token.verified(&world).await;
    }

    async fn ftn_12_turning_back_is_told_with_the_state_and_addresses_are_exact(world) {
        let ftn = Ftn::new(&world, json!({})).await;
        let mut browser = world.browser();
        let (_, page) = browser.open(&ftn.url(&ftn.object(&json!({})), &[])).await;
        let answer = browser.post(&page, &[("decision", "cancel")]).await;
        assert_eq!(answer.error().0, "access_denied");
        assert_eq!(answer.parameter("state").as_deref(), Some("a state"));
        assert_eq!(answer.parameter("code"), None);

        for wild in ["https://*.shop.example/cb", "https://shop.example/*", "https://shop.example/cb*"] {
            let read = serde_json::from_value::<ClientMetadata>(metadata(&json!({ "redirect_uris": [wild] })));
            assert!(read.unwrap_err().to_string().contains("wildcard"), "{wild}");
        }
        let one = json!({ "redirect_uris": ["https://shop.example/cb"] });
        assert!(register(&world, &one, policy()).await.is_ok());
        for other in ["http://127.0.0.1:9/callback/a", "http://127.0.0.1:9/callback?a=b", "http://localhost:9/callback"] {
            ftn.leads(&json!({ "redirect_uri": other })).await.assert_page(400, "redirect-uri-mismatch");
        }
        assert!(ftn.answered(&json!({})).await.parameter("code").is_some());
    }

    async fn ftn_13_the_next_keys_are_published_before_they_are_used_and_nobody_starts_anew(world) {
        let ftn = Ftn::new(&world, json!({})).await;
        world.clock.stop();
        let mut app = App::new(&world, ftn.in_library(&ftn.enc_kid)).await;
        let wish = || Authorization::new("openid profile").require_acr([REACHED]);
        app.sign_in(&mut world.browser(), &wish()).await.unwrap();
        let signer = async || {
            let tokens = ftn.tokens().await;
            open(&tokens.text("id_token"), &reader().rsa).verified(&world).await.0.kid.unwrap()
        };
        let kids = async |usage: &str| -> Vec<String> {
            let keys = JwkSet::parse(world.get("/oauth2/jwks").await.body.as_bytes()).unwrap().keys;
            let names = keys.iter().filter(|key| key.usage() == Some(usage)).filter_map(Jwk::kid);
            names.map(str::to_owned).collect()
        };
        let (first, before) = (signer().await, kids("sig").await);
        let old = sealed_request::published(&world, KeyManagement::RsaOaep).await;

        let next = flow::key::add(&world.node, JwsAlgorithm::RS256, Begin::Announced).await.unwrap().kid;
        flow::key::add(&world.node, KeyAlgorithm::Enc(KeyManagement::RsaOaep, None), Begin::Announced).await.unwrap();
        assert_eq!(signer().await, first, "published, and not used yet");
        assert!(kids("sig").await.contains(&next) && !before.contains(&next));
        world.clock.advance(Duration::from_secs(25 * 3600));
        flow::key::keep_up(&world.node).await.unwrap();
        assert_eq!(signer().await, next, "in its time");

        // The library read the keys when the next one was unknown: it reads them again, and the answer too.
        let fault = app.sign_in(&mut world.browser(), &wish()).await.err().unwrap();
        assert!(app.reads_keys_again_after(&fault).await, "{fault}");
        app.sign_in(&mut world.browser(), &wish()).await.unwrap();

        // What is sealed to the key before opens for as long as somebody may have kept it.
        let sealed = |key: &EncryptionKey| {
            jwe::encrypt(&JWT, ftn.object(&json!({})).as_bytes(), key, ContentEncryption::A128CbcHs256).unwrap()
        };
        let new = sealed_request::published(&world, KeyManagement::RsaOaep).await;
        assert_ne!(new.kid(), old.kid());
        for key in [&old, &new] {
            let answer = world.browser().get(&ftn.url(&sealed(key), &[])).await;
            assert!(answer.location().contains("/login/"), "{answer:?}");
        }
        world.clock.advance(Duration::from_secs(9 * 24 * 3600));
        flow::key::keep_up(&world.node).await.unwrap();
        world.browser().get(&ftn.url(&sealed(&old), &[])).await.assert_page(400, "request-object-invalid");
        let answer = world.browser().get(&ftn.url(&sealed(&new), &[])).await;
        assert!(answer.location().contains("/login/"), "{answer:?}");
    }
}
