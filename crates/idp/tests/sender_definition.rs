//! Senders as records: what one may be, and what is found before anybody waits for a code.

use idp::Reason;
use idp::model::client::KeptSecret;
use idp::model::sender::{Sender, SenderDefinition};
use idp::sender::{Changes, NewSender, Preset, change, create, remove};
use jose::secret::Secret;
use serde_json::{Value, json};

use crate::support::*;

fn definition(value: Value) -> SenderDefinition {
    serde_json::from_value(value).expect("a definition")
}

fn relay() -> Value {
    json!({
        "channel": "email", "from": "no-reply@example.fi", "from_name": "Esimerkki",
        "smtp": { "host": "smtp.example.fi", "username": "us" },
    })
}

fn gateway() -> Value {
    json!({
        "channel": "sms", "from": "Esimerkki",
        "http": {
            "address": "https://sms.example.fi/send", "headers": { "X-Key": "{secret}" },
            "body": r#"{"to":"{number}","text":"{text}","from":"{from}"}"#,
        },
    })
}

fn with(mut value: Value, path: &str, member: Value) -> Value {
    *value.pointer_mut(path).unwrap() = member;
    value
}

fn merged(mut value: Value, path: &str, more: Value) -> Value {
    let members = value.pointer_mut(path).unwrap().as_object_mut().unwrap();
    members.extend(more.as_object().unwrap().clone());
    value
}

fn secret(text: &str) -> Option<KeptSecret> {
    Some(KeptSecret::new(Secret::new(text.to_owned())))
}

fn made(value: Value, secret: Option<KeptSecret>) -> Result<Sender, idp::Refusal> {
    create(NewSender { id: "relay".to_owned(), definition: definition(value), secret }, &[], NOW).answer
}

#[test]
fn what_can_send_is_kept_changed_and_removed() {
    let mut world = World::new();
    let new = NewSender { id: "relay".to_owned(), definition: definition(relay()), secret: secret("it") };
    let sender = world.commit(create(new, &[], world.now)).unwrap();
    assert_eq!((sender.version, sender.disabled_at), (1, None));

    let other = definition(with(relay(), "/smtp/host", json!("10.1.2.3")));
    let changes = Changes { definition: Some(other.clone()), disabled: Some(true), ..Changes::default() };
    let sender = world.commit(change(Some(sender), changes, world.now)).unwrap();
    assert_eq!((sender.version, sender.disabled_at, &sender.definition), (2, Some(world.now), &other));
    assert_eq!(sender.secret().unwrap().expose(), "it", "what is not named stays");

    let without = Changes { secret: Some(None), ..Changes::default() };
    let refused = change(Some(sender.clone()), without, world.now).answer.unwrap_err();
    assert_eq!(
        (refused.reason, refused.detail.parameter.as_deref()),
        (Reason::SenderDefinitionInvalid, Some("secret"))
    );
    let open = Changes { disabled: Some(false), ..Changes::default() };
    let sender = world.commit(change(Some(sender), open, world.now)).unwrap();
    assert_eq!(sender.disabled_at, None);

    world.commit(remove(Some(&sender))).unwrap();
    assert!(world.state.senders.is_empty());
    assert_eq!(reason(remove(None).answer), Reason::NotFound);
    assert_eq!(reason(change(None, Changes::default(), NOW).answer), Reason::NotFound);
}

#[test]
fn what_is_kept_is_read_again_as_it_was() {
    for value in [
        relay(),
        gateway(),
        json!({ "channel": "email", "from": "a@b.fi", "order": 3, "file": { "folder": "/mail" } }),
    ] {
        let definition = definition(value);
        let kept = serde_json::to_string(&definition).unwrap();
        assert_eq!(serde_json::from_str::<SenderDefinition>(&kept).unwrap(), definition, "{kept}");
    }
}

#[test]
fn all_that_is_right_is_taken() {
    let folder = json!({ "channel": "email", "from": "a@b.fi", "file": { "folder": "/var/mail" } });
    assert!(made(folder, None).is_ok());
    for (path, more) in [
        ("/smtp", json!({ "host": "::1" })),
        ("/smtp", json!({ "security": "tls", "port": 2465 })),
        ("/smtp", json!({ "security": "plaintext" })),
        ("", json!({ "from": "väinö@käse.example" })),
    ] {
        assert!(made(merged(relay(), path, more.clone()), secret("it")).is_ok(), "{more}");
    }
    let nobody = json!({ "channel": "email", "from": "a@b.fi", "smtp": { "host": "localhost" } });
    assert!(made(nobody, None).is_ok());
    for more in [
        json!({ "method": "GET", "body": "", "address": "https://sms.example.fi/?to={digits}&text={text}&key={secret}", "headers": {} }),
        json!({ "format": "form", "body": "to={number}&text={text}" }),
        json!({ "format": "xml", "body": "<sms to=\"{digits}\">{text}</sms>" }),
        json!({ "username": "us" }),
        json!({ "success": [200, 202] }),
    ] {
        assert!(made(merged(gateway(), "/http", more.clone()), secret("it")).is_ok(), "{more}");
    }
    for preset in Preset::ALL {
        assert_eq!(Preset::parse(preset.as_str()), Some(preset));
        let address = Some("https://sms.example.fi/send".to_owned());
        let http = preset.gateway(address, Some("AC123".to_owned()), true);
        let value = json!({ "channel": "sms", "from": "+358401234567", "http": http });
        assert!(made(value, secret("it")).is_ok(), "{preset:?}");
    }
}

#[test]
fn refuses_what_cannot_send_and_names_the_member() {
    let long = "x".repeat(5000);
    for (value, about) in [
        (with(relay(), "/from", json!("Esimerkki <no-reply@example.fi>")), "from"),
        (with(relay(), "/from", json!("")), "from"),
        (with(relay(), "/from_name", json!("a\r\nBcc: b@example.fi")), "from_name"),
        (with(relay(), "/from_name", json!("")), "from_name"),
        (with(relay(), "/channel", json!("sms")), "from_name"),
        (with(relay(), "/smtp/host", json!("smtp.example.fi:25")), "smtp.host"),
        (with(relay(), "/smtp/host", json!("")), "smtp.host"),
        (with(relay(), "/smtp/host", json!("a b")), "smtp.host"),
        (with(relay(), "/smtp/username", json!(null)), "smtp.username"),
        (with(relay(), "/smtp/username", json!("a\0b")), "smtp.username"),
        (merged(relay(), "/smtp", json!({ "port": 0 })), "smtp.port"),
        (json!({ "channel": "email", "from": "a@b.fi", "file": { "folder": "mail" } }), "file.folder"),
        (json!({ "channel": "sms", "from": "", "file": { "folder": "/mail" } }), "channel"),
        (with(with(gateway(), "/channel", json!("email")), "/from", json!("a@b.fi")), "channel"),
        (with(gateway(), "/from", json!("")), "from"),
        (with(gateway(), "/from", json!("a\nb")), "from"),
        (with(gateway(), "/http/address", json!("sms.example.fi")), "http.address"),
        (with(gateway(), "/http/address", json!("ftp://sms.example.fi/{text}")), "http.address"),
        (with(gateway(), "/http/address", json!("https://{text}/")), "http.address"),
        (with(gateway(), "/http/address", json!("https://a.fi/{name}")), "http.address"),
        (with(gateway(), "/http/headers", json!({ "Host": "{secret}" })), "http.headers"),
        (with(gateway(), "/http/headers", json!({ "X Key": "{secret}" })), "http.headers"),
        (with(gateway(), "/http/headers", json!({ "X-Key": "{secret}\r\nX: y" })), "http.headers"),
        (with(gateway(), "/http/headers", json!({})), "secret"),
        (with(gateway(), "/http/body", json!("{text}")), "http.body"),
        (with(gateway(), "/http/body", json!("{number}")), "http.body"),
        (with(gateway(), "/http/body", json!(r#"{"to":"{number}","text":{text}}"#)), "http.body"),
        (with(gateway(), "/http/body", json!(format!("{{number}}{{text}}{long}"))), "http.body"),
        (merged(gateway(), "/http", json!({ "method": "GET" })), "http.body"),
        (merged(gateway(), "/http", json!({ "username": "a:b" })), "http.username"),
        (merged(gateway(), "/http", json!({ "success": [302] })), "http.success"),
    ] {
        let refused = made(value.clone(), secret("it")).expect_err(&value.to_string());
        assert_eq!(refused.reason, Reason::SenderDefinitionInvalid);
        assert_eq!(refused.detail.parameter.as_deref(), Some(about), "{value}");
    }
    for (value, secret) in
        [(relay(), None), (gateway(), None), (relay(), secret("")), (relay(), secret("a\nb"))]
    {
        assert_eq!(made(value, secret).unwrap_err().detail.parameter.as_deref(), Some("secret"));
    }
}

#[test]
fn refuses_a_second_of_the_same_name_and_one_too_many() {
    let named = |id: &str, there: &[idp::model::sender::SenderId]| {
        let new = NewSender { id: id.to_owned(), definition: definition(relay()), secret: secret("it") };
        create(new, there, NOW).answer
    };
    let there = ["relay".parse().unwrap()];
    assert_eq!(reason(named("relay", &there)), Reason::SenderTaken);
    assert_eq!(reason(named("Relay", &there)), Reason::SenderDefinitionInvalid);
    assert!(named("other", &there).is_ok());
    let many: Vec<_> = (0..50).map(|n| format!("n{n}").parse().unwrap()).collect();
    assert_eq!(reason(named("other", &many)), Reason::SenderDefinitionInvalid);
}
