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

#[test]
fn an_identity_provider_of_saml_is_connected_by_its_metadata() {
    let folder = Folder::installed();
    let certificate = include_str!("../support/saml/certificate.txt").trim();
    let metadata = format!(
        "<EntityDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\" entityID=\"urn:example:staff\"><IDPSSODescriptor \
         protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\"><KeyDescriptor use=\"signing\"><KeyInfo \
         xmlns=\"http://www.w3.org/2000/09/xmldsig#\"><X509Data><X509Certificate>{certificate}</X509Certificate></X509Data>\
         </KeyInfo></KeyDescriptor><SingleSignOnService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect\" \
         Location=\"https://staff.example/sso\"/></IDPSSODescriptor></EntityDescriptor>"
    );
    folder.write("staff.xml", &metadata);
    let made =
        folder.json(&["upstream", "create", "staff", "--name", "Staff", "--saml-metadata", "staff.xml"]);
    assert_eq!((&made["issuer"], &made["saml"]["metadata"]), (&json!("urn:example:staff"), &json!(metadata)));
    for (name, path) in [("saml_metadata_uri", "metadata"), ("saml_acs_uri", "acs"), ("saml_slo_uri", "slo")]
    {
        assert!(made[name].as_str().unwrap().ends_with(&format!("/upstream/staff/{path}")), "{made}");
    }
    folder.run(&["upstream", "check", "staff"]).done();
    let url = "https://idp.example/metadata";
    let made = folder.json(&["upstream", "create", "other", "--name", "Other", "--saml-metadata", url]);
    assert_eq!((&made["issuer"], &made["saml"]["metadata_uri"]), (&json!(url), &json!(url)));
    let named = [
        "upstream",
        "create",
        "named",
        "--name",
        "N",
        "--saml-metadata",
        url,
        "--issuer",
        "urn:example:named",
    ];
    assert_eq!(folder.json(&named)["issuer"], "urn:example:named");
    folder.write("other.xml", &metadata.replace("urn:example:staff", "urn:example:other"));
    let told = folder.run(&["upstream", "change", "staff", "--saml-metadata", "other.xml"]).failed();
    assert!(told.contains("saml.metadata"), "{told}");
    folder.write("none.xml", "<EntityDescriptor/>");
    let told = folder.run(&["upstream", "create", "none", "--saml-metadata", "none.xml"]).failed();
    assert!(told.contains("none.xml"), "{told}");
}
