//! Upstreams: connected, changed, disabled, their keys exchanged, removed.

use serde_json::json;

use crate::program::Folder;

#[test]
fn a_provider_is_connected_changed_disabled_and_removed() {
    let folder = Folder::installed();
    folder.write("secret.txt", "from the registration\n");
    let create =
        ["upstream", "create", "staff", "--issuer", "https://op.example", "--client-id", "countersign"];
    let told = folder.run(&create).failed();
    assert!(told.contains("client_secret") && told.ends_with("[upstream-definition-invalid]"), "{told}");
    let with_secret = [&create[..], &["--name", "Staff", "--client-secret-file", "secret.txt"]].concat();
    let made = folder.json(&with_secret);
    assert_eq!((&made["upstream"], &made["name"]), (&json!("staff"), &json!({ "en": "Staff" })));
    assert_eq!((&made["has_client_secret"], made.get("client_secret")), (&json!(true), None));
    assert!(made["redirect_uri"].as_str().unwrap().ends_with("/upstream/staff/callback"));
    assert!(made["backchannel_logout_uri"].as_str().unwrap().ends_with("/upstream/staff/backchannel_logout"));
    assert!(folder.run(&with_secret).failed().ends_with("[upstream-taken]"));

    let changed =
        folder.json(&["upstream", "change", "staff", "--scope", "openid email", "--selector", "idp:staff"]);
    assert_eq!((&changed["scope"], &changed["selectors"]), (&json!("openid email"), &json!(["idp:staff"])));
    assert_eq!((&changed["name"], &changed["has_client_secret"]), (&made["name"], &json!(true)));
    assert_eq!(folder.json(&["upstream", "disable", "staff"])["disabled"], true);
    assert!(folder.run(&["upstream", "list"]).done().contains("disabled"));
    let enabled = folder.json(&["upstream", "enable", "staff"]);
    assert_eq!(folder.json(&["upstream", "show", "staff"]), enabled);
    assert_eq!(folder.json(&["upstream", "list"])["upstreams"], json!([enabled]));
    let told = folder.run(&["upstream", "check", "staff"]).failed();
    assert!(told.contains("https://op.example/.well-known/openid-configuration"), "{told}");
    assert_eq!(folder.json(&["upstream", "delete", "staff"])["removed"], "staff");
    for command in ["show", "change", "disable", "enable", "check", "rotate", "delete"] {
        let told = folder.run(&["upstream", command, "staff"]).failed();
        assert!(told.contains("there is no upstream staff"), "{command}: {told}");
    }
}

#[test]
fn a_definition_in_a_file_says_everything_and_its_keys_are_exchanged() {
    let folder = Folder::installed();
    folder.write(
        "up.json",
        r#"{"issuer":"https://op.example","client_id":"c","token_endpoint_auth_method":"private_key_jwt",
        "token_endpoint_auth_signing_alg":"ES256","claims":[{"from":"name","to":"name","keep":"account"}]}"#,
    );
    let made = folder.json(&["upstream", "create", "up", "--definition", "up.json"]);
    assert_eq!(
        (&made["claims"][0]["keep"], &made["keys"][0]["state"]),
        (&json!("account"), &json!("signing"))
    );
    let kid = made["keys"][0]["kid"].as_str().unwrap();
    let renamed = folder.json(&["upstream", "rename-key", "up", kid, "theirs-1"]);
    assert_eq!(renamed["keys"][0]["kid"], "theirs-1");
    let rotated = folder.json(&["upstream", "rotate", "up"]);
    assert_eq!(rotated["keys"][1]["state"], "announced");
    let next = rotated["keys"][1]["kid"].as_str().unwrap();
    assert!(folder.run(&["upstream", "show", "up"]).done().contains(next));
    assert!(folder.run(&["upstream", "remove-key", "up", "theirs-1"]).failed().ends_with("[key-in-use]"));
    assert_eq!(folder.json(&["upstream", "remove-key", "up", next])["removed"], next);
    assert!(folder.run(&["upstream", "remove-key", "up", "gone"]).failed().contains("with a key gone"));
    folder.write("up.json", r#"{"isuer":"https://op.example"}"#);
    assert!(folder.run(&["upstream", "create", "b", "--definition", "up.json"]).failed().contains("isuer"));
}
