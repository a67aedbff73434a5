//! What a document says is shown by a test is shown by one.
//!
//! A document names a test as `program::module::test_name`: the program is one of the folders below, the
//! modules are its files, and what browsers and other programs show stands as `clients::file "sentence"`.

use crate::{Tree, Violation};

/// Where the tests of each program live.
const PROGRAMS: [(&str, &str); 19] = [
    ("admin", "crates/server/tests/admin/"),
    ("architecture", "tests/architecture/"),
    ("banks", "demo/banks/"),
    ("cli", "crates/server/tests/cli/"),
    ("durability", "crates/server/tests/durability/"),
    ("idp", "crates/idp/"),
    ("jose", "crates/jose/"),
    ("ldap", "crates/ldap/"),
    ("loadtest", "loadtest/"),
    ("mailbox", "demo/mailbox/"),
    ("nodes", "crates/server/tests/nodes/"),
    ("oidc", "crates/oidc/"),
    ("page", "crates/server/tests/page/"),
    ("rp", "crates/rp/"),
    ("server", "crates/server/src/"),
    ("shop", "demo/shop/"),
    ("store", "crates/store/"),
    ("wire", "crates/server/tests/wire/"),
    ("xml", "crates/xml/"),
];

/// Tests that a document names and that are not there.
pub fn missing_tests(tree: &Tree, document: &str) -> Vec<Violation> {
    let Some(file) = tree.file(document) else {
        return vec![Violation::new(document, "is missing")];
    };
    let missing = tests(&file.text).filter(|test| !exists(tree, test));
    missing.map(|test| Violation::new(document, format!("there is no test `{test}`"))).collect()
}

/// What stands in backticks and begins like the name of a program of tests.
pub fn tests(text: &str) -> impl Iterator<Item = &str> {
    let code = text.lines().flat_map(|line| line.split('`').skip(1).step_by(2));
    code.filter(|code| {
        let program = code.split_once("::").map_or("", |(program, _)| program);
        !program.is_empty() && program.bytes().all(|byte| byte.is_ascii_lowercase())
    })
}

fn folder(test: &str) -> Option<&'static str> {
    let (program, _) = test.split_once("::")?;
    PROGRAMS.iter().find(|(name, _)| *name == program).map(|(_, folder)| *folder)
}

fn exists(tree: &Tree, test: &str) -> bool {
    if let Some(sentence) = test.strip_prefix("clients::") {
        return sentence.split_once(' ').is_some_and(|(file, said)| said_in(tree, file, said));
    }
    let Some((modules, name)) = test.rsplit_once("::") else { return false };
    let opened = format!("fn {name}(");
    let path = modules.split_once("::").map_or("", |(_, path)| path).replace("::", "/");
    folder(test).is_some_and(|folder| {
        tree.below(folder, ".rs").any(|file| {
            let within = &file.path[folder.len()..];
            let here = path.is_empty()
                || within.contains(&format!("{path}.rs"))
                || within.contains(&format!("{path}/"));
            here && file.text.contains(&opened)
        })
    })
}

/// Whether a test of the browser or of another program says this sentence.
fn said_in(tree: &Tree, file: &str, said: &str) -> bool {
    let said = said.trim_matches('"');
    let endings = [
        format!("/{file}.test.mjs"),
        format!("/{file}.py"),
        format!("/{file}.rs"),
        format!("/test_{file}.py"),
    ];
    let mut files = tree.below("tests/clients/", "");
    files.any(|it| endings.iter().any(|ending| it.path.ends_with(ending.as_str())) && it.text.contains(said))
}
