//! Clients that register themselves, and look after what they registered.

use std::time::Duration;

use idp::client::registration::initial_access_token::New;
use idp::model::client::{ClientPolicy, Profile};
use idp::model::initial_access_token::Bounds;
use idp::model::settings::OpenRegistration;
use serde_json::{Value, json};
use server::flow;

use crate::elsewhere::{Elsewhere, Says};
use crate::world::{Answer, Client, Engine, REDIRECT_URI, Setup, World, refused, run_with};

/// What whoever registers asks for where nothing else is said.
pub(crate) fn usual() -> Value {
    json!({ "client_name": "A guest", "redirect_uris": [REDIRECT_URI], "id_token_signed_response_alg": "ES256" })
}

/// The usual, with other or further members.
pub(crate) fn with(members: Value) -> Value {
    let mut all = usual();
    all.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    all
}

/// Registration as it is open in a demo.
pub(crate) fn open() -> Setup {
    let bounds = Bounds::default();
    Setup { open_registration: Some(OpenRegistration { bounds, most_clients: 3 }), ..Setup::default() }
}

impl World {
    /// An initial access token for so many uses, within these bounds.
    pub(crate) async fn initial_access_token(&self, uses: u32, bounds: Bounds) -> String {
        let new = New { name: None, bounds, uses, lives_for: Duration::from_hours(1) };
        let made = flow::initial_access_token::create(&self.node, new).await.unwrap();
        made.token.0.expose().clone()
    }

    pub(crate) async fn register(&self, token: Option<&str>, asked: &Value) -> Answer {
        self.manage("POST", "/oauth2/register", token, Some(asked)).await
    }

    /// A request about a registration.
    pub(crate) async fn manage(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: Option<&Value>,
    ) -> Answer {
        let url = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.base) };
        let mut request = self.http.request(method.parse().unwrap(), url);
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
        Answer::of(request.send().await.unwrap()).await
    }
}

pub(crate) fn refused_metadata() -> (u16, String, String) {
    refused(400, "invalid_client_metadata", "client-metadata-invalid")
}

/// The client that an answer tells of.
pub(crate) fn client(answer: &Answer) -> Client {
    assert_eq!(answer.status, 201, "{answer:?}");
    let secret = answer.json()["client_secret"].as_str().unwrap_or_default().to_owned();
    Client { id: answer.text("client_id"), secret }
}

on_both_stores! {
    async fn a_client_registers_with_an_initial_access_token_and_signs_people_in(world) {
        let token = world.initial_access_token(1, Bounds::default()).await;
        let answer = world.register(Some(&token), &usual()).await;
        let guest = client(&answer);
        assert_eq!((answer.header("content-type"), answer.header("cache-control")), ("application/json", "no-store"));
        let told = answer.json();
        assert_eq!(told["client_secret_expires_at"], 0);
        assert!(told["client_id_issued_at"].as_i64().unwrap() > 1_700_000_000, "{told}");
        assert_eq!(told["registration_client_uri"], format!("{}/oauth2/register/{}", world.base, guest.id));
        // What it did not ask for is told as it was decided.
        assert_eq!(told["grant_types"], json!(["authorization_code"]));
        assert_eq!(told["response_types"], json!(["code"]));
        assert_eq!(told["token_endpoint_auth_method"], "client_secret_basic");
        assert_eq!(told["application_type"], "web");
        assert_eq!(told["scope"], "openid profile email address phone offline_access");
        let tokens = world.tokens(&guest, &[]).await;
        assert_eq!(world.userinfo(&tokens.text("access_token")).await.text("email"), "maija@example.fi");
    }

    async fn registers_where_the_source_system_has_it_too(world) {
        let token = world.initial_access_token(1, Bounds::default()).await;
        let path = "/api/identity/oauth2/dcr/v1.1/register";
        let answer = world.manage("POST", path, Some(&token), Some(&usual())).await;
        let guest = client(&answer);
        let path = format!("{path}/{}", guest.id);
        let own = answer.text("registration_access_token");
        assert_eq!(world.manage("GET", &path, Some(&own), None).await.text("client_id"), guest.id);
    }

    async fn a_public_client_registers_without_a_secret_and_needs_pkce(world) {
        let bounds = Bounds { policy: ClientPolicy::of(Profile::Ciam), ..Bounds::default() };
        let token = world.initial_access_token(2, bounds).await;
        let answer = world.register(Some(&token), &with(json!({ "token_endpoint_auth_method": "none" }))).await;
        let app = client(&answer);
        assert!(app.secret.is_empty() && answer.json().get("client_secret_expires_at").is_none(), "{answer:?}");
        world.tokens(&app, &[]).await;
        let refused = world.authorize(&app, &[("code_challenge", ""), ("code_challenge_method", "")]).await;
        assert_eq!(refused.error().0, "invalid_request");
        // Held to the same profile, a client that keeps a secret goes without.
        let guest = client(&world.register(Some(&token), &usual()).await);
        let asked = world.authorize(&guest, &[("code_challenge", ""), ("code_challenge_method", "")]).await;
        assert!(asked.location().contains("/login/"), "{asked:?}");
    }

    async fn everything_that_is_registered_is_told_again_and_what_is_not_known_is_left_out(world) {
        let token = world.initial_access_token(1, Bounds::default()).await;
        let asked = with(json!({
            "application_type": "web",
            "client_uri": "https://guest.example/",
            "contacts": ["admin@guest.example"],
            "default_acr_values": ["urn:guest:high"],
            "default_max_age": 3600,
            "grant_types": ["refresh_token", "authorization_code"],
            "initiate_login_uri": "https://guest.example/login",
            "logo_uri": "https://guest.example/logo.png",
            "policy_uri": "https://guest.example/policy",
            "post_logout_redirect_uris": ["https://guest.example/bye"],
            "require_auth_time": true,
            "scope": "openid email",
            "software_id": "4NRB1-0XZABZI9E6-5SM3R",
            "software_version": "2.1",
            "token_endpoint_auth_method": "client_secret_post",
            "tos_uri": "https://guest.example/tos",
        }));
        let mut sent = asked.clone();
        sent["unheard_of"] = json!({ "skip_consent": true });
        sent["policy"] = json!({ "skip_consent": true });
        sent["logo_uri"] = json!("https://guest.example/logo.png");
        sent["client_id"] = json!("a-name-of-my-own");
        sent["jwks"] = Value::Null;
        let answer = world.register(Some(&token), &sent).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        let mut told = answer.json();
        for (name, value) in asked.as_object().unwrap() {
            assert_eq!(told[name], *value, "{name}");
        }
        let given = told.as_object_mut().unwrap();
        given.retain(|name, _| asked.get(name).is_none());
        let names: Vec<_> = given.keys().map(String::as_str).collect();
        assert_eq!(names, [
            "client_id", "client_id_issued_at", "client_secret", "client_secret_expires_at",
            "registration_access_token", "registration_client_uri", "response_types",
        ]);
        assert_ne!(given["client_id"], "a-name-of-my-own");
    }

    async fn people_read_a_name_in_their_own_language(world) {
        let token = world.initial_access_token(1, Bounds::default()).await;
        let asked = with(json!({
            "client_name": "A guest", "client_name#fi": "Vieras & ystävä", "client_name#ja-Kana-JP": "クライアント名",
            "client_name#": "nobody", "policy_uri": "https://guest.example/policy",
            "policy_uri#fi": "https://guest.example/tietosuoja",
        }));
        let registered = world.register(Some(&token), &asked).await;
        let guest = client(&registered);
        assert_eq!(registered.text("client_name#fi"), "Vieras & ystävä");
        assert_eq!(registered.text("client_name#ja-Kana-JP"), "クライアント名");
        assert!(registered.json().get("client_name#").is_none());
        let mut browser = world.browser();
        browser.headers.push(("accept-language", "fi"));
        let (shown, page) = browser.open(&world.authorize_url(&guest, &[])).await;
        assert!(shown.body.contains("Vieras &") && shown.body.contains("ystävä"), "{shown:?}");
        let posted = browser.post(&page, &[("username", "maija"), ("password", crate::world::PASSWORD)]).await;
        let (shown, _) = browser.follow(posted).await;
        assert!(shown.body.contains("https://guest.example/tietosuoja"), "{shown:?}");
        let mut other = world.browser();
        other.headers.push(("accept-language", "en"));
        let (shown, _) = other.open(&world.authorize_url(&guest, &[])).await;
        assert!(shown.body.contains("A guest") && !shown.body.contains("Vieras"), "{shown:?}");
        // Whoever administers changes one language and leaves the others.
        let changes = |client: &idp::model::client::Client| {
            let mut metadata = serde_json::to_value(&client.metadata).unwrap();
            metadata["client_name#fi"] = json!("Toinen");
            let metadata = Some(serde_json::from_value(metadata).unwrap());
            Ok(idp::client::register::Changes { metadata, ..Default::default() })
        };
        flow::client::change(&world.node, &guest.id, changes).await.unwrap();
        let (own, at) = (registered.text("registration_access_token"), registered.text("registration_client_uri"));
        let read = world.manage("GET", &at, Some(&own), None).await;
        assert_eq!((read.text("client_name#fi"), read.text("client_name")), ("Toinen".into(), "A guest".into()));
    }

    async fn what_goes_too_far_is_cut_back_and_told(world) {
        let bounds = Bounds { scope: Some("openid email orders".parse().unwrap()), ..Bounds::default() };
        let token = world.initial_access_token(1, bounds).await;
        let asked = with(json!({
            "scope": "admin orders openid phone",
            "grant_types": ["authorization_code", "client_credentials", "refresh_token"],
        }));
        let answer = world.register(Some(&token), &asked).await;
        let guest = client(&answer);
        assert_eq!(answer.text("scope"), "orders openid");
        assert_eq!(answer.json()["grant_types"], json!(["authorization_code", "refresh_token"]));
        let own = world.token(&guest, &[("grant_type", "client_credentials")]).await;
        assert_eq!((own.status, own.text("error")), (400, "unauthorized_client".to_owned()));
    }

    async fn people_are_asked_for_consent_for_a_client_that_nobody_vouches_for(world) {
        let token = world.initial_access_token(1, Bounds::default()).await;
        let guest = client(&world.register(Some(&token), &with(json!({ "skip_consent": true }))).await);
        let mut browser = world.browser();
        let (_, page) = browser.open(&world.authorize_url(&guest, &[])).await;
        let form = [("username", "maija"), ("password", crate::world::PASSWORD)];
        let posted = browser.post(&page, &form).await;
        let (_, page) = browser.follow(posted).await;
        assert!(page.contains("/consent/"), "{page}");
    }

    async fn a_client_reads_replaces_and_removes_what_it_registered(world) {
        let token = world.initial_access_token(1, Bounds::default()).await;
        let registered = world.register(Some(&token), &usual()).await;
        let guest = client(&registered);
        let (own, at) = (registered.text("registration_access_token"), registered.text("registration_client_uri"));

        let read = world.manage("GET", &at, Some(&own), None).await;
        let mut expected = registered.json();
        expected.as_object_mut().unwrap().remove("client_secret");
        assert_eq!((read.status, read.header("cache-control"), read.json()), (200, "no-store", expected));

        let tokens = world.tokens(&guest, &[]).await;
        let changed = with(json!({
            "client_id": guest.id, "client_secret": guest.secret, "client_name": "Another name",
            "redirect_uris": [REDIRECT_URI, "https://guest.example/cb"], "scope": "openid",
        }));
        let replaced = world.manage("PUT", &at, Some(&own), Some(&changed)).await;
        assert_eq!((replaced.status, replaced.text("client_name").as_str()), (200, "Another name"), "{replaced:?}");
        assert_eq!(replaced.text("registration_access_token"), own);
        assert!(replaced.json().get("client_secret").is_none());
        assert_eq!(world.manage("GET", &at, Some(&own), None).await.json(), replaced.json());
        // What it no longer names is gone, and the secret is as it was.
        let back = with(json!({ "client_id": guest.id }));
        let back = world.manage("PUT", &at, Some(&own), Some(&back)).await;
        assert_eq!(back.json()["redirect_uris"], json!([REDIRECT_URI]));
        assert_eq!(world.userinfo(&tokens.text("access_token")).await.status, 200);
        world.tokens(&guest, &[]).await;

        let removed = world.manage("DELETE", &at, Some(&own), None).await;
        assert_eq!((removed.status, removed.body.as_str()), (204, ""));
        assert_eq!(world.userinfo(&tokens.text("access_token")).await.status, 401);
        assert_eq!(world.manage("GET", &at, Some(&own), None).await.status, 401);
    }

    async fn a_client_that_begins_to_keep_a_secret_is_given_one_and_loses_it_again(world) {
        let token = world.initial_access_token(1, Bounds::default()).await;
        let public = with(json!({ "token_endpoint_auth_method": "none" }));
        let registered = world.register(Some(&token), &public).await;
        let (own, at) = (registered.text("registration_access_token"), registered.text("registration_client_uri"));
        let id = client(&registered).id;
        let replaced = world.manage("PUT", &at, Some(&own), Some(&with(json!({ "client_id": id })))).await;
        let guest = Client { id: id.clone(), secret: replaced.text("client_secret") };
        world.tokens(&guest, &[]).await;
        let mut public = public;
        public["client_id"] = json!(id);
        let replaced = world.manage("PUT", &at, Some(&own), Some(&public)).await;
        assert!(replaced.json().get("client_secret_expires_at").is_none(), "{replaced:?}");
        let code = world.code(&Client { id, secret: String::new() }, &[]).await;
        assert_eq!(world.redeem(&guest, &code).await.status, 401);
    }

    async fn a_sector_that_names_every_redirect_address_is_taken(world) {
        let elsewhere = Elsewhere::start().await;
        let listed = json!([REDIRECT_URI, "https://guest.example/cb"]).to_string();
        let sector = elsewhere.say("/sector", Says::json(&listed));
        let token = world.initial_access_token(2, Bounds::default()).await;
        let asked = with(json!({
            "subject_type": "pairwise", "sector_identifier_uri": sector,
            "redirect_uris": [REDIRECT_URI, "https://guest.example/cb"],
        }));
        let registered = world.register(Some(&token), &asked).await;
        let guest = client(&registered);
        assert_eq!(elsewhere.asked().len(), 1);
        world.tokens(&guest, &[]).await;
        let (own, at) = (registered.text("registration_access_token"), registered.text("registration_client_uri"));
        let mut changed = asked.clone();
        changed["client_id"] = json!(guest.id);
        // What does not touch the sector leaves it in peace.
        assert_eq!(world.manage("PUT", &at, Some(&own), Some(&changed)).await.status, 200);
        assert_eq!(elsewhere.asked().len(), 1);
        changed["redirect_uris"] = json!([REDIRECT_URI, "https://other.example/cb"]);
        let refused = world.manage("PUT", &at, Some(&own), Some(&changed)).await;
        assert_eq!(refused.refusal(), refused_metadata());
        assert!(refused.text("error_description").contains("sector_identifier_uri"), "{refused:?}");
        assert_eq!(elsewhere.asked().len(), 2);
    }

    async fn a_sector_that_cannot_be_read_is_refused_and_nobody_else_has_it_asked(world) {
        let elsewhere = Elsewhere::start().await;
        let asked = |path: &str| with(json!({ "sector_identifier_uri": format!("{}{path}", elsewhere.base) }));
        elsewhere.say("/not-a-list", Says::json("{}"));
        elsewhere.say("/of-numbers", Says::json("[1]"));
        elsewhere.say("/of-others", Says::json("[\"https://guest.example/\"]"));
        elsewhere.say("/moved", Says::status("302 Found", &format!("location: {}/good\r\n", elsewhere.base), ""));
        elsewhere.say("/good", Says::json(&json!([REDIRECT_URI]).to_string()));
        assert_eq!(world.register(None, &asked("/good")).await.status, 401);
        assert_eq!(world.register(Some("unknown"), &asked("/good")).await.status, 401);
        assert_eq!(elsewhere.asked().len(), 0);
        let token = world.initial_access_token(1, Bounds::default()).await;
        for path in ["/absent", "/not-a-list", "/of-numbers", "/of-others", "/moved"] {
            let refused = world.register(Some(&token), &asked(path)).await;
            assert_eq!(refused.refusal(), refused_metadata(), "{path}");
        }
        assert_eq!(world.register(Some(&token), &asked("/good")).await.status, 201);
    }

    async fn says_in_its_metadata_where_clients_register(world) {
        let told = world.get("/.well-known/openid-configuration").await;
        assert_eq!(told.text("registration_endpoint"), format!("{}/oauth2/register", world.base));
    }

    async fn an_application_in_a_browser_may_register(world) {
        let request = world.http.request("OPTIONS".parse().unwrap(), format!("{}/oauth2/register", world.base));
        let answer = Answer::of(request.header("origin", "https://app.example").send().await.unwrap()).await;
        assert_eq!((answer.status, answer.header("access-control-allow-origin")), (204, "*"));
        assert!(answer.header("access-control-allow-methods").contains("DELETE"));
        let refused = world.register(None, &usual()).await;
        assert_eq!((refused.status, refused.header("access-control-allow-origin")), (401, "*"));
    }

    async fn of_many_that_use_a_token_at_once_as_many_register_as_it_has_uses(world) {
        let token = world.initial_access_token(5, Bounds::default()).await;
        let mut racers = tokio::task::JoinSet::new();
        for _ in 0..64 {
            let request = world.http.post(format!("{}/oauth2/register", world.base)).bearer_auth(&token);
            let request = request.header("content-type", "application/json").body(usual().to_string());
            racers.spawn(async move { Answer::of(request.send().await.unwrap()).await });
        }
        let all = racers.join_all().await;
        let registered = all.iter().filter(|answer| answer.status == 201).count();
        assert_eq!(registered, 5);
        for answer in all.iter().filter(|answer| answer.status != 201) {
            assert_eq!(answer.refusal(), refused(401, "invalid_token", "initial-access-token-used"));
        }
    }
}

mod open {
    use super::*;

    async fn takes_anybody_and_no_more_than_it_may(world: World) {
        for _ in 0..3 {
            world.tokens(&client(&world.register(None, &usual()).await), &[]).await;
        }
        let full = world.register(None, &usual()).await;
        assert_eq!(full.refusal(), refused(503, "temporarily_unavailable", "registration-full"));
        assert_ne!(full.header("retry-after"), "");
        // A token lets in all the same, and does not count.
        let token = world.initial_access_token(1, Bounds::default()).await;
        assert_eq!(world.register(Some(&token), &usual()).await.status, 201);
        // Whoever leaves makes room.
        let listed = flow::client::list(&world.node, None, 10).await.unwrap();
        let by_nobody = |client: &&idp::model::client::Client| {
            client.registration.as_ref().is_some_and(|it| it.initial_access_token.is_none())
        };
        let leaves = listed.iter().find(by_nobody).unwrap();
        flow::client::remove(&world.node, leaves.id.as_str()).await.unwrap();
        assert_eq!(world.register(None, &usual()).await.status, 201);
    }

    #[test]
    fn takes_anybody_on_sqlite() {
        run_with(Engine::Sqlite, open(), takes_anybody_and_no_more_than_it_may);
    }

    #[test]
    fn takes_anybody_on_postgres() {
        run_with(Engine::Postgres, open(), takes_anybody_and_no_more_than_it_may);
    }
}
