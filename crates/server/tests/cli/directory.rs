//! Directories: connected, changed, disabled, removed.

use serde_json::json;

use crate::program::Folder;

#[test]
fn a_directory_is_connected_changed_disabled_and_removed() {
    let folder = Folder::installed();
    folder.write("password.txt", "from the wallet\n");
    let add =
        ["directory", "add", "staff", "--url", "ldaps://ldap.example.org", "--user-base", "ou=people,dc=org"];
    let named = [&add[..], &["--bind-dn", "cn=reader,dc=org"]].concat();
    let told = folder.run(&named).failed();
    assert!(told.contains("bind_password") && told.ends_with("[directory-definition-invalid]"), "{told}");
    let with_password = [
        &named[..],
        &["--bind-password-file", "password.txt", "--name", "Staff", "--claim", "phone_number=mobile"],
    ]
    .concat();
    let made = folder.json(&with_password);
    assert_eq!((&made["directory"], &made["name"]), (&json!("staff"), &json!({ "en": "Staff" })));
    assert_eq!((&made["has_bind_password"], made.get("bind_password")), (&json!(true), None));
    assert_eq!(
        (&made["claims"]["phone_number"], &made["claims"]["email"]),
        (&json!("mobile"), &json!("mail"))
    );
    assert!(folder.run(&with_password).failed().ends_with("[directory-taken]"));

    let groups = ["--group-base", "ou=groups,dc=org", "--group", "cn=it,ou=groups,dc=org=administrators"];
    let change = [&["directory", "change", "staff", "--email-domain", "example.org"], &groups[..]].concat();
    let changed = folder.json(&change);
    assert_eq!(changed["groups"], json!({ "cn=it,ou=groups,dc=org": "administrators" }));
    assert_eq!(
        (&changed["user_base"], &changed["email_domains"]),
        (&made["user_base"], &json!(["example.org"]))
    );
    assert_eq!(folder.json(&["directory", "disable", "staff"])["disabled"], true);
    let listed = folder.run(&["directory", "list"]).done();
    assert!(listed.contains("ldaps://ldap.example.org") && listed.contains("disabled"), "{listed}");
    let enabled = folder.json(&["directory", "enable", "staff"]);
    assert_eq!(folder.json(&["directory", "show", "staff"]), enabled);
    assert_eq!(folder.json(&["directory", "list"])["directories"], json!([enabled]));
    assert_eq!(folder.json(&["directory", "remove", "staff"])["removed"], "staff");
    for command in ["show", "change", "disable", "enable", "remove"] {
        let told = folder.run(&["directory", command, "staff"]).failed();
        assert!(told.contains("there is no directory staff"), "{command}: {told}");
    }
}

#[test]
fn a_definition_in_a_file_says_everything() {
    let folder = Folder::installed();
    folder.write("ad.json", r#"{"url":"ldap://dc.example.org","start_tls":true,"subject":"objectGUID","user_base":"dc=example,dc=org",
        "user_filter":"(&(objectCategory=person)(sAMAccountName={name}))","nested_groups":true}"#);
    let made = folder.json(&["directory", "add", "ad", "--definition", "ad.json"]);
    assert_eq!(
        (&made["subject"], &made["start_tls"], &made["nested_groups"]),
        (&json!("objectGUID"), &json!(true), &json!(true))
    );
    folder.write("wrong.json", r#"{"url":"ldaps://dc.example.org","userbase":"dc=org"}"#);
    assert!(
        folder.run(&["directory", "add", "x", "--definition", "wrong.json"]).failed().contains("userbase")
    );
}
