//! Scenario 2-3: Proof Key for Code Exchange (RFC 7636), by the rules of each kind of client.

use idp::Reason;
use idp::client::register::NewClient;
use idp::model::client::{ClientPolicy, Profile};
use serde_json::json;
use server::flow;

use crate::world::{Answer, CHALLENGE, Client, REDIRECT_URI, VERIFIER, World, refused};

const WITHOUT: [(&str, &str); 2] = [("code_challenge", ""), ("code_challenge_method", "")];

on_both_stores! {
    /// RFC 7636 Appendix B.
    async fn takes_the_verifier_of_the_specifications_example(world) {
        let client = ciam(&world).await;
        let challenge = [("code_challenge", CHALLENGE), ("code_challenge_method", "S256")];
        let code = world.code(&client, &challenge).await;
        assert_eq!(redeem(&world, &client, &code, Some(VERIFIER)).await.status, 200);
    }

    /// RFC 7636 §4.3: the challenge is then the verifier itself, also if it looks like a hash.
    async fn takes_no_method_for_plain(world) {
        let client = ciam(&world).await;
        let plain = [("code_challenge", VERIFIER), ("code_challenge_method", "")];
        let code = world.code(&client, &plain).await;
        assert_eq!(redeem(&world, &client, &code, Some(VERIFIER)).await.status, 200);

        let hash = [("code_challenge", CHALLENGE), ("code_challenge_method", "")];
        let code = world.code(&client, &hash).await;
        let answer = redeem(&world, &client, &code, Some(VERIFIER)).await;
        assert_eq!(answer.refusal(), refused(400, "invalid_grant", "verifier-mismatch"));

        let named = [("code_challenge", VERIFIER), ("code_challenge_method", "plain")];
        let code = world.code(&client, &named).await;
        assert_eq!(redeem(&world, &client, &code, Some(VERIFIER)).await.status, 200);
    }

    async fn a_wrong_verifier_costs_the_code(world) {
        let client = world.shop().await;
        let code = world.code(&client, &[]).await;
        let wrong = redeem(&world, &client, &code, Some(&"a".repeat(43))).await;
        assert_eq!(wrong.refusal(), refused(400, "invalid_grant", "verifier-mismatch"));
        let late = redeem(&world, &client, &code, Some(VERIFIER)).await;
        assert_eq!(late.refusal(), refused(400, "invalid_grant", "code-replayed"));
        let fresh = world.code(&client, &[]).await;
        assert_eq!(redeem(&world, &client, &fresh, Some(VERIFIER)).await.status, 200);
    }

    /// RFC 7636 §4.1: 43 to 128 characters, even where the hash would fit.
    async fn refuses_verifiers_of_a_wrong_length_or_with_wrong_characters(world) {
        let client = world.shop().await;
        let with = |tail: &str| format!("{}{tail}", "a".repeat(50));
        for verifier in ["a".repeat(42), "a".repeat(129), with("+"), with("="), with(" "), with("ä"), with("/")] {
            let code = world.code(&client, &[("code_challenge", &s256(&verifier))]).await;
            let answer = redeem(&world, &client, &code, Some(&verifier)).await;
            assert_eq!(answer.refusal(), refused(400, "invalid_grant", "verifier-malformed"), "{verifier}");
        }
        for verifier in ["a".repeat(43), "a".repeat(128), with("-._~")] {
            let code = world.code(&client, &[("code_challenge", &s256(&verifier))]).await;
            assert_eq!(redeem(&world, &client, &code, Some(&verifier)).await.status, 200, "{verifier}");
        }
    }

    async fn a_missing_verifier_costs_the_code(world) {
        let client = world.shop().await;
        for missing in [None, Some("")] {
            let code = world.code(&client, &[]).await;
            let answer = redeem(&world, &client, &code, missing).await;
            assert_eq!(answer.refusal(), refused(400, "invalid_grant", "verifier-missing"));
            let late = redeem(&world, &client, &code, Some(VERIFIER)).await;
            assert_eq!(late.refusal(), refused(400, "invalid_grant", "code-replayed"));
        }
    }

    /// RFC 9700 §4.8.2: somebody took the challenge out of the request.
    async fn refuses_a_verifier_for_a_code_without_a_challenge(world) {
        let client = ciam(&world).await;
        let code = world.code(&client, &WITHOUT).await;
        let answer = redeem(&world, &client, &code, Some(VERIFIER)).await;
        assert_eq!(answer.refusal(), refused(400, "invalid_grant", "verifier-unexpected"));
        let code = world.code(&client, &WITHOUT).await;
        assert_eq!(redeem(&world, &client, &code, None).await.status, 200, "optional for this client");
    }

    /// Client and address are trusted by then, so the client is told.
    async fn tells_a_client_that_must_use_it_and_does_not(world) {
        let client = world.shop().await;
        let (error, description) = world.authorize(&client, &WITHOUT).await.error();
        assert_eq!(error, "invalid_request");
        assert!(description.contains("PKCE"), "{description}");
        let login = world.authorize(&client, &[]).await;
        assert!(login.location().contains("/login/"), "{login:?}");
    }

    async fn refuses_plain_to_a_client_of_s256_alone(world) {
        let client = world.shop().await;
        for method in ["plain", ""] {
            let plain = [("code_challenge", VERIFIER), ("code_challenge_method", method)];
            let (error, description) = world.authorize(&client, &plain).await.error();
            assert_eq!(error, "invalid_request");
            assert!(description.contains("S256"), "{description}");
            let lenient = world.authorize(&ciam(&world).await, &plain).await;
            assert!(lenient.location().contains("/login/"), "{lenient:?}");
        }
    }

    /// Whoever sent it believes the code to be protected, so it is not passed over in silence.
    async fn refuses_a_method_without_a_challenge_and_methods_nobody_knows(world) {
        let client = ciam(&world).await;
        for (challenge, method) in [
            ("", "S256"), ("", "plain"), (CHALLENGE, "s256"), (CHALLENGE, "Plain"), (CHALLENGE, "S512"),
            (CHALLENGE, "none"),
        ] {
            let asked = [("code_challenge", challenge), ("code_challenge_method", method)];
            let (error, description) = world.authorize(&client, &asked).await.error();
            assert_eq!(error, "invalid_request", "{asked:?}");
            assert!(description.contains("code_challenge"), "{description}");
        }
        let none = world.authorize(&client, &WITHOUT).await;
        assert!(none.location().contains("/login/"), "{none:?}");
    }

    async fn refuses_challenges_that_no_method_makes(world) {
        let client = ciam(&world).await;
        let padded = format!("{CHALLENGE}=");
        let long = "a".repeat(129);
        for (challenge, method) in [
            (&CHALLENGE[1..], "S256"), (&padded, "S256"), (&long, "S256"), ("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM", "S256"),
            (&CHALLENGE[1..], "plain"), (&padded, "plain"), (&long, "plain"), (&long, ""),
        ] {
            let asked = [("code_challenge", challenge), ("code_challenge_method", method)];
            assert_eq!(world.authorize(&client, &asked).await.error().0, "invalid_request", "{asked:?}");
        }
        for (challenge, method) in [(CHALLENGE, "S256"), (CHALLENGE, "plain"), (&long[1..], "")] {
            let asked = [("code_challenge", challenge), ("code_challenge_method", method)];
            let answer = world.authorize(&client, &asked).await;
            assert!(answer.location().contains("/login/"), "{asked:?}: {answer:?}");
        }
    }

    /// It is all that a client without a secret has.
    async fn holds_public_clients_to_it_always(world) {
        let client = world.public_client().await;
        assert_eq!(world.authorize(&client, &WITHOUT).await.error().0, "invalid_request");
        let code = world.code(&client, &[]).await;
        let wrong = redeem(&world, &client, &code, Some(&"a".repeat(43))).await;
        assert_eq!(wrong.refusal(), refused(400, "invalid_grant", "verifier-mismatch"));
        let code = world.code(&client, &[]).await;
        assert_eq!(redeem(&world, &client, &code, Some(VERIFIER)).await.status, 200);

        let lenient = NewClient {
            id: None,
            metadata: serde_json::from_value(json!({
                "redirect_uris": [REDIRECT_URI], "token_endpoint_auth_method": "none",
            })).unwrap(),
            policy: ClientPolicy::of(Profile::Ciam),
        };
        let refusal = flow::client::create(&world.node, lenient.clone()).await.unwrap_err();
        assert_eq!(refusal.reason, Reason::ClientMetadataInvalid);
        let policy = ClientPolicy { require_pkce: true, ..lenient.policy };
        assert!(flow::client::create(&world.node, NewClient { policy, ..lenient }).await.is_ok());
    }
}

async fn ciam(world: &World) -> Client {
    world.client(json!({}), ClientPolicy::of(Profile::Ciam)).await
}

fn s256(verifier: &str) -> String {
    jose::base64url::encode(jose::digest::sha256(verifier.as_bytes()))
}

async fn redeem(world: &World, client: &Client, code: &str, verifier: Option<&str>) -> Answer {
    let mut form = vec![("grant_type", "authorization_code"), ("code", code), ("redirect_uri", REDIRECT_URI)];
    form.extend(verifier.map(|verifier| ("code_verifier", verifier)));
    world.token(client, &form).await
}
