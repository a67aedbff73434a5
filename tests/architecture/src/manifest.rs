//! Which crate depends on which, by the manifests.

use toml::{Table, Value};

use crate::{Tree, Violation};

/// Our crates by the names they are used under, each with those of ours it may name. A crate that is not
/// here may not exist: draw its arrows first. Nobody names `server`.
const ARROWS: &[(&str, &[&str])] = &[
    ("jose", &[]),
    ("xml", &["jose"]),
    ("ldap", &["jose"]),
    ("oidc", &["jose"]),
    ("rp", &["oidc", "jose"]),
    ("idp", &["oidc", "jose", "xml", "rp"]),
    // The mind's types are made of the language's.
    ("store", &["idp", "oidc", "jose"]),
    ("server", &["jose", "xml", "ldap", "oidc", "rp", "idp", "store", "shop", "banks", "mailbox"]),
    // Its tests are a relying party.
    ("banks", &["jose", "oidc", "rp"]),
    ("shop", &["rp"]),
    ("mailbox", &[]),
    ("loadtest", &["jose"]),
    ("architecture", &[]),
    ("countersign-fuzz", &["idp", "jose", "ldap", "xml"]),
    // Stands in for a stranger's program.
    ("with-openidconnect", &[]),
];

/// Outside crates that have one room, and who may name them.
const ROOMS: &[(&[&str], &[&str])] = &[
    (&["aws-lc-rs", "ring", "openssl", "rsa", "p256", "p384", "ed25519-dalek", "hmac", "sha2"], &["jose"]),
    (&["roxmltree", "quick-xml", "xmltree", "xml-rs", "libxml"], &["xml"]),
    (&["tokio-postgres", "deadpool-postgres", "postgres", "sqlx", "diesel"], &["store"]),
    // The shop keeps its own orders; the load test measures its floor, a bare batched commit.
    (&["rusqlite"], &["store", "shop", "loadtest"]),
];

/// What reads or writes the world, the clock or a random source: never in a crate that only decides.
const WORLD: &[&str] = &[
    "tokio",
    "hyper",
    "hyper-util",
    "axum",
    "http",
    "reqwest",
    "rustls",
    "rusqlite",
    "tokio-postgres",
    "deadpool-postgres",
    "mio",
    "socket2",
    "rand",
    "getrandom",
    "fastrand",
    "chrono",
    "time",
    "tracing",
];

/// The crates that only decide or only speak.
const PURE: &[&str] = &["jose", "xml", "ldap", "oidc", "rp", "idp"];

/// Arrows between our crates that are not drawn, and crates without arrows.
pub fn undrawn_arrows(tree: &Tree) -> Vec<Violation> {
    each_dependency(tree, |package, dependency| {
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == package.name) else {
            return Some(format!("no arrows are drawn for a crate called {}", package.name));
        };
        // A crate's tests may want a feature of its own.
        if dependency.only_in_tests && dependency.name == package.name {
            return None;
        }
        let ours = ARROWS.iter().any(|(name, _)| *name == dependency.name) || dependency.local;
        (ours && !allowed.contains(&dependency.name.as_str()))
            .then(|| format!("{} may not depend on {}", package.name, dependency.name))
    })
}

/// Outside crates named outside their one room.
pub fn out_of_their_room(tree: &Tree) -> Vec<Violation> {
    each_dependency(tree, |package, dependency| {
        let (_, rooms) = ROOMS.iter().find(|(names, _)| names.contains(&dependency.package.as_str()))?;
        (!rooms.contains(&package.name.as_str()))
            .then(|| format!("{} may be named only by {}", dependency.package, rooms.join(", ")))
    })
}

/// Crates of the outer world in a crate that only decides. What only its tests use is theirs.
pub fn world_in_the_pure(tree: &Tree) -> Vec<Violation> {
    each_dependency(tree, |package, dependency| {
        let pure = PURE.contains(&package.name.as_str()) && !dependency.only_in_tests && !dependency.optional;
        (pure && WORLD.contains(&dependency.package.as_str()))
            .then(|| format!("{} knows nothing of the world: not of {}", package.name, dependency.package))
    })
}

struct Package {
    /// The library's name, for that is what others write.
    name: String,
}

struct Dependency {
    /// The name it is used under.
    name: String,
    /// The name it is published under.
    package: String,
    local: bool,
    optional: bool,
    only_in_tests: bool,
}

fn each_dependency(tree: &Tree, rule: impl Fn(&Package, &Dependency) -> Option<String>) -> Vec<Violation> {
    let workspace =
        tree.file("Cargo.toml").and_then(|file| file.text.parse::<Table>().ok()).unwrap_or_default();
    let shared =
        table(&workspace, "workspace").map(|it| table(it, "dependencies").cloned().unwrap_or_default());
    let shared = shared.unwrap_or_default();
    let mut found = Vec::new();
    for file in tree.below("", "/Cargo.toml") {
        let manifest: Table = match file.text.parse() {
            Ok(manifest) => manifest,
            Err(error) => {
                found.push(Violation::new(&file.path, format!("cannot be read: {error}")));
                continue;
            }
        };
        let package = Package { name: library_name(&manifest) };
        let dependencies = dependencies(&manifest, &shared);
        found.extend(
            dependencies
                .iter()
                .filter_map(|it| rule(&package, it))
                .map(|what| Violation::new(&file.path, what)),
        );
    }
    found
}

fn library_name(manifest: &Table) -> String {
    let named = |section| table(manifest, section).and_then(|it| it.get("name")).and_then(Value::as_str);
    named("lib").or_else(|| named("package")).unwrap_or_default().to_owned()
}

fn dependencies(manifest: &Table, shared: &Table) -> Vec<Dependency> {
    let targets =
        table(manifest, "target").into_iter().flat_map(|it| it.values()).filter_map(Value::as_table);
    let mut found = Vec::new();
    for owner in std::iter::once(manifest).chain(targets) {
        for section in ["dependencies", "build-dependencies", "dev-dependencies"] {
            for (name, value) in table(owner, section).into_iter().flatten() {
                let inherits = value.get("workspace").and_then(Value::as_bool).unwrap_or(false);
                let origin = if inherits { shared.get(name).unwrap_or(value) } else { value };
                found.push(Dependency {
                    name: name.clone(),
                    package: origin.get("package").and_then(Value::as_str).unwrap_or(name).to_owned(),
                    local: origin.get("path").is_some(),
                    optional: value.get("optional").and_then(Value::as_bool).unwrap_or(false),
                    only_in_tests: section == "dev-dependencies",
                });
            }
        }
    }
    found
}

fn table<'a>(owner: &'a Table, name: &str) -> Option<&'a Table> {
    owner.get(name).and_then(Value::as_table)
}
