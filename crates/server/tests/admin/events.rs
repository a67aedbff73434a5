//! The audit record, as administrators read it.

use serde_json::{Value, json};

use crate::api::Api;

fn kinds(page: &Value) -> Vec<&str> {
    page["events"].as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap()).collect()
}

on_both_stores! {
    async fn tells_who_changed_what_of_a_person_also_when_they_are_gone(world) {
        let api = Api::new(&world).await;
        let new = json!({"username": "aino", "password": "lumi-sataa-hiljaa", "name": "Aino"});
        let id = api.post("/v1/users", &new).await.text("id");
        let path = format!("/v1/users/{id}");
        api.patch(&path, &json!({"name": "Aino J\u{e4}rvinen", "groups": ["staff"]})).await;
        api.patch(&path, &json!({"disabled": true})).await;
        api.patch(&path, &json!({"disabled": false})).await;
        api.put(&format!("{path}/password"), &json!({"password": "lumi-sulaa-pois"})).await;
        assert_eq!(api.delete(&path).await.status, 204);

        let told = api.get(&format!("/v1/events?user_id={id}")).await;
        let expected =
            ["user.remove", "password.set", "user.enable", "user.disable", "user.change", "user.create"];
        assert_eq!(kinds(&told.json()), expected);
        let changed = &told.json()["events"][4];
        assert_eq!(changed["about"], json!({"members": ["groups", "name"]}));
        assert_eq!((&changed["user_id"], &changed["client_id"]), (&json!(id), &Value::Null));
        assert!(changed["actor"].as_str().unwrap().starts_with("client:"), "{changed}");
        assert!(!told.body.contains("lumi") && !told.body.contains("Aino"), "names what changed, not to what");
    }

    async fn is_read_a_page_at_a_time_and_by_kind(world) {
        let api = Api::new(&world).await;
        for name in ["a", "b", "c"] {
            api.post("/v1/users", &json!({"username": name})).await;
        }
        let first = api.get("/v1/events?kind=user.create&limit=2").await.json();
        assert_eq!(kinds(&first), ["user.create", "user.create"]);
        let next = first["next"].as_str().unwrap();
        let second = api.get(&format!("/v1/events?kind=user.create&limit=2&after={next}")).await.json();
        assert!(!kinds(&second).is_empty() && second["events"][0]["id"] != first["events"][1]["id"]);
        assert!(kinds(&api.get("/v1/events?kind=factor.reset").await.json()).is_empty());
    }

    async fn refuses_a_kind_and_a_page_that_cannot_be(world) {
        let api = Api::new(&world).await;
        for query in ["kind=pigeon", "after=x", "kind=user.create&kind=user.change", "user=x"] {
            assert_eq!(api.get(&format!("/v1/events?{query}")).await.status, 400, "{query}");
        }
        assert_eq!(api.get("/v1/events?kind=user.create").await.status, 200);
    }
}
