//! Several doors to one house: further issuers, each with its own name and addresses, and behind all of
//! them the same people, keys and sessions.

use idp::model::client::{ClientPolicy, Profile};
use serde_json::json;

use crate::world::{Answer, Client, REDIRECT_URI, Setup, VERIFIER, World, refused};

/// Writes each test once for each store, in a house with these doors.
macro_rules! with_doors {
    ($($(#[doc = $doc:literal])* async fn $name:ident($world:ident) $body:block)+) => {
        $($(#[doc = $doc])* async fn $name($world: World) $body)+
        mod sqlite {
            $(#[test] fn $name() {
                crate::world::run_with(crate::world::Engine::Sqlite, crate::issuers::doors(), super::$name)
            })+
        }
        mod postgres {
            $(#[test] fn $name() {
                crate::world::run_with(crate::world::Engine::Postgres, crate::issuers::doors(), super::$name)
            })+
        }
    };
}

pub(crate) use with_doors;

pub(crate) fn doors() -> Setup {
    Setup { signicat: true, other_host: true, beside: &["/oauth2/token"], ..Setup::default() }
}

/// A client of the door with Signicat's addresses, to which nothing is sealed.
async fn of_signicat(world: &World) -> Client {
    let issuer = Some(format!("{}/oidc", world.base));
    let policy = ClientPolicy { require_sealed: false, issuer, ..ClientPolicy::of(Profile::Signicat) };
    let metadata = json!({ "id_token_signed_response_alg": "RS256", "subject_type": "pairwise" });
    world.client(metadata, policy).await
}

/// A client of the door whose name is the address of the token endpoint.
async fn of_ciam(world: &World) -> Client {
    let issuer = Some(format!("{}/oauth2/token", world.base));
    world.client(json!({}), ClientPolicy { issuer, ..ClientPolicy::of(Profile::Ciam) }).await
}

fn at(url: &str, path: &str) -> String {
    url.replace("/oauth2/authorize", path)
}

async fn redeem_at(world: &World, path: &str, client: &Client, code: &str) -> Answer {
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", VERIFIER),
    ];
    world.post_as(client, path, &form).await
}

async fn userinfo_at(world: &World, path: &str, token: &str) -> Answer {
    let url = format!("{}{path}", world.base);
    Answer::of(world.http.get(url).bearer_auth(token).send().await.unwrap()).await
}

with_doors! {
    /// Each tells its own name and addresses, and only those.
    async fn every_door_tells_of_itself(world) {
        let base = &world.base;
        for (path, issuer, token, register) in [
            ("/.well-known/openid-configuration", base.clone(), "/oauth2/token", "/oauth2/register"),
            ("/.well-known/oauth-authorization-server", base.clone(), "/oauth2/token", "/oauth2/register"),
            ("/oidc/.well-known/openid-configuration", format!("{base}/oidc"), "/oidc/token", "/oidc/register"),
            ("/.well-known/oauth-authorization-server/oidc", format!("{base}/oidc"), "/oidc/token", "/oidc/register"),
            ("/oauth2/token/.well-known/openid-configuration", format!("{base}/oauth2/token"), "/oauth2/token", "/oauth2/token/register"),
        ] {
            let told = world.get(path).await.json();
            assert_eq!((&told["issuer"], &told["token_endpoint"]), (&json!(issuer), &json!(format!("{base}{token}"))));
            assert_eq!(told["registration_endpoint"], format!("{base}{register}"), "{path}");
        }
        let keys = world.get("/oauth2/jwks").await;
        assert_eq!((keys.status, world.get("/oidc/jwks.json").await.body), (200, keys.body));
    }

    /// Tokens, answers and what comes back follow the door that a client belongs to.
    async fn everything_carries_the_name_of_the_clients_own_issuer(world) {
        let (signicat, ciam, shop) = (of_signicat(&world).await, of_ciam(&world).await, world.shop().await);
        for (client, path, issuer) in [
            (&signicat, "/oidc", format!("{}/oidc", world.base)),
            (&ciam, "/oauth2", format!("{}/oauth2/token", world.base)),
            (&shop, "/oauth2", world.base.clone()),
        ] {
            let url = at(&world.authorize_url(client, &[]), &format!("{path}/authorize"));
            let answer = world.browser().sign_in(&url).await;
            assert_eq!(answer.parameter("iss").as_ref(), Some(&issuer), "{answer:?}");
            let code = answer.parameter("code").unwrap();
            let tokens = redeem_at(&world, &format!("{path}/token"), client, &code).await;
            assert_eq!(tokens.status, 200, "{tokens:?}");
            for token in ["id_token", "access_token"] {
                assert_eq!(world.verified(&tokens.text(token)).await.1["iss"], issuer, "{token}");
            }
            let access_token = tokens.text("access_token");
            let told = userinfo_at(&world, &format!("{path}/userinfo"), &access_token).await;
            assert_eq!((told.status, &told.json()["name"]), (200, &json!("Maija Mäkelä")));
        }
    }

    /// A client is asked at its own door and no other, and is told which that is.
    async fn a_client_is_answered_at_its_own_door_alone(world) {
        let (signicat, shop) = (of_signicat(&world).await, world.shop().await);
        let elsewhere = world.authorize(&signicat, &[]).await;
        elsewhere.assert_page(400, "client-of-another-issuer");
        let url = at(&world.authorize_url(&shop, &[]), "/oidc/authorize");
        world.browser().get(&url).await.assert_page(400, "client-of-another-issuer");

        let url = at(&world.authorize_url(&signicat, &[]), "/oidc/authorize");
        let answer = world.browser().sign_in(&url).await;
        let code = answer.parameter("code").unwrap();
        let elsewhere = redeem_at(&world, "/oauth2/token", &signicat, &code).await;
        assert_eq!(elsewhere.refusal(), refused(400, "unauthorized_client", "client-of-another-issuer"));
        assert!(elsewhere.text("error_description").contains(&format!("{}/oidc", world.base)), "{elsewhere:?}");
        for path in ["/oauth2/introspect", "/oauth2/revoke"] {
            let elsewhere = world.post_as(&signicat, path, &[("token", "x")]).await;
            assert_eq!(elsewhere.refusal().2, "client-of-another-issuer", "{path}");
        }
        let tokens = redeem_at(&world, "/oidc/token", &signicat, &code).await;
        let access_token = tokens.text("access_token");
        assert_eq!(userinfo_at(&world, "/oauth2/userinfo", &access_token).await.status, 401);
        assert_eq!(userinfo_at(&world, "/oidc/userinfo", &access_token).await.status, 200);
    }

    /// Whoever is signed in at one door is at the others too, and signs out of all.
    async fn a_person_signs_in_once_for_all_doors(world) {
        let (signicat, shop) = (of_signicat(&world).await, world.shop().await);
        let mut browser = world.browser();
        browser.sign_in(&world.authorize_url(&shop, &[])).await;
        let url = at(&world.authorize_url(&signicat, &[]), "/oidc/authorize");
        let (_, page) = browser.open(&url).await;
        assert!(page.starts_with(&format!("{}/consent/", world.base)), "{page}");
        let allowed = browser.sign_in(&url).await;
        let code = allowed.parameter("code").unwrap();
        let tokens = redeem_at(&world, "/oidc/token", &signicat, &code).await;
        let hint = tokens.text("id_token");
        let ends = |path: &str| format!("{}{path}?id_token_hint={hint}", world.base);
        // What another issuer of ours said of a client of its own is no hint for that client here.
        browser.get(&ends("/oidc/logout")).await.assert_page(400, "logout-hint-invalid");
        assert_eq!(browser.get(&ends("/oidc/session/end")).await.status, 200);
        let (_, page) = browser.open(&world.authorize_url(&shop, &[])).await;
        assert!(page.contains("/login/"), "{page}");
    }

    /// Another host is another issuer, with pages of its own.
    async fn another_host_is_another_issuer(world) {
        let elsewhere = world.base.replace("127.0.0.1", "localhost");
        let host = elsewhere.strip_prefix("http://").unwrap().to_owned();
        let at = async |path: &str, host: &str| {
            let request = world.http.get(format!("{}{path}", world.base)).header("host", host);
            Answer::of(request.send().await.unwrap()).await
        };
        let openid = "/.well-known/openid-configuration";
        assert_eq!(at(openid, &host).await.text("issuer"), elsewhere);
        // Whoever names no host of ours, as a proxy may, gets to the first.
        assert_eq!(at(openid, "id.example").await.text("issuer"), world.base);
        assert_eq!(at("/oidc/.well-known/openid-configuration", &host).await.status, 404);
        let policy = ClientPolicy { issuer: Some(elsewhere.clone()), ..ClientPolicy::default() };
        let (there, here) = (world.client(json!({}), policy).await, world.shop().await);
        let asks = |client: &Client| world.authorize_url(client, &[]).replace(&world.base, "");
        let answer = at(&asks(&there), &host).await;
        assert!(answer.location().starts_with(&format!("{elsewhere}/login/")), "{answer:?}");
        at(&asks(&here), &host).await.assert_page(400, "client-of-another-issuer");
        assert!(at(&asks(&here), "id.example").await.location().starts_with(&format!("{}/login/", world.base)));
    }

    /// A hint is one where it was issued.
    async fn an_id_token_is_a_hint_for_its_own_issuer(world) {
        let (ciam, shop) = (of_ciam(&world).await, world.shop().await);
        let mut browser = world.browser();
        let answer = browser.sign_in(&world.authorize_url(&ciam, &[])).await;
        let tokens = world.redeem(&ciam, &answer.parameter("code").unwrap()).await;
        browser.sign_in(&world.authorize_url(&shop, &[])).await;
        let hint = tokens.text("id_token");
        let own = browser.get(&world.authorize_url(&ciam, &[("id_token_hint", &hint)])).await;
        assert!(own.parameter("code").is_some(), "{own:?}");
        let other = browser.get(&world.authorize_url(&shop, &[("id_token_hint", &hint)])).await;
        assert_eq!(other.error().0, "invalid_request", "{other:?}");
    }
}
