//! Senders: made, told of, changed, tried out and removed.

use serde_json::{Value, json};

use crate::api::{Api, lasting};

const PATH: &str = "/v1/senders/relay";

fn relay() -> Value {
    json!({
        "sender": "relay", "channel": "email", "order": 1, "from": "no-reply@example.fi",
        "smtp": { "host": "smtp.example.fi", "security": "tls", "username": "us" },
    })
}

fn gateway() -> Value {
    json!({
        "sender": "gateway", "channel": "sms",
        "http": {
            "method": "POST", "address": "https://sms.example.fi/send", "headers": { "X-Key": "{secret}" },
            "format": "json", "body": r#"{"to":"{number}","text":"{text}"}"#, "success": [200],
        },
    })
}

fn with_secret(mut sender: Value) -> Value {
    sender["secret"] = json!("nobody is told it");
    sender
}

fn of_these(answer: &Value, sent: &Value) -> Value {
    let named = sent.as_object().unwrap().keys();
    named.map(|name| (name.clone(), answer[name].clone())).collect::<serde_json::Map<_, _>>().into()
}

on_both_stores! {
    async fn a_sender_is_made_told_of_changed_and_removed(world) {
        let api = Api::new(&world).await;
        let made = api.post("/v1/senders", &with_secret(relay())).await;
        assert_eq!((made.status, of_these(&made.json(), &relay())), (201, relay()), "{}", made.json());
        assert_eq!(made.location(), "/admin/api/v1/senders/relay");
        assert_eq!(api.get(PATH).await.json(), made.json());
        assert_eq!((&made.json()["has_secret"], &made.json()["disabled"]), (&json!(true), &json!(false)));
        let other = api.post("/v1/senders", &with_secret(gateway())).await;
        assert_eq!((other.status, of_these(&other.json(), &gateway())), (201, gateway()), "{}", other.json());
        let again = api.post("/v1/senders", &with_secret(relay())).await;
        assert_eq!((again.status, again.text("error_code").as_str()), (409, "sender-taken"));

        let patched = api.patch(PATH, &json!({ "order": 3, "smtp": { "security": null }, "disabled": true })).await.json();
        assert_eq!((&patched["order"], &patched["disabled"]), (&json!(3), &json!(true)));
        assert_eq!(patched["smtp"], json!({ "host": "smtp.example.fi", "security": "starttls", "username": "us" }));
        assert_eq!(patched["has_secret"], true, "it stays where it is not named");
        assert_eq!(lasting(&api.put(PATH, &api.get(PATH).await.json()).await), lasting(&api.get(PATH).await), "sent back");
        let folder = json!({ "channel": "email", "from": "a@example.fi", "file": { "folder": "/tmp" }, "secret": null });
        let put = api.put(PATH, &folder).await;
        assert_eq!((put.status, put.json().get("smtp"), &put.json()["has_secret"]), (200, None, &json!(false)));

        let stale = api.write("PATCH", PATH, &json!({ "order": 1 }), &[("if-match", made.header("etag"))]).await;
        assert_eq!((stale.status, stale.text("error_code").as_str()), (412, "changed-meanwhile"));
        assert_eq!(api.delete(PATH).await.status, 204);
        for gone in [api.get(PATH).await, api.delete(PATH).await, api.post(&format!("{PATH}/test"), &json!({ "to": "a@b.fi" })).await] {
            assert_eq!(gone.status, 404);
        }
        let list = api.get("/v1/senders").await.json();
        assert_eq!(list["senders"].as_array().unwrap().len(), 1, "{list}");
    }

    async fn a_secret_is_taken_and_never_told(world) {
        let api = Api::new(&world).await;
        let without = api.post("/v1/senders", &relay()).await;
        assert_eq!((without.status, without.text("error_code").as_str()), (400, "sender-definition-invalid"));
        assert!(without.text("error_description").contains("secret"), "{}", without.json());
        let made = api.post("/v1/senders", &with_secret(relay())).await;
        for answer in [made, api.get(PATH).await, api.get("/v1/senders").await] {
            assert!(!answer.json().to_string().contains("nobody is told it"), "{}", answer.json());
        }
    }

    async fn what_is_not_known_is_refused_by_name(world) {
        let api = Api::new(&world).await;
        let with = |name: &str, value: Value| {
            let mut sender = with_secret(relay());
            sender[name] = value;
            sender
        };
        for (body, about) in [
            (with("form", json!("a@b.fi")), "form"),
            (with("channel", json!("fax")), "channel"),
            (with("channel", json!(null)), "channel"),
            (with("smtp", json!(null)), "smtp"),
            (with("file", json!({ "folder": "/tmp" })), "smtp"),
            (with("smtp", json!({ "host": "a.fi", "user": "us" })), "user"),
            (with("smtp", json!({ "host": "a b", "username": "us" })), "smtp.host"),
            (with("from", json!("nobody")), "from"),
            (with("sender", json!("Relay")), "sender"),
        ] {
            let refused = api.post("/v1/senders", &body).await;
            assert_eq!((refused.status, refused.text("error_code").as_str()), (400, "sender-definition-invalid"), "{body}");
            assert!(refused.text("error_description").contains(about), "{about}: {}", refused.json());
        }
        assert_eq!(api.post("/v1/senders", &with_secret(relay())).await.status, 201);
    }

    async fn a_sender_is_tried_out_and_what_happened_is_told_in_words(world) {
        let api = Api::new(&world).await;
        let mailbox = mailbox::start(mailbox::Options::default()).await.unwrap();
        let smtp = json!({ "host": "127.0.0.1", "port": mailbox.smtp.port(), "security": "plaintext" });
        let relay = json!({ "sender": "relay", "channel": "email", "from": "a@example.fi", "smtp": smtp });
        assert_eq!(api.post("/v1/senders", &relay).await.status, 201);
        let test = format!("{PATH}/test");
        let tried = api.post(&test, &json!({ "to": "admin@example.fi", "language": "fi" })).await;
        assert_eq!((tried.status, &tried.json()["delivered"]), (200, &json!(true)), "{}", tried.json());
        drop(mailbox);
        api.patch(PATH, &json!({ "smtp": { "port": 9 } })).await;
        let tried = api.post(&test, &json!({ "to": "admin@example.fi" })).await.json();
        assert_eq!(tried["delivered"], false);
        assert!(tried["description"].as_str().unwrap().contains("cannot be reached"), "{tried}");
        for body in [json!({}), json!({ "to": "admin" }), json!({ "to": "a@b.fi", "language": "tlh" }), json!({ "to": "a@b.fi", "x": 1 })] {
            assert_eq!(api.post(&test, &body).await.status, 400, "{body}");
        }
    }
}
