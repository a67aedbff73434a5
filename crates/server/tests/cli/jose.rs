//! Keys and messages by hand.

use ::jose::base64url;
use serde_json::{Value, json};

use crate::program::Folder;

const PAYLOAD: &str = r#"{"sub":"maija","name":"Väinö Äyrämö"}"#;

/// A folder with a key that signs and one to encrypt to, and the public part of each.
fn folder() -> Folder {
    let folder = Folder::new();
    for (name, alg) in [("sig", "ES256"), ("enc", "ECDH-ES")] {
        let public = folder.json(&["jose", "generate", alg, "--kid", name, "--out", &format!("{name}.jwk")]);
        assert!(public["d"].is_null() && public["kid"] == name, "{public}");
        folder.write(&format!("{name}.pub"), &public.to_string());
    }
    folder
}

fn make(folder: &Folder, args: &[&str], input: &str) -> String {
    folder.run_with(&[&["jose"], args].concat(), input).done().trim_end().to_owned()
}

fn nested(folder: &Folder) -> String {
    let signed = make(folder, &["sign", "--jwk", "sig.jwk", "--typ", "JWT"], PAYLOAD);
    make(folder, &["encrypt", "--jwk", "enc.pub", "--cty", "JWT"], &signed)
}

/// The JSON of a call that ends with 1.
#[track_caller]
fn check_that_fails(folder: &Folder, args: &[&str], token: &str) -> String {
    let said = folder.run_with(&[&["jose"], args].concat(), token);
    assert_eq!((said.code, said.err.as_str()), (Some(1), ""), "{said:?}");
    let told: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(told["ok"], false);
    told["check"].as_str().unwrap().to_owned()
}

#[test]
fn what_is_signed_and_encrypted_comes_back_and_nothing_else() {
    let folder = folder();
    let token = nested(&folder);
    let inside = make(&folder, &["decrypt", "--jwk", "enc.jwk"], &token);
    assert_eq!(make(&folder, &["verify", "--jwk", "sig.pub"], &inside), PAYLOAD);
    let narrow = ["decrypt", "--jwk", "enc.jwk", "--alg", "ECDH-ES", "--enc", "A128CBC-HS256"];
    assert_eq!(make(&folder, &narrow, &token), inside);
    let told = folder.json_with(&["jose", "verify", "--jwk", "sig.pub", "--alg", "ES256"], &inside);
    assert_eq!(told, json!({ "ok": true, "payload": base64url::encode(PAYLOAD) }));

    let check = |args: &[&str], token: &str| check_that_fails(&folder, args, token);
    let last = token.len() - 3;
    let other = if token.as_bytes()[last] == b'A' { "B" } else { "A" };
    let changed = format!("{}{other}{}", &token[..last], &token[last + 1..]);
    assert!(check(&["decrypt", "--jwk", "enc.jwk"], &changed).contains("tag"));
    assert!(
        check(&["decrypt", "--jwk", "enc.jwk", "--enc", "A256GCM"], &token).contains("enc is not allowed")
    );
    assert!(check(&["decrypt", "--jwk", "enc.pub"], &token).contains("no private part"));
    assert!(check(&["verify", "--jwk", "sig.pub"], &token).contains("encrypted"));
    assert!(check(&["verify", "--jwk", "sig.pub", "--alg", "ES384"], &inside).contains("alg is not allowed"));
    assert!(check(&["verify", "--jwk", "enc.pub"], &inside).contains("alg"));
    assert!(check(&["verify", "--jwk", "sig.pub"], "").contains("three parts"));
}

#[test]
fn each_algorithm_has_keys_that_work() {
    let folder = Folder::new();
    let algorithms = ["RS256", "PS512", "ES384", "ES512", "EdDSA", "HS384"];
    for alg in algorithms {
        let key = make(&folder, &["generate", alg], "");
        folder.write("key", &key);
        let token = make(&folder, &["sign", "--jwk", "key"], "payload");
        assert_eq!(make(&folder, &["verify", "--jwk", "key", "--alg", alg], &token), "payload", "{alg}");
    }
    let ways: [(&[&str], &str); 8] = [
        (&["RSA-OAEP"], "A128CBC-HS256"),
        (&["RSA-OAEP-256"], "A256GCM"),
        (&["ECDH-ES", "--curve", "P-384"], "A192CBC-HS384"),
        (&["ECDH-ES+A128KW", "--curve", "X25519"], "A128GCM"),
        (&["ECDH-ES+A256KW", "--curve", "P-521"], "A192GCM"),
        (&["A128KW"], "A256CBC-HS512"),
        (&["A256KW"], "A256GCM"),
        (&["dir", "--enc", "A256CBC-HS512"], "A256CBC-HS512"),
    ];
    for (way, enc) in ways {
        let key = make(&folder, &[&["generate"], way].concat(), "");
        folder.write("key", &key);
        let token = make(&folder, &["encrypt", "--jwk", "key", "--enc", enc], "content");
        assert_eq!(make(&folder, &["decrypt", "--jwk", "key"], &token), "content", "{way:?}");
    }
}

#[test]
fn layers_are_peeled_as_far_as_the_keys_go() {
    let folder = folder();
    let token = nested(&folder);
    let layers = |args: &[&str]| {
        let told = folder.json_with(&[&["jose", "inspect"], args].concat(), &token);
        told["layers"].as_array().unwrap().clone()
    };
    let all = layers(&["--jwk", "sig.pub", "--jwk", "enc.jwk"]);
    let kinds: Vec<&str> = all.iter().map(|layer| layer["layer"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["encrypted", "signed", "claims"]);
    assert_eq!((&all[0]["key"], &all[1]["key"]), (&json!("enc"), &json!("sig")));
    assert_eq!(all[2]["claims"]["name"], "Väinö Äyrämö");

    let none = layers(&[]);
    assert_eq!(none.len(), 1);
    let check = none[0]["check"].as_str().unwrap();
    assert!(check.contains("the key enc") && check.contains("not given"), "{check}");

    let outside = layers(&["--jwk", "enc.jwk"]);
    assert_eq!((outside.len(), &outside[1]["verified"]), (3, &json!(false)));
    assert!(outside[1]["check"].as_str().unwrap().contains("the key sig"), "{outside:?}");

    let text = make(&folder, &["inspect", "--jwk", "sig.pub", "--jwk", "enc.jwk"], &token);
    assert!(text.contains("opened with enc") && text.contains("verified with sig"), "{text}");
}

#[test]
fn what_nobody_signed_is_shown_and_said_to_be_worth_nothing() {
    let token = format!("{}.{}.", base64url::encode(r#"{"alg":"none"}"#), base64url::encode(PAYLOAD));
    let told = Folder::new().run_with(&["jose", "inspect"], &token).done();
    assert!(told.contains("not signed by anybody") && told.contains("maija"), "{told}");
}

#[test]
fn a_batch_answers_each_line_whatever_is_wrong_with_it() {
    let folder = folder();
    let key = |name: &str| -> Value {
        serde_json::from_str(&std::fs::read_to_string(folder.path(name)).unwrap()).unwrap()
    };
    let batch = |command: &str, lines: &[Value]| -> Vec<Value> {
        let input: String = lines.iter().map(|line| format!("{line}\n")).collect();
        let out = make(&folder, &[command, "--batch"], &input);
        out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let payload = base64url::encode(PAYLOAD);
    let empty = "";
    let made = batch(
        "encrypt",
        &[
            json!({ "jwk": key("enc.pub"), "payload": payload, "enc": "A256GCM", "cty": "JWT" }),
            json!({ "jwk": key("enc.pub"), "payload": empty, "alg": "ECDH-ES" }),
            json!({ "jwk": key("sig.pub"), "payload": payload }),
        ],
    );
    assert!(made[2]["check"].as_str().unwrap().contains("not one to encrypt to"), "{made:?}");
    let opened = batch(
        "decrypt",
        &[
            json!({ "jwk": key("enc.jwk"), "token": made[0]["token"], "alg": "ECDH-ES", "enc": "A256GCM" }),
            json!({ "jwk": key("enc.jwk"), "token": made[1]["token"] }),
            json!({ "jwk": key("enc.jwk"), "token": made[1]["token"], "enc": "A256GCM" }),
            json!({ "jwk": key("enc.jwk"), "token": made[1]["token"], "enc": "RC4" }),
            json!({ "jwk": { "kty": "RSA" }, "token": made[1]["token"] }),
            json!({ "token": 7 }),
            json!("no object"),
        ],
    );
    assert_eq!(opened[0], json!({ "ok": true, "payload": payload }));
    assert_eq!(opened[1], json!({ "ok": true, "payload": empty }));
    assert_eq!(opened.len(), 7);
    for refused in &opened[2..] {
        assert!(refused["ok"] == false && refused["check"].is_string(), "{refused}");
    }
    let signed = batch("sign", &[json!({ "jwk": key("sig.jwk"), "payload": payload, "typ": "JWT" })]);
    let verified = batch(
        "verify",
        &[
            json!({ "jwk": key("sig.pub"), "token": signed[0]["token"], "alg": "ES256" }),
            json!({ "jwk": key("sig.pub"), "token": signed[0]["token"], "alg": "RS256" }),
        ],
    );
    assert_eq!((&verified[0]["ok"], &verified[0]["payload"]), (&json!(true), &json!(payload)));
    assert_eq!(verified[1]["ok"], false);
}

#[test]
fn a_member_named_twice_in_a_batch_is_refused() {
    let line = r#"{"jwk":{"kty":"oct","k":"AAAA","k":"BBBB"},"token":"a.b.c"}"#;
    let told = Folder::new().run_with(&["jose", "verify", "--batch"], line).done();
    assert!(told.contains("twice"), "{told}");
}

#[test]
fn a_private_key_goes_to_a_file_of_its_owner_alone_and_over_no_other() {
    let folder = Folder::new();
    let args = ["jose", "generate", "RSA-OAEP", "--out", "key"];
    let public = folder.json(&args);
    assert_eq!((public["use"].as_str(), public["alg"].as_str()), (Some("enc"), Some("RSA-OAEP")));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(folder.path("key").metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
    let before = std::fs::read(folder.path("key")).unwrap();
    folder.run(&args).failed();
    assert_eq!(std::fs::read(folder.path("key")).unwrap(), before);
}

#[test]
fn an_option_that_says_nothing_about_a_key_is_used_wrongly() {
    let folder = Folder::new();
    for args in
        [&["ES256", "--bits", "2048"][..], &["RSA-OAEP", "--curve", "P-256"], &["A128KW", "--enc", "A128GCM"]]
    {
        let said = folder.run(&[&["jose", "generate"], args].concat());
        assert_eq!(said.code, Some(2), "{said:?}");
    }
    assert_eq!(folder.run(&["jose", "generate", "RSA1_5"]).code, Some(2));
}
