//! Sign-ins that a client begins and the person whom it means answers elsewhere (CIBA Core 1.0).

use idp::model::client::ClientPolicy;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::letterbox::Letterbox;
use crate::world::{Answer, Client, PASSWORD, World};

pub(crate) const GRANT: &str = "urn:openid:params:grant-type:ciba";

on_both_stores! {
    async fn gives_a_client_what_the_person_allows_who_was_told_by_mail(world) {
        let letterbox = Letterbox::of(&world).await;
        let desk = desk(&world).await;
        let begun = begins(&world, &desk, &[("binding_message", "Order W4SC")]).await;
        assert_eq!((begun.status, &begun.json()["interval"]), (200, &json!(5)), "{begun:?}");
        assert_eq!(world.collect(&desk, &begun).await.text("error"), "authorization_pending");
        let mails = letterbox.come(1).await;
        assert!(mails[0].contains("Order W4SC"), "{}", mails[0]);
        let link = link(&world, &mails[0]);
        let mut phone = world.browser();
        // Programs look at it too.
        assert_eq!(phone.get(&link).await.status, 200);
        assert_eq!(world.collect(&desk, &begun).await.text("error"), "slow_down");
        let (shown, page) = signs_in(&mut phone, &link).await;
        for told in ["The desk", "Order W4SC"] {
            assert!(shown.body.contains(told), "{told} in {shown:?}");
        }
        let said = phone.post(&page, &[("decision", "allow")]).await;
        assert!(said.location().contains("/device/allowed"), "{said:?}");
        let tokens = world.collect(&desk, &begun).await;
        assert_eq!(tokens.status, 200, "{tokens:?}");
        assert_eq!(world.userinfo(&tokens.text("access_token")).await.json()["sub"], world.user_id);
        assert_eq!(world.collect(&desk, &begun).await.text("error"), "invalid_grant");
        phone.post(&link, &[]).await.assert_page(400, "cross-device-over");
    }

    /// The link is no way in for anybody but the one who is meant.
    async fn refuses_whoever_else_opens_the_link(world) {
        world.person("pekka", json!({})).await;
        let letterbox = Letterbox::of(&world).await;
        let desk = desk(&world).await;
        let begun = begins(&world, &desk, &[]).await;
        let link = link(&world, &letterbox.come(1).await[0]);
        let mut his = world.browser();
        let opened = his.post(&link, &[]).await;
        let (_, login) = his.follow(opened).await;
        let posted = his.post(&login, &[("username", "pekka"), ("password", PASSWORD)]).await;
        assert!(!posted.location().contains("/consent/"), "{posted:?}");
        assert_ne!(world.collect(&desk, &begun).await.status, 200);
    }

    /// Nobody learns here whom we know.
    async fn answers_alike_whether_anybody_has_the_name(world) {
        let letterbox = Letterbox::of(&world).await;
        let desk = desk(&world).await;
        let known = begins(&world, &desk, &[]).await;
        let unknown = begins(&world, &desk, &[("login_hint", "nobody@example.test")]).await;
        for begun in [&known, &unknown] {
            assert_eq!((begun.status, &begun.json()["expires_in"]), (200, &json!(600)), "{begun:?}");
            assert_eq!(world.collect(&desk, begun).await.text("error"), "authorization_pending");
        }
        world.clock.advance(std::time::Duration::from_mins(10));
        for begun in [&known, &unknown] {
            assert_eq!(world.collect(&desk, begun).await.text("error"), "expired_token");
        }
        letterbox.come(1).await;
    }

    async fn refuses_what_cannot_be_asked_so(world) {
        let _letterbox = Letterbox::of(&world).await;
        let desk = desk(&world).await;
        let long = "x".repeat(101);
        for (parameter, value, error) in [
            ("scope", "profile", "invalid_scope"),
            ("login_hint", "", "invalid_request"),
            ("login_hint_token", "x", "invalid_request"),
            ("id_token_hint", "x", "invalid_request"),
            ("binding_message", long.as_str(), "invalid_binding_message"),
            ("binding_message", "see https://evil.test", "invalid_binding_message"),
            ("requested_expiry", "0", "invalid_request"),
            ("request", "e30.e30.", "request_not_supported"),
            ("request_uri", "https://shop.example/request", "invalid_request"),
        ] {
            let refused = begins(&world, &desk, &[(parameter, value)]).await;
            assert_eq!((refused.status, refused.text("error").as_str()), (400, error), "{parameter}: {refused:?}");
        }
        let shop = world.shop().await;
        assert_eq!(begins(&world, &shop, &[]).await.text("error"), "unauthorized_client");
        let unproven = [("client_id", desk.id.as_str()), ("scope", "openid"), ("login_hint", "maija")];
        assert_eq!(world.post("/oauth2/bc-authorize", &unproven).await.text("error"), "invalid_client");
        assert_eq!(begins(&world, &desk, &[("requested_expiry", "60")]).await.json()["expires_in"], 60);
    }

    /// Nobody's letterbox is filled.
    async fn lets_a_client_ask_somebody_only_so_often(world) {
        let _letterbox = Letterbox::of(&world).await;
        let desk = desk(&world).await;
        world.clock.stop();
        let mut heard = 0;
        while begins(&world, &desk, &[]).await.status == 200 {
            heard += 1;
            assert!(heard < 50);
        }
        assert!(heard > 3, "{heard}");
        let refused = begins(&world, &desk, &[]).await;
        assert_eq!((refused.status, refused.text("error_code").as_str()), (429, "too-many-tries"), "{refused:?}");
    }
}

impl World {
    /// Asks the token endpoint what became of it.
    pub(crate) async fn collect(&self, client: &Client, begun: &Answer) -> Answer {
        let auth_req_id = begun.text("auth_req_id");
        self.token(client, &[("grant_type", GRANT), ("auth_req_id", &auth_req_id)]).await
    }
}

/// A client at whose desk people are asked to say yes on their own phone.
async fn desk(world: &World) -> Client {
    world.client(asking(json!({})), ClientPolicy::default()).await
}

/// What such a client registers, and further members.
pub(crate) fn asking(further: Value) -> Value {
    let mut metadata = json!({
        "client_name": "The desk",
        "redirect_uris": [],
        "grant_types": [GRANT],
        "backchannel_token_delivery_mode": "poll",
    });
    metadata.as_object_mut().unwrap().extend(further.as_object().unwrap().clone());
    metadata
}

/// Maija opens the link and signs in; where she says yes or no.
pub(crate) async fn signs_in(phone: &mut Browser, link: &str) -> (Answer, String) {
    let opened = phone.post(link, &[]).await;
    let (_, login) = phone.follow(opened).await;
    let posted = phone.post(&login, &[("username", "maija"), ("password", PASSWORD)]).await;
    phone.follow(posted).await
}

/// Maija opens the link, signs in and says this.
pub(crate) async fn says(world: &World, link: &str, decision: &str) {
    let mut phone = world.browser();
    let (_, page) = signs_in(&mut phone, link).await;
    let said = phone.post(&page, &[("decision", decision)]).await;
    assert!(said.location().contains("/device/"), "{said:?}");
}

/// Begins for maija, with other or further parameters.
pub(crate) async fn begins(world: &World, client: &Client, form: &[(&str, &str)]) -> Answer {
    let mut all = vec![("scope", "openid email"), ("login_hint", "maija")];
    for (name, value) in form {
        all.retain(|(known, _)| known != name);
        all.push((name, value));
    }
    all.retain(|(_, value)| !value.is_empty());
    world.post_as(client, "/oauth2/bc-authorize", &all).await
}

/// Where the link in a mail leads.
pub(crate) fn link(world: &World, mail: &str) -> String {
    let mail = mail.replace("=\r\n", "").replace("=\n", "").replace("=3D", "=");
    let at = mail.find("/ciba/").unwrap_or_else(|| panic!("no link: {mail}"));
    let secret = &mail[at + "/ciba/".len()..][..43];
    format!("{}/ciba/{secret}?ui_locales=en", world.base)
}
