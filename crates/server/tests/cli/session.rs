//! Sessions, where nobody is signed in: what ends them while somebody is, the tests of the wire show.

use crate::program::Folder;

#[test]
fn sessions_are_listed_and_ended_by_the_person_they_are_of() {
    let folder = Folder::installed();
    folder.json_with(&["user", "create", "maija"], "sininen talvi\n");
    assert_eq!(folder.json(&["session", "list", "maija"])["sessions"].as_array().unwrap().len(), 0);
    assert_eq!(folder.json(&["session", "end-all", "maija"])["ended"], 0);
    let unknown = folder.run(&["session", "end", "AAAAAAAAAAAAAAAAAAAAAA"]).failed();
    assert!(unknown.contains("there is no session"), "{unknown}");
    assert!(folder.run(&["session", "end", "x"]).failed().contains("there is no session"));
    assert!(folder.run(&["session", "list", "nobody"]).failed().contains("there is no account nobody"));
}
