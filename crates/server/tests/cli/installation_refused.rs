//! What keeps a server from starting.

use crate::program::Folder;

const KEYS: [&str; 2] = ["key", "list"];

#[test]
fn a_second_init_changes_nothing() {
    let folder = Folder::installed();
    let before = std::fs::read(folder.path("master.key")).unwrap();
    let told = folder.run(&["init"]).failed();
    assert!(told.contains("is there already"), "{told}");
    assert_eq!(std::fs::read(folder.path("master.key")).unwrap(), before);
    folder.run(&KEYS).done();
}

#[test]
fn a_wrong_master_key_and_says_whose_it_is() {
    let folder = Folder::installed();
    folder.run(&KEYS).done();
    folder.write("other.key", &"5e".repeat(32));
    let args = ["--set", "master_key.file=other.key"];
    let told = folder.run(&[&KEYS[..], &args].concat()).failed();
    assert!(told.starts_with("wrong master key") && told.contains("fingerprint"), "{told}");
    // A server refuses as a command does.
    let said = folder.run(&["serve", "--set", "server.listen=localhost:0", args[0], args[1]]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.err.contains("wrong master key"), "{said:?}");
}

#[test]
fn a_lost_master_key_instead_of_making_another() {
    let folder = Folder::installed();
    folder.run(&KEYS).done();
    std::fs::rename(folder.path("master.key"), folder.path("elsewhere.key")).unwrap();
    let told = folder.run(&["serve", "--set", "server.listen=localhost:0"]);
    assert_eq!(told.code, Some(1), "{told:?}");
    assert!(told.err.contains("put it back"), "{told:?}");
    assert!(!folder.path("master.key").exists());
    std::fs::rename(folder.path("elsewhere.key"), folder.path("master.key")).unwrap();
    folder.run(&KEYS).done();
}

#[test]
fn a_store_that_is_not_there_unless_to_serve() {
    let folder = Folder::new();
    for args in [&["user", "list"][..], &["client", "list"], &KEYS, &["migrate", "status"]] {
        let told = folder.run(args).failed();
        assert!(told.contains("countersign init"), "{told}");
    }
    assert!(!folder.path("countersign.db").exists());
    folder.run(&["init"]).done();
    folder.run(&["user", "list"]).done();
}

#[test]
fn a_port_that_is_taken() {
    let folder = Folder::installed();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = format!("server.listen=localhost:{}", taken.local_addr().unwrap().port());
    let said = folder.run(&["serve", "--set", &listen]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(
        said.err.contains("is taken by another program") && said.err.contains("server.listen"),
        "{said:?}"
    );
    drop(taken);
    let mut running = folder.start(&["serve", "--json", "--set", &listen]);
    assert!(running.json_line()["port"].is_u64());
}
