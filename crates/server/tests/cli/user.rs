//! Accounts.

use crate::program::Folder;

const PASSWORD: &str = "sininen talvi\n";

#[test]
fn an_account_is_made_found_disabled_enabled_and_removed() {
    let folder = Folder::installed();
    let made = folder.json_with(
        &[
            "user",
            "create",
            "maija",
            "--name",
            "Maija Mäkelä",
            "--email",
            "maija@example.com",
            "--email-verified",
        ],
        PASSWORD,
    );
    assert_eq!(made["username"], "maija");
    assert_eq!(made["email_verified"], true);
    let id = made["id"].as_str().unwrap();
    for name in ["maija", "MAIJA", "maija@example.com", id] {
        assert_eq!(folder.json(&["user", "show", name])["id"], id, "{name}");
    }
    assert_eq!(folder.json(&["user", "disable", "maija"])["disabled"], true);
    assert_eq!(folder.json(&["user", "enable", "maija"])["disabled"], false);
    assert_eq!(folder.json(&["user", "list"])["users"].as_array().unwrap().len(), 1);
    assert!(folder.run(&["user", "list"]).done().contains("Maija Mäkelä"));
    assert_eq!(folder.json(&["user", "factors", "maija"])["factors"], serde_json::json!([]));
    assert_eq!(folder.json(&["user", "reset-factors", "maija"])["had"], 0);
    assert!(folder.run(&["user", "remove-factor", "maija", "x"]).failed().contains("has no factor x"));
    assert_eq!(folder.json(&["user", "delete", "maija"])["removed"], id);
    assert!(folder.run(&["user", "show", "maija"]).failed().contains("there is no account maija"));
    let told = folder.json(&["event", "list", "--user", id]);
    let kinds: Vec<_> = told["events"].as_array().unwrap().iter().map(|event| &event["kind"]).collect();
    assert_eq!(kinds, ["user.remove", "factor.reset", "user.enable", "user.disable", "user.create"]);
    assert_eq!(told["events"][0]["actor"], "command_line");
    assert!(folder.run(&["event", "list", "--kind", "user.disable"]).done().contains(id));
    assert!(folder.run(&["event", "list", "--user", "maija"]).failed().contains("there is no account maija"));
}

#[test]
fn somebody_is_invited_by_a_link() {
    let folder = Folder::installed();
    assert!(folder.run(&["user", "invite"]).failed().ends_with("[registration-closed]"));
    let invite = [
        "user",
        "invite",
        "--email",
        "aino@example.com",
        "--group",
        "staff",
        "--set",
        "accounts.registration=invited",
    ];
    let made = folder.json(&invite);
    assert!(made["link"].as_str().unwrap().contains("/account/invitation/"), "{made}");
    let sent = folder.run(&[&invite[..], &["--send"]].concat()).failed();
    assert!(sent.ends_with("[mail-unsendable]"), "{sent}");
    assert!(folder.run(&invite).done().contains("An account can be made once"));
}

#[test]
fn a_password_comes_from_a_file_or_standard_input() {
    let folder = Folder::installed();
    folder.write("password", PASSWORD);
    folder.run(&["user", "create", "maija", "--password-file", "password"]).done();
    folder.run_with(&["user", "set-password", "maija"], "punainen kesä").done();
    folder.run(&["user", "set-password", "maija", "--password-file", "password"]).done();
    folder.run(&["user", "create", "robotti", "--no-password"]).done();
}

#[test]
fn a_name_that_begins_as_an_option_does_is_a_name() {
    let folder = Folder::installed();
    let made = folder.json(&["user", "create", "-maija", "--no-password"]);
    assert_eq!(made["username"], "-maija");
    assert_eq!(folder.json(&["user", "show", "-maija"])["id"], made["id"]);
    assert_eq!(folder.json(&["user", "list", "--after", "-"])["users"][0]["id"], made["id"]);
    folder.run_with(&["user", "set-password", "-maija"], PASSWORD).done();
    assert_eq!(folder.json(&["user", "delete", "-maija"])["removed"], made["id"]);
}

#[test]
fn a_long_list_goes_on_where_it_ended() {
    let folder = Folder::installed();
    for name in ["a", "b", "c"] {
        folder.run(&["user", "create", name, "--no-password"]).done();
    }
    let first = folder.json(&["user", "list", "--limit", "2"]);
    let next = first["next"].as_str().unwrap();
    let rest = folder.json(&["user", "list", "--limit", "2", "--after", next]);
    assert_eq!(rest["users"][0]["username"], "c");
    assert_eq!(rest["next"], serde_json::Value::Null);
    assert_eq!(folder.json(&["user", "list", "--limit", "3"])["next"], serde_json::Value::Null);
    assert!(folder.run(&["user", "list", "--limit", "2"]).done().contains(&format!("--after {next}")));
}

#[test]
fn refuses_what_the_admin_api_refuses_with_its_code() {
    let folder = Folder::installed();
    for (args, input, code) in [
        (&["user", "create", "maija"][..], "lyhyt", "password-unfit"),
        (&["user", "create", "maija", "--email", "nobody"], PASSWORD, "user-invalid"),
    ] {
        let told = folder.run_with(args, input).failed();
        assert!(told.ends_with(&format!("[{code}]")), "{told}");
    }
    folder.run_with(&["user", "create", "maija", "--email", "maija@example.com"], PASSWORD).done();
    let told = folder.run_with(&["user", "create", "Maija@Example.com"], PASSWORD).failed();
    assert!(told.ends_with("[login-name-taken]"), "{told}");
    assert_eq!(folder.json(&["user", "list"])["users"].as_array().unwrap().len(), 1);
}

#[test]
fn refuses_a_password_file_that_is_not_there() {
    let folder = Folder::installed();
    let told = folder.run(&["user", "create", "maija", "--password-file", "nowhere"]).failed();
    assert!(told.starts_with("nowhere cannot be read"), "{told}");
}
