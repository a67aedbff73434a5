//! Others, played.

use serde_json::{Value, json};

use crate::program::{Folder, http};

const BANKS: [&str; 5] = ["sim", "banks", "--json", "--port", "0"];

#[test]
fn the_banks_stand_alone_with_a_client_whose_keys_they_tell() {
    let folder = Folder::new();
    let mut running = folder.start(&BANKS);
    let told = running.json_line();
    let issuer = told["issuer"].as_str().unwrap();
    assert_eq!(told["client"]["client_id"], "test-client");
    let keys = told["client"]["jwks"]["keys"].as_array().unwrap();
    assert!(keys.iter().all(|key| key["d"].is_string()) && keys.len() == 2);
    for (list, one) in [("banks", "fi-nordea"), ("people", "vaino-astrom"), ("scenarios", "wrong_key")] {
        assert!(told[list].as_array().unwrap().contains(&json!(one)), "{list}");
    }
    let (status, metadata) = http("GET /.well-known/openid-configuration", issuer, "", "");
    assert_eq!(status, 200);
    let metadata: Value = serde_json::from_str(&metadata).unwrap();
    assert_eq!(metadata["issuer"], issuer);
    let json = "Content-Type: application/json\r\n";
    let (status, waiting) = http("POST /sim/next", issuer, json, r#"{"scenario":"outage"}"#);
    assert_eq!((status, waiting.as_str()), (200, r#"{"waiting":1}"#));
    let (ended, rest) = running.stop();
    assert!(ended.success(), "{ended}");
    assert_eq!(rest, "");
}

#[test]
fn the_client_has_the_keys_it_is_given_by_file_or_by_address() {
    let folder = Folder::new();
    for algorithm in ["ES256", "RSA-OAEP"] {
        folder.run(&["jose", "generate", algorithm, "--out", algorithm]).done();
    }
    let mut first = folder.start(&[&BANKS[..], &["--jwks", "ES256", "--jwks", "RSA-OAEP"]].concat());
    let told = first.json_line();
    assert_eq!(told["client"]["jwks"], Value::Null);
    // The banks' own set has one to sign and one to encrypt to as well.
    let address = format!("{}/jwks", told["issuer"].as_str().unwrap());
    let mut second = folder.start(&[&BANKS[..], &["--jwks", &address, "--client-id", "other"]].concat());
    assert_eq!(second.json_line()["client"]["client_id"], "other");
    assert!(second.stop().0.success() && first.stop().0.success());
}

#[test]
fn keys_that_cannot_be_used_are_refused() {
    let folder = Folder::new();
    folder.run(&["jose", "generate", "ES256", "--out", "ES256"]).done();
    let told = folder.run(&["sim", "banks", "--port", "0", "--jwks", "ES256"]).failed();
    assert!(told.contains("no key of use enc"), "{told}");
    let told = folder.run(&["sim", "banks", "--port", "0", "--jwks", "http://127.0.0.1:1/jwks"]).failed();
    assert!(told.contains("http://127.0.0.1:1/jwks"), "{told}");
}
