//! A PostgreSQL of the tests' own: a private cluster in a temporary folder, reached over a socket
//! in that folder. Include this file by its path.
//!
//! ```ignore
//! #[path = "../../store/tests/support/postgres.rs"]
//! mod postgres;
//! let connection_string = postgres::shared().new_database();
//! ```
//!
//! A shell watches over the cluster. It takes its commands from a pipe, and when that closes,
//! because the test process ended in whatever way, it ends the cluster and removes the folder.

#![allow(dead_code, reason = "each test program that includes this file uses the part it needs")]

use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock};

const MISSING: &str = "PostgreSQL is not installed: install it (Debian: apt-get install postgresql), \
    or run the tests without it by setting COUNTERSIGN_TEST_STORES=sqlite";

/// Whether PostgreSQL is to be tested: always, unless `COUNTERSIGN_TEST_STORES=sqlite` says otherwise.
pub(crate) fn is_wanted() -> bool {
    std::env::var("COUNTERSIGN_TEST_STORES").map_or(true, |stores| stores != "sqlite")
}

/// The one cluster of this test process.
pub(crate) fn shared() -> &'static Cluster {
    static SHARED: OnceLock<Cluster> = OnceLock::new();
    SHARED.get_or_init(Cluster::start)
}

/// A running cluster.
pub(crate) struct Cluster {
    folder: PathBuf,
    programs: PathBuf,
    user: Option<(u32, u32)>,
    watch: Mutex<Watch>,
    databases: AtomicU32,
}

struct Watch {
    shell: Child,
    orders: Option<ChildStdin>,
    replies: BufReader<ChildStdout>,
}

impl Cluster {
    /// Makes a new cluster and starts it; for tests that end or restart it.
    pub(crate) fn start() -> Self {
        Self::start_with(&[], |_| String::new())
    }

    /// The same, that also speaks TLS by this certificate and key, at this address of this machine.
    pub(crate) fn start_with_tls(certificate: &[u8], key: &[u8], address: &str) -> Self {
        Self::start_with(&[("tls.pem", certificate), ("tls.key", key)], |folder| {
            let folder = folder.display();
            format!(
                "-c ssl=on -c ssl_cert_file={folder}/tls.pem -c ssl_key_file={folder}/tls.key -c listen_addresses={address}"
            )
        })
    }

    /// The same, with these files beside its data, and these options.
    pub(crate) fn start_with(files: &[(&str, &[u8])], options: impl FnOnce(&Path) -> String) -> Self {
        let programs = programs();
        // PostgreSQL refuses to run as root.
        let user = is_root().then(unprivileged);
        let folder = new_folder(user);
        for (name, content) in files {
            let file = folder.join(name);
            std::fs::write(&file, content).unwrap();
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
            if let Some((uid, gid)) = user {
                std::os::unix::fs::chown(&file, Some(uid), Some(gid)).unwrap();
            }
        }
        let shell = watching_shell(&programs, &folder, user, &options(&folder));
        let cluster = Self { folder, programs, user, watch: Mutex::new(shell), databases: AtomicU32::new(0) };
        cluster.run("initdb", &["-D", "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C"]);
        cluster.restart();
        cluster
    }

    /// The connection string of a new, empty database.
    pub(crate) fn new_database(&self) -> String {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.sql("postgres", &format!("CREATE DATABASE {name}"));
        format!("host={} user=postgres dbname={name}", self.folder.display())
    }

    /// Runs SQL in one of the databases, for what tests do behind the store's back.
    pub(crate) fn sql(&self, database: &str, sql: &str) -> String {
        let folder = self.folder.display().to_string();
        self.run(
            "psql",
            &["-h", &folder, "-U", "postgres", "-d", database, "-qAtX", "-v", "ON_ERROR_STOP=1", "-c", sql],
        )
    }

    /// All of a database as `pg_dump` writes it.
    #[allow(dead_code, reason = "not every suite looks at what is at rest")]
    pub(crate) fn dump(&self, database: &str) -> String {
        let folder = self.folder.display().to_string();
        self.run("pg_dump", &["-h", &folder, "-U", "postgres", "-d", database])
    }

    /// Ends the server as a crash does: `kill -9`, no goodbye, nothing written.
    pub(crate) fn kill(&self) {
        self.order("kill");
    }

    /// Starts the server again and waits until it answers.
    pub(crate) fn restart(&self) {
        self.order("start");
        let folder = self.folder.display().to_string();
        for _ in 0..600 {
            let ready = self.command("pg_isready").args(["-q", "-h", &folder, "-U", "postgres"]).status();
            if ready.is_ok_and(|status| status.success()) {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        let log = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        let last: Vec<&str> = log.lines().rev().take(20).collect();
        panic!("PostgreSQL did not start; the end of its log, backwards:\n{}", last.join("\n"));
    }

    /// The process id of the server, for whoever measures or kills it.
    pub(crate) fn pid(&self) -> u32 {
        let content = std::fs::read_to_string(self.folder.join("data/postmaster.pid")).unwrap();
        content.lines().next().and_then(|line| line.parse().ok()).expect("a process id")
    }

    fn order(&self, order: &str) {
        let mut watch = self.watch.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        writeln!(watch.orders.as_mut().unwrap(), "{order}").unwrap();
        let mut reply = String::new();
        watch.replies.read_line(&mut reply).unwrap();
        assert_eq!(reply.trim(), "done", "the shell that watches PostgreSQL failed at {order:?}");
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command.current_dir(&self.folder).env("HOME", &self.folder).stdin(Stdio::null());
        become_user(&mut command, self.user);
        command
    }

    fn run(&self, program: &str, arguments: &[&str]) -> String {
        let output = self.command(program).args(arguments).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{program} failed: {text}\n{errors}");
        text
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let watch = self.watch.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner);
        watch.orders = None;
        let _ = watch.shell.wait();
    }
}

/// Carries out `start` and `kill`; at the end of its orders, and only then, it cleans up.
///
/// `kill` ends every process that works in the data folder, the server's children too, and waits
/// until they are gone: a server refuses to start while one of them holds its memory.
const WATCH: &str = r#"
server=
at_work() {
  for process in /proc/[0-9]*; do
    [ "$(readlink "$process/cwd" 2>/dev/null)" = "$PWD/data" ] && echo "${process#/proc/}"
  done
}
while read -r order; do
  case $order in
    start)
      "$1/postgres" -D data -k "$PWD" -c listen_addresses= -c max_connections=200 $3 >>log 2>&1 </dev/null &
      server=$! ;;
    kill)
      kill -KILL "$server"
      wait "$server"
      while left=$(at_work); [ -n "$left" ]; do kill -KILL $left; sleep 0.01; done ;;
  esac
  echo done
done
[ -n "$server" ] && kill -QUIT "$server" && wait "$server"
cd / && rm -rf "$2"
"#;

fn watching_shell(programs: &Path, folder: &Path, user: Option<(u32, u32)>, options: &str) -> Watch {
    let mut command = Command::new("sh");
    command.arg("-c").arg(WATCH).arg("watch-postgres").arg(programs).arg(folder).arg(options);
    command.current_dir(folder).env("HOME", folder);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    // Ctrl-C at the terminal is for the tests; the shell cleans up after them.
    command.process_group(0);
    become_user(&mut command, user);
    let mut shell = command.spawn().unwrap();
    let orders = shell.stdin.take();
    let replies = BufReader::new(shell.stdout.take().unwrap());
    Watch { shell, orders, replies }
}

fn become_user(command: &mut Command, user: Option<(u32, u32)>) {
    if let Some((uid, gid)) = user {
        command.uid(uid).gid(gid);
    }
}

/// A folder of its own with a short path: a socket's path has at most 107 bytes.
fn new_folder(user: Option<(u32, u32)>) -> PathBuf {
    let folder = tempfile::Builder::new().prefix("pg-").tempdir_in("/tmp").unwrap().keep();
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o700)).unwrap();
    if let Some((uid, gid)) = user {
        std::os::unix::fs::chown(&folder, Some(uid), Some(gid)).unwrap();
    }
    folder
}

/// The folder of the programs: Debian keeps them by version, others on the path.
fn programs() -> PathBuf {
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    versions.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    versions
        .into_iter()
        .rev()
        .map(|(_, folder)| folder)
        .chain(std::env::split_paths(&path))
        .find(|folder| folder.join("postgres").exists() && folder.join("initdb").exists())
        .unwrap_or_else(|| panic!("{MISSING}"))
}

fn is_root() -> bool {
    std::os::unix::fs::MetadataExt::uid(&std::fs::metadata("/proc/self").unwrap()) == 0
}

/// The user and group of `postgres`, or of `nobody`.
fn unprivileged() -> (u32, u32) {
    let users = std::fs::read_to_string("/etc/passwd").unwrap();
    let find = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    find("postgres").or_else(|| find("nobody")).expect("a user other than root")
}
