//! The real program, as a process of its own, on a store of its own.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, Command};

use crate::browser::Browser;
use crate::world::{Answer, CHALLENGE, Client, PASSWORD, REDIRECT_URI, VERIFIER};

/// Of which the first master key is made, 32 times.
pub(crate) const MASTER_KEY: &str = "07";

/// An installation with maija and a shop in it.
pub(crate) struct Program {
    folder: tempfile::TempDir,
    store_url: String,
    port: u16,
    /// `http://localhost:port`
    pub(crate) base: String,
    pub(crate) http: reqwest::Client,
    /// Where its master key is, if not in the environment.
    master_key: Option<PathBuf>,
}

/// The program while it serves. It is killed when this is dropped.
pub(crate) struct Server {
    child: Child,
}

impl Program {
    /// On an embedded store, or on the database with this connection string of the test cluster's.
    pub(crate) async fn install(database: Option<&str>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = free_port();
        let store_url = match database {
            None => format!("sqlite:{}", folder.path().join("countersign.db").display()),
            Some(database) => url_of(database),
        };
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(20))
            .build()
            .unwrap();
        let base = format!("http://localhost:{port}");
        let program = Self { folder, store_url, port, base, http, master_key: None };
        program.run(&["migrate", "up"], "").await;
        program
    }

    /// Keeps the master key in a file from now on, where it can be exchanged.
    pub(crate) fn with_master_key_file(mut self) -> Self {
        let file = self.folder.path().join("master.key");
        std::fs::write(&file, MASTER_KEY.repeat(32)).unwrap();
        self.master_key = Some(file);
        self
    }

    /// Makes maija and the shop; the program serves meanwhile, as it made its keys when it began to.
    pub(crate) async fn populate(&self) -> Client {
        self.run(&["user", "create", "maija", "--name", "Maija Mäkelä"], PASSWORD).await;
        let made = self.run(&["client", "create", "--name", "The shop", "--redirect-uri", REDIRECT_URI], "");
        let made = made.await;
        let member =
            |name: &str| made[name].as_str().unwrap_or_else(|| panic!("no {name}: {made}")).to_owned();
        Client { id: member("client_id"), secret: member("client_secret") }
    }

    /// Serves; returns once it is ready.
    pub(crate) async fn serve(&self) -> Server {
        self.serve_by(self.command(env!("CARGO_BIN_EXE_countersign"))).await
    }

    /// Serves as a further node of this installation, on a port of its own, for a balancer at its address.
    pub(crate) async fn serve_node(&self, port: u16) -> Server {
        let mut command = self.command(env!("CARGO_BIN_EXE_countersign"));
        command
            .env("COUNTERSIGN__SERVER__LISTEN", format!("127.0.0.1:{port}"))
            .env("COUNTERSIGN__SERVER__ISSUER", &self.base)
            .env("COUNTERSIGN__SERVER__TRUSTED_PROXIES", "127.0.0.1")
            // The balancer asks several times a second.
            .env("COUNTERSIGN__SERVER__DRAIN_WAIT", "3");
        self.serve_by(command).await
    }

    /// Serves, started by a command that ends in the program's own, such as a tracer's.
    pub(crate) async fn serve_by(&self, mut command: Command) -> Server {
        let log = self.folder.path().join("log");
        let log = std::fs::OpenOptions::new().create(true).append(true).open(log).unwrap();
        command.args(["--json", "serve"]).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log);
        let mut child = command.spawn().unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
        let ready = tokio::time::timeout(Duration::from_secs(60), said.next_line()).await;
        assert!(matches!(ready, Ok(Ok(Some(_)))), "it does not begin to serve: {ready:?}");
        Server { child }
    }

    /// A command whose environment says how this installation runs.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(self.folder.path())
            .env("COUNTERSIGN__SERVER__LISTEN", format!("localhost:{}", self.port))
            .env("COUNTERSIGN__STORE__URL", &self.store_url)
            .env("COUNTERSIGN__LOG__LEVEL", "warn")
            .kill_on_drop(true);
        match &self.master_key {
            None => command.env("COUNTERSIGN__MASTER_KEY__VALUE", MASTER_KEY.repeat(32)),
            Some(file) => command.env("COUNTERSIGN__MASTER_KEY__FILE", file),
        };
        command
    }

    /// The port of its address.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Where this installation keeps its files.
    pub(crate) fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Runs a command to its end; what it answers.
    pub(crate) async fn run(&self, arguments: &[&str], input: &str) -> Value {
        let mut command = self.command(env!("CARGO_BIN_EXE_countersign"));
        command.arg("--json").args(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(format!("{input}\n").as_bytes()).await.ok();
        let ended = child.wait_with_output().await.unwrap();
        let (said, complained) =
            (String::from_utf8(ended.stdout).unwrap(), String::from_utf8_lossy(&ended.stderr));
        assert!(ended.status.success(), "{arguments:?}: {said}{complained}");
        serde_json::from_str(&said).unwrap_or_else(|error| panic!("{arguments:?}: {error} in {said:?}"))
    }

    /// The usual authorization request.
    pub(crate) fn authorize_url(&self, client: &Client) -> String {
        let mut url = url::Url::parse(&format!("{}/oauth2/authorize", self.base)).unwrap();
        url.query_pairs_mut().extend_pairs([
            ("client_id", client.id.as_str()),
            ("response_type", "code"),
            ("redirect_uri", REDIRECT_URI),
            ("scope", "openid profile"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ]);
        url.into()
    }

    /// Signs maija in, in a new browser.
    pub(crate) async fn sign_in(&self, client: &Client) -> Browser {
        let mut browser = Browser::new(self.http.clone(), &self.base);
        let answer: Answer = browser.sign_in(&self.authorize_url(client)).await;
        assert!(answer.parameter("code").is_some(), "{answer:?}");
        browser
    }

    /// A form for one of the client's own endpoints.
    pub(crate) fn form(
        &self,
        client: &Client,
        endpoint: &str,
        form: &[(&str, &str)],
    ) -> reqwest::RequestBuilder {
        let url = format!("{}/oauth2/{endpoint}", self.base);
        self.http.post(url).basic_auth(&client.id, Some(&client.secret)).form(form)
    }

    pub(crate) fn redeem(&self, client: &Client, code: &str) -> reqwest::RequestBuilder {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", REDIRECT_URI),
            ("code_verifier", VERIFIER),
        ];
        self.form(client, "token", &form)
    }

    pub(crate) fn refresh(&self, client: &Client, refresh_token: &str) -> reqwest::RequestBuilder {
        self.form(client, "token", &[("grant_type", "refresh_token"), ("refresh_token", refresh_token)])
    }

    pub(crate) fn userinfo(&self, access_token: &str) -> reqwest::RequestBuilder {
        self.http.get(format!("{}/oauth2/userinfo", self.base)).bearer_auth(access_token)
    }
}

impl Drop for Program {
    /// What the program had to say is worth reading when a test fails, and gone with the folder.
    fn drop(&mut self) {
        if std::thread::panicking() {
            let log = std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
            let skip = log.lines().count().saturating_sub(40);
            eprintln!("the end of the program's log:");
            log.lines().skip(skip).for_each(|line| eprintln!("  {line}"));
        }
    }
}

impl Server {
    /// The process id: the program's own, unless something else started it.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id().expect("it runs")
    }

    /// Ends it as a crash does: `kill -9`.
    pub(crate) async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// Asks it to end, as an init system does.
    pub(crate) fn terminate(&self) {
        let asked = std::process::Command::new("kill").arg(self.pid().to_string()).status().unwrap();
        assert!(asked.success());
    }

    /// Waits until it ends by itself.
    pub(crate) async fn ended(mut self) -> std::process::ExitStatus {
        self.child.wait().await.unwrap()
    }

    pub(crate) fn check_running(&mut self) {
        assert!(matches!(self.child.try_wait(), Ok(None)), "it has ended by itself");
    }
}

/// A port that no outgoing connection is given while the program is away.
pub(crate) fn free_port() -> u16 {
    let random = || 20_000 + u16::from_le_bytes(jose::random::bytes()) % 10_000;
    std::iter::repeat_with(random)
        .take(100)
        .find(|port| std::net::TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .expect("a free port")
}

/// `host=FOLDER user=U dbname=D` as an address.
fn url_of(database: &str) -> String {
    let part = |name: &str| {
        let mut parts = database.split(' ').filter_map(|part| part.split_once('='));
        parts.find(|(known, _)| *known == name).expect("a part").1
    };
    format!("postgres://{}@{}/{}", part("user"), part("host").replace('/', "%2F"), part("dbname"))
}
