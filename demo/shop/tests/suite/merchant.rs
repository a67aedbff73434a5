//! The merchant's side: behind a sign-in, and with forms of its own alone.

use rp::jose::jws;
use rp::oidc::parameters::Parameters;

use crate::browser::{Answer, Browser};
use crate::provider::{SECRET, STORE_OPENS, STRANGER};
use crate::world::{TOKEN, World, onni};

async fn signed_in(world: &World) -> Browser {
    let browser = world.browser();
    let answer = browser.post("/merchant", &[("token", TOKEN)]).await;
    assert_eq!((answer.status, answer.location()), (303, "/merchant"));
    browser
}

fn settings<'a>(page: &'a Answer, issuer: &'a str, scopes: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![
        ("form_token", page.hidden("form_token")),
        ("name", "By the Lake"),
        ("profile", "signicat"),
        ("issuer", issuer),
        ("client_id", "lakeside"),
        ("scopes", scopes),
        ("acr_values", "urn:signicat:oidc:method:ftn-op-auth"),
        ("idp_hint", "fi-op"),
        ("request", "plain"),
    ]
}

#[tokio::test]
async fn nobody_sees_or_changes_anything_without_the_token() {
    let world = World::new().await;
    let (order, _) = world.bought(&world.browser(), "lakeside", onni()).await;
    let stranger = world.browser();
    for wrong in ["", "another token, of many letters", &TOKEN[1..]] {
        let refused = stranger.post("/merchant", &[("token", wrong)]).await;
        assert_eq!(refused.status, 403, "{refused:?}");
    }
    assert!(!stranger.get("/merchant").await.body.contains("/merchant/stores/"));
    for path in ["/merchant/stores/lakeside", "/merchant/stores/nowhere"] {
        let answer = stranger.get(path).await;
        assert_eq!((answer.status, answer.location()), (303, "/merchant"), "{path}");
    }
    for path in [
        "/merchant/token",
        "/merchant/stores/lakeside",
        "/merchant/stores/lakeside/secret",
        "/merchant/stores/lakeside/keys",
    ] {
        let answer = stranger.post(path, &[("client_secret", "x")]).await;
        assert_eq!((answer.status, answer.location()), (303, "/merchant"), "{path}");
    }
    let merchant = signed_in(&world).await;
    let page = merchant.get("/merchant/stores/lakeside").await;
    assert!(page.body.contains(&order) && page.body.contains("Onni Juhani Korhonen, fi-nordea"), "{page:?}");
    let callback = format!("{}/venues/lakeside/oidc/callback", world.shop.base);
    assert!(page.body.contains(&callback), "{page:?}");
}

#[tokio::test]
async fn what_the_merchant_sets_goes_out_and_what_is_nothing_is_refused() {
    let world = World::new().await;
    let merchant = signed_in(&world).await;
    let page = merchant.get("/merchant/stores/lakeside").await;
    for (issuer, why) in [("", "issuer"), ("http://elsewhere.example", "issuer"), ("nonsense", "issuer")] {
        let refused = merchant.post("/merchant/stores/lakeside", &settings(&page, issuer, "openid")).await;
        assert!(refused.status == 400 && refused.body.contains(why), "{issuer}: {refused:?}");
    }
    let saved = merchant
        .post("/merchant/stores/lakeside", &settings(&page, &world.op.issuer, "openid profile"))
        .await;
    assert!(saved.status == 200 && saved.body.contains("Saved."), "{saved:?}");
    let asked = world.op.asked(world.browser().buy("lakeside").await.location());
    assert_eq!((asked.text("scope"), asked.text("idp_hint")), ("openid profile", "fi-op"));
    assert_eq!(asked.text("acr_values"), "urn:signicat:oidc:method:ftn-op-auth");
}

#[tokio::test]
async fn the_merchant_reads_in_each_language_of_the_shop() {
    let world = World::new().await;
    let denied = onni().with(crate::provider::Fault::No("access_denied", Some("upstream-denied")));
    world.bought(&world.browser(), "lakeside", denied).await;
    for (language, [token, title, exchange, saved, issuer, denied]) in [
        (
            "en",
            [
                "Merchant’s token",
                "Your stores",
                "To exchange a key",
                "Saved.",
                "The issuer must",
                "You did not agree",
            ],
        ),
        (
            "fi",
            [
                "Kauppiaan pääsykoodi",
                "Kauppasi",
                "Vaihda avain",
                "Tallennettu.",
                "Myöntäjän (issuer)",
                "Et antanut suostumustasi",
            ],
        ),
        (
            "sv",
            [
                "åtkomstkod",
                "Dina butiker",
                "Så byter du nyckel",
                "Sparat.",
                "Utfärdarens adress",
                "Du gav inte ditt samtycke",
            ],
        ),
    ] {
        let mut merchant = world.browser();
        merchant.language = language;
        let enter = merchant.get("/merchant").await;
        assert!(
            enter.body.contains(token) && enter.body.contains(&format!("<html lang=\"{language}\">")),
            "{enter:?}"
        );
        merchant.post("/merchant", &[("token", TOKEN)]).await;
        assert!(merchant.get("/merchant").await.body.contains(title), "{language}");
        let page = merchant.get("/merchant/stores/lakeside").await;
        assert!(page.body.contains(exchange) && page.body.contains(denied), "{language} {page:?}");
        for (address, status, said) in [(world.op.issuer.as_str(), 200, saved), ("nonsense", 400, issuer)] {
            let told = merchant
                .post("/merchant/stores/lakeside", &settings(&page, address, "openid profile ftn-extra"))
                .await;
            assert!(told.status == status && told.body.contains(said), "{language} {told:?}");
        }
    }
    // One that is chosen stays.
    let merchant = signed_in(&world).await;
    merchant.get("/merchant/stores/lakeside?lang=sv").await;
    assert!(merchant.get("/merchant").await.body.contains("Dina butiker"));
}

#[tokio::test]
async fn forms_of_other_pages_and_other_visits_change_nothing() {
    let world = World::new().await;
    let merchant = signed_in(&world).await;
    let page = merchant.get("/merchant/stores/lakeside").await;
    let form = settings(&page, &world.op.issuer, "openid");
    let foreign = merchant.post_from("https://elsewhere.example", "/merchant/stores/lakeside", &form).await;
    assert_eq!(foreign.status, 403, "{foreign:?}");
    let mut forged = form.clone();
    forged[0].1 = "forged";
    assert_eq!(merchant.post("/merchant/stores/lakeside", &forged).await.status, 403);
    forged.remove(0);
    assert_eq!(merchant.post("/merchant/stores/lakeside", &forged).await.status, 403);
    let other = signed_in(&world).await.get("/merchant/stores/lakeside").await;
    let theirs = settings(&other, &world.op.issuer, "openid");
    assert_eq!(merchant.post("/merchant/stores/lakeside", &theirs).await.status, 403);
    let asked = world.op.asked(world.browser().buy("lakeside").await.location());
    assert_eq!(asked.text("scope"), "openid profile ftn-extra");
    assert_eq!(merchant.post("/merchant/stores/lakeside", &form).await.status, 200);
}

#[tokio::test]
async fn secrets_and_keys_are_taken_in_exchanged_and_never_shown() {
    let world = World::with(|stores| {
        stores[0].client_secret = None;
        stores[0].keys.clear();
    })
    .await;
    let merchant = signed_in(&world).await;
    let path = "/merchant/stores/lakeside";
    let page = merchant.get(path).await;
    let form_token = page.hidden("form_token").to_owned();
    let form = |fields: &[(&'static str, &str)]| {
        let mut form = vec![("form_token".to_owned(), form_token.clone())];
        form.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        form
    };
    let send = async |path: &str, fields: &[(&'static str, &str)]| {
        let form = form(fields);
        let form: Vec<_> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        merchant.post(path, &form).await
    };
    let kept = send(&format!("{path}/secret"), &[("client_secret", SECRET)]).await;
    assert!(kept.body.contains("is not shown again") && !kept.body.contains(SECRET), "{kept:?}");
    let refused = send(&format!("{path}/keys"), &[("jwk", r#"{"kty":"RSA"}"#)]).await;
    assert!(refused.status == 400 && refused.body.contains("That is no key"), "{refused:?}");
    let kept = send(&format!("{path}/keys"), &[("jwk", STORE_OPENS)]).await;
    let d = serde_json::from_str::<serde_json::Value>(STORE_OPENS).unwrap()["d"].as_str().unwrap()[..30]
        .to_owned();
    assert!(kept.status == 200 && !kept.body.contains(&d), "{kept:?}");
    // The provider has a name of its own for it.
    let (_, rest) = kept.body.split_once(&format!("{path}/keys/")).unwrap();
    let id = rest.split('"').next().unwrap().to_owned();
    let renamed = send(&format!("{path}/keys/{id}"), &[("kid", "minted enc"), ("do", "rename")]).await;
    assert!(renamed.status == 200 && renamed.body.contains("minted enc"), "{renamed:?}");
    let (order, _) = world.bought(&world.browser(), "lakeside", onni()).await;
    assert_eq!(world.order(&order).await["metadata"]["success"], true);

    let (_, rest) = renamed.body.split_once(&format!("{path}/keys/")).unwrap();
    let id = rest.split('"').next().unwrap().to_owned();
    send(&format!("{path}/keys/{id}"), &[("do", "remove")]).await;
    let away = world.browser().buy("lakeside").await;
    let answer = world.op.answer(away.location(), onni());
    assert_eq!(world.browser().get(&answer).await.status, 400, "nothing opens it any more");
}

/// The name of the key by which the request in this address is signed.
fn signed_by(address: &str) -> String {
    let (_, query) = address.split_once('?').unwrap();
    let parameters = Parameters::parse(query.as_bytes()).unwrap();
    jws::decode(parameters.require("request").unwrap()).unwrap().header().kid.clone().unwrap()
}

#[tokio::test]
async fn the_next_key_that_signs_waits_until_the_old_one_is_removed() {
    let world = World::new().await;
    let merchant = signed_in(&world).await;
    let path = "/merchant/stores/fellside";
    let form_token = merchant.get(path).await.hidden("form_token").to_owned();
    let next = STRANGER.replacen('{', r#"{"kid":"next sig","#, 1);
    let kept = merchant.post(&format!("{path}/keys"), &[("form_token", &form_token), ("jwk", &next)]).await;
    assert_eq!(kept.status, 200, "{kept:?}");
    let away = world.browser().buy("fellside").await;
    assert_eq!(signed_by(away.location()), "minted sig");
    let (order, _) = world.bought(&world.browser(), "fellside", onni()).await;
    assert_eq!(world.order(&order).await["metadata"]["success"], true);

    // Of the keys on the page, the one in front of this name.
    let (before, _) = kept.body.split_once("value=\"minted sig\"").unwrap();
    let (_, id) = before.rsplit_once(&format!("{path}/keys/")).unwrap();
    let key = format!("{path}/keys/{}", id.split('"').next().unwrap());
    let taken =
        merchant.post(&key, &[("form_token", &form_token), ("do", "rename"), ("kid", "next sig")]).await;
    assert!(taken.status == 400 && taken.body.contains("another key has it"), "{taken:?}");
    merchant.post(&key, &[("form_token", &form_token), ("do", "rename"), ("kid", "older")]).await;
    assert_eq!(signed_by(world.browser().buy("fellside").await.location()), "older");
    merchant.post(&key, &[("form_token", &form_token), ("do", "remove")]).await;
    assert_eq!(signed_by(world.browser().buy("fellside").await.location()), "next sig");
}

#[tokio::test]
async fn a_new_token_is_shown_once_and_ends_the_old_one() {
    let world = World::new().await;
    let merchant = signed_in(&world).await;
    let page = merchant.get("/merchant").await;
    let shown = merchant.post("/merchant/token", &[("form_token", page.hidden("form_token"))]).await;
    let (_, rest) = shown.body.split_once("<code class=\"whole\">").unwrap();
    let token = rest.split('<').next().unwrap();
    assert!(token.len() >= 43, "{token}");
    assert!(!merchant.get("/merchant").await.body.contains("/merchant/stores/"), "the visit goes on");
    assert_eq!(world.browser().post("/merchant", &[("token", TOKEN)]).await.status, 403);
    assert_eq!(world.browser().post("/merchant", &[("token", token)]).await.status, 303);
}

#[tokio::test]
async fn a_visit_ends_by_itself_and_when_the_merchant_leaves() {
    let world = World::new().await;
    let merchant = signed_in(&world).await;
    let page = merchant.get("/merchant").await;
    merchant.post("/merchant/leave", &[("form_token", page.hidden("form_token"))]).await;
    assert_eq!(merchant.get("/merchant/stores/lakeside").await.status, 303);
    let merchant = signed_in(&world).await;
    assert_eq!(merchant.get("/merchant/stores/lakeside").await.status, 200);
    world.pass(9 * 60 * 60);
    assert_eq!(merchant.get("/merchant/stores/lakeside").await.status, 303);
}
