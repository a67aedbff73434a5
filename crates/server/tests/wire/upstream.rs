//! Signing in at a provider elsewhere.

use idp::model::client::ClientPolicy;
use idp::model::upstream::Accounts;
use idp::model::user::UserId;
use serde_json::{Value, json};

use crate::broker::{Broker, ONNI, TEST2, VAINO, at_bank};
use crate::browser::Browser;
use crate::world::{Answer, Client, REDIRECT_URI, World};

/// A client whose people are asked nothing.
async fn shop(world: &World) -> Client {
    let scope = json!({ "scope": "openid profile email nin ftn-extra offline_access" });
    world.client(scope, ClientPolicy { skip_consent: true, ..ClientPolicy::default() }).await
}

impl Browser {
    /// Opens a request whose page offers ways in, and picks this one.
    async fn pick(&mut self, url: &str, form: &[(&str, &str)]) -> Answer {
        let (page, at) = self.open(url).await;
        assert_eq!(page.status, 200, "{page:?}");
        let page = at.split('?').next().unwrap().to_owned();
        self.post(&format!("{page}/upstream"), form).await
    }
}

async fn userinfo(world: &World, tokens: &Answer) -> Value {
    assert_eq!(tokens.status, 200, "{tokens:?}");
    let request = world.http.get(format!("{}/oauth2/userinfo", world.base));
    let answer = Answer::of(request.bearer_auth(tokens.text("access_token")).send().await.unwrap()).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

async fn redeemed(world: &World, client: &Client, answer: &Answer) -> (Answer, Value) {
    let code = answer.parameter("code").unwrap_or_else(|| panic!("no code: {answer:?}"));
    let tokens = world.redeem(client, &code).await;
    let told = userinfo(world, &tokens).await;
    (tokens, told)
}

on_both_stores! {
    async fn somebody_is_offered_it_signs_in_there_and_is_known_again(world) {
        let broker = Broker::plain(&world, "work", |_| {}).await;
        let client = shop(&world).await;
        let url = world.authorize_url(&client, &[]);
        let mut first = Value::Null;
        for mail in ["ada@there.test", "countess@there.test"] {
            let mut browser = world.browser();
            let (page, _) = browser.open(&url).await;
            assert!(page.body.contains("The office of work") && page.body.contains("name=\"password\""), "{page:?}");
            let out = browser.pick(&url, &[("upstream", "work")]).await;
            assert_eq!(broker.sent(&out).text("scope"), "openid profile email");
            let back = broker.identify(&out, json!({ "name": "Ada Väinö", "email": mail, "amr": ["otp"] }));
            broker.elsewhere.say("/userinfo", crate::elsewhere::Says::json(&json!({ "sub": "somebody-there" }).to_string()));
            let answer = browser.get(&back).await;
            let (tokens, told) = redeemed(&world, &client, &answer).await;
            assert_eq!((&told["name"], &told["email"], &told["email_verified"]), (&json!("Ada Väinö"), &json!(mail), &json!(false)));
            let (_, id_token) = world.verified(&tokens.text("id_token")).await;
            assert_eq!((&id_token["amr"], &id_token["acr"]), (&json!(["otp"]), &Value::Null));
            if first == Value::Null {
                first = told["sub"].clone();
            }
            assert_eq!(told["sub"], first, "the same account");

            // The browser stays signed in.
            let again = browser.get(&url).await;
            let (_, told) = redeemed(&world, &client, &again).await;
            assert_eq!((&told["sub"], &told["email"]), (&first, &json!(mail)));
        }
        let user = UserId::new(first.as_str().unwrap());
        let record = world.node.store().load_user(&user).await.unwrap().unwrap();
        assert_eq!((record.username.as_str(), &record.claims), (user.as_str(), &Default::default()));
        let history = world.node.store().list_sign_ins(&user, 10).await.unwrap();
        assert_eq!(history.len(), 2);
        assert!(history.iter().all(|sign_in| sign_in.upstream.as_ref().is_some_and(|it| it.as_str() == "work")));
    }

    async fn a_mail_address_leads_nobody_to_anothers_account(world) {
        let maija = world.node.store().load_user(&UserId::new(&*world.user_id)).await.unwrap().unwrap();
        let mail = maija.claims.email.clone().unwrap();
        let broker = Broker::plain(&world, "work", |definition| {
            for rule in &mut definition.claims {
                rule.keep = idp::model::upstream::Keep::Account;
            }
            definition.userinfo = false;
        }).await;
        let client = shop(&world).await;
        let mut browser = world.browser();
        let out = browser.pick(&world.authorize_url(&client, &[]), &[("upstream", "work")]).await;
        let back = broker.identify(&out, json!({ "name": "Not Maija", "email": mail, "email_verified": true }));
        let (_, told) = redeemed(&world, &client, &browser.get(&back).await).await;
        assert_ne!(told["sub"], json!(world.user_id));
        let other = UserId::new(told["sub"].as_str().unwrap());
        let record = world.node.store().load_user(&other).await.unwrap().unwrap();
        assert_eq!((record.claims.name.as_deref(), record.claims.email), (Some("Not Maija"), None));
    }

    async fn where_accounts_are_linked_by_hand_nobody_else_comes_in(world) {
        let broker = Broker::plain(&world, "work", |definition| {
            definition.accounts = Accounts::Linked;
            definition.userinfo = false;
        }).await;
        let client = shop(&world).await;
        let mut browser = world.browser();
        let out = browser.pick(&world.authorize_url(&client, &[]), &[("upstream", "work")]).await;
        let answer = browser.get(&broker.identify(&out, json!({}))).await;
        assert_eq!(answer.error().0, "access_denied");
        assert_eq!(answer.parameter("error_code").as_deref(), Some("upstream-unlinked"));
    }

    async fn what_a_client_names_it_gets_at_once_and_sealed(world) {
        let broker = Broker::ftn(&world, |_| {}).await;
        let client = shop(&world).await;
        let asked = [("idp_hint", "fi-nordea"), ("scope", "openid profile nin ftn-extra"), ("login_hint", "subject-010170-960F")];
        let mut browser = world.browser();
        let (out, at) = browser.open(&world.authorize_url(&client, &asked)).await;
        assert!(at.contains("/upstream?"), "no page before: {at}");
        let sent = broker.sent(&out);
        assert_eq!(sent.text("acr_values"), TEST2);
        assert_eq!((sent.text("ftn_idp_id"), sent.text("ftn_spname")), ("fi-nordea".to_owned(), "The shop".to_owned()));
        assert_eq!(sent.asked.get("login_hint"), None);
        let back = broker.identify(&out, at_bank("Väinö Åström", VAINO, "fi-nordea"));
        let answer = browser.get(&back).await;
        let (tokens, told) = redeemed(&world, &client, &answer).await;
        assert_eq!(
            (&told["name"], &told["ftn_idp"], &told["nin"], &told["nin_type"]),
            (&json!("Väinö Åström"), &json!("fi-nordea"), &json!(VAINO), &json!("PERSON"))
        );
        let (_, id_token) = world.verified(&tokens.text("id_token")).await;
        assert_eq!((&id_token["acr"], &id_token["amr"]), (&json!(TEST2), &json!(["urn:example:bank"])));
        // Identified for this client alone.
        assert!(!browser.cookies.keys().any(|name| name.contains("-session-")), "{:?}", browser.cookies);
        let (_, at) = browser.open(&world.authorize_url(&client, &asked)).await;
        assert!(at.contains("/upstream?"), "asked anew: {at}");
    }

    async fn what_comes_back_in_one_sealed_jwt_is_opened_and_nothing_else_is_read(world) {
        let broker = Broker::ftn(&world, |definition| {
            definition.authorization_signed_response_alg = Some(jose::JwsAlgorithm::ES256);
            definition.authorization_encrypted_response_alg = Some(jose::KeyManagement::RsaOaep);
        }).await;
        let client = shop(&world).await;
        let mut browser = world.browser();
        let (out, _) = browser.open(&world.authorize_url(&client, &[("idp_hint", "fi-op")])).await;
        let sent = broker.sent(&out);
        assert_eq!(sent.text("response_mode"), "jwt");
        broker.say_token(&broker.token(&broker.claims(&sent, at_bank("Väinö", VAINO, "fi-op"))));
        let address = sent.text("redirect_uri");
        browser.get(&broker.back(&sent)).await.assert_page(400, "login-unknown");
        let signed = broker.signed_response(&sent);
        browser.get(&format!("{address}?response={signed}")).await.assert_page(400, "login-unknown");
        let other = Broker::plain(&world, "other", |_| {}).await;
        let forged = broker.seal(other.signed_response(&sent));
        browser.get(&format!("{address}?response={forged}")).await.assert_page(400, "login-unknown");
        let sealed = broker.sealed_response(&sent);
        let answer = browser.get(&format!("{address}?response={sealed}")).await;
        let (_, told) = redeemed(&world, &client, &answer).await;
        assert_eq!(told["name"], "Väinö");
        browser.get(&format!("{address}?response={sealed}")).await.assert_page(400, "upstream-answered");
    }

    async fn what_comes_back_by_form_leads_where_an_address_does(world) {
        let broker = Broker::plain(&world, "work", |definition| definition.userinfo = false).await;
        let client = shop(&world).await;
        let mut browser = world.browser();
        for brings_cookies in [true, false] {
            let out = browser.pick(&world.authorize_url(&client, &[("prompt", "login")]), &[("upstream", "work")]).await;
            let back = broker.identify(&out, json!({ "name": "Ada" }));
            let url = url::Url::parse(&back).unwrap();
            let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
            let form: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let address = back.split('?').next().unwrap();
            let answer = if brings_cookies {
                world.browser().post(address, &form).await.assert_page(403, "login-other-browser");
                browser.post(address, &form).await
            } else {
                let request = world.http.post(address).header("sec-fetch-site", "cross-site").form(&form);
                let way_round = Answer::of(request.send().await.unwrap()).await;
                let led = url::Url::parse(way_round.location()).unwrap();
                assert_eq!((way_round.status, led.path()), (303, url.path()));
                assert!(led.query_pairs().eq(url.query_pairs()), "{led}");
                browser.get(way_round.location()).await
            };
            let (_, told) = redeemed(&world, &client, &answer).await;
            assert_eq!(told["name"], "Ada", "{brings_cookies}");
        }
    }

    async fn two_tabs_end_with_two_persons_whichever_is_first(world) {
        let broker = Broker::ftn(&world, |_| {}).await;
        let client = shop(&world).await;
        let mut browser = world.browser();
        // Somebody is signed in here all along.
        let maija = browser.sign_in(&world.authorize_url(&client, &[])).await;
        let (_, maija) = redeemed(&world, &client, &maija).await;
        let ask = |bank: &'static str, state: &'static str| {
            world.authorize_url(&client, &[("idp_hint", bank), ("state", state), ("scope", "openid profile nin ftn-extra")])
        };
        let (one, _) = browser.open(&ask("fi-nordea", "order-1")).await;
        let (two, _) = browser.open(&ask("fi-op", "order-2")).await;
        let second = browser.get(&broker.identify(&two, at_bank("Onni", ONNI, "fi-op"))).await;
        let first = browser.get(&broker.identify(&one, at_bank("Väinö", VAINO, "fi-nordea"))).await;
        assert_eq!(first.parameter("state").as_deref(), Some("order-1"));
        assert_eq!(second.parameter("state").as_deref(), Some("order-2"));
        let (_, first) = redeemed(&world, &client, &first).await;
        let (_, second) = redeemed(&world, &client, &second).await;
        assert_eq!((&first["name"], &first["ftn_idp"]), (&json!("Väinö"), &json!("fi-nordea")));
        assert_eq!((&second["name"], &second["ftn_idp"]), (&json!("Onni"), &json!("fi-op")));
        assert_ne!(first["sub"], second["sub"]);
        // And still is.
        let again = browser.get(&world.authorize_url(&client, &[])).await;
        let (_, told) = redeemed(&world, &client, &again).await;
        assert_eq!(told["sub"], maija["sub"]);
    }

    async fn the_question_of_consent_is_asked_of_whom_the_bank_named(world) {
        let broker = Broker::ftn(&world, |_| {}).await;
        let scope = json!({ "scope": "openid profile nin ftn-extra" });
        let client = world.client(scope, ClientPolicy::default()).await;
        let mut browser = world.browser();
        let asked = [("idp_hint", "fi-nordea"), ("scope", "openid profile ftn-extra")];
        let (out, _) = browser.open(&world.authorize_url(&client, &asked)).await;
        let back = broker.identify(&out, at_bank("Väinö", VAINO, "fi-nordea"));
        let (page, at) = browser.open(&back).await;
        assert!(at.contains("/consent/"), "{at} {page:?}");
        let answer = browser.post(&at, &[("decision", "allow")]).await;
        assert!(answer.location().starts_with(REDIRECT_URI), "{answer:?}");
        let (_, told) = redeemed(&world, &client, &answer).await;
        assert_eq!((&told["name"], &told["ftn_idp"], &told["nin"]), (&json!("Väinö"), &json!("fi-nordea"), &Value::Null));
    }
}
