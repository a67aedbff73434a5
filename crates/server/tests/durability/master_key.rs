//! The keys that seal the store are exchanged while a server works: no request notices, nothing is lost, and
//! the server starts again with the new master key alone.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::crash::load::Load;
use crate::crash::{Journal, a_while, is_postgres_wanted, run};
use crate::postgres;
use crate::program::{MASTER_KEY, Program};
use crate::rounds;

async fn loses_nothing(program: Program, steps: &[&[&str]]) {
    let program = Arc::new(program.with_master_key_file());
    let mut server = program.serve().await;
    let client = program.populate().await;
    let mut journal = Journal::default();
    for round in 0..rounds(10, 2) {
        let load = Load::start(&program, &client).await;
        if round == 0 {
            load.under_way().await;
        }
        let failed = load.failed();
        let before = master_keys(program.folder());
        for step in steps {
            program.run(step, "").await;
            tokio::time::sleep(a_while()).await;
        }
        let after = master_keys(program.folder());
        assert!(after.lines().count() == 1 && after != before, "the master key is another one");
        server.check_running();
        let sessions = load.end().await;
        assert_eq!(failed.load(Ordering::Relaxed), 0);
        server.terminate();
        assert!(server.ended().await.success());
        server = program.serve().await;
        journal.check(&program, &client, sessions).await;
    }
    journal.close_unhurt(&program, &client).await;
    server.terminate();
    server.ended().await;
    refuses_the_first_master_key(&program).await;
}

/// The same command, with the one key and the other.
async fn refuses_the_first_master_key(program: &Program) {
    let list = |file: String| {
        let mut command = program.command(env!("CARGO_BIN_EXE_countersign"));
        command.args(["key", "list"]).env("COUNTERSIGN__MASTER_KEY__FILE", file);
        async move { command.output().await.unwrap() }
    };
    let first = program.folder().join("first.key");
    std::fs::write(&first, MASTER_KEY.repeat(32)).unwrap();
    let refused = list(first.display().to_string()).await;
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(!refused.status.success() && said.contains("wrong master key"), "{said}");
    assert!(list(program.folder().join("master.key").display().to_string()).await.status.success());
}

fn master_keys(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("master.key")).unwrap()
}

#[test]
fn exchanging_the_master_key_under_load_loses_nothing_on_sqlite() {
    let steps: [&[&str]; 4] = [
        &["master-key", "rotate"],
        &["data-key", "rotate"],
        &["master-key", "rotate"],
        &["data-key", "rotate"],
    ];
    run(async { loses_nothing(Program::install(None).await, &steps).await });
}

#[test]
fn exchanging_the_master_key_under_load_loses_nothing_on_postgres() {
    if is_postgres_wanted() {
        let database = postgres::shared().new_database();
        let steps: [&[&str]; 5] = [
            &["master-key", "add"],
            &["master-key", "rotate"],
            &["master-key", "clean"],
            &["data-key", "rotate"],
            &["data-key", "rotate"],
        ];
        run(async { loses_nothing(Program::install(Some(&database)).await, &steps).await });
    }
}
