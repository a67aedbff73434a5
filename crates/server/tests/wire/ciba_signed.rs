//! Sign-ins elsewhere that a client asks for by what it signed (CIBA Core §7.1, §7.1.1).

use idp::model::client::ClientPolicy;
use jose::{base64url, jwt};
use serde_json::{Value, json};

use crate::ciba::{asking, begins, link, says};
use crate::client_assertion::{Asserting, JWT_BEARER, written};
use crate::letterbox::Letterbox;
use crate::request_object::{Signer, jwks, new_key, unsigned};
use crate::sealed_request::{BARE, JWT, seal};
use crate::world::{Answer, REDIRECT_URI, World};

on_both_stores! {
    async fn a_signed_request_counts_once_and_alone(world) {
        let letterbox = Letterbox::of(&world).await;
        let desk = signing(&world).await;
        let object = signed(&desk, &request(&world, &desk, &json!({ "binding_message": "Order W4SC", "requested_expiry": 60 })));
        let begun = sends(&world, &desk, &[("request", &object)]).await;
        assert_eq!((begun.status, &begun.json()["expires_in"]), (200, &json!(60)), "{begun:?}");
        let mail = &letterbox.come(1).await[0];
        assert!(mail.contains("Order W4SC"), "{mail}");
        says(&world, &link(&world, mail), "allow").await;
        assert_eq!(world.collect(&desk.client, &begun).await.status, 200);
        let again = sends(&world, &desk, &[("request", &object)]).await;
        assert_eq!(again.text("error_code"), "request-object-replayed", "{again:?}");
    }

    /// Beside what proves the client; and sealed, it is what it was.
    async fn a_signed_request_goes_with_an_assertion_and_in_a_seal(world) {
        let _letterbox = Letterbox::of(&world).await;
        let metadata = asking(json!({ "backchannel_authentication_request_signing_alg": "ES256" }));
        let asserting = Asserting::by_key(&world, metadata, ClientPolicy::default()).await;
        let assertion = written(&asserting.header(), &asserting.claims(&world), &asserting.key);
        let Asserting { client, key } = asserting;
        let desk = Signer { client, key };
        let sealed = seal(&world, &JWT, &signed(&desk, &request(&world, &desk, &json!({})))).await;
        let form = [
            ("client_assertion_type", JWT_BEARER),
            ("client_assertion", &assertion),
            ("request", &sealed),
        ];
        let begun = world.post("/oauth2/bc-authorize", &form).await;
        assert_eq!(begun.status, 200, "{begun:?}");
    }

    async fn refuses_what_is_not_signed_for_us_now_and_by_the_client(world) {
        let _letterbox = Letterbox::of(&world).await;
        let desk = signing(&world).await;
        let now = world.node.now().as_secs();
        for further in [
            json!({ "iss": "another" }), json!({ "iss": null }), json!({ "aud": "https://other.test" }), json!({ "aud": null }),
            json!({ "exp": now - 61 }), json!({ "exp": now + 7200 }), json!({ "exp": null }), json!({ "iat": null }),
            json!({ "nbf": now + 3600 }), json!({ "nbf": now - 7200 }), json!({ "nbf": null }), json!({ "jti": null }),
            json!({ "sub": desk.client.id }), json!({ "request": "e30.e30." }),
        ] {
            let refused = sends(&world, &desk, &[("request", &signed(&desk, &request(&world, &desk, &further)))]).await;
            assert_eq!(refused.text("error_code"), "request-object-invalid", "{further}: {refused:?}");
        }
        let whole = request(&world, &desk, &json!({}));
        let stranger = Signer { client: desk.client.clone(), key: new_key("mine") };
        let bare = seal(&world, &BARE, &whole.to_string()).await;
        for object in [signed(&stranger, &whole), unsigned(&whole), bare, "no token".to_owned()] {
            let refused = sends(&world, &desk, &[("request", &object)]).await;
            assert_eq!(refused.text("error_code"), "request-object-invalid", "{object}: {refused:?}");
        }
        let beside = sends(&world, &desk, &[("request", &signed(&desk, &whole)), ("login_hint", "maija")]).await;
        assert_eq!(beside.text("error_code"), "parameter-invalid", "{beside:?}");
        assert_eq!(begins(&world, &desk.client, &[]).await.text("error_code"), "request-object-required");
        let inside = signed(&desk, &request(&world, &desk, &json!({ "scope": "profile" })));
        assert_eq!(sends(&world, &desk, &[("request", &inside)]).await.text("error"), "invalid_scope");
        assert_eq!(sends(&world, &desk, &[("request", &signed(&desk, &whole))]).await.status, 200);
    }

    async fn a_client_means_somebody_by_a_token_of_its_own(world) {
        let letterbox = Letterbox::of(&world).await;
        let desk = hinting(&world).await;
        for (many, who) in [json!({ "sub": world.user_id }), json!({ "preferred_username": "MAIJA" })].iter().enumerate() {
            let token = signed(&desk, &hint(&world, &desk, who));
            let begun = means(&world, &desk, ("login_hint_token", &token)).await;
            assert_eq!(begun.status, 200, "{who}: {begun:?}");
            letterbox.come(many + 1).await;
        }
        let sealed = seal(&world, &JWT, &signed(&desk, &hint(&world, &desk, &json!({ "email": "nobody@example.test" })))).await;
        let nobody = means(&world, &desk, ("login_hint_token", &sealed)).await;
        assert_eq!((nobody.status, &nobody.json()["expires_in"]), (200, &json!(600)), "{nobody:?}");
        assert_eq!(letterbox.mails().len(), 2);
    }

    async fn refuses_a_token_that_means_nobody_or_several_or_is_not_the_clients(world) {
        let _letterbox = Letterbox::of(&world).await;
        let desk = hinting(&world).await;
        let now = world.node.now().as_secs();
        for further in [
            json!({}), json!({ "sub": "x", "email": "x@example.test" }), json!({ "sub": 7 }), json!({ "sub": "" }),
            json!({ "sub": desk.client.id }), json!({ "sub": "x", "iss": "another" }), json!({ "sub": "x", "aud": "https://other.test" }),
            json!({ "sub": "x", "exp": null }), json!({ "sub": "x", "iat": now + 600 }),
        ] {
            let refused = means(&world, &desk, ("login_hint_token", &signed(&desk, &hint(&world, &desk, &further)))).await;
            assert_eq!((refused.text("error"), refused.text("error_code")), ("invalid_request".to_owned(), "parameter-invalid".to_owned()), "{further}");
        }
        let over = signed(&desk, &hint(&world, &desk, &json!({ "sub": "x", "exp": now - 61 })));
        assert_eq!(means(&world, &desk, ("login_hint_token", &over)).await.text("error"), "expired_login_hint_token");
        let whole = hint(&world, &desk, &json!({ "sub": world.user_id }));
        let stranger = Signer { client: desk.client.clone(), key: new_key("mine") };
        let garbled = seal(&world, &JWT, "no token").await;
        for token in [signed(&stranger, &whole), unsigned(&whole), garbled, "no token".to_owned()] {
            let refused = means(&world, &desk, ("login_hint_token", &token)).await;
            assert_eq!(refused.text("error"), "invalid_request", "{token}: {refused:?}");
        }
        assert_eq!(means(&world, &desk, ("login_hint_token", &signed(&desk, &whole))).await.status, 200);
    }

    /// By what the client was told of them, also where nobody else knows them so.
    async fn a_client_means_somebody_by_an_id_token_it_was_given(world) {
        let letterbox = Letterbox::of(&world).await;
        for (round, further) in [json!({}), pairwise()].iter().enumerate() {
            letterbox.empty();
            let desk = Signer { client: world.client(asking(further.clone()), ClientPolicy::default()).await, key: new_key("mine") };
            let id_token = granted(&world, &desk, &letterbox).await;
            let (_, claims) = world.verified(&id_token).await;
            assert_eq!(claims["sub"] == world.user_id, round == 0);
            letterbox.empty();
            // Also long after it was over.
            world.clock.advance(std::time::Duration::from_hours(48));
            let begun = means(&world, &desk, ("id_token_hint", &id_token)).await;
            assert_eq!(begun.status, 200, "{begun:?}");
            says(&world, &link(&world, &letterbox.come(1).await[0]), "allow").await;
            let (_, again) = world.verified(&world.collect(&desk.client, &begun).await.text("id_token")).await;
            assert_eq!(again["sub"], claims["sub"]);

            let sealed = seal(&world, &JWT, &id_token).await;
            assert_eq!(means(&world, &desk, ("id_token_hint", &sealed)).await.status, 200);
            // Its mail is not to be taken for one of the next round.
            letterbox.come(2).await;
            let other = Signer { client: world.client(asking(json!({})), ClientPolicy::default()).await, key: new_key("mine") };
            for (who, token) in [(&other, id_token.as_str()), (&desk, "no token"), (&desk, &signed(&desk, &claims))] {
                let refused = means(&world, who, ("id_token_hint", token)).await;
                assert_eq!(refused.text("error_code"), "parameter-invalid", "{refused:?}");
            }
        }
    }

    async fn the_metadata_name_how_requests_may_be_signed(world) {
        let metadata = world.get("/.well-known/openid-configuration").await.json();
        let named = metadata["backchannel_authentication_request_signing_alg_values_supported"].as_array().unwrap();
        assert!(named.contains(&json!("ES256")) && !named.contains(&json!("HS256")) && !named.contains(&json!("none")), "{named:?}");
    }
}

fn pairwise() -> Value {
    json!({ "subject_type": "pairwise", "redirect_uris": [REDIRECT_URI] })
}

/// A client that signs its requests.
async fn signing(world: &World) -> Signer {
    Signer::new(world, asking(json!({ "backchannel_authentication_request_signing_alg": "ES256" }))).await
}

/// A client that has a key, and sends plain requests.
async fn hinting(world: &World) -> Signer {
    let key = new_key("mine");
    let client = world.client(asking(json!({ "jwks": jwks(&[&key]) })), ClientPolicy::default()).await;
    Signer { client, key }
}

/// A token that it signed.
fn signed(desk: &Signer, claims: &Value) -> String {
    jwt::sign(None, claims, &desk.key).unwrap()
}

async fn sends(world: &World, desk: &Signer, form: &[(&str, &str)]) -> Answer {
    world.post_as(&desk.client, "/oauth2/bc-authorize", form).await
}

/// Asks for whom this means.
async fn means(world: &World, desk: &Signer, hint: (&str, &str)) -> Answer {
    begins(world, &desk.client, &[("login_hint", ""), hint]).await
}

/// What a token of this client says, of itself and further; what is null is left out.
fn hint(world: &World, desk: &Signer, further: &Value) -> Value {
    let now = world.node.now().as_secs();
    let claims = json!({ "iss": desk.client.id, "aud": world.base, "iat": now, "exp": now + 60 });
    over(claims, further)
}

/// What a request of this client says.
fn request(world: &World, desk: &Signer, further: &Value) -> Value {
    let now = world.node.now().as_secs();
    let claims = json!({
        "nbf": now, "jti": base64url::encode(jose::random::bytes::<16>()), "scope": "openid", "login_hint": "maija",
    });
    over(hint(world, desk, &claims), further)
}

fn over(mut claims: Value, further: &Value) -> Value {
    let members = claims.as_object_mut().unwrap();
    members.extend(further.as_object().unwrap().clone());
    members.retain(|_, value| !value.is_null());
    claims
}

/// An ID token that the client has of maija.
async fn granted(world: &World, desk: &Signer, letterbox: &Letterbox) -> String {
    let begun = begins(world, &desk.client, &[]).await;
    says(world, &link(world, &letterbox.come(1).await[0]), "allow").await;
    world.collect(&desk.client, &begun).await.text("id_token")
}
