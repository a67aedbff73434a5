//! Tokens that are bound to a key (RFC 9449). Proofs are put together here by hand.

use idp::model::client::ClientPolicy;
use jose::{JwsAlgorithm, SigningKey, base64url, digest};
use serde_json::{Value, json};

use crate::client_assertion::written;
use crate::world::{Answer, CHALLENGE, Client, REDIRECT_URI, VERIFIER, World, refused};

struct Holder(SigningKey);

impl Holder {
    fn new() -> Self {
        Self(SigningKey::generate(JwsAlgorithm::ES256).unwrap())
    }

    fn thumbprint(&self) -> String {
        self.0.public_jwk().thumbprint().unwrap()
    }

    fn proof(&self, world: &World, method: &str, path: &str, token: Option<&str>) -> String {
        self.proof_with(world, method, path, token, None)
    }

    fn proof_with(
        &self,
        world: &World,
        method: &str,
        path: &str,
        token: Option<&str>,
        nonce: Option<&str>,
    ) -> String {
        let mut claims = json!({
            "jti": base64url::encode(jose::random::bytes::<12>()), "htm": method,
            "htu": format!("{}{path}", world.base), "iat": world.node.now().as_secs(),
        });
        if let Some(nonce) = nonce {
            claims["nonce"] = json!(nonce);
        }
        if let Some(token) = token {
            claims["ath"] = json!(base64url::encode(digest::sha256(token.as_bytes())));
        }
        written(&json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": self.0.public_jwk() }), &claims, &self.0)
    }
}

async fn post(world: &World, client: &Client, path: &str, form: &[(&str, &str)], proof: &str) -> Answer {
    let request = world.http.post(format!("{}{path}", world.base)).form(form).header("dpop", proof);
    Answer::of(request.basic_auth(&client.id, Some(&client.secret)).send().await.unwrap()).await
}

async fn redeem(world: &World, client: &Client, code: &str, proof: &str) -> Answer {
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", VERIFIER),
    ];
    post(world, client, "/oauth2/token", &form, proof).await
}

async fn userinfo(world: &World, scheme: &str, token: &str, proof: Option<&str>) -> Answer {
    let request = world.http.get(format!("{}/oauth2/userinfo", world.base));
    let request = request.header("authorization", format!("{scheme} {token}"));
    let request = match proof {
        Some(proof) => request.header("dpop", proof),
        None => request,
    };
    Answer::of(request.send().await.unwrap()).await
}

const TOKEN: &str = "/oauth2/token";
const USERINFO: &str = "/oauth2/userinfo";

on_both_stores! {
    async fn a_bound_token_is_worth_nothing_without_its_key(world) {
        let (client, holder) = (world.shop().await, Holder::new());
        let code = world.code(&client, &[]).await;
        let tokens = redeem(&world, &client, &code, &holder.proof(&world, "POST", TOKEN, None)).await;
        assert_eq!(tokens.status, 200, "{tokens:?}");
        assert_eq!(tokens.text("token_type"), "DPoP");
        let access = tokens.text("access_token");
        assert_eq!(world.verified(&access).await.1["cnf"], json!({ "jkt": holder.thumbprint() }));

        let proof = holder.proof(&world, "GET", USERINFO, Some(&access));
        let told = userinfo(&world, "DPoP", &access, Some(&proof)).await;
        assert_eq!(told.status, 200, "{told:?}");
        let again = userinfo(&world, "DPoP", &access, Some(&proof)).await;
        assert_eq!(again.refusal(), refused(401, "invalid_dpop_proof", "dpop-proof-invalid"), "once");
        assert!(again.header("www-authenticate").starts_with("DPoP error=\"invalid_dpop_proof\""), "{again:?}");
        assert!(again.header("www-authenticate").contains("algs=\"") , "{again:?}");

        let other = Holder::new().proof(&world, "GET", USERINFO, Some(&access));
        for (scheme, proof) in [
            ("Bearer", None), ("DPoP", None), ("DPoP", Some(other)),
            ("Bearer", Some(holder.proof(&world, "GET", USERINFO, Some(&access)))),
            ("DPoP", Some(holder.proof(&world, "POST", USERINFO, Some(&access)))),
            ("DPoP", Some(holder.proof(&world, "GET", TOKEN, Some(&access)))),
            ("DPoP", Some(holder.proof(&world, "GET", USERINFO, Some("another token")))),
            ("DPoP", Some(holder.proof(&world, "GET", USERINFO, None))),
        ] {
            let answer = userinfo(&world, scheme, &access, proof.as_deref()).await;
            assert_eq!(answer.status, 401, "{scheme}: {answer:?}");
        }

        let told = world.introspect(&client, &access).await.json();
        assert_eq!((&told["token_type"], &told["cnf"]["jkt"]), (&json!("DPoP"), &json!(holder.thumbprint())));
    }

    async fn a_token_that_is_not_bound_is_not_taken_for_one(world) {
        let client = world.shop().await;
        let access = world.tokens(&client, &[]).await.text("access_token");
        let proof = Holder::new().proof(&world, "GET", USERINFO, Some(&access));
        let answer = userinfo(&world, "DPoP", &access, Some(&proof)).await;
        assert_eq!(answer.refusal(), refused(401, "invalid_token", "token-invalid"));
        assert_eq!(userinfo(&world, "Bearer", &access, None).await.status, 200);
    }

    async fn a_proof_that_is_none_or_comes_twice_is_refused(world) {
        let metadata = json!({ "grant_types": ["authorization_code", "client_credentials"], "scope": "openid a" });
        let client = world.client(metadata, ClientPolicy::default()).await;
        let form = [("grant_type", "client_credentials")];
        let holder = Holder::new();
        let proof = holder.proof(&world, "POST", TOKEN, None);
        assert_eq!(post(&world, &client, TOKEN, &form, &proof).await.status, 200);
        for proof in [proof.as_str(), "", "a.b.c", "none"] {
            let answer = post(&world, &client, TOKEN, &form, proof).await;
            assert_eq!(answer.refusal(), refused(400, "invalid_dpop_proof", "dpop-proof-invalid"), "{proof}");
        }
        let request = world.http.post(format!("{}{TOKEN}", world.base)).form(&form);
        let twice = [(); 2].map(|()| holder.proof(&world, "POST", TOKEN, None));
        let request = request.header("dpop", &twice[0]).header("dpop", &twice[1]);
        let answer = request.basic_auth(&client.id, Some(&client.secret)).send().await.unwrap();
        let answer = Answer::of(answer).await;
        assert_eq!(answer.refusal(), refused(400, "invalid_dpop_proof", "dpop-proof-invalid"));
    }

    async fn a_request_that_is_pushed_with_a_proof_binds_its_code(world) {
        let (client, holder) = (world.shop().await, Holder::new());
        let asks = [
            ("response_type", "code"), ("redirect_uri", REDIRECT_URI), ("scope", "openid"),
            ("code_challenge", CHALLENGE), ("code_challenge_method", "S256"),
        ];
        let code = async || {
            let proof = holder.proof(&world, "POST", "/oauth2/par", None);
            let pushed = post(&world, &client, "/oauth2/par", &asks, &proof).await;
            assert_eq!(pushed.status, 201, "{pushed:?}");
            let mut url = url::Url::parse(&format!("{}/oauth2/authorize", world.base)).unwrap();
            let request_uri = pushed.text("request_uri");
            url.query_pairs_mut().append_pair("client_id", &client.id).append_pair("request_uri", &request_uri);
            world.browser().sign_in(url.as_str()).await.parameter("code").unwrap()
        };
        let other = Holder::new().proof(&world, "POST", TOKEN, None);
        let answer = redeem(&world, &client, &code().await, &other).await;
        assert_eq!(answer.refusal(), refused(400, "invalid_grant", "key-mismatch"));
        assert_eq!(world.redeem(&client, &code().await).await.text("error_code"), "key-mismatch");
        let own = holder.proof(&world, "POST", TOKEN, None);
        assert_eq!(redeem(&world, &client, &code().await, &own).await.status, 200);

        let mismatch = [&asks[..], &[("dpop_jkt", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]].concat();
        let proof = holder.proof(&world, "POST", "/oauth2/par", None);
        let answer = post(&world, &client, "/oauth2/par", &mismatch, &proof).await;
        assert_eq!(answer.refusal(), refused(400, "invalid_request", "parameter-invalid"));
    }

    /// RFC 9449 §8, §8.2, §9: at every endpoint that takes a proof.
    async fn proofs_carry_the_nonce_that_they_are_told_to_carry(world) {
        let policy = ClientPolicy { require_dpop_nonce: true, ..ClientPolicy::default() };
        let client = world.client(json!({}), policy).await;
        let holder = Holder::new();
        let wants = |answer: &Answer, status: u16| {
            assert_eq!(answer.refusal(), refused(status, "use_dpop_nonce", "dpop-nonce-wanted"));
            assert!(answer.header("access-control-expose-headers").contains("DPoP-Nonce"), "{answer:?}");
            assert_eq!(answer.header("dpop-nonce").len(), 43, "{answer:?}");
            answer.header("dpop-nonce").to_owned()
        };
        let asks = [
            ("response_type", "code"), ("redirect_uri", REDIRECT_URI), ("scope", "openid"),
            ("code_challenge", CHALLENGE), ("code_challenge_method", "S256"),
        ];
        let par = "/oauth2/par";
        let without = post(&world, &client, par, &asks, &holder.proof(&world, "POST", par, None)).await;
        let nonce = wants(&without, 400);
        let with = holder.proof_with(&world, "POST", par, None, Some(&nonce));
        let pushed = post(&world, &client, par, &asks, &with).await;
        assert_eq!((pushed.status, pushed.header("dpop-nonce").len()), (201, 43), "{pushed:?}");

        let code = world.code(&client, &[]).await;
        let nonce = wants(&redeem(&world, &client, &code, &holder.proof(&world, "POST", TOKEN, None)).await, 400);
        let with = holder.proof_with(&world, "POST", TOKEN, None, Some(&nonce));
        let tokens = redeem(&world, &client, &code, &with).await;
        assert_eq!((tokens.status, tokens.header("dpop-nonce").len()), (200, 43), "the code was not used up: {tokens:?}");

        let access = tokens.text("access_token");
        let without = userinfo(&world, "DPoP", &access, Some(&holder.proof(&world, "GET", USERINFO, Some(&access)))).await;
        let nonce = wants(&without, 401);
        assert!(without.header("www-authenticate").starts_with("DPoP error=\"use_dpop_nonce\""), "{without:?}");
        let told = async |nonce: &str| {
            let proof = holder.proof_with(&world, "GET", USERINFO, Some(&access), Some(nonce));
            userinfo(&world, "DPoP", &access, Some(&proof)).await
        };
        let answer = told(&nonce).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        world.clock.advance(std::time::Duration::from_secs(250));
        let fresh = wants(&told(&nonce).await, 401);
        assert_ne!(fresh, nonce);
        assert_eq!(told(&fresh).await.status, 200);
    }

    async fn whoever_needs_no_nonce_is_told_none(world) {
        let client = world.shop().await;
        let holder = Holder::new();
        let code = world.code(&client, &[]).await;
        let tokens = redeem(&world, &client, &code, &holder.proof(&world, "POST", TOKEN, None)).await;
        assert_eq!((tokens.status, tokens.header("dpop-nonce")), (200, ""), "{tokens:?}");
    }

    async fn what_proofs_may_be_signed_with_is_discovered_and_browsers_may_send_them(world) {
        let metadata: Value = world.get("/.well-known/openid-configuration").await.json();
        let algorithms = metadata["dpop_signing_alg_values_supported"].as_array().unwrap();
        assert!(algorithms.contains(&json!("ES256")) && !algorithms.contains(&json!("HS256")));
        let request = world.http.request("OPTIONS".parse().unwrap(), format!("{}{TOKEN}", world.base));
        let answer = Answer::of(request.send().await.unwrap()).await;
        assert!(answer.header("access-control-allow-headers").contains("dpop"), "{answer:?}");
    }
}
