//! Debian's haproxy before the nodes, as `docs/nodes.md` sets it up.

use std::process::Stdio;
use std::time::Duration;

use tokio::process::{Child, Command};

use crate::program::{Program, free_port};

const PROGRAM: &str = "/usr/sbin/haproxy";
const PATIENCE: Duration = Duration::from_secs(60);

/// It is killed when this is dropped.
pub(crate) struct Balancer {
    http: reqwest::Client,
    statistics: String,
    _child: Child,
}

impl Balancer {
    /// At the installation's address, before nodes at these ports.
    pub(crate) fn start(program: &Program, nodes: &[u16]) -> Self {
        let statistics = free_port();
        let servers: String =
            nodes.iter().map(|port| format!("    server node{port} 127.0.0.1:{port} check\n")).collect();
        let configuration = format!(
            "{GENERAL}
frontend public
    bind 127.0.0.1:{}
    default_backend countersign

backend countersign
    balance roundrobin
    option httpchk GET /health/ready
    default-server inter 250ms fall 2 rise 1
{servers}
frontend statistics
    bind 127.0.0.1:{statistics}
    stats enable
    stats uri /
",
            program.port(),
        );
        let file = program.folder().join("haproxy.cfg");
        std::fs::write(&file, configuration).unwrap();
        let log = std::fs::File::create(program.folder().join("haproxy.log")).unwrap();
        let child = Command::new(PROGRAM)
            .args(["-db", "-q", "-f"])
            .arg(&file)
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| panic!("{PROGRAM}: {error}; Debian: apt-get install haproxy"));
        let statistics = format!("http://127.0.0.1:{statistics}/;csv");
        Self { http: program.http.clone(), statistics, _child: child }
    }

    /// Waits until it sends requests to so many nodes.
    pub(crate) async fn sees(&self, nodes: usize) {
        let late = tokio::time::Instant::now() + PATIENCE;
        loop {
            let seen = self.up().await;
            if seen == Some(nodes) {
                return;
            }
            assert!(tokio::time::Instant::now() < late, "{seen:?} nodes are up instead of {nodes}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn up(&self) -> Option<usize> {
        let table = self.http.get(&self.statistics).send().await.ok()?.text().await.ok()?;
        let is_up = |line: &&str| {
            let fields: Vec<&str> = line.split(',').collect();
            fields.get(1).is_some_and(|name| name.starts_with("node"))
                && fields.get(17).is_some_and(|status| status.starts_with("UP"))
        };
        Some(table.lines().filter(is_up).count())
    }
}

/// What holds for all of it.
const GENERAL: &str = "\
defaults
    mode http
    timeout connect 5s
    timeout client 60s
    timeout server 60s
    timeout check 5s
    option forwardfor
    # Only what no node has read is sent to another one: a code must not be redeemed twice.
    retries 3
    option redispatch 1
    retry-on conn-failure
    http-error status 503 content-type text/plain string \"no node\" hdr Retry-After 1
";
