//! Identities at upstreams, told of and unlinked.

use idp::effect::Effect;
use idp::model::linked_identity::{LinkedIdentity, SubjectHash};
use idp::model::user::UserId;
use serde_json::json;

use crate::api::Api;

on_both_stores! {
    async fn what_is_linked_is_listed_and_unlinked(world) {
        let api = Api::new(&world).await;
        let path = format!("/v1/users/{}/identities", world.user_id);
        assert_eq!(api.get(&path).await.json(), json!({ "identities": [] }));
        let now = world.node.now();
        let identity = LinkedIdentity {
            upstream: "ftn".parse().unwrap(),
            subject: SubjectHash([7; 32]),
            user: UserId::new(&*world.user_id),
            created_at: now,
            last_used_at: now,
        };
        let linked = world.node.commit(vec![Effect::LinkIdentity(identity.clone())], now).await;
        assert!(matches!(linked, store::Outcome::Done { .. }));
        let listed = api.get(&path).await.json();
        let told = &listed["identities"][0];
        assert_eq!((&told["upstream"], &told["id"]), (&json!("ftn"), &json!(identity.id())));

        for nowhere in [format!("{path}/another"), format!("/v1/users/nobody/identities/{}", identity.id())] {
            assert_eq!(api.delete(&nowhere).await.status, 404, "{nowhere}");
        }
        assert_eq!(api.get("/v1/users/nobody/identities").await.status, 404);
        assert_eq!(api.delete(&format!("{path}/{}", identity.id())).await.status, 204);
        assert_eq!(api.get(&path).await.json(), json!({ "identities": [] }));
    }
}
