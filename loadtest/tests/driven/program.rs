//! The program under test, as its users call it.

use std::process::{Output, Stdio};

use serde_json::Value;
use tokio::{io::AsyncWriteExt, process::Command};

use crate::provider::{CLIENT, PASSWORD, Provider, REDIRECT, SECRET, USERNAME};

/// What a call came to.
pub(crate) struct Done {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Done {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|why| panic!("{why}: {}{}", self.out, self.err))
    }
}

/// Calls the program with these arguments and this input.
pub(crate) async fn call(arguments: &[&str], input: &str) -> Done {
    let mut child = Command::new(env!("CARGO_BIN_EXE_loadtest"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(input.as_bytes()).await.unwrap();
    // As a demo at the other end of a pipe does, the input stays open until the program has ended.
    let Output { status, stdout, stderr } = child.wait_with_output().await.unwrap();
    drop(stdin);
    Done {
        code: status.code().unwrap(),
        out: String::from_utf8(stdout).unwrap(),
        err: String::from_utf8(stderr).unwrap(),
    }
}

/// Calls `run` for that provider, its client and its person.
pub(crate) async fn run(provider: &Provider, arguments: &[&str]) -> Done {
    let target = [
        "run",
        "--issuer",
        &provider.issuer,
        "--client-id",
        CLIENT,
        "--client-secret",
        SECRET,
        "--redirect-uri",
        REDIRECT,
        "--username",
        USERNAME,
        "--password",
        PASSWORD,
        "--warm-up",
        "0",
    ];
    call(&[&target, arguments].concat(), "").await
}
