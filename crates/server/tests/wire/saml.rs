//! Signing in at an identity provider of SAML.

use idp::model::client::ClientPolicy;
use idp::model::upstream::SamlBinding;
use serde_json::{Value, json};
use xml::saml::AuthnRequest;
use xml::saml::binding::post;
use xml::{Limits, signature};

use crate::browser::Browser;
use crate::identity_provider::{IdentityProvider, posted};
use crate::world::{Answer, Client, World};

/// A client whose people are asked nothing.
async fn shop(world: &World) -> Client {
    let scope = json!({ "scope": "openid profile email" });
    world.client(scope, ClientPolicy { skip_consent: true, ..ClientPolicy::default() }).await
}

/// Sets out for it from the page that offers it.
async fn set_out(browser: &mut Browser, url: &str) -> Answer {
    let (page, at) = browser.open(url).await;
    assert!(page.body.contains("The office of work"), "{page:?}");
    let page = at.split('?').next().unwrap().to_owned();
    browser.post(&format!("{page}/upstream"), &[("upstream", "work")]).await
}

async fn bring(browser: &mut Browser, office: &IdentityProvider, response: &str) -> Answer {
    browser.post(&office.acs, &[("SAMLResponse", &posted(response))]).await
}

async fn told(world: &World, client: &Client, answer: &Answer) -> Value {
    let code = answer.parameter("code").unwrap_or_else(|| panic!("no code: {answer:?}"));
    let tokens = world.redeem(client, &code).await;
    let answer = world.userinfo(&tokens.text("access_token")).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

on_both_stores! {
    async fn somebody_signs_in_there_and_is_known_again(world) {
        let office = IdentityProvider::start(&world, "work", |_| {}).await;
        let client = shop(&world).await;
        let url = world.authorize_url(&client, &[]);
        let mut subs = Vec::new();
        for (name, id) in [("aino", "_1"), ("eero", "_2"), ("aino", "_3")] {
            let mut browser = world.browser();
            let out = set_out(&mut browser, &url).await;
            let asked = office.sent(&world, &out).await;
            assert_eq!((&asked.issuer, asked.force_authn), (&office.audience, false));
            assert_eq!(asked.assertion_consumer_service_url.as_ref(), Some(&office.acs));
            let mut says = office.says(&world, &asked);
            says.name = name.to_owned();
            let answer = bring(&mut browser, &office, &office.response(&says, id)).await;
            let told = told(&world, &client, &answer).await;
            assert_eq!(told["email"], json!("aino@there.test"), "the first of two");
            subs.push(told["sub"].clone());
        }
        assert_eq!(subs[0], subs[2]);
        assert_ne!(subs[0], subs[1]);
    }

    async fn a_request_may_go_by_a_form_and_asks_anew_where_the_client_does(world) {
        let office = IdentityProvider::start(&world, "work", |definition| {
            definition.saml.as_mut().unwrap().request_binding = SamlBinding::Post;
        }).await;
        let client = shop(&world).await;
        let mut browser = world.browser();
        let page = set_out(&mut browser, &world.authorize_url(&client, &[("prompt", "login")])).await;
        let (_, fields) = page.carried();
        let source = post::decode(&fields["SAMLRequest"], &Limits::MESSAGE).unwrap();
        let document = source.document().unwrap();
        signature::verify(document.root(), &office.our_keys(&world).await).unwrap();
        let asked = AuthnRequest::read(document.root()).unwrap();
        assert!(asked.force_authn);
        let says = office.says(&world, &asked);
        let mut old = office.assertion(&says, "_1");
        let answer = {
            let at = old.find("AuthnInstant=\"").unwrap() + "AuthnInstant=\"".len();
            old.replace_range(at..at + 4, "2001");
            bring(&mut browser, &office, &office.around(&says, &office.sign(&old, "_1"))).await
        };
        assert_eq!(answer.parameter("error_code").as_deref(), Some("upstream-untrusted"), "an old sign-in");
        let page = set_out(&mut browser, &world.authorize_url(&client, &[("prompt", "login")])).await;
        let (_, fields) = page.carried();
        let source = post::decode(&fields["SAMLRequest"], &Limits::MESSAGE).unwrap();
        let asked = AuthnRequest::read(source.document().unwrap().root()).unwrap();
        let says = office.says(&world, &asked);
        let answer = bring(&mut browser, &office, &office.response(&says, "_2")).await;
        told(&world, &client, &answer).await;
    }

    async fn what_another_site_posts_is_brought_once_more_with_our_cookies(world) {
        let office = IdentityProvider::start(&world, "work", |_| {}).await;
        let client = shop(&world).await;
        let mut browser = world.browser();
        let out = set_out(&mut browser, &world.authorize_url(&client, &[])).await;
        let response = office.response(&office.says(&world, &office.sent(&world, &out).await), "_1");
        let mut bare = world.browser();
        bare.headers.push(("sec-fetch-site", "cross-site"));
        let page = bring(&mut bare, &office, &response).await;
        let (how, fields) = page.carried();
        assert_eq!((how, &fields["SAMLResponse"]), ("form_post", &posted(&response)));
        assert!(page.body.contains(&format!("action=\"{}\"", office.acs)), "{page:?}");
        // Browsers hold this page to where its form leads in the end.
        let policy = page.header("content-security-policy");
        assert!(policy.contains("form-action 'self' ") && policy.contains(" http://127.0.0.1:9"), "{policy}");
        browser.headers.push(("sec-fetch-site", "same-origin"));
        let answer = browser.post(&office.acs, &[("SAMLResponse", &fields["SAMLResponse"])]).await;
        told(&world, &client, &answer).await;
    }
}
