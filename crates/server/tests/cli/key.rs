//! Keys of the issuer.

use serde_json::Value;

use crate::program::Folder;

fn keys(told: &Value) -> Vec<(String, String, String)> {
    let text = |key: &Value, name: &str| key[name].as_str().unwrap().to_owned();
    let keys = told["keys"].as_array().unwrap();
    keys.iter().map(|key| (text(key, "kid"), text(key, "alg"), text(key, "state"))).collect()
}

fn list(folder: &Folder) -> Vec<(String, String, String)> {
    keys(&folder.json(&["key", "list"]))
}

#[test]
fn there_are_four_from_the_start_and_others_on_request() {
    let folder = Folder::installed();
    let mut first: Vec<String> = list(&folder).into_iter().map(|(_, alg, _)| alg).collect();
    first.sort();
    assert_eq!(first, ["ECDH-ES", "ES256", "RS256", "RSA-OAEP"]);
    for (algorithm, state) in [("EdDSA", "signing"), ("PS256", "signing"), ("RSA-OAEP-256", "opening")] {
        let made = keys(&folder.json(&["key", "add", algorithm]));
        assert_eq!((made[0].1.as_str(), made[0].2.as_str()), (algorithm, state));
    }
    let made = folder.json(&["key", "add", "ECDH-ES/X25519"]);
    assert_eq!((&made["keys"][0]["alg"], &made["keys"][0]["crv"]), (&"ECDH-ES".into(), &"X25519".into()));
    assert_eq!(list(&folder).len(), 8);
    assert!(folder.run(&["key", "list"]).done().contains("ECDH-ES/X25519"));
}

#[test]
fn rotation_announces_a_key_for_every_one_in_use() {
    let folder = Folder::installed();
    let made = keys(&folder.json(&["key", "rotate"]));
    let mut states: Vec<&str> = made.iter().map(|(_, _, state)| state.as_str()).collect();
    states.sort_unstable();
    assert_eq!(states, ["announced", "announced", "opening", "opening"]);
    let all = list(&folder);
    let count = |state: &str| all.iter().filter(|(_, _, its)| its == state).count();
    assert_eq!((count("signing"), count("opening"), count("retired")), (2, 2, 2));
}

#[test]
fn rotation_at_once_retires_the_key_before() {
    let folder = Folder::installed();
    let before = list(&folder).into_iter().find(|(_, alg, _)| alg == "ES256").unwrap().0;
    let made = keys(&folder.json(&["key", "rotate", "ES256", "--now"]));
    assert_eq!((made.len(), made[0].2.as_str()), (1, "signing"));
    let after = list(&folder).into_iter().find(|(kid, _, _)| *kid == before).unwrap();
    assert_eq!(after.2, "retired");
}

#[test]
fn a_name_that_begins_as_an_option_does_is_a_name() {
    let told = Folder::installed().run(&["key", "remove", "-xEf0"]).failed();
    assert!(told.starts_with("-xEf0: "), "{told}");
}

#[test]
fn the_key_that_signs_cannot_be_removed_and_others_can() {
    let folder = Folder::installed();
    let signer = list(&folder).into_iter().find(|(_, alg, _)| alg == "ES256").unwrap().0;
    let told = folder.run(&["key", "remove", &signer]).failed();
    assert!(told.starts_with(&signer) && told.ends_with("[key-in-use]"), "{told}");
    folder.run(&["key", "rotate", "ES256", "--now"]).done();
    folder.run(&["key", "remove", &signer]).done();
    assert!(list(&folder).iter().all(|(kid, _, _)| *kid != signer));
    assert!(folder.run(&["key", "remove", &signer]).failed().ends_with("[not-found]"));
}

#[test]
fn refuses_to_rotate_what_there_is_no_key_for() {
    let folder = Folder::installed();
    folder.run(&["key", "rotate", "EdDSA"]).failed();
    folder.run(&["key", "add", "EdDSA"]).done();
    folder.run(&["key", "rotate", "EdDSA"]).done();
}
