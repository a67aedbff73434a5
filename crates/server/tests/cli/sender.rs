//! Senders: set up, changed, tried out, disabled, removed.

use serde_json::json;

use crate::program::Folder;

#[test]
fn a_server_for_mails_is_set_up_changed_tried_out_and_removed() {
    let folder = Folder::installed();
    folder.write("secret.txt", "its password\n");
    let create = ["sender", "create", "relay", "--smtp", "127.0.0.1", "--from", "no-reply@example.fi"];
    let named = [&create[..], &["--username", "us"]].concat();
    let told = folder.run(&named).failed();
    assert!(told.contains("secret") && told.ends_with("[sender-definition-invalid]"), "{told}");
    let whole = [&named[..], &["--secret-file", "secret.txt"]].concat();
    let made = folder.json(&whole);
    assert_eq!(
        (&made["sender"], &made["channel"], &made["has_secret"]),
        (&json!("relay"), &json!("email"), &json!(true))
    );
    assert_eq!(made["smtp"], json!({ "host": "127.0.0.1", "security": "starttls", "username": "us" }));
    assert!(folder.run(&whole).failed().ends_with("[sender-taken]"));

    let changed = folder.json(&[
        "sender",
        "change",
        "relay",
        "--port",
        "9",
        "--order",
        "4",
        "--from-name",
        "Esimerkki",
    ]);
    assert_eq!(
        changed["smtp"],
        json!({ "host": "127.0.0.1", "port": 9, "security": "starttls", "username": "us" })
    );
    assert_eq!((&changed["order"], &changed["from_name"]), (&json!(4), &json!("Esimerkki")));
    assert_eq!((&changed["from"], &changed["has_secret"]), (&made["from"], &json!(true)));
    let list = folder.run(&["sender", "list"]).done();
    assert!(list.contains("relay") && list.contains("127.0.0.1:9") && list.contains("open"), "{list}");

    let tried = folder.run(&["sender", "test", "relay", "admin@example.fi"]).failed();
    assert!(tried.contains("cannot be reached"), "{tried}");
    assert!(folder.run(&["sender", "test", "relay", "admin"]).failed().contains("e-mail address"));
    assert_eq!(folder.json(&["sender", "disable", "relay"])["disabled"], true);
    assert_eq!(folder.json(&["sender", "enable", "relay"])["disabled"], false);
    assert_eq!(folder.json(&["sender", "remove", "relay"]), json!({ "removed": "relay" }));
    assert!(folder.run(&["sender", "show", "relay"]).failed().contains("countersign sender list"));
}

#[test]
fn gateways_of_known_kinds_need_little_to_be_said() {
    let folder = Folder::installed();
    folder.write("secret.txt", "its password\n");
    let twilio =
        ["sender", "add", "sms", "--gateway", "twilio", "--username", "AC123", "--secret-file", "secret.txt"];
    let made = folder.json(&[&twilio[..], &["--from", "+358401234567"]].concat());
    assert_eq!(made["channel"], "sms");
    assert_eq!(made["http"]["address"], "https://api.twilio.com/2010-04-01/Accounts/AC123/Messages.json");
    let nobody = folder.run(&["sender", "remove", "sms"]).done();
    assert!(
        nobody.contains("sms") && folder.run(&twilio).failed().contains("from"),
        "it stands in the template"
    );

    let json = ["--gateway", "json", "--address", "https://sms.example.fi/send", "--from", "Esimerkki"];
    let made = folder.json(&[&["sender", "add", "open"], &json[..]].concat());
    assert_eq!((&made["http"].get("headers"), &made["has_secret"]), (&None, &json!(false)));
    let made = folder.json(&[&["sender", "add", "keyed", "--secret-file", "secret.txt"], &json[..]].concat());
    assert_eq!(made["http"]["headers"]["authorization"], "Bearer {secret}");

    folder.write("own.json", r#"{ "channel": "sms", "http": { "method": "GET", "address": "https://a.fi/?n={digits}&t={text}" } }"#);
    let own = folder.json(&["sender", "add", "own", "--definition", "own.json"]);
    assert_eq!(own["http"]["method"], "GET");
    folder.write(
        "own.json",
        r#"{ "channel": "sms", "http": { "adress": "https://a.fi/?n={digits}&t={text}" } }"#,
    );
    assert!(folder.run(&["sender", "add", "other", "--definition", "own.json"]).failed().contains("address"));
    let nothing = folder.run(&["sender", "add", "other", "--from", "a@b.fi"]).failed();
    assert!(nothing.contains("--smtp"), "{nothing}");
}
