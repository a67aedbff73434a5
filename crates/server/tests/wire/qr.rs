//! Signing in to a page with the phone: the page shows a code, the phone scans it, its person agrees.

use std::time::Duration;

use idp::model::client::{ClientPolicy, Profile};
use idp::model::phone_service::{Need, RiskAssessment, Service};
use serde_json::{Value, json};

use crate::phone::{Phone, ask};
use crate::world::{Answer, Client, REDIRECT_URI, World};

pub(crate) const ORIGIN: &str = "https://shop.test";

/// A service that people can sign in to from the pages of [`ORIGIN`]; its tokens are signed alone.
pub(crate) fn service() -> Service {
    Service {
        active: true,
        login_domains: vec![ORIGIN.parse().unwrap()],
        sealed_tokens: false,
        required_data: [("email".to_owned(), Need::Required), ("name".to_owned(), Need::Optional)].into(),
        risk_assessment: Some(RiskAssessment {
            by: "Aino".to_owned(),
            at: "2026-11-23".to_owned(),
            text: "Nothing but the newsletter hangs on it.".to_owned(),
        }),
        ..Service::default()
    }
}

pub(crate) async fn client(world: &World, service: Service) -> Client {
    let policy = ClientPolicy { service: Some(service), ..ClientPolicy::of(Profile::Service) };
    world.client(json!({ "grant_types": ["authorization_code"], "subject_type": "pairwise" }), policy).await
}

/// A page of this origin, as its script asks.
pub(crate) async fn page(world: &World, origin: &str, path: &str, body: &Value) -> Answer {
    let request = world.http.post(format!("{}{path}", world.base)).header("origin", origin);
    let request = request.header("content-type", "application/json").body(body.to_string());
    Answer::of(request.send().await.unwrap()).await
}

/// Begins an attempt.
pub(crate) async fn begin(world: &World, client: &Client) -> Answer {
    begin_at(world, client, ORIGIN).await
}

pub(crate) async fn begin_at(world: &World, client: &Client, origin: &str) -> Answer {
    let body = json!({
        "clientId": client.id, "redirectUri": REDIRECT_URI, "mode": "PULL_TOKEN", "useSSO": false,
    });
    page(world, origin, "/api/rp/qrcode", &body).await
}

/// Asks what became of an attempt.
pub(crate) async fn pull(world: &World, begun: &Answer, further: Value) -> Answer {
    let mut body = json!({ "loginSessionId": begun.text("loginSessionId"), "token": begun.text("token") });
    body.as_object_mut().unwrap().extend(further.as_object().unwrap().clone());
    page(world, ORIGIN, "/api/rp/authentication-response", &body).await
}

/// Has the phone scan the code, and says what the page shows then.
pub(crate) async fn scan(world: &World, phone: &Phone, begun: &Answer) -> (Answer, String) {
    let opened = phone.does(world, &json!({ "action": "open", "pid": begun.text("pid") })).await;
    assert_eq!(opened.status, 200, "{opened:?}");
    let pulled = pull(world, begun, json!({})).await;
    assert_eq!(pulled.text("status"), "scanned", "{pulled:?}");
    (opened, pulled.text("number"))
}

/// What the phone says when its person agrees.
pub(crate) fn approval(phone: &Phone, client: &Client, opened: &Answer, number: &str) -> Value {
    json!({
        "action": "approve",
        "transaction": opened.text("transaction"),
        "service": client.id,
        "serviceName": "The shop",
        "data": ["email"],
        "number": number,
        "pin": phone.pin,
    })
}

/// Redeems a code where the source system has its token endpoint.
pub(crate) async fn redeem(world: &World, client: &Client, code: &str) -> Answer {
    let form = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", REDIRECT_URI)];
    let request = world.http.post(format!("{}/api/rp/token", world.base));
    let request = request.basic_auth(&client.id, Some(&client.secret)).form(&form);
    Answer::of(request.send().await.unwrap()).await
}

/// The whole way: a page begins, the phone scans, its person agrees, and the service learns who it is.
async fn signed_in(world: &World, client: &Client, phone: &Phone) -> Value {
    let begun = begin(world, client).await;
    let (opened, number) = scan(world, phone, &begun).await;
    let approved = phone.does(world, &approval(phone, client, &opened, &number)).await;
    assert_eq!(approved.status, 200, "{approved:?}");
    let pulled = pull(world, &begun, json!({})).await;
    assert_eq!(pulled.text("status"), "success", "{pulled:?}");
    let tokens = redeem(world, client, &pulled.text("code")).await;
    assert_eq!(tokens.status, 200, "{tokens:?}");
    assert_eq!(tokens.text("token_type"), "Bearer");
    assert!(!tokens.text("access_token").is_empty());
    world.verified(&tokens.text("id_token")).await.1
}

on_both_stores! {
    async fn scenario_4_3_a_phone_approves_and_its_page_is_given_the_code(world) {
        let (client, phone) = (client(&world, service()).await, Phone::enrolled(&world).await);
        let begun = begin(&world, &client).await;
        assert_eq!(begun.status, 200, "{begun:?}");
        assert_eq!(begun.header("access-control-allow-origin"), ORIGIN);
        assert_eq!(begun.header("vary"), "Origin");
        assert_eq!(begun.header("cache-control"), "no-store");
        let told = begun.json();
        let pid = begun.text("pid");
        let link = format!("{}/in-app/process/init?action=authentication&pid={pid}", world.base);
        assert_eq!(begun.text("appLink"), link);
        assert!(begun.text("qrCode").starts_with("iVBORw0KGgo"));
        assert!(told["svg"]["size"].as_u64().unwrap() > 30 && told["svg"]["path"].as_str().unwrap().len() > 500);
        assert_eq!((told["expiresIn"].as_u64(), told["attemptExpiresIn"].as_u64()), (Some(30), Some(120)));
        assert!(!pid.contains(&begun.text("token")));
        assert_eq!(pull(&world, &begun, json!({})).await.text("status"), "pending");

        let opened = phone.does(&world, &json!({ "action": "open", "pid": pid })).await;
        assert_eq!(opened.status, 200, "{opened:?}");
        let shown = opened.json();
        assert_eq!(shown["service"], json!({ "clientId": client.id, "name": "The shop" }));
        assert_eq!(shown["data"][0]["claim"], "email");
        assert_eq!(shown["data"][0]["value"], "maija@example.fi");
        assert_eq!((&shown["data"][0]["required"], &shown["data"][1]["required"]), (&json!(true), &json!(false)));
        assert_eq!(shown["missing"], json!([]));
        assert_eq!((&shown["began"]["sameNetwork"], &shown["began"]["address"]), (&json!(true), &json!("127.0.0.1")));
        assert_eq!(shown["numberLength"], 2);
        // A phone that lost the answer asks again, and is shown the same.
        let again = phone.does(&world, &json!({ "action": "open", "pid": pid })).await;
        assert_eq!(again.text("transaction"), opened.text("transaction"));

        let scanned = pull(&world, &begun, json!({ "seen": "pending", "wait": 25 })).await;
        assert_eq!(scanned.text("status"), "scanned");
        let number = scanned.text("number");
        assert!((10..=99).contains(&number.parse::<u32>().unwrap()));
        // The page waits, and is told within the time it takes to tell.
        let waiting = pull(&world, &begun, json!({ "seen": "scanned", "wait": 25 }));
        let approve = async {
            let about = approval(&phone, &client, &opened, &number);
            let approved = phone.does(&world, &about).await;
            assert_eq!((approved.status, approved.text("status").as_str()), (200, "approved"));
            // Its answer may have been lost as well.
            assert_eq!(phone.does(&world, &about).await.text("status"), "approved");
        };
        let (ready, ()) = tokio::join!(waiting, approve);
        // Who waited is told that there is a code, lest it be lost with a connection that died meanwhile.
        assert_eq!(ready.text("status"), "ready", "{ready:?}");
        let pulled = pull(&world, &begun, json!({ "seen": "ready" })).await;
        assert_eq!(pulled.text("status"), "success", "{pulled:?}");
        assert_eq!(pulled.text("redirectUri"), REDIRECT_URI);
        assert_eq!(pull(&world, &begun, json!({})).await.text("status"), "expired", "it is told once");
        let tokens = redeem(&world, &client, &pulled.text("code")).await;
        assert_eq!(tokens.status, 200, "{tokens:?}");
    }

    async fn scenario_4_4_a_code_is_redeemed_with_basic_and_an_id_token_says_how(world) {
        let (client, phone) = (client(&world, service()).await, Phone::enrolled(&world).await);
        let claims = signed_in(&world, &client, &phone).await;
        assert_eq!(claims["aud"], json!(client.id));
        assert_eq!(claims["iss"], world.node.issuer.identifier.as_str());
        assert_eq!(claims["amr"], json!(["swk", "pin", "mfa"]));
        assert!(claims["auth_time"].is_i64());
        let jwks = world.get("/openid/jwks").await.json();
        for kty in ["EC", "RSA"] {
            assert!(jwks["keys"].as_array().unwrap().iter().any(|key| key["kty"] == kty), "{jwks}");
        }
    }

    async fn scenario_4_7_a_service_learns_what_was_agreed_to_and_knows_the_person_again(world) {
        let phone = Phone::enrolled(&world).await;
        let (shop, other) = (client(&world, service()).await, client(&world, service()).await);
        let claims = signed_in(&world, &shop, &phone).await;
        assert_eq!(claims["email"], "maija@example.fi");
        assert_eq!(claims.get("name"), None, "it was not agreed to");
        assert_eq!(claims.get("given_name"), None, "it was not asked");
        assert_ne!(claims["sub"], json!(world.user_id));
        assert_eq!(signed_in(&world, &shop, &phone).await["sub"], claims["sub"]);
        assert_ne!(signed_in(&world, &other, &phone).await["sub"], claims["sub"]);
    }

    async fn a_standing_session_answers_at_one_button_where_the_page_wants_that(world) {
        let client = client(&world, service()).await;
        let body = |sso: bool| json!({ "clientId": client.id, "redirectUri": REDIRECT_URI, "useSSO": sso });
        let without = page(&world, ORIGIN, "/api/rp/qrcode", &body(false)).await;
        assert_eq!(without.json().get("ssoUri"), None);
        let begun = page(&world, ORIGIN, "/api/rp/qrcode", &body(true)).await;
        let mut browser = world.browser();
        crate::phone::page(&world, &mut browser, "maija", crate::world::PASSWORD).await;
        let (asked, at) = browser.open(&begun.text("ssoUri")).await;
        assert!(at.contains("/consent/"), "{at} {asked:?}");
        let allowed = browser.post(&at, &[("decision", "allow")]).await;
        let (back, _) = browser.follow(allowed).await;
        let tokens = redeem(&world, &client, &back.parameter("code").unwrap()).await;
        assert_eq!(tokens.status, 200, "{tokens:?}");
        // The page's own attempt knows nothing of it: what comes of the link is the browser's that opened it.
        assert_eq!(pull(&world, &begun, json!({})).await.text("status"), "pending");
    }

    async fn codes_change_every_half_minute_while_the_attempt_and_its_secret_stay(world) {
        let (client, phone) = (client(&world, service()).await, Phone::enrolled(&world).await);
        world.clock.stop();
        let begun = begin(&world, &client).await;
        let renew = json!({ "loginSessionId": begun.text("loginSessionId"), "token": begun.text("token") });
        world.clock.advance(Duration::from_secs(31));
        let next = page(&world, ORIGIN, "/api/rp/qrcode", &renew).await;
        assert_eq!(next.status, 200, "{next:?}");
        assert_eq!(next.text("loginSessionId"), begun.text("loginSessionId"));
        assert_eq!(next.text("token"), begun.text("token"));
        assert_ne!(next.text("pid"), begun.text("pid"));
        assert_eq!(next.json()["expiresIn"], 29);
        assert_eq!(next.json()["attemptExpiresIn"], 89);
        // The one before counts for whoever was just scanning it, and then no more.
        let late = Phone::enrolled(&world).await;
        world.clock.advance(Duration::from_secs(10));
        let over = late.does(&world, &json!({ "action": "open", "pid": begun.text("pid") })).await;
        assert_eq!((over.status, over.text("code").as_str()), (410, "attempt_over"));
        let opened = phone.does(&world, &json!({ "action": "open", "pid": next.text("pid") })).await;
        assert_eq!(opened.status, 200, "{opened:?}");
        world.clock.advance(Duration::from_secs(80));
        let over = page(&world, ORIGIN, "/api/rp/qrcode", &renew).await;
        assert_eq!((over.status, over.text("code").as_str()), (410, "attempt_over"));
    }

    async fn a_code_that_was_just_exchanged_counts_for_whoever_is_scanning_it(world) {
        let (client, phone) = (client(&world, service()).await, Phone::enrolled(&world).await);
        world.clock.stop();
        let begun = begin(&world, &client).await;
        world.clock.advance(Duration::from_secs(39));
        let opened = phone.does(&world, &json!({ "action": "open", "pid": begun.text("pid") })).await;
        assert_eq!(opened.status, 200, "{opened:?}");
    }

    async fn a_page_that_renews_at_another_node_is_woken_by_this_one(world) {
        if matches!(world.location, store::Location::Sqlite(_)) {
            return;
        }
        let (client, phone) = (client(&world, service()).await, Phone::enrolled(&world).await);
        let elsewhere = world.beside().await;
        let begun = begin(&world, &client).await;
        let waiting = pull(&world, &begun, json!({ "seen": "pending", "wait": 25 }));
        let scan = async {
            let message = phone.say(&json!({ "action": "open", "pid": begun.text("pid") }));
            let request = world.http.post(format!("{elsewhere}/api/mobile/authenticate"));
            let request = request.header("content-type", "application/json");
            let opened = request.body(json!({ "message": message }).to_string()).send().await.unwrap();
            assert_eq!(opened.status().as_u16(), 200);
        };
        let (pulled, ()) = tokio::join!(waiting, scan);
        assert_eq!(pulled.text("status"), "scanned", "{pulled:?}");
    }

    async fn any_origin_may_ask_whether_it_may_and_no_cookie_goes_along(world) {
        for path in ["/api/rp/qrcode", "/api/rp/authentication-response"] {
            let request = world.http.request(reqwest::Method::OPTIONS, format!("{}{path}", world.base));
            let request = request.header("origin", ORIGIN).header("access-control-request-method", "POST");
            let answer = Answer::of(request.send().await.unwrap()).await;
            assert_eq!(answer.status, 204, "{answer:?}");
            assert_eq!(answer.header("access-control-allow-origin"), ORIGIN);
            assert_eq!(answer.header("access-control-allow-headers"), "content-type");
            assert_eq!(answer.header("access-control-allow-credentials"), "");
        }
        let none = ask(&world, "/api/rp/qrcode", &json!({})).await;
        assert_eq!((none.status, none.text("code").as_str()), (400, "parameter_missing"));
    }
}
