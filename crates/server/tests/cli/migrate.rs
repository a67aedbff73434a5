//! Migrations.

use crate::program::Folder;

#[test]
fn up_makes_a_store_that_is_up_to_date_and_can_be_served() {
    let folder = Folder::new();
    assert_eq!(folder.json(&["migrate", "up"])["up_to_date"], true);
    let status = folder.json(&["migrate", "status"]);
    assert_eq!(status["up_to_date"], true);
    assert!(
        status["migrations"].as_array().unwrap().iter().all(|one| one["applied_at"].is_string()),
        "{status}"
    );
    assert!(folder.run(&["migrate", "status"]).done().contains("up to date"));
    let mut running = folder.start(&["serve", "--json", "--set", "server.listen=localhost:0"]);
    running.json_line();
    assert!(running.stop().0.success());
}

#[test]
fn up_again_changes_nothing() {
    let folder = Folder::installed();
    let before = folder.json(&["migrate", "status"]);
    assert_eq!(folder.json(&["migrate", "up"]), before);
}

#[test]
fn refuses_a_file_that_is_no_store() {
    let folder = Folder::installed();
    folder.run(&["migrate", "status"]).done();
    folder.write("other.db", &"not a database ".repeat(1000));
    folder.run(&["migrate", "status", "--set", "store.url=sqlite:other.db"]).failed();
}
