//! Services and their bundles.

use std::os::unix::fs::PermissionsExt;

use serde_json::Value;

use crate::program::Folder;

/// An installation with a service.
fn with_service(folder: &Folder, kind: &str) -> String {
    let made = folder.json(&[
        "client",
        "create",
        "--profile",
        "service",
        "--kind",
        kind,
        "--redirect-uri",
        "http://localhost:9000/callback",
        "--login-domain",
        "https://*.shop.example",
        "--required-data",
        "email",
        "--optional-data",
        "given_name",
        "--role",
        "admin=biometric+device,pin+device",
        "--invite",
        "aino=admin",
    ]);
    let service = &made["policy"]["service"];
    assert_eq!((&service["active"], &service["kind"]), (&Value::Bool(false), &Value::from(kind)));
    assert_eq!(service["login_domains"][0], "https://*.shop.example");
    assert_eq!(service["required_data"]["given_name"], "optional");
    assert_eq!(service["roles"][0]["authenticators"][1], serde_json::json!(["pin", "device"]));
    assert_eq!(service["invited"][0]["role"], "admin");
    made["client_id"].as_str().unwrap().to_owned()
}

#[test]
fn a_bundle_is_written_once_for_its_reader_alone_and_is_whole() {
    let folder = Folder::installed();
    let id = with_service(&folder, "ec");
    let made = folder.json(&["client", "bundle", &id, "--output", "shop.zip"]);
    assert_eq!(made["file"], "shop.zip");
    let mode = std::fs::metadata(folder.path("shop.zip")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let told = folder.json(&["client", "verify-bundle", "shop.zip", "--offline"]);
    assert_eq!((&told["client_id"], &told["whole"]), (&Value::from(id.as_str()), &Value::Bool(true)));
    // What is there is not written over.
    let refused = folder.run(&["client", "bundle", &id, "--output", "shop.zip"]).failed();
    assert!(refused.contains("shop.zip"), "{refused}");
    assert_eq!(folder.json(&["client", "verify-bundle", "shop.zip", "--offline"])["whole"], true);
    let guide = folder.run(&["client", "guide", &id]).done();
    assert!(guide.contains(&id) && guide.contains("ECDH-ES"), "{guide}");

    let mut broken = std::fs::read(folder.path("shop.zip")).unwrap();
    broken[100] ^= 1;
    std::fs::write(folder.path("broken.zip"), broken).unwrap();
    let refused = folder.run(&["client", "verify-bundle", "broken.zip", "--offline"]).failed();
    assert!(refused.contains("countersign.json"), "{refused}");
}

#[test]
fn what_a_service_is_changes_and_its_kind_stays() {
    let folder = Folder::installed();
    let id = with_service(&folder, "ec");
    let assessed = ["--risk-assessment", "Low.", "--assessed-by", "Aino", "--assessed-at", "2027-01-31"];
    let changed = [&["client", "change", &id, "--active", "true"][..], &assessed].concat();
    let service = folder.json(&changed)["policy"]["service"].clone();
    assert_eq!(
        (&service["active"], &service["risk_assessment"]["by"]),
        (&Value::Bool(true), &Value::from("Aino"))
    );
    let refused = folder.run(&["client", "change", &id, "--kind", "rsa"]).failed();
    assert!(refused.contains("kind"), "{refused}");
    let other = folder.json(&["client", "create", "--redirect-uri", "http://localhost:9000/callback"]);
    let other = other["client_id"].as_str().unwrap();
    let refused = folder.run(&["client", "bundle", other, "--output", "other.zip"]).failed();
    assert!(refused.contains("service"), "{refused}");
    assert!(!folder.path("other.zip").exists(), "nothing is left of what was not made");
}
