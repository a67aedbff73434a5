//! Resources, scopes of our own, and what clients and people are given of them.

use serde_json::json;

use crate::program::Folder;

const ORDERS: &str = "https://orders.example";

#[test]
fn a_resource_is_made_changed_listed_and_removed() {
    let folder = Folder::installed();
    let made = folder
        .json(&["resource", "create", ORDERS, "--name", "Orders", "--scope", "read", "--scope", "write"]);
    assert_eq!((&made["resource"], &made["name"]), (&json!(ORDERS), &json!("Orders")));
    assert_eq!(made["scopes"], json!([{ "name": "read" }, { "name": "write" }]));
    let changed = folder.json(&[
        "resource",
        "change",
        ORDERS,
        "--access-token-ttl",
        "60",
        "--access-token-alg",
        "RS256",
        "--introspected-by",
        "api",
    ]);
    assert_eq!((&changed["access_token_ttl"], &changed["introspected_by"]), (&json!(60), &json!(["api"])));
    assert_eq!(
        (&changed["access_token_signing_alg"], &changed["scopes"]),
        (&json!("RS256"), &made["scopes"])
    );
    folder.write(
        "d.json",
        r#"{"scopes":[{"name":"read","groups":["staff"],"description":{"en":"read your orders"}}]}"#,
    );
    let read = folder.json(&["resource", "change", ORDERS, "--definition", "d.json", "--name", "Tilaukset"]);
    assert_eq!((&read["scopes"][0]["groups"], &read["name"]), (&json!(["staff"]), &json!("Tilaukset")));
    assert!(read.get("access_token_ttl").is_none(), "a file says everything: {read}");
    assert_eq!(folder.json(&["resource", "show", ORDERS]), read);
    assert!(folder.run(&["resource", "list"]).done().contains("Tilaukset"));
    assert_eq!(folder.json(&["resource", "list"])["resources"], json!([read]));
    assert_eq!(folder.json(&["resource", "delete", ORDERS])["removed"], ORDERS);
    for command in ["show", "change", "delete"] {
        let told = folder.run(&["resource", command, ORDERS]).failed();
        assert!(told.contains("there is no resource https://orders.example"), "{command}: {told}");
    }
    for (text, told) in [
        ("{\"scope\":[\"a\"]}", "scope"),
        ("{\"scopes\":[{\"name\":\"a\",\"grups\":[\"x\"]}]}", ""),
        ("[", ""),
    ] {
        folder.write("d.json", text);
        let said = folder.run(&["resource", "create", ORDERS, "--definition", "d.json"]).failed();
        assert!(said.contains("d.json") && said.contains(told), "{text}: {said}");
    }
    let told = folder.run(&["resource", "create", "orders"]).failed();
    assert!(told.ends_with("[resource-definition-invalid]"), "{told}");
}

#[test]
fn a_scope_is_made_changed_listed_and_removed() {
    let folder = Folder::installed();
    let create =
        ["scope", "create", "staff", "--claim", "department", "--claim", "groups", "--group", "staff"];
    let made = folder.json(&[&create[..], &["--description", "en=see where you work"]].concat());
    assert_eq!((&made["claims"], &made["groups"]), (&json!(["department", "groups"]), &json!(["staff"])));
    let changed =
        folder.json(&["scope", "change", "staff", "--description", "fi=nähdä osastosi", "--claim", "email"]);
    assert_eq!(changed["description"], json!({ "en": "see where you work", "fi": "nähdä osastosi" }));
    assert_eq!((&changed["claims"], &changed["groups"]), (&json!(["email"]), &json!(["staff"])));
    assert_eq!(folder.json(&["scope", "list"])["scopes"], json!([changed]));
    assert!(folder.run(&["scope", "show", "staff"]).done().contains("email"));
    assert!(folder.run(&create).failed().ends_with("[scope-taken]"));
    assert!(folder.run(&["scope", "create", "openid"]).failed().ends_with("[scope-definition-invalid]"));
    assert_eq!(folder.json(&["scope", "delete", "staff"])["removed"], "staff");
    assert!(folder.run(&["scope", "show", "staff"]).failed().contains("there is no scope staff"));
}

#[test]
fn a_client_is_given_lives_and_resources_and_they_are_changed() {
    let folder = Folder::installed();
    let held = [
        "--code-ttl",
        "30",
        "--access-token-ttl",
        "120",
        "--id-token-ttl",
        "240",
        "--refresh-token-ttl",
        "3600",
        "--refresh-token-grace",
        "20",
        "--access-token-alg",
        "RS256",
        "--resource",
        ORDERS,
    ];
    let create = ["client", "create", "--id", "shop", "--redirect-uri", "http://localhost:9000/callback"];
    let made = folder.json(&[&create[..], &held].concat())["policy"].clone();
    for (member, value) in [
        ("code_ttl", json!(30)),
        ("access_token_ttl", json!(120)),
        ("id_token_ttl", json!(240)),
        ("refresh_token_ttl", json!(3600)),
        ("refresh_token_grace", json!(20)),
        ("access_token_signing_alg", json!("RS256")),
        ("resources", json!([ORDERS])),
    ] {
        assert_eq!(made[member], value, "{member}");
    }
    let changed =
        folder.json(&["client", "change", "shop", "--access-token-ttl", "60", "--scope", "openid read"]);
    assert_eq!(
        (&changed["policy"]["access_token_ttl"], &changed["scope"]),
        (&json!(60), &json!("openid read"))
    );
    assert_eq!(
        (&changed["policy"]["code_ttl"], &changed["policy"]["resources"]),
        (&json!(30), &json!([ORDERS]))
    );
    assert_eq!(changed["redirect_uris"], json!(["http://localhost:9000/callback"]));
    let told = folder.run(&["client", "change", "shop", "--code-ttl", "601"]).failed();
    assert!(told.ends_with("[client-metadata-invalid]"), "{told}");
}

#[test]
fn a_person_is_given_groups_and_attributes_and_they_are_changed() {
    let folder = Folder::installed();
    let made = folder.json(&[
        "user",
        "create",
        "maija",
        "--no-password",
        "--group",
        "staff",
        "--group",
        "night shift",
        "--attribute",
        "department=Sales",
        "--attribute",
        r#"tier={"level":3}"#,
    ]);
    assert_eq!(made["groups"], json!(["staff", "night shift"]));
    assert_eq!(made["attributes"], json!({ "department": "Sales", "tier": { "level": 3 } }));
    let changed = folder.json(&["user", "change", "maija", "--attribute", "floor=2", "--forget", "tier"]);
    assert_eq!(changed["attributes"], json!({ "department": "Sales", "floor": 2 }));
    assert_eq!(changed["groups"], made["groups"]);
    assert_eq!(folder.json(&["user", "change", "maija", "--group", "day"])["groups"], json!(["day"]));
    assert_eq!(folder.json(&["user", "change", "maija", "--no-groups"])["groups"], json!([]));
    assert!(folder.run(&["user", "show", "maija"]).done().contains("Sales"));
    let told = folder.run(&["user", "change", "maija", "--attribute", "sub=x"]).failed();
    assert!(told.ends_with("[user-invalid]"), "{told}");
}
