//! The server, and PostgreSQL, are killed in the middle of their work. What was answered is there
//! afterwards, and what was used up stays used up; what was not answered happened whole or not at all.

pub(crate) mod check;
pub(crate) mod journal;
pub(crate) mod load;

use std::sync::Arc;
use std::time::Duration;

use crate::postgres::{self, Cluster};
use crate::program::Program;
use crate::rounds;
use crate::world::Client;
use check::Check;
use journal::{Session, Tally};
use load::Load;

const KILLS: usize = 30;
const A_FEW: usize = 3;

async fn survives_kills_of_the_server(program: Program) {
    let program = Arc::new(program);
    let mut server = program.serve().await;
    let client = program.populate().await;
    let mut journal = Journal::default();
    for round in 0..rounds(KILLS, A_FEW) {
        let load = Load::start(&program, &client).await;
        if round == 0 {
            load.under_way().await;
        }
        tokio::time::sleep(a_while()).await;
        server.kill().await;
        let sessions = load.end().await;
        server = program.serve().await;
        journal.check(&program, &client, sessions).await;
    }
    journal.close(&program, &client).await;
}

async fn survives_kills_of_its_database(program: Program, cluster: Arc<Cluster>) {
    let program = Arc::new(program);
    let mut server = program.serve().await;
    let client = program.populate().await;
    let mut journal = Journal::default();
    for round in 0..rounds(KILLS, A_FEW) {
        let load = Load::start(&program, &client).await;
        if round == 0 {
            load.under_way().await;
        }
        tokio::time::sleep(a_while()).await;
        let cluster = Arc::clone(&cluster);
        let killed = tokio::task::spawn_blocking(move || {
            cluster.kill();
            cluster.restart();
        });
        killed.await.unwrap();
        // It finds its way back by itself.
        tokio::time::sleep(a_while()).await;
        let sessions = load.end().await;
        server.check_running();
        journal.check(&program, &client, sessions).await;
    }
    journal.close(&program, &client).await;
}

/// Somewhere in the middle.
pub(crate) fn a_while() -> Duration {
    Duration::from_millis(100 + u64::from(u16::from_le_bytes(jose::random::bytes())) % 600)
}

/// What was answered before each kill. Some of it is looked at only after the last.
#[derive(Default)]
pub(crate) struct Journal {
    kept: Vec<Session>,
    tally: Tally,
    kills: usize,
}

impl Journal {
    pub(crate) async fn check(&mut self, program: &Program, client: &Client, mut sessions: Vec<Session>) {
        self.kills += 1;
        self.tally.count(&sessions);
        self.kept.extend(sessions.pop());
        for session in &sessions {
            Check { program, client }.session(session).await;
        }
    }

    pub(crate) async fn close(self, program: &Program, client: &Client) {
        let (tally, kills) = self.settle(program, client).await;
        assert!(tally.unanswered >= kills, "killed in the middle of something: {tally:?}");
    }

    /// Where nothing was killed: everything was answered.
    pub(crate) async fn close_unhurt(self, program: &Program, client: &Client) {
        let (tally, _) = self.settle(program, client).await;
        assert_eq!(tally.unanswered, 0, "{tally:?}");
    }

    async fn settle(self, program: &Program, client: &Client) -> (Tally, usize) {
        for session in &self.kept {
            Check { program, client }.session(session).await;
        }
        let (tally, kills) = (self.tally, self.kills);
        eprintln!("{kills} kills: {tally:?}");
        assert!(tally.redeemed > 5 * kills && tally.rotated > 5 * kills, "{tally:?}");
        assert!(tally.revoked > 0 && tally.signed_out > 0, "{tally:?}");
        (tally, kills)
    }
}

pub(crate) fn run(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(4)
        .enable_all()
        .build()
        .unwrap()
        .block_on(test);
}

pub(crate) fn is_postgres_wanted() -> bool {
    let wanted = postgres::is_wanted();
    if !wanted {
        eprintln!("left out: COUNTERSIGN_TEST_STORES leaves PostgreSQL out");
    }
    wanted
}

#[test]
fn what_was_answered_holds_when_the_server_is_killed_on_sqlite() {
    run(async { survives_kills_of_the_server(Program::install(None).await).await });
}

#[test]
fn what_was_answered_holds_when_the_server_is_killed_on_postgres() {
    if is_postgres_wanted() {
        let database = postgres::shared().new_database();
        run(async { survives_kills_of_the_server(Program::install(Some(&database)).await).await });
    }
}

#[test]
fn what_was_answered_holds_when_postgresql_is_killed() {
    if is_postgres_wanted() {
        let cluster = Arc::new(Cluster::start());
        let database = cluster.new_database();
        run(async { survives_kills_of_its_database(Program::install(Some(&database)).await, cluster).await });
    }
}
