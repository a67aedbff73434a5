//! Keys of clients.

use serde_json::Value;

use crate::program::{Folder, Running};

const RSA_2048: &str = include_str!("../support/keys/rsa2048.json");
const RSA_4096: &str = include_str!("../support/keys/rsa4096.json");
const PEM: &str = include_str!("../support/keys/rsa2048.pem");

/// An installation with a client, and the keys of its owner: `private` and `public`, `next` and `next-public`.
fn with_client() -> (Folder, String) {
    let folder = Folder::installed();
    let made = folder.json(&["client", "create", "--redirect-uri", "http://localhost:9000/callback"]);
    for (name, key) in [("private", RSA_2048), ("next", RSA_4096)] {
        folder.write(name, key);
        let mut public: Value = serde_json::from_str(key).unwrap();
        public.as_object_mut().unwrap().retain(|name, _| matches!(name.as_str(), "kty" | "n" | "e" | "kid"));
        folder.write(&format!("{name}-public"), &public.to_string());
    }
    (folder, made["client_id"].as_str().unwrap().to_owned())
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("no {name} in {value}"))
}

/// Starts to serve on any free port; gives the address.
fn serve(folder: &Folder) -> (Running, String) {
    let mut running = folder.start(&["serve", "--json", "--set", "server.listen=localhost:0"]);
    let ready = running.json_line();
    (running, text(&ready, "issuer").to_owned())
}

#[test]
fn a_key_is_registered_listed_changed_and_removed() {
    let (folder, id) = with_client();
    let made = folder.json(&["client", "key", "add", &id, "private-public"]);
    let kid = text(&made, "kid");
    assert!(kid.starts_with("enc-") && made["ready"] == false && made["challenge"].is_string(), "{made}");
    let said = folder.run(&["client", "key", "show", &id, kid]).done();
    assert!(said.contains(kid) && said.contains("keytest"), "{said}");
    let rotated =
        ["client", "key", "rotate", &id, "-", "--not-before", "2999-01-01T00:00:00Z", "--overlap", "60"];
    let next = folder.json_with(&rotated, &std::fs::read_to_string(folder.path("next-public")).unwrap());
    assert_eq!(text(&next, "state"), "announced");
    let listed = folder.json(&["client", "key", "list", &id]);
    assert_eq!(listed["keys"][0]["not_after"], "2999-01-01T00:01:00Z");
    let said = folder.run(&["client", "key", "list", &id]).done();
    assert!(said.contains(kid) && said.contains(text(&next, "kid")), "{said}");
    let approved = folder.json(&["client", "key", "approve", &id, kid]);
    assert_eq!(
        (&approved["ready"], text(&approved, "ready_on_word_of")),
        (&Value::Bool(true), "the command line")
    );
    let changed = folder.json(&["client", "key", "change", &id, kid, "--not-after", "2998-01-01T00:00:00Z"]);
    assert_eq!(text(&changed, "not_after"), "2998-01-01T00:00:00Z");
    assert_eq!(folder.json(&["client", "key", "remove", &id, kid])["removed"], kid);
    let told = folder.run(&["client", "key", "show", &id, kid]).failed();
    assert!(told.contains("no client") && told.contains(kid), "{told}");
    let signs = folder.json(&["client", "key", "add", &id, "private-public", "--use", "sig"]);
    assert_eq!((text(&signs, "use"), &signs["ready"]), ("sig", &Value::Bool(true)));
}

#[test]
fn what_is_no_public_key_is_refused_and_says_why() {
    let (folder, id) = with_client();
    folder.write("pem", PEM).write("broken", "{");
    for (file, code) in [
        ("private", "[client-key-private]"),
        ("pem", "[client-key-not-jwk]"),
        ("broken", "[request-malformed]"),
        ("absent", "absent"),
    ] {
        let told = folder.run(&["client", "key", "add", &id, file]).failed();
        assert!(told.contains(code), "{file}: {told}");
    }
    let told = folder.run(&["client", "key", "add", "nobody", "private-public"]).failed();
    assert!(told.contains("there is no client nobody"), "{told}");
    folder.run(&["client", "key", "add", &id, "private-public"]).done();
}

#[test]
fn the_owner_of_a_key_opens_the_challenge_and_it_is_used_from_then_on() {
    let (folder, id) = with_client();
    let (_running, issuer) = serve(&folder);
    let issuer = format!("server.issuer={issuer}");
    let made = folder.json(&["client", "key", "add", &id, "private-public", "--set", &issuer]);
    let (kid, challenge) = (text(&made, "kid"), text(&made, "challenge"));
    let test = |key: &str, more: &[&str]| {
        folder.run_with(&[&["client", "keytest", "--key", key][..], more].concat(), challenge)
    };
    let inside: Value = serde_json::from_str(&test("private", &["--offline", "--json"]).done()).unwrap();
    assert_eq!((text(&inside, "client_id"), text(&inside, "kid")), (id.as_str(), kid));
    assert!(test("next", &[]).failed().contains("does not open"));
    assert!(test("private-public", &[]).failed().contains("does not open"));
    let read = || folder.json(&["client", "key", "show", &id, kid, "--set", &issuer]);
    assert_eq!(read()["ready"], false);
    assert!(test("private", &[]).done().contains(kid));
    assert_eq!((&read()["ready"], read().get("challenge")), (&Value::Bool(true), None));
}

#[test]
fn a_key_is_rehearsed_and_what_came_of_it_is_told() {
    let (folder, id) = with_client();
    folder.write(
        "sealed",
        r#"{"redirect_uris":["http://localhost:9000/cb"],"id_token_encrypted_response_alg":"RSA-OAEP"}"#,
    );
    let sealed = folder.json(&["client", "create", "--metadata", "sealed"]);
    let sealed = text(&sealed, "client_id");
    let kid = folder.json(&["client", "key", "add", sealed, "private-public"]);
    let kid = text(&kid, "kid");
    let begun = folder.json(&["key", "rehearse", sealed, "--kid", kid]);
    assert_eq!((text(&begun, "stage"), text(&begun, "kid")), ("waits", kid));
    assert_eq!(folder.json(&["key", "rehearse", sealed, "--kid", kid, "--report"]), begun);
    let said = folder.run(&["key", "rehearse", sealed, "--kid", kid]).done();
    assert!(said.contains(kid) && said.contains(sealed), "{said}");
    let missed = folder.run(&["key", "rehearse", sealed, "--kid", kid, "--within", "1", "--wait", "--json"]);
    let told: Value = serde_json::from_str(&missed.out).unwrap();
    assert_eq!((missed.code, text(&told, "stage")), (Some(1), "missed"));
    let told = folder.run(&["key", "rehearse", &id, "--kid", kid]).failed();
    assert!(told.ends_with("[parameter-invalid]"), "nothing is sealed for this client: {told}");
    folder.run(&["key", "rehearse", sealed, "--kid", kid, "--user", "nobody"]).failed();
}
