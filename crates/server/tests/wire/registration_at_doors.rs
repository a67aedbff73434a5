//! Clients register at the issuer that they are to belong to.

use idp::model::client::{ClientPolicy, Profile};
use idp::model::initial_access_token::Bounds;
use idp::model::settings::OpenRegistration;
use serde_json::json;

use crate::registration::{usual, with};
use crate::world::{Answer, Engine, Setup, World, run_with};

fn open_doors() -> Setup {
    let open = OpenRegistration { bounds: Bounds::default(), most_clients: 100 };
    Setup { open_registration: Some(open), ..crate::issuers::doors() }
}

fn on_both_stores<F: Future<Output = ()>>(test: fn(World) -> F) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        run_with(engine, open_doors(), test);
    }
}

/// Which issuer a client is told it belongs to, where it is refused at another door.
async fn belongs_to(world: &World, registered: &Answer, issuer: &str, token: &str) -> bool {
    let client = crate::registration::client(registered);
    let form =
        [("grant_type", "authorization_code"), ("code", "unknown"), ("redirect_uri", "https://a.test/cb")];
    let own = world.post_as(&client, token, &form).await;
    assert_eq!(own.refusal().2, "code-unknown", "{own:?}");
    let stored = world.node.load_client(&client.id).await.unwrap().unwrap();
    stored.policy.issuer.as_deref().unwrap_or(&world.base) == issuer
}

async fn a_client_belongs_to_the_issuer_that_it_registered_at(world: World) {
    let base = world.base.clone();
    for (issuer, token) in [
        (base.clone(), "/oauth2/token"),
        (format!("{base}/oauth2/token"), "/oauth2/token"),
        (format!("{base}/oidc"), "/oidc/token"),
    ] {
        let path = issuer.strip_prefix(&base).unwrap();
        let told = world.get(&format!("{path}/.well-known/openid-configuration")).await;
        let at = told.text("registration_endpoint");
        let asked = match token {
            "/oidc/token" => json!({ "client_name": "A guest", "redirect_uris": ["https://a.test/cb"] }),
            _ => usual(),
        };
        let registered = world.manage("POST", &at, None, Some(&asked)).await;
        assert_eq!(registered.status, 201, "{registered:?}");
        assert!(belongs_to(&world, &registered, &issuer, token).await, "{issuer}");
        let own = registered.text("registration_access_token");
        let uri = registered.text("registration_client_uri");
        assert_eq!(uri, format!("{at}/{}", registered.text("client_id")));
        assert_eq!(world.manage("GET", &uri, Some(&own), None).await.status, 200);
        let mut changed = asked.clone();
        changed["client_id"] = json!(registered.text("client_id"));
        changed["client_name"] = json!("Another name");
        let changed = world.manage("PUT", &uri, Some(&own), Some(&changed)).await;
        assert_eq!(changed.text("client_name"), "Another name", "{changed:?}");
        assert!(belongs_to(&world, &registered, &issuer, token).await, "{issuer}: it stays");
        assert_eq!(world.manage("DELETE", &uri, Some(&own), None).await.status, 204);
    }
}

#[test]
fn a_client_belongs_to_the_issuer_that_it_registered_at_on_both_stores() {
    on_both_stores(a_client_belongs_to_the_issuer_that_it_registered_at);
}

async fn a_token_that_names_an_issuer_is_believed_at_every_door(world: World) {
    let issuer = Some(format!("{}/oidc", world.base));
    let policy = ClientPolicy { issuer: issuer.clone(), ..ClientPolicy::of(Profile::Signicat) };
    let token = world.initial_access_token(2, Bounds { policy, ..Bounds::default() }).await;
    let asked = json!({ "redirect_uris": ["https://a.test/cb"] });
    for door in ["/oauth2/register", "/oauth2/token/register"] {
        let registered = world.manage("POST", door, Some(&token), Some(&asked)).await;
        assert_eq!(registered.status, 201, "{registered:?}");
        assert!(belongs_to(&world, &registered, issuer.as_deref().unwrap(), "/oidc/token").await);
        let uri = registered.text("registration_client_uri");
        assert!(uri.starts_with(&format!("{}/oidc/register/", world.base)), "{uri}");
    }
}

#[test]
fn a_token_that_names_an_issuer_is_believed_at_every_door_on_both_stores() {
    on_both_stores(a_token_that_names_an_issuer_is_believed_at_every_door);
}

async fn a_door_for_one_kind_of_clients_takes_no_token_for_another(world: World) {
    let token = world.initial_access_token(1, Bounds::default()).await;
    let refused = world.manage("POST", "/oidc/register", Some(&token), Some(&with(json!({})))).await;
    assert_eq!((refused.status, refused.text("error_code").as_str()), (400, "client-metadata-invalid"));
    assert!(refused.text("error_description").contains("signicat"), "{refused:?}");
    assert_eq!(world.register(Some(&token), &usual()).await.status, 201, "it was not used up");
}

#[test]
fn a_door_for_one_kind_of_clients_takes_no_token_for_another_on_both_stores() {
    on_both_stores(a_door_for_one_kind_of_clients_takes_no_token_for_another);
}
