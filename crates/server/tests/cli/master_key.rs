//! The master key, and the keys it seals.

use serde_json::Value;

use crate::program::Folder;

fn show(folder: &Folder) -> (Vec<Value>, Vec<Value>) {
    let told = folder.json(&["master-key", "show"]);
    (told["given"].as_array().unwrap().clone(), told["in_use"].as_array().unwrap().clone())
}

fn line_count(folder: &Folder) -> usize {
    std::fs::read_to_string(folder.path("master.key")).unwrap().lines().count()
}

#[test]
fn one_command_exchanges_the_master_key_of_an_embedded_store() {
    let folder = Folder::installed();
    let (before, in_use) = show(&folder);
    assert_eq!((before.len(), &in_use), (1, &before));
    std::fs::copy(folder.path("master.key"), folder.path("old.key")).unwrap();
    let told = folder.json(&["master-key", "rotate"]);
    assert_eq!(told["before"].as_array(), Some(&before));
    let (after, in_use) = show(&folder);
    assert_eq!((after.len(), &in_use, told["now"].as_array()), (1, &after, Some(&after)));
    assert_ne!(after, before);
    let old = folder.run(&["key", "list", "--set", "master_key.file=old.key"]).failed();
    assert!(old.starts_with("wrong master key"), "{old}");
    folder.run(&["key", "list"]).done();
    // Once more, now that what was announced has gone.
    folder.run(&["master-key", "rotate"]).done();
    assert_ne!(show(&folder).0, after);
}

#[test]
fn it_can_be_done_in_steps_with_both_keys_known_in_between() {
    let folder = Folder::installed();
    let added = folder.json(&["master-key", "add"])["added"].clone();
    let (given, in_use) = show(&folder);
    assert_eq!((given.len(), in_use.len(), &given[1]), (2, 1, &added));
    assert_eq!(folder.json(&["master-key", "rotate"])["now"][0], added);
    assert_eq!((show(&folder).1, line_count(&folder)), (vec![added], 1));
    assert_eq!(folder.json(&["master-key", "clean"])["removed"], 0);
    folder.run(&["master-key", "add"]).done();
    assert_eq!(folder.json(&["master-key", "clean"])["removed"], 1, "one that came to nothing");
}

#[test]
fn a_key_from_the_environment_is_exchanged_there() {
    let folder = Folder::installed();
    let key = std::fs::read_to_string(folder.path("master.key")).unwrap();
    // In place of the file that the configuration names.
    let config = std::fs::read_to_string(folder.path("countersign.toml")).unwrap();
    folder.write("countersign.toml", &config.replace("file = \"master.key\"", ""));
    let variable = "COUNTERSIGN__MASTER_KEY__VALUE";
    let folder = folder.with(variable, key.trim());
    let told = folder.run(&["master-key", "rotate"]).failed();
    assert!(told.contains("no other master key"), "{told}");
    let told = folder.run(&["master-key", "add"]).failed();
    assert!(told.contains("master_key.value"), "{told}");
    let both = format!("{} {}", key.trim(), "5e".repeat(32));
    let folder = folder.with(variable, &both);
    folder.run(&["master-key", "rotate"]).done();
    folder.run(&["key", "list"]).done();
    let told = folder.with(variable, key.trim()).run(&["key", "list"]).failed();
    assert!(told.starts_with("wrong master key"), "{told}");
}

#[test]
fn data_keys_are_added_and_what_was_sealed_before_stays_readable() {
    let folder = Folder::installed();
    let before = folder.json(&["key", "list"]);
    assert_eq!(folder.json(&["data-key", "rotate"])["version"], 2);
    assert_eq!(folder.json(&["data-key", "rotate"])["version"], 3);
    assert_eq!(folder.json(&["key", "list"]), before);
    let shown = folder.json(&["data-key", "show"]);
    let keys = shown["keys"].as_array().unwrap();
    assert_eq!(keys.iter().map(|key| key["version"].as_u64().unwrap()).collect::<Vec<_>>(), [1, 2, 3]);
    assert!(keys[0]["seals"].as_u64().unwrap() > 0 && keys[2]["seals"] == 0, "{shown}");
    let told = folder.run(&["data-key", "clean"]).failed();
    assert!(told.contains("try again after"), "{told}");
    let told = Folder::installed().run(&["data-key", "clean"]).done();
    assert!(told.contains("nothing to forget"), "{told}");
}
