//! What proves people beside their password, as administrators see it.

use idp::Effect;
use idp::model::credential::{Credential, CredentialId, CredentialKind};
use idp::model::user::UserId;
use jose::secret::Secret;
use serde_json::{Value, json};

use crate::api::Api;
use crate::world::World;

/// Gives maija credentials of these kinds.
async fn gives(world: &World, kinds: &[CredentialKind]) {
    let user = UserId::new(&*world.user_id);
    let now = world.node.now();
    let effects = (1..).zip(kinds).map(|(n, kind)| {
        let (id, data) = (CredentialId([n; 16]), Secret::new(r#"{"version":1,"left":["a","b"]}"#.to_owned()));
        let made = Credential::new(id, &user, *kind, data, now);
        Effect::PutCredential(Credential { name: Some(format!("no {n}")), ..made })
    });
    let outcome = world.node.store().commit(effects.collect(), now).await;
    assert!(matches!(outcome, store::Outcome::Done { .. }), "{outcome:?}");
}

fn kinds(answer: &Value) -> Vec<&str> {
    answer["factors"].as_array().unwrap().iter().map(|it| it["kind"].as_str().unwrap()).collect()
}

on_both_stores! {
    async fn are_listed_without_their_secrets(world) {
        gives(&world, &[CredentialKind::Totp, CredentialKind::RecoveryCodes]).await;
        let api = Api::new(&world).await;
        let told = api.get(&format!("/v1/users/{}/factors", world.user_id)).await;
        assert_eq!(kinds(&told.json()), ["recovery_codes", "totp"]);
        let app = &told.json()["factors"][1];
        assert_eq!((&app["name"], &app["left"], &app["last_used_at"]), (&json!("no 1"), &Value::Null, &Value::Null));
        assert_eq!(told.json()["factors"][0]["left"], 2);
        assert!(!told.body.contains("argon2") && !told.body.contains("\"version\""), "{told:?}");
    }

    async fn one_is_removed_and_with_the_last_what_stood_for_it(world) {
        gives(&world, &[CredentialKind::Totp, CredentialKind::Passkey, CredentialKind::RecoveryCodes]).await;
        let api = Api::new(&world).await;
        let path = format!("/v1/users/{}/factors", world.user_id);
        let one = |n| CredentialId([n; 16]).text();
        assert_eq!(api.delete(&format!("{path}/{}", one(1))).await.status, 204);
        assert_eq!(kinds(&api.get(&path).await.json()), ["passkey", "recovery_codes"]);
        assert_eq!(api.delete(&format!("{path}/{}", one(1))).await.status, 404);
        assert_eq!(api.delete(&format!("{path}/{}", one(2))).await.status, 204);
        assert!(kinds(&api.get(&path).await.json()).is_empty());
        let events = api.get(&format!("/v1/events?user_id={}&kind=factor.remove", world.user_id)).await.json();
        assert_eq!(events["events"][0]["about"], json!({"factor": "passkey", "name": "no 2"}));
        let password = CredentialId::only(&UserId::new(&*world.user_id), CredentialKind::Password).text();
        assert_eq!(api.delete(&format!("{path}/{password}")).await.status, 404, "a password is none of them");
    }

    async fn a_reset_takes_all_leaves_the_password_and_leaves_a_trace(world) {
        gives(&world, &[CredentialKind::Totp, CredentialKind::RecoveryCodes, CredentialKind::Device]).await;
        let api = Api::new(&world).await;
        let path = format!("/v1/users/{}/factors", world.user_id);
        assert_eq!(api.delete(&path).await.status, 204);
        assert!(kinds(&api.get(&path).await.json()).is_empty());
        let shop = world.shop().await;
        let signed_in = world.browser().sign_in(&world.authorize_url(&shop, &[])).await;
        assert!(signed_in.parameter("code").is_some());
        let told = api.get(&format!("/v1/events?user_id={}&kind=factor.reset", world.user_id)).await.json();
        let event = &told["events"][0];
        assert_eq!(event["about"], json!({"factors": ["totp", "recovery_codes", "device"]}));
        assert!(event["actor"].as_str().unwrap().starts_with("client:"), "{event}");
        assert_eq!(api.delete("/v1/users/nobody/factors").await.status, 404);
    }
}
