//! Where settings come from, and which wins.

use serde_json::Value;

use crate::program::Folder;

/// A setting's value and where it came from.
fn setting(shown: &Value, name: &str) -> (Value, String) {
    let settings = shown["settings"].as_array().unwrap();
    let found = settings.iter().find(|setting| setting["name"] == name).unwrap();
    (found["value"].clone(), found["from"].as_str().unwrap().to_owned())
}

#[test]
fn a_flag_wins_over_a_variable_over_the_file_over_the_default() {
    let show = ["config", "show"];
    let folder = Folder::new();
    let listen = |shown: &Value| setting(shown, "server.listen");
    assert_eq!(listen(&folder.json(&show)), ("localhost:8080".into(), "default".to_owned()));

    folder.write("countersign.toml", "[server]\nlisten = \"localhost:1\"\n");
    assert_eq!(listen(&folder.json(&show)), ("localhost:1".into(), "countersign.toml, line 2".to_owned()));

    let folder = folder.with("COUNTERSIGN__SERVER__LISTEN", "localhost:2");
    let from = "COUNTERSIGN__SERVER__LISTEN".to_owned();
    assert_eq!(listen(&folder.json(&show)), ("localhost:2".into(), from));

    let shown = folder.json(&["config", "show", "--set", "server.listen=localhost:3"]);
    assert_eq!(listen(&shown), ("localhost:3".into(), "--set".to_owned()));
}

#[test]
fn secrets_are_taken_from_files_and_variables_and_never_shown() {
    let folder = Folder::new()
        .with("COUNTERSIGN__STORE__URL", "postgres://countersign@db.example.com/countersign")
        .with("COUNTERSIGN__STORE__PLAINTEXT", "true")
        .with("COUNTERSIGN__STORE__PASSWORD_FILE", "password")
        .with("COUNTERSIGN__MASTER_KEY__VALUE", &"5e".repeat(32));
    folder.write("password", "hunter2hunter2\n");
    for args in [&["config", "show"][..], &["config", "show", "--json"], &["config", "check"]] {
        let said = folder.run(args).done();
        assert!(!said.contains("hunter2") && !said.contains("5e5e"), "{said}");
    }
    let shown = folder.json(&["config", "show"]);
    assert_eq!(setting(&shown, "master_key.value").0, Value::Null);
    assert_eq!(setting(&shown, "master_key.value").1, "COUNTERSIGN__MASTER_KEY__VALUE");
}

#[test]
fn paths_in_a_file_begin_at_its_folder() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("there")).unwrap();
    folder.write("there/c.toml", "[store]\nurl = \"sqlite:some.db\"\n");
    folder.run(&["migrate", "up", "--config", "there/c.toml"]).done();
    assert!(folder.path("there/some.db").exists());
    assert!(folder.path("there/master.key").exists());
}

#[test]
fn a_list_is_an_array_in_the_file_and_separated_by_commas_elsewhere() {
    let folder = Folder::new();
    folder.write("countersign.toml", "[fetch]\nallow = [\"10.0.0.0/8\", \"keys.internal\"]\n");
    let shown = folder.run(&["config", "show"]).done();
    assert!(shown.contains("[\"10.0.0.0/8\", \"keys.internal\"]"), "{shown}");
    let folder = folder.with("COUNTERSIGN__FETCH__ALLOW", "::1, 127.0.0.0/8");
    let shown = folder.run(&["config", "show"]).done();
    assert!(shown.contains("[\"::1\", \"127.0.0.0/8\"]"), "{shown}");
}

#[test]
fn the_reference_is_a_configuration() {
    let folder = Folder::new();
    let reference = folder.run(&["config", "reference"]).done();
    folder.write("countersign.toml", &reference).run(&["config", "check"]).done();
    // What stands behind a default is what holds without it.
    let uncommented: String = reference
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(setting) if setting.contains(" = ") && !setting.contains('…') => format!("{setting}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    let before = folder.json(&["config", "show"]);
    folder.write("countersign.toml", &uncommented);
    let after = folder.json(&["config", "show"]);
    for one in before["settings"].as_array().unwrap() {
        let name = one["name"].as_str().unwrap();
        assert_eq!(one["value"], setting(&after, name).0, "{name}");
    }
    assert_ne!(setting(&after, "store.url").1, "default");
}
