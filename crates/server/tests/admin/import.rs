//! People brought along from elsewhere through the admin API.

use serde_json::{Value, json};

use crate::api::Api;

const THEIRS: &str = "$2b$04$6it67htkFGYKmZY33UBV3uHZ5TggMlynlN.7xm70H4Tw6.CYLlLfS";

/// What became of each, in words, and how many of each.
fn outcomes(answer: &Value) -> (Vec<&str>, [u64; 4]) {
    let results = answer["results"].as_array().unwrap().iter();
    let counts = ["created", "updated", "unchanged", "refused"].map(|name| answer[name].as_u64().unwrap());
    (results.map(|result| result["outcome"].as_str().unwrap()).collect(), counts)
}

on_both_stores! {
    async fn each_is_decided_alone_and_the_same_again_changes_nothing(world) {
        let api = Api::new(&world).await;
        let users = json!([
            { "username": "onni", "email": "onni@example.fi", "email_verified": true, "password_hash": THEIRS, "groups": ["staff"] },
            { "username": "aila", "password_hash": "5f4dcc3b5aa765d61d8327deb882cf99" },
            { "username": "aila", "groups": [" "] },
            { "email": "onni@example.fi" },
            { "email": "aila@example.fi", "attributes": { "external_id": "4711" }, "disabled": true },
            { "username": "maija" },
        ]);
        let rehearsal = json!({ "users": users.clone(), "dry_run": true });
        let rehearsed = api.post("/v1/users/import", &rehearsal).await.json();
        let expected = ["created", "refused", "refused", "refused", "created", "unchanged"];
        assert_eq!(outcomes(&rehearsed), (expected.to_vec(), [2, 0, 1, 3]), "{rehearsed}");
        let repeated = rehearsed["results"][3]["error_description"].as_str().unwrap();
        assert!(repeated.contains("users[0]") && repeated.contains("username"), "{repeated}");
        assert_eq!(api.get("/v1/users?login_name=onni").await.json()["users"], json!([]));

        let answer = api.post("/v1/users/import", &json!({ "users": users.clone() })).await.json();
        assert_eq!(outcomes(&answer), (expected.to_vec(), [2, 0, 1, 3]), "{answer}");
        let refused = |at: usize| answer["results"][at]["error_description"].as_str().unwrap();
        assert!(refused(1).contains("password_hash") && refused(2).contains("groups"), "{answer}");
        assert_eq!(answer["results"][3]["error_code"], "login-name-taken");
        let onni = api.get(&format!("/v1/users/{}", answer["results"][0]["id"].as_str().unwrap())).await;
        assert_eq!((&onni.json()["username"], &onni.json()["groups"]), (&json!("onni"), &json!(["staff"])));
        assert!(!onni.body.contains("$2b$"));
        let aila = api.get("/v1/users?login_name=aila@example.fi").await.json();
        assert_eq!((&aila["users"][0]["disabled"], &aila["users"][0]["attributes"]["external_id"]), (&json!(true), &json!("4711")));

        for existing in ["skip", "update"] {
            let again = json!({ "users": users.clone(), "existing": existing });
            let (_, counts) = outcomes(&api.post("/v1/users/import", &again).await.json());
            assert_eq!(counts, [0, 0, 3, 3], "{existing}");
        }
        let changed = json!({ "users": [{ "username": "onni", "locale": "fi" }], "existing": "update" });
        let answer = api.post("/v1/users/import", &changed).await.json();
        assert_eq!(outcomes(&answer), (vec!["updated"], [0, 1, 0, 0]));
        let onni = api.get("/v1/users?login_name=onni").await.json();
        assert_eq!((&onni["users"][0]["locale"], &onni["users"][0]["email"]), (&json!("fi"), &json!("onni@example.fi")));
    }

    async fn a_member_that_is_not_known_is_told_with_the_nearest(world) {
        let api = Api::new(&world).await;
        for (name, outcome) in [("pasword_hash", "refused"), ("password_hash", "created")] {
            let users = json!({ "users": [{ "username": "aila", name: THEIRS }] });
            let request = api.request("POST", "/v1/users/import").header("content-type", "application/json");
            let answer = api.send("POST", "/v1/users/import", request.body(users.to_string())).await.json();
            assert_eq!(outcomes(&answer).0, [outcome], "{answer}");
            let told = answer["results"][0]["error_description"].as_str().unwrap_or("password_hash");
            assert!(told.contains("password_hash"), "{answer}");
        }
    }

    async fn a_hundred_come_at_a_time_and_names_among_them_count(world) {
        let api = Api::new(&world).await;
        let many = |count: usize| (0..count).map(|n| json!({ "username": format!("n{n}") })).collect::<Vec<_>>();
        let answer = api.post("/v1/users/import", &json!({ "users": many(101) })).await;
        assert_eq!((answer.status, answer.text("error_code").as_str()), (400, "parameter-invalid"));
        let mut users = many(99);
        users.push(json!({ "username": "N7" }));
        let answer = api.post("/v1/users/import", &json!({ "users": users })).await.json();
        assert_eq!(outcomes(&answer).1, [99, 0, 1, 0]);
        let answer = api.post("/v1/users/import", &json!({ "users": [], "existing": "replace" })).await;
        assert_eq!(answer.status, 400);
        let answer = api.post("/v1/users/import", &json!({ "users": [] })).await.json();
        assert_eq!(outcomes(&answer).1, [0; 4]);
    }
}
