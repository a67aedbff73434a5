//! Scenario 2-10: native applications without a secret, on schemes of their own or on this machine at
//! whatever port (RFC 8252).

use idp::client::register::NewClient;
use idp::model::client::ClientPolicy;
use serde_json::json;
use server::flow;

use crate::world::{Answer, Client, VERIFIER, World, refused};

const WITHOUT: [(&str, &str); 2] = [("code_challenge", ""), ("code_challenge_method", "")];

async fn app(world: &World, address: &str) -> Client {
    let metadata = json!({
        "application_type": "native", "token_endpoint_auth_method": "none", "redirect_uris": [address],
    });
    world.client(metadata, ClientPolicy::default()).await
}

async fn redeem(world: &World, client: &Client, code: &str, address: &str, verifier: &str) -> Answer {
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", address),
        ("code_verifier", verifier),
    ];
    world.token(client, &form).await
}

/// Signs in at this address, redeems the code there and reads userinfo.
async fn signs_in(world: &World, client: &Client, address: &str) {
    let url = world.authorize_url(client, &[("redirect_uri", address)]);
    let answer = world.browser().sign_in(&url).await;
    assert!(answer.location().starts_with(&format!("{address}?")), "{answer:?}");
    assert_eq!(answer.parameter("state").as_deref(), Some("a state & more"));
    let code = answer.parameter("code").unwrap();
    let tokens = redeem(world, client, &code, address, VERIFIER).await;
    assert_eq!(tokens.status, 200, "{tokens:?}");
    assert_eq!(world.userinfo(&tokens.text("access_token")).await.text("name"), "Maija Mäkelä");
}

on_both_stores! {
    async fn scenario_2_10_an_application_with_its_own_scheme_and_pkce_signs_in(world) {
        for address in ["MyApp://", "MyApp://callback", "com.example.app:/oauth2redirect", "myapp:/cb"] {
            let client = app(&world, address).await;
            signs_in(&world, &client, address).await;
        }
    }

    async fn scenario_2_10_without_pkce_it_is_refused(world) {
        let client = app(&world, "MyApp://").await;
        let asked = [&[("redirect_uri", "MyApp://")][..], &WITHOUT].concat();
        let answer = world.authorize(&client, &asked).await;
        assert!(answer.location().starts_with("MyApp://?"), "{answer:?}");
        assert_eq!(answer.parameter("error").as_deref(), Some("invalid_request"));
        assert_eq!(answer.parameter("code"), None);

        let url = world.authorize_url(&client, &[("redirect_uri", "MyApp://")]);
        let code = world.browser().sign_in(&url).await.parameter("code").unwrap();
        let form = [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", "MyApp://")];
        let answer = world.token(&client, &form).await;
        assert_eq!(answer.refusal(), refused(400, "invalid_grant", "verifier-missing"));
        signs_in(&world, &client, "MyApp://").await;
    }

    async fn scenario_2_10_no_policy_spares_it_pkce(world) {
        let metadata = json!({
            "application_type": "native", "token_endpoint_auth_method": "none", "redirect_uris": ["MyApp://"],
        });
        let create = |policy| {
            let metadata = serde_json::from_value(metadata.clone()).unwrap();
            flow::client::create(&world.node, NewClient { id: None, metadata, policy })
        };
        assert!(create(ClientPolicy { require_pkce: false, ..ClientPolicy::default() }).await.is_err());
        assert!(create(ClientPolicy::default()).await.is_ok());
    }

    async fn a_scheme_is_compared_as_it_is_written(world) {
        let client = app(&world, "MyApp://callback").await;
        for other in ["myapp://callback", "MYAPP://callback", "MyApp://callback/", "MyApp:callback", "MyApp://"] {
            world.authorize(&client, &[("redirect_uri", other)]).await.assert_page(400, "redirect-uri-mismatch");
        }
        signs_in(&world, &client, "MyApp://callback").await;
    }

    async fn an_application_listens_at_whatever_port_it_is_given(world) {
        for (registered, asked) in [
            ("http://127.0.0.1/callback", "http://127.0.0.1:49152/callback"),
            ("http://[::1]:8080/callback", "http://[::1]:51004/callback"),
            ("http://localhost/callback", "http://localhost:3000/callback"),
        ] {
            let client = app(&world, registered).await;
            signs_in(&world, &client, asked).await;
            signs_in(&world, &client, registered).await;
        }
    }

    async fn a_code_is_redeemed_for_the_port_it_was_sent_to_alone(world) {
        let client = app(&world, "http://127.0.0.1/callback").await;
        let asked = "http://127.0.0.1:49152/callback";
        for other in ["http://127.0.0.1:49153/callback", "http://127.0.0.1/callback"] {
            let url = world.authorize_url(&client, &[("redirect_uri", asked)]);
            let code = world.browser().sign_in(&url).await.parameter("code").unwrap();
            let answer = redeem(&world, &client, &code, other, VERIFIER).await;
            assert_eq!(answer.refusal(), refused(400, "invalid_grant", "code-redirect-mismatch"));
        }
        signs_in(&world, &client, asked).await;
    }

    async fn another_port_is_for_native_applications_alone(world) {
        let metadata = json!({ "redirect_uris": ["http://127.0.0.1:8080/callback"] });
        let web = world.client(metadata, ClientPolicy::default()).await;
        let native = app(&world, "http://127.0.0.1:8080/callback").await;
        let other = [("redirect_uri", "http://127.0.0.1:8081/callback")];
        world.authorize(&web, &other).await.assert_page(400, "redirect-uri-mismatch");
        assert!(world.authorize(&native, &other).await.location().contains("/login/"));
    }

    async fn nothing_is_answered_unseen_for_what_may_be_another_program(world) {
        let address = "MyApp://";
        let client = app(&world, address).await;
        let url = world.authorize_url(&client, &[("redirect_uri", address)]);
        let mut browser = world.browser();
        assert!(browser.sign_in(&url).await.parameter("code").is_some());
        // Signed in and allowed before; asked again all the same.
        let (answer, page) = browser.open(&url).await;
        assert!(page.contains("/consent/"), "{answer:?}");
        let silent = world.authorize_url(&client, &[("redirect_uri", address), ("prompt", "none")]);
        assert_eq!(browser.get(&silent).await.parameter("error").as_deref(), Some("consent_required"));
        // Whoever has a secret is answered at once.
        let shop = world.shop().await;
        let url = world.authorize_url(&shop, &[]);
        assert!(browser.sign_in(&url).await.parameter("code").is_some());
        assert!(browser.get(&url).await.parameter("code").is_some());
    }
}
