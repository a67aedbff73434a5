//! Clients.

use crate::program::Folder;

const CREATE: [&str; 4] = ["client", "create", "--redirect-uri", "http://localhost:9000/callback"];

#[test]
fn a_secret_is_shown_once() {
    let folder = Folder::installed();
    let made = folder.json(&CREATE);
    let (id, secret) = (made["client_id"].as_str().unwrap(), made["client_secret"].as_str().unwrap());
    assert_eq!(secret.len(), 43);
    for args in [&["client", "show", id][..], &["client", "list"], &["client", "show", id, "--json"]] {
        let said = folder.run(args).done();
        assert!(said.contains(id) && !said.contains("client_secret\"") && !said.contains(secret), "{said}");
    }
    let renewed = folder.json(&["client", "new-secret", id]);
    assert_ne!(renewed["client_secret"], made["client_secret"]);
    assert!(folder.run(&["client", "new-secret", id]).done().contains("shown this once"));
    let kept = folder.json(&["client", "new-secret", "--keep", id]);
    assert_eq!(kept["client_secret"].as_str().map(str::len), Some(86));
}

#[test]
fn clients_of_our_own_tools_use_es256_and_pkce() {
    let folder = Folder::installed();
    let made = folder.json(&CREATE);
    assert_eq!(made["id_token_signed_response_alg"], "ES256");
    assert_eq!(made["policy"]["require_pkce"], true);
    assert_eq!(made["policy"]["allow_plain_pkce"], false);
    assert_eq!(made["grant_types"], serde_json::json!(["authorization_code", "refresh_token"]));
    let ciam = folder.json(&[&CREATE[..], &["--profile", "ciam"]].concat());
    assert_eq!(ciam["id_token_signed_response_alg"], "RS256");
    assert_eq!(ciam["policy"]["code_ttl"], 300);
    let bound =
        folder.json(&[&CREATE[..], &["--profile", "basic", "--require-sender-constraint", "true"]].concat());
    assert_eq!(bound["policy"]["require_sender_constraint"], true);
    let narrowed = [&CREATE[..], &["--assertion-audience", "issuer_as_text", "--code-ttl", "30"]].concat();
    assert_eq!(folder.json(&narrowed)["policy"]["assertion_audience"], "issuer_as_text");
    let unknown = folder.run(&[&CREATE[..], &["--profile", "fapi"]].concat());
    assert_eq!(unknown.code, Some(2));
    assert!(unknown.err.contains("one of: basic ciam signicat service ftn fapi2"), "{unknown:?}");
    let told = folder.run(&[&CREATE[..], &["--issuer", "https://elsewhere.example"]].concat()).failed();
    assert!(told.contains("http://localhost:8080"), "{told}");
    let told = folder
        .run(&[&CREATE[..], &["--profile", "ciam", "--auth-method", "private_key_jwt"]].concat())
        .failed();
    assert!(told.contains("token_endpoint_auth_method"), "{told}");
    let machine = folder.json(&["client", "create", "--id", "machine", "--scope", "orders.read"]);
    assert_eq!(machine["grant_types"], serde_json::json!(["client_credentials"]));
    let public = folder.json(&[&CREATE[..], &["--public", "--profile", "ciam"]].concat());
    assert_eq!(public["token_endpoint_auth_method"], "none");
    assert!(public.get("client_secret").is_none(), "{public}");
    assert_eq!(public["policy"]["require_pkce"], true);
}

#[test]
fn metadata_come_from_a_file_by_their_registered_names() {
    let folder = Folder::installed();
    folder.write(
        "m.json",
        r#"{"redirect_uris":["https://a.example/cb"],"id_token_signed_response_alg":"RS256"}"#,
    );
    let made = folder.json(&["client", "create", "--metadata", "m.json", "--name", "A"]);
    assert_eq!(made["redirect_uris"][0], "https://a.example/cb");
    assert_eq!(made["id_token_signed_response_alg"], "RS256");
    assert_eq!(made["client_name"], "A");

    folder.write(
        "m.json",
        r#"{"redirect_uris":["https://a.example/cb"],"jwks_uri":"https://a.example/keys",
            "require_signed_request_object":true}"#,
    );
    let signs = folder.json(&["client", "create", "--metadata", "m.json"]);
    assert_eq!(
        (&signs["jwks_uri"], &signs["require_signed_request_object"]),
        (&"https://a.example/keys".into(), &true.into())
    );

    folder.write("m.json", r#"{"redirect_uri":["https://a.example/cb"]}"#);
    let told = folder.run(&["client", "create", "--metadata", "m.json"]).failed();
    assert!(told.contains("did you mean redirect_uris?"), "{told}");
}

#[test]
fn a_client_is_disabled_enabled_and_removed() {
    let folder = Folder::installed();
    folder.run(&[&CREATE[..], &["--id", "shop"]].concat()).done();
    assert_eq!(folder.json(&["client", "disable", "shop"])["disabled"], true);
    assert!(folder.run(&["client", "list"]).done().contains("disabled since"));
    assert_eq!(folder.json(&["client", "enable", "shop"])["disabled"], false);
    assert_eq!(folder.json(&["client", "delete", "shop"])["removed"], "shop");
    for command in ["show", "disable", "delete", "new-secret"] {
        let told = folder.run(&["client", command, "shop"]).failed();
        assert!(told.contains("there is no client shop"), "{command}: {told}");
    }
}

#[test]
fn a_name_that_begins_as_an_option_does_is_a_name() {
    let folder = Folder::installed();
    for (id, after) in [("-xEf0", "-"), ("--x", "--a")] {
        folder.run(&[&CREATE[..], &["--id", id]].concat()).done();
        let listed = folder.json(&["client", "list", "--after", after]);
        assert_eq!(listed["clients"][0]["client_id"], id, "{listed}");
        for command in ["show", "disable", "enable", "new-secret"] {
            assert_eq!(folder.json(&["client", command, id])["client_id"], id, "{command}");
        }
        assert_eq!(folder.json(&["client", "delete", id])["removed"], id);
    }
    // And an option stays an option.
    assert_eq!(folder.run(&["client", "show", "--pigeon", "--json"]).code, Some(1));
    assert!(folder.run(&["client", "show", "--help"]).done().contains("CLIENT_ID"));
    assert_eq!(folder.run(&["client", "show", "--json"]).code, Some(2));
}

#[test]
fn a_client_is_shown_with_what_can_be_sealed_for_it() {
    let folder = Folder::installed();
    folder.write(
        "m.json",
        r#"{"redirect_uris":["https://a.example/cb"],"id_token_encrypted_response_alg":"RSA-OAEP",
            "userinfo_encrypted_response_alg":"dir","userinfo_encrypted_response_enc":"A256GCM"}"#,
    );
    folder.run(&["client", "create", "--id", "a", "--metadata", "m.json"]).done();
    let shown = folder.run(&["client", "show", "a"]).done();
    assert!(shown.contains("id_token is sealed with RSA-OAEP and A128CBC-HS256: not ready. "), "{shown}");
    assert!(shown.contains("userinfo is sealed with dir and A256GCM: ready"), "{shown}");
    let told = folder.json(&["client", "show", "a"]);
    assert_eq!(told["sealing"][0]["error_code"], "sealing-key-missing");
    assert_eq!(told["sealing"][1]["ready"], true);
}

#[test]
fn refuses_what_the_admin_api_refuses_with_its_code() {
    let folder = Folder::installed();
    folder.run(&[&CREATE[..], &["--id", "shop"]].concat()).done();
    for (args, code) in [
        (&["--id", "shop"][..], "client-id-taken"),
        (&["--redirect-uri", "http://shop.example/cb"], "redirect-uri-invalid"),
        (&["--id-token-alg", "EdDSA"], "client-metadata-invalid"),
    ] {
        let told = folder.run(&[&CREATE[..], args].concat()).failed();
        assert!(told.ends_with(&format!("[{code}]")), "{told}");
    }
    folder.run(&["key", "add", "EdDSA"]).done();
    folder.run(&[&CREATE[..], &["--id-token-alg", "EdDSA"]].concat()).done();
}
