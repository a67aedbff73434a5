//! From nothing to a server that runs.

use std::time::Duration;

use crate::postgres;
use crate::program::{Folder, Running, client_credentials, http, mode};

/// Starts to serve on any free port; gives the address.
fn serve(folder: &Folder) -> (Running, String) {
    let mut running = folder.start(&["serve", "--json", "--set", "server.listen=localhost:0"]);
    let ready = running.json_line();
    let issuer = ready["issuer"].as_str().unwrap().to_owned();
    assert_eq!(issuer, format!("http://localhost:{}", ready["port"]));
    (running, issuer)
}

#[test]
fn init_makes_what_only_its_owner_may_read() {
    let folder = Folder::new();
    let made = folder.json(&["init", "--data", "here"]);
    assert_eq!(made["keys"].as_array().unwrap().len(), 4);
    assert_eq!(mode(&folder.path("here")), 0o700);
    assert_eq!(mode(&folder.path("here/master.key")), 0o600);
    assert_eq!(mode(&folder.path("here/countersign.db")), 0o600);
    folder.run(&["config", "check", "--config", "here/countersign.toml"]).done();
}

#[test]
fn what_init_says_to_do_next_can_be_done() {
    let folder = Folder::new();
    let said = folder.run(&["init", "--data", "here"]).done();
    let next: Vec<&str> = said.lines().filter_map(|line| line.strip_prefix("  countersign ")).collect();
    assert_eq!(next.len(), 3, "{said}");
    for line in &next[..2] {
        let line = line.replace("ADDRESS", "http://localhost:9000/callback");
        folder.run_with(&line.split(' ').collect::<Vec<_>>(), "sininen talvi\n").done();
    }
    assert!(next[2].starts_with("serve"), "{said}");
}

#[test]
fn a_server_makes_its_store_at_the_first_start_and_ends_well() {
    let folder = Folder::new();
    let (running, issuer) = serve(&folder);
    assert_eq!(mode(&folder.path("master.key")), 0o600);
    assert_eq!(http("GET /health/ready", &issuer, "", "").0, 200);
    let first = folder.json(&["key", "list"]);
    let log = running.log();
    let (ended, rest) = running.stop();
    assert!(ended.success() && rest.is_empty(), "{ended} {rest}");
    assert!(log.contains("ready"), "{log}");

    // The next start finds it.
    let (running, _) = serve(&folder);
    assert_eq!(folder.json(&["key", "list"]), first);
    assert!(running.stop().0.success());
}

#[test]
fn a_running_server_learns_of_what_is_done_at_the_command_line() {
    let folder = Folder::installed();
    let (_running, issuer) = serve(&folder);
    let made = folder.json(&["client", "create", "--auth-method", "client_secret_post", "--scope", "a"]);
    let (id, secret) = (made["client_id"].as_str().unwrap(), made["client_secret"].as_str().unwrap());
    assert_eq!(client_credentials(&issuer, id, secret), 200);

    // By now the server has it in its memory.
    folder.run(&["client", "disable", id]).done();
    eventually("a disabled client gets no tokens", || client_credentials(&issuer, id, secret) != 200);
    let kid = folder.json(&["key", "rotate", "ES256"])["keys"][0]["kid"].as_str().unwrap().to_owned();
    eventually("the new key is published", || http("GET /oauth2/jwks", &issuer, "", "").1.contains(&kid));
}

/// Waits for what a running server is to learn; at most about ten seconds.
fn eventually(what: &str, holds: impl Fn() -> bool) {
    for _ in 0..200 {
        if holds() {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("not in time: {what}");
}

#[test]
fn log_lines_are_json_where_that_is_wanted() {
    let folder = Folder::new().with("COUNTERSIGN__LOG__FORMAT", "json");
    let (running, _) = serve(&folder);
    let log = running.log();
    assert!(running.stop().0.success());
    let lines: Vec<serde_json::Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.iter().any(|line| line["message"] == "ready"), "{log}");
}

#[test]
fn on_postgresql_the_operator_migrates() {
    if !postgres::is_wanted() {
        return;
    }
    let database = postgres::shared().new_database();
    // "host=… user=… dbname=…"
    let parts: Vec<&str> =
        database.split(' ').filter_map(|part| part.split_once('=')).map(|(_, v)| v).collect();
    let url = format!("postgres:///{}?host={}&user={}", parts[2], parts[0], parts[1]);
    let folder = Folder::new()
        .with("COUNTERSIGN__STORE__URL", &url)
        // The cluster trusts everybody: what matters here is that the address stays one.
        .with("COUNTERSIGN__STORE__PASSWORD", "a b+c&d%")
        .with("COUNTERSIGN__MASTER_KEY__VALUE", &"5e".repeat(32));
    let listen = ["serve", "--set", "server.listen=localhost:0"];
    let told = folder.run(&listen);
    assert_eq!(told.code, Some(1), "{told:?}");
    assert!(told.err.contains("countersign migrate up"), "{told:?}");
    assert_eq!(folder.json(&["migrate", "status"])["up_to_date"], false);
    assert_eq!(folder.json(&["migrate", "up"])["up_to_date"], true);
    let (running, issuer) = serve(&folder);
    assert_eq!(http("GET /health/ready", &issuer, "", "").0, 200);
    folder.run_with(&["user", "create", "maija"], "sininen talvi").done();
    assert!(running.stop().0.success());
}
