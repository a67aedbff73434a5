//! Names, lists, documents, and what no file may hold.

use architecture::hygiene::{machine_marks, marks, recorded_addresses};
use architecture::list::{LISTS, List};
use architecture::{Tree, assert_none, document, evidence, hold, name};

#[test]
fn nothing_has_an_empty_name() {
    hold(name::empty_names);
}

#[test]
fn finds_an_empty_name_of_a_file_a_folder_a_module_and_a_crate() {
    let found = |path, text| name::empty_names(&Tree::of(&[(path, text)])).len();
    assert_eq!(found("crates/idp/src/grant_types.rs", "mod refresh_token;"), 0);
    assert_eq!(found("crates/idp/src/utils.rs", ""), 1);
    assert_eq!(found("crates/idp/src/token_manager.rs", ""), 1);
    assert_eq!(found("crates/idp/tests/common/mod.rs", ""), 1);
    assert_eq!(found("crates/idp/src/lib.rs", "pub(crate) mod helpers { }"), 1);
    assert_eq!(found("crates/core/Cargo.toml", "[package]\nname = \"core\""), 1);
}

#[test]
fn every_list_has_one_file_for_each_variant() {
    hold(|house| LISTS.iter().flat_map(|list| list.differences(house)).collect());
}

#[test]
fn finds_a_variant_without_a_file_and_a_file_without_a_variant_or_a_declaration() {
    const GRANTS: List =
        List { folder: "grant", home: "token.rs", kind: "Request", except: &["Unsupported"] };
    let home = "pub enum Error { Unknown }\n#[derive(Debug)]\npub enum Request { /// One.\n AuthorizationCode(Code), \
                #[x] RefreshToken { a: B }, Unsupported }";
    let found = |files: &[&str], entry: &str| {
        let files = files.iter().map(|path| (*path, "")).chain([("token.rs", home), ("grant/mod.rs", entry)]);
        GRANTS.differences(&Tree::of(&files.collect::<Vec<_>>())).len()
    };
    let entry = "pub mod authorization_code; mod refresh_token;";
    assert_eq!(found(&["grant/authorization_code.rs", "grant/refresh_token.rs"], entry), 0);
    assert_eq!(found(&["grant/authorization_code/redeem.rs", "grant/refresh_token.rs"], entry), 0);
    assert_eq!(found(&["grant/authorization_code.rs"], entry), 1);
    assert_eq!(found(&["grant/authorization_code.rs", "grant/refresh_token.rs"], "mod refresh_token;"), 1);
    let stray = ["grant/authorization_code.rs", "grant/refresh_token.rs", "grant/magic.rs"];
    assert_eq!(found(&stray, "mod authorization_code; mod refresh_token; mod magic;"), 1);
    assert_eq!(GRANTS.differences(&Tree::of(&[])).len(), 1);
}

#[test]
fn every_path_the_documents_name_exists() {
    let documents = ["ARCHITECTURE.md", "CONTRIBUTING.md", "README.md", "SECURITY.md"];
    hold(|house| {
        let pages = house.below("docs/", ".md").map(|file| file.path.as_str());
        documents.into_iter().chain(pages).flat_map(|name| document::dead_paths(house, name)).collect()
    });
}

#[test]
fn every_test_the_conformance_tables_name_exists() {
    hold(|house| evidence::missing_tests(house, "docs/conformance.md"));
}

#[test]
fn finds_a_test_that_is_not_there() {
    let text = "`wire::pkce::takes` `wire::pkce::gone` `wire::code::takes` `idp::takes` `clients::flow \"signs in\"` \
                `clients::flow \"signs out\"` `rules::a::takes` `Vec::new` `http://[::1]/`";
    let files = [
        ("A.md", text),
        ("crates/server/tests/wire/pkce.rs", "async fn takes(world) {"),
        ("crates/server/tests/wire/code.rs", "async fn takes_not(world) {"),
        ("crates/idp/tests/rules/a.rs", "fn takes() {"),
        ("tests/clients/browser/flow.test.mjs", "test(\"signs in\", …)"),
    ];
    let missing = evidence::missing_tests(&Tree::of(&files), "A.md");
    let missing: Vec<_> = missing.into_iter().map(|it| it.what).collect();
    let expected =
        ["wire::pkce::gone", "wire::code::takes", "clients::flow \"signs out\"", "rules::a::takes"];
    assert_eq!(missing, expected.map(|test| format!("there is no test `{test}`")));
}

#[test]
fn finds_a_path_that_leads_nowhere_and_leaves_addresses_alone() {
    let text = "`crates/jose/src/` and `crates/*/Cargo.toml`, `POST /oauth2/token` at `/oauth2/token`, `text/html`, `a::b`\n\
                ```\n`not/read`\n```\n`crates/gone/` `gone.rs` `crates/*/gone.rs`";
    let tree = Tree::of(&[("A.md", text), ("crates/jose/src/lib.rs", ""), ("crates/jose/Cargo.toml", "")]);
    let dead: Vec<_> = document::dead_paths(&tree, "A.md").into_iter().map(|it| it.what).collect();
    assert_eq!(
        dead,
        ["`crates/gone/` does not exist", "`gone.rs` does not exist", "`crates/*/gone.rs` does not exist"]
    );
    assert_eq!(document::dead_paths(&tree, "B.md").len(), 1);
}

#[test]
fn no_file_names_a_package_host_or_a_folder_of_one_machine() {
    hold(machine_marks);
}

#[test]
fn finds_each_mark_of_a_machine() {
    for mark in marks() {
        let text = format!("first\nsee {mark}x");
        assert_eq!(machine_marks(&Tree::of(&[("a.md", &text)])).len(), 1, "{mark}");
    }
    assert_none(&machine_marks(&Tree::of(&[("a.md", "a framework/room, tmp/brief, https://example.org")])));
}

#[test]
fn lock_files_record_hashes_and_not_addresses() {
    hold(recorded_addresses);
    let lock = |text| recorded_addresses(&Tree::of(&[("tests/clients/package-lock.json", text)])).len();
    assert_eq!(lock("{\n\"integrity\": \"sha512-x\"\n}"), 0);
    assert_eq!(lock("{\n\"resolved\": \"https://example.org/x.tgz\"\n}"), 1);
}
