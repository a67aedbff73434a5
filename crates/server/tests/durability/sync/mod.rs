//! A trace of the running program shows that what an answer tells was on disk before it was sent.

mod trace;

use std::path::Path;
use std::time::Duration;

use tokio::process::Command;

use crate::browser::Browser;
use crate::postgres;
use crate::program::{Program, Server};
use crate::world::{Answer, Client};
use trace::{Early, Trace};

/// How often the requests are sent.
const ROUNDS: usize = 5;

/// The requests of a round: their names, their answers, and whether they change anything.
const REQUESTS: [(&str, u16, bool); 6] = [
    ("authorize", 303, true),
    ("redeem", 200, true),
    ("userinfo", 200, false),
    ("refresh", 200, true),
    ("revoke", 200, true),
    ("sign out", 200, true),
];

async fn waits_for_the_disk(program: Program, also: &[u32]) {
    let traced = program.folder().join("trace");
    let server = serve_traced(&program, &traced, also).await;
    let client = program.populate().await;
    for _ in 0..ROUNDS {
        let browser = program.sign_in(&client).await;
        // The answers to look at are the last ones; tracing is ended before the next sign-in.
        send_all(&program, &client, browser).await;
    }
    stop(server).await;

    let text = String::from_utf8_lossy(&std::fs::read(&traced).unwrap()).into_owned();
    let trace = Trace::parse(&text);
    let answers = trace.answers();
    // Before the requests of a round, a sign-in: three answers, five with the consent the first time.
    let rounds = answers.rchunks(3 + REQUESTS.len()).take(ROUNDS);
    assert_eq!(answers.len(), ROUNDS * (3 + REQUESTS.len()) + 2, "{answers:?}");
    for round in rounds {
        for ((name, status, changes), answer) in REQUESTS.iter().zip(&round[3..]) {
            assert_eq!(answer.status, *status, "{name}");
            let expected = if *changes { Ok(()) } else { Err(Early::NothingWritten) };
            assert_eq!(trace.check_synced(*answer), expected, "{name}: {answer:?}");
        }
    }
}

/// Sends [`REQUESTS`], one after the other.
async fn send_all(program: &Program, client: &Client, mut browser: Browser) {
    let authorized = browser.get(&program.authorize_url(client)).await;
    let code = authorized.parameter("code").unwrap_or_else(|| panic!("no code: {authorized:?}"));
    let tokens = send(program.redeem(client, &code)).await;
    send(program.userinfo(&tokens.text("access_token"))).await;
    let tokens = send(program.refresh(client, &tokens.text("refresh_token"))).await;
    send(program.form(client, "revoke", &[("token", &tokens.text("refresh_token"))])).await;
    let url = format!("{}/oidc/logout?id_token_hint={}", program.base, tokens.text("id_token"));
    assert_eq!(browser.get(&url).await.status, 200);
}

async fn send(request: reqwest::RequestBuilder) -> Answer {
    let answer = Answer::of(request.send().await.unwrap()).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer
}

/// Serves under `strace`, which watches other processes too.
async fn serve_traced(program: &Program, to: &Path, also: &[u32]) -> Server {
    let mut command = program.command("strace");
    command.args(["-f", "-y", "-s", "32", "-I", "2", "-o"]).arg(to);
    command.arg("-e").arg(
        "trace=fsync,fdatasync,write,writev,pwrite64,pwritev,pwritev2,sendto,sendmsg,read,readv,recvfrom,recvmsg",
    );
    for process in also {
        command.arg("-p").arg(process.to_string());
    }
    command.arg(env!("CARGO_BIN_EXE_countersign"));
    program.serve_by(command).await
}

/// Ends the server, then its tracer, which by then has written everything down.
async fn stop(tracer: Server) {
    for server in children(tracer.pid()) {
        signal("TERM", server).await;
        while Path::new("/proc").join(server.to_string()).exists() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
    signal("INT", tracer.pid()).await;
    tracer.ended().await;
}

async fn signal(name: &str, process: u32) {
    Command::new("sh").arg("-c").arg(format!("kill -{name} {process} 2>/dev/null")).status().await.unwrap();
}

fn children(process: u32) -> Vec<u32> {
    let list = std::fs::read_to_string(format!("/proc/{process}/task/{process}/children")).unwrap();
    list.split_whitespace().filter_map(|child| child.parse().ok()).collect()
}

/// Whether tracing is wanted: always, unless `COUNTERSIGN_TEST_TRACE=none` says otherwise.
fn is_wanted() -> bool {
    let wanted = std::env::var("COUNTERSIGN_TEST_TRACE").map_or(true, |trace| trace != "none");
    if !wanted {
        eprintln!("left out: COUNTERSIGN_TEST_TRACE leaves tracing out");
        return false;
    }
    let there = std::process::Command::new("strace").args(["-o", "/dev/null", "true"]).status();
    assert!(
        there.is_ok_and(|status| status.success()),
        "strace is not installed, or may not trace here: install it (Debian: apt-get install strace), or run \
         the tests without it by setting COUNTERSIGN_TEST_TRACE=none"
    );
    true
}

fn run(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
        .block_on(test);
}

#[test]
fn no_answer_goes_out_before_sqlite_has_synced_its_log() {
    if is_wanted() {
        run(async { waits_for_the_disk(Program::install(None).await, &[]).await });
    }
}

/// PostgreSQL is watched together with the program, in one trace.
#[test]
fn no_answer_goes_out_before_postgresql_has_synced_its_log() {
    if !is_wanted() {
        return;
    }
    if !postgres::is_wanted() {
        eprintln!("left out: COUNTERSIGN_TEST_STORES leaves PostgreSQL out");
        return;
    }
    let cluster = postgres::Cluster::start();
    for setting in ["fsync", "full_page_writes", "synchronous_commit"] {
        assert_eq!(cluster.sql("postgres", &format!("SHOW {setting}")), "on", "{setting}");
    }
    if !may_attach() {
        assert!(
            std::env::var("CI").is_err(),
            "only root, or kernel.yama.ptrace_scope=0, lets PostgreSQL be traced"
        );
        eprintln!("left out: kernel.yama.ptrace_scope lets nobody but root trace PostgreSQL");
        return;
    }
    let database = cluster.new_database();
    let mut processes = children(cluster.pid());
    processes.push(cluster.pid());
    run(async { waits_for_the_disk(Program::install(Some(&database)).await, &processes).await });
}

/// Whether processes that are not our own children may be traced.
fn may_attach() -> bool {
    let scope = std::fs::read_to_string("/proc/sys/kernel/yama/ptrace_scope").unwrap_or_default();
    let is_root = std::os::unix::fs::MetadataExt::uid(&std::fs::metadata("/proc/self").unwrap()) == 0;
    is_root || ["", "0"].contains(&scope.trim())
}
