//! The door with Signicat's addresses: a program that was written for that provider works with its host
//! name changed, and what the door tells of itself is what it does.

use std::sync::OnceLock;

use idp::client::profile::complete;
use idp::client::register::NewClient;
use idp::key::Begin;
use idp::model::client::{ClientPolicy, Profile};
use idp::model::key::KeyAlgorithm;
use jose::{
    ContentEncryption, DecryptionKey, EncryptionKey, Jwk, JwkSet, JwsAlgorithm, KeyManagement, KeyType, jwe,
};
use oidc::metadata::ClientMetadata;
use serde_json::{Value, json};
use server::flow;

use crate::issuers::with_doors;
use crate::relying_party::{App, basic, registered};
use crate::world::{Answer, CHALLENGE, Client, REDIRECT_URI, VERIFIER, World, refused};

/// The key that this test's clients open with: one is enough, and making it takes a while.
fn opens() -> &'static DecryptionKey {
    static KEY: OnceLock<DecryptionKey> = OnceLock::new();
    KEY.get_or_init(|| {
        DecryptionKey::generate(KeyManagement::RsaOaep).unwrap().with_kid("any.test key.jwk.v.1")
    })
}

/// A client of the profile as it is made by one who says nothing but where its answers go and which key it
/// has, with these members besides.
async fn client(world: &World, further: Value) -> Client {
    let issuer = Some(format!("{}/oidc", world.base));
    let mut policy = ClientPolicy { issuer, ..ClientPolicy::of(Profile::Signicat) };
    policy.require_sealed = further.get("sealed").is_none();
    let mut all = json!({
        "client_name": "Demo preprod",
        "redirect_uris": [REDIRECT_URI],
        "grant_types": ["authorization_code", "refresh_token", "client_credentials"],
        "jwks": { "keys": [serde_json::to_value(opens().public_jwk()).unwrap()] },
    });
    all.as_object_mut().unwrap().extend(further.as_object().unwrap().clone());
    let mut metadata: ClientMetadata = serde_json::from_value(all).unwrap();
    complete(&mut metadata, &policy, |_| false);
    let made = flow::client::create(&world.node, NewClient { id: None, metadata, policy }).await.unwrap();
    let secret = made.secret.map(|secret| secret.0.expose().clone()).unwrap_or_default();
    Client { id: made.client.id.as_str().to_owned(), secret }
}

/// One to which nothing is sealed.
async fn plain(world: &World) -> Client {
    client(world, json!({ "sealed": false })).await
}

/// The request of such a program: neither nonce nor challenge, and hints that are repeated.
fn asks(world: &World, client: &Client, further: &[(&str, &str)]) -> String {
    let mut url = url::Url::parse(&format!("{}/oidc/authorize", world.base)).unwrap();
    let mut all = vec![
        ("response_type", "code"),
        ("client_id", client.id.as_str()),
        ("redirect_uri", REDIRECT_URI),
        ("scope", "openid profile"),
        ("state", "state123"),
    ];
    for (name, value) in further {
        all.retain(|(known, _)| known != name || *name == "login_hint");
        all.push((name, value));
    }
    url.query_pairs_mut().extend_pairs(all);
    url.into()
}

/// `client_id` stands in the body too, beside the header.
async fn redeem(world: &World, client: &Client, code: &str) -> Answer {
    let form = [
        ("client_id", client.id.as_str()),
        ("redirect_uri", REDIRECT_URI),
        ("grant_type", "authorization_code"),
        ("code", code),
    ];
    world.post_as(client, "/oidc/token", &form).await
}

async fn tokens(world: &World, client: &Client, further: &[(&str, &str)]) -> Answer {
    let answer = world.browser().sign_in(&asks(world, client, further)).await;
    let code = answer.parameter("code").unwrap_or_else(|| panic!("no code: {answer:?}"));
    let tokens = redeem(world, client, &code).await;
    assert_eq!(tokens.status, 200, "{tokens:?}");
    tokens
}

async fn userinfo(world: &World, token: &str) -> Answer {
    let request = world.http.get(format!("{}/oidc/userinfo", world.base)).bearer_auth(token);
    Answer::of(request.send().await.unwrap()).await
}

/// What was sealed to us, and with what header.
fn opened(token: &str) -> (Value, String) {
    let sealed = jwe::decode(token).unwrap();
    let header = token.split('.').next().unwrap();
    let header = serde_json::from_slice(&jose::base64url::decode(header).unwrap()).unwrap();
    let managements = [KeyManagement::RsaOaep];
    let contents: Vec<_> = ContentEncryption::all().collect();
    let opened = sealed.decrypt(opens(), &managements, &contents).unwrap();
    (header, String::from_utf8(opened.plaintext().to_vec()).unwrap())
}

/// The keys that requests can be sealed to.
async fn sealing_keys(world: &World) -> Vec<Jwk> {
    let set = JwkSet::parse(world.get("/oidc/jwks.json").await.body.as_bytes()).unwrap();
    set.keys.into_iter().filter(|key| key.usage() == Some("enc") && key.key_type() == KeyType::Rsa).collect()
}

async fn discovery(world: &World) -> Value {
    world.get("/oidc/.well-known/openid-configuration").await.json()
}

with_doors! {
    /// As the tokens of that provider were recorded: header, claims and lives.
    async fn a_program_written_for_the_source_finds_what_it_knows(world) {
        let client = client(&world, json!({})).await;
        let hints = [("login_hint", "deviceId-1"), ("login_hint", "authType-email")];
        let answer = tokens(&world, &client, &hints).await;
        assert_eq!((&answer.json()["token_type"], &answer.json()["expires_in"]), (&json!("Bearer"), &json!(1800)));
        assert!(answer.json()["refresh_token"].is_string());

        let (header, inner) = opened(&answer.text("id_token"));
        let expected = json!({ "alg": "RSA-OAEP", "enc": "A128CBC-HS256", "cty": "JWT", "kid": "any.test key.jwk.v.1" });
        assert_eq!(header, expected);
        let (header, id_token) = world.verified(&inner).await;
        assert_eq!((header.alg, header.typ), (JwsAlgorithm::RS256, None));
        let at = |name: &str| id_token[name].as_i64().unwrap();
        assert_eq!((at("nbf"), at("exp")), (at("iat"), at("iat") + 3600));
        assert_eq!((&id_token["aud"], &id_token["amr"]), (&json!(client.id), &json!("pwd")));
        assert_eq!(id_token["iss"], format!("{}/oidc", world.base));
        assert!(at("auth_time") <= at("iat"));
        assert!(id_token.get("nonce").is_none(), "none was sent");

        let (header, access) = world.verified(&answer.text("access_token")).await;
        assert_eq!(header.alg, JwsAlgorithm::RS256);
        assert_eq!((&access["scp"], &access["cid"]), (&json!(["openid", "profile"]), &json!(client.id)));
        assert_eq!((&access["snm"], &access["sub"]), (&json!("Demo preprod"), &id_token["sub"]));
        assert_eq!(access["exp"].as_i64().unwrap(), access["iat"].as_i64().unwrap() + 1800);

        let told = userinfo(&world, &answer.text("access_token")).await;
        assert_eq!((told.status, told.header("content-type")), (200, "application/jwt"));
        let (_, inner) = opened(&told.body);
        let (_, told) = world.verified(&inner).await;
        assert_eq!((&told["name"], &told["sub"]), (&json!("Maija Mäkelä"), &id_token["sub"]));
    }

    async fn our_own_library_goes_through_the_door_and_opens_what_it_is_answered(world) {
        let (alg, enc) = (KeyManagement::RsaOaep, ContentEncryption::A128CbcHs256);
        let client = client(&world, json!({})).await;
        let private = Jwk::parse(opens().to_private_jwk().expose().as_bytes()).unwrap();
        let registered = registered(&client, basic(&client))
            .id_token_signed_response_alg(JwsAlgorithm::RS256)
            .id_token_encrypted_response(alg, enc)
            .userinfo_signed_response_alg(JwsAlgorithm::RS256)
            .userinfo_encrypted_response(alg, enc)
            .request_object(rp::RequestObject::Encrypted { alg, enc })
            .decryption_key(DecryptionKey::from_jwk(&private, alg).unwrap());
        let door = format!("{}/oidc", world.base);
        let app = App::at(&world, &door, registered).await;
        let wish = rp::Authorization::new("openid profile").login_hint("authType-email");
        let tokens = app.sign_in(&mut world.browser(), &wish).await.unwrap();
        assert_eq!((tokens.id_token.issuer(), tokens.id_token.amr()), (door.as_str(), vec!["pwd"]));
        let told = app.userinfo(&tokens).await.unwrap();
        assert_eq!((&told["name"], &told["sub"]), (&json!("Maija Mäkelä"), &json!(tokens.id_token.subject())));
    }

    /// Programs that know the source compare a refusal's status.
    async fn who_does_not_prove_itself_is_told_so_with_the_status_of_the_source(world) {
        let client = plain(&world).await;
        let wrong = Client { secret: "wrong".to_owned(), ..client.clone() };
        let grant = [("grant_type", "client_credentials")];
        let told = world.post_as(&wrong, "/oidc/token", &grant).await;
        assert_eq!(told.refusal(), refused(400, "invalid_client", "client-authentication-failed"));
        assert_eq!(told.header("www-authenticate"), "");
        assert_eq!(world.post_as(&client, "/oidc/token", &grant).await.status, 200);
        assert_eq!(world.post_as(&wrong, "/oauth2/token", &grant).await.status, 401);
    }

    /// 1-9: keys of both kinds, each saying what it is for; what was signed before a change of keys is
    /// verified after it.
    async fn scenario_1_9_keys_of_both_kinds_and_old_tokens_verify_after_the_change(world) {
        let client = plain(&world).await;
        world.clock.stop();
        let keys = async |usage: &str| -> Vec<Value> {
            let set = world.get("/oidc/jwks.json").await.json();
            let keys = set["keys"].as_array().unwrap().clone();
            keys.into_iter().filter(|key| key["use"] == usage && key["kty"] == "RSA").collect()
        };
        let (signing, sealing) = (keys("sig").await, keys("enc").await);
        assert_eq!((&signing[0]["alg"], &sealing[0]["alg"]), (&json!("RS256"), &json!("RSA-OAEP")));
        for key in signing.iter().chain(&sealing) {
            assert!(key["kid"].is_string() && key["n"].is_string() && key.get("d").is_none(), "{key}");
        }
        let old = tokens(&world, &client, &[]).await.text("id_token");
        let new = flow::key::add(&world.node, JwsAlgorithm::RS256, Begin::Now).await.unwrap().kid;
        assert_eq!(keys("sig").await.len(), signing.len() + 1, "both are published");
        let (header, _) = world.verified(&tokens(&world, &client, &[]).await.text("id_token")).await;
        assert_eq!(header.kid, Some(new));
        world.verified(&old).await;
    }

    /// 1-9: what was sealed to the key of before a change is opened as long as that overlaps.
    async fn scenario_1_9_requests_sealed_to_the_key_of_before_are_opened_during_the_overlap(world) {
        let client = plain(&world).await;
        world.clock.stop();
        let old = sealing_keys(&world).await;
        assert_eq!(old.len(), 1);
        let sealed_to = |key: &Jwk| {
            let request = json!({
                "client_id": client.id, "response_type": "code", "redirect_uri": REDIRECT_URI,
                "scope": "openid profile", "state": "state123", "login_hint": ["subject-210281-9988"],
            });
            let key = EncryptionKey::from_jwk(key, KeyManagement::RsaOaep).unwrap();
            let members = jwe::Members { typ: Some("JWE"), cty: None };
            let plaintext = request.to_string();
            jwe::encrypt(&members, plaintext.as_bytes(), &key, ContentEncryption::A128CbcHs256).unwrap()
        };
        let asks = |object: &str| format!("{}/oidc/authorize?request={object}", world.base);
        let before = sealed_to(&old[0]);
        assert!(world.browser().get(&asks(&before)).await.location().contains("/login/"));
        let enc = KeyAlgorithm::Enc(KeyManagement::RsaOaep, None);
        let new = flow::key::add(&world.node, enc, Begin::Announced).await.unwrap().kid;
        world.clock.advance(std::time::Duration::from_hours(25));
        flow::key::keep_up(&world.node).await.unwrap();
        let published = sealing_keys(&world).await;
        let newest = published.iter().find(|key| key.kid() == Some(&*new)).unwrap();
        for object in [before, sealed_to(newest)] {
            let answer = world.browser().sign_in(&asks(&object)).await;
            assert!(answer.parameter("code").is_some(), "{answer:?}");
            assert_eq!(answer.parameter("state").as_deref(), Some("state123"));
        }
    }

    /// 1-10: a person is somebody else to each client.
    async fn scenario_1_10_the_subject_differs_between_two_clients(world) {
        let (one, other) = (plain(&world).await, plain(&world).await);
        let mut subs = Vec::new();
        for client in [&one, &other] {
            let answer = tokens(&world, client, &[]).await;
            subs.push(world.verified(&answer.text("id_token")).await.1["sub"].clone());
        }
        assert_ne!(subs[0], json!(world.user_id));
        assert_ne!(subs[0], subs[1]);
    }

    /// 1-10: every member of discovery is compared with what really happens; one that nobody looks at here
    /// fails.
    async fn scenario_1_10_discovery_equals_the_behaviour(world) {
        let told = discovery(&world).await;
        for (member, value) in told.as_object().unwrap() {
            holds(&world, member, value).await;
        }
        let required = ["issuer", "jwks_uri", "id_token_encryption_alg_values_supported", "check_session_iframe"];
        assert!(required.iter().all(|member| told.get(member).is_some()), "{told}");
        for absent in ["introspection_endpoint", "revocation_endpoint"] {
            assert!(told.get(absent).is_none(), "{absent}");
        }
    }
}

fn words(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect()
}

/// Whether a client with these members can be made.
async fn registers(world: &World, further: Value) -> bool {
    let issuer = Some(format!("{}/oidc", world.base));
    let policy = ClientPolicy { issuer, require_sealed: false, ..ClientPolicy::of(Profile::Signicat) };
    let mut all = json!({
        "redirect_uris": [REDIRECT_URI],
        "jwks": { "keys": [serde_json::to_value(opens().public_jwk()).unwrap()] },
    });
    all.as_object_mut().unwrap().extend(further.as_object().unwrap().clone());
    let mut metadata: ClientMetadata = serde_json::from_value(all).unwrap();
    complete(&mut metadata, &policy, |_| false);
    flow::client::create(&world.node, NewClient { id: None, metadata, policy }).await.is_ok()
}

/// Of everything that could be named, exactly what is named can be registered as this member.
async fn exactly(world: &World, member: &str, named: &[&str], of: &[&str]) {
    for word in of {
        let value = if member.ends_with("_types") { json!([word]) } else { json!(word) };
        let can = registers(world, json!({ member: value })).await;
        assert_eq!(can, named.contains(word), "{member} {word}");
    }
    assert!(named.iter().all(|word| of.contains(word)), "{member}: {named:?}");
}

async fn holds(world: &World, member: &str, value: &Value) {
    let base = format!("{}/oidc", world.base);
    let at = |path: &str| json!(format!("{base}{path}"));
    match member {
        "issuer" => {
            let client = plain(world).await;
            let answer = tokens(world, &client, &[]).await;
            assert_eq!(&world.verified(&answer.text("id_token")).await.1["iss"], value);
        }
        // Used by every other test of this file.
        "authorization_endpoint" => assert_eq!(value, &at("/authorize")),
        "token_endpoint" => assert_eq!(value, &at("/token")),
        "userinfo_endpoint" => assert_eq!(value, &at("/userinfo")),
        "registration_endpoint" => assert_eq!(value, &at("/register")),
        "pushed_authorization_request_endpoint" => {
            assert_eq!(value, &at("/par"));
            let client = plain(world).await;
            let form =
                [("response_type", "code"), ("redirect_uri", REDIRECT_URI), ("scope", "openid profile")];
            let pushed = world.post_as(&client, "/oidc/par", &form).await;
            assert_eq!(pushed.status, 201, "{pushed:?}");
            let mut url = url::Url::parse(&format!("{base}/authorize")).unwrap();
            url.query_pairs_mut().append_pair("client_id", &client.id);
            url.query_pairs_mut().append_pair("request_uri", &pushed.text("request_uri"));
            let answer = world.browser().sign_in(url.as_str()).await;
            let tokens = redeem(world, &client, &answer.parameter("code").unwrap()).await;
            assert_eq!(tokens.status, 200, "{tokens:?}");
            let elsewhere = world.post_as(&client, "/oauth2/par", &form).await;
            assert_eq!(elsewhere.refusal().2, "client-of-another-issuer");
        }
        "jwks_uri" => assert_eq!(world.get("/oidc/jwks.json").await.status, 200),
        "end_session_endpoint" | "check_session_iframe" => {
            let answer = Answer::of(world.http.get(value.as_str().unwrap()).send().await.unwrap()).await;
            assert_eq!(answer.status, 200, "{member}");
        }
        "scopes_supported" => {
            let (client, asked) = (plain(world).await, words(value).join(" "));
            let answer = tokens(world, &client, &[("scope", &asked)]).await;
            let granted = answer.text("scope");
            assert!(words(value).iter().all(|scope| granted.split(' ').any(|it| it == *scope)), "{granted}");
        }
        "response_types_supported" => {
            let all = ["code", "token", "id_token", "id_token token", "code id_token", "code token"];
            exactly(world, "response_types", &words(value), &all).await;
        }
        "response_modes_supported" => modes(world, &words(value)).await,
        "grant_types_supported" => {
            assert_eq!(words(value), ["authorization_code", "refresh_token", "client_credentials"]);
            let implicit = json!({ "grant_types": ["authorization_code", "implicit"] });
            assert!(!registers(world, implicit).await);
            let client = plain(world).await;
            let first = tokens(world, &client, &[]).await.text("refresh_token");
            let form = [("grant_type", "refresh_token"), ("refresh_token", first.as_str())];
            assert_eq!(world.post_as(&client, "/oidc/token", &form).await.status, 200);
            let form = [("grant_type", "client_credentials")];
            assert_eq!(world.post_as(&client, "/oidc/token", &form).await.status, 200);
        }
        "subject_types_supported" => {
            exactly(world, "subject_type", &words(value), &["public", "pairwise"]).await;
        }
        "id_token_signing_alg_values_supported" | "userinfo_signing_alg_values_supported" => {
            let of = member.split_once("_signing").unwrap().0;
            let member = format!("{of}_signed_response_alg");
            exactly(world, &member, &words(value), &["RS256", "ES256", "PS256", "EdDSA"]).await;
        }
        "id_token_encryption_alg_values_supported" | "userinfo_encryption_alg_values_supported" => {
            let of = member.split_once("_encryption").unwrap().0;
            let all: Vec<_> = KeyManagement::all().map(KeyManagement::name).collect();
            exactly(world, &format!("{of}_encrypted_response_alg"), &words(value), &all).await;
        }
        "id_token_encryption_enc_values_supported" | "userinfo_encryption_enc_values_supported" => {
            for enc in words(value) {
                let with = json!({ "id_token_encrypted_response_enc": enc, "id_token_encrypted_response_alg": "RSA-OAEP" });
                let client = client(world, with).await;
                let (header, _) = opened(&tokens(world, &client, &[]).await.text("id_token"));
                assert_eq!(header["enc"], enc);
            }
        }
        "token_endpoint_auth_methods_supported" => {
            let all =
                ["client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none"];
            exactly(world, "token_endpoint_auth_method", &words(value), &all).await;
        }
        "claims_parameter_supported" => {
            let client = plain(world).await;
            let claims = json!({ "id_token": { "email": null } }).to_string();
            let answer = tokens(world, &client, &[("claims", &claims)]).await;
            let (_, id_token) = world.verified(&answer.text("id_token")).await;
            assert_eq!(id_token.get("email").is_some(), value == &json!(true));
        }
        "authorization_response_iss_parameter_supported" => {
            let client = plain(world).await;
            let answer = world.browser().sign_in(&asks(world, &client, &[])).await;
            assert_eq!(answer.parameter("iss").is_some(), value == &json!(true));
        }
        "code_challenge_methods_supported" => {
            let client = plain(world).await;
            for method in words(value) {
                let challenge = if method == "plain" { VERIFIER } else { CHALLENGE };
                let further = [("code_challenge", challenge), ("code_challenge_method", method)];
                let answer = world.browser().get(&asks(world, &client, &further)).await;
                // Plain is for clients whose policy allows it.
                let page = answer.location().contains("/login/");
                assert_eq!(page, method == "S256", "{method}: {answer:?}");
            }
        }
        "prompt_values_supported" => {
            let client = plain(world).await;
            for prompt in words(value) {
                let answer = world.browser().get(&asks(world, &client, &[("prompt", prompt)])).await;
                let page = answer.location().contains("/login/");
                assert_eq!(page, prompt != "none", "{prompt}: {answer:?}");
            }
        }
        "acr_values_supported" => {
            let client = plain(world).await;
            let answer = tokens(world, &client, &[]).await;
            let (_, id_token) = world.verified(&answer.text("id_token")).await;
            assert!(words(value).contains(&id_token["acr"].as_str().unwrap()), "{id_token}");
        }
        "request_object_signing_alg_values_supported" => {
            let all = ["none", "RS256", "ES256", "PS256", "EdDSA", "HS256", "HS384", "HS512"];
            exactly(world, "request_object_signing_alg", &words(value), &all).await;
        }
        "authorization_signing_alg_values_supported" => {
            let all = ["RS256", "ES256", "PS256", "EdDSA"];
            exactly(world, "authorization_signed_response_alg", &words(value), &all).await;
        }
        "token_endpoint_auth_signing_alg_values_supported" => {
            for algorithm in JwsAlgorithm::all() {
                let method = if algorithm.is_symmetric() { "client_secret_jwt" } else { "private_key_jwt" };
                let with = json!({
                    "token_endpoint_auth_method": method,
                    "token_endpoint_auth_signing_alg": algorithm.name(),
                });
                let can = registers(world, with).await;
                assert_eq!(can, words(value).contains(&algorithm.name()), "{algorithm}");
            }
        }
        "display_values_supported" => {
            let client = plain(world).await;
            for display in words(value) {
                let answer = world.browser().get(&asks(world, &client, &[("display", display)])).await;
                assert!(answer.location().contains("/login/"), "{display}: {answer:?}");
            }
        }
        "ui_locales_supported" => {
            let client = plain(world).await;
            for tag in words(value) {
                let url = asks(world, &client, &[("ui_locales", tag)]);
                let (page, _) = world.browser().open(&url).await;
                assert_eq!((page.status, page.header("content-language")), (200, tag));
            }
        }
        // Told of the whole house, and looked at where it is tested.
        "request_parameter_supported"
        | "request_uri_parameter_supported"
        | "require_request_uri_registration"
        | "request_object_encryption_alg_values_supported"
        | "request_object_encryption_enc_values_supported"
        | "authorization_encryption_alg_values_supported"
        | "authorization_encryption_enc_values_supported"
        | "dpop_signing_alg_values_supported"
        | "tls_client_certificate_bound_access_tokens"
        | "claim_types_supported"
        | "claims_supported"
        | "backchannel_logout_supported"
        | "backchannel_logout_session_supported"
        | "frontchannel_logout_supported"
        | "frontchannel_logout_session_supported" => {}
        _ => panic!("nobody looks at {member}"),
    }
}

/// Each mode carries an answer as it should.
async fn modes(world: &World, named: &[&str]) {
    let client = plain(world).await;
    let mut browser = world.browser();
    browser.sign_in(&asks(world, &client, &[])).await;
    for mode in named.iter().filter(|mode| !mode.ends_with("jwt")) {
        let answer = browser.get(&asks(world, &client, &[("response_mode", mode)])).await;
        let (carried, members) = answer.carried();
        assert_eq!(&carried, mode);
        assert!(members.contains_key("code"), "{members:?}");
    }
    let other = browser.get(&asks(world, &client, &[("response_mode", "carrier_pigeon")])).await;
    assert_eq!(other.error().0, "invalid_request");
}
