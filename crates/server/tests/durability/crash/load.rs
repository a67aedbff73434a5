//! The load under which processes are killed: clients that take codes, redeem and refresh, revoke
//! and sign out, and write down what they were answered.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::journal::{Fate, Grant, Session, Tokens};
use crate::program::Program;
use crate::world::{Answer, Client};

const WORKERS: usize = 6;

/// How many sessions a worker uses up, one after the other, and how many codes it takes in each
/// before it signs out. In the last one it stays.
const SESSIONS: usize = 3;
const GRANTS: usize = 6;

/// Clients at work.
pub(crate) struct Load {
    over: Arc<AtomicBool>,
    failed: Arc<AtomicUsize>,
    signed_out: Arc<AtomicUsize>,
    workers: Vec<JoinHandle<Vec<Session>>>,
}

impl Load {
    /// Signs in, and sets out.
    pub(crate) async fn start(program: &Arc<Program>, client: &Client) -> Self {
        let mut sessions = Vec::new();
        for _ in 0..WORKERS * SESSIONS {
            let browser = program.sign_in(client).await;
            let cookies: Vec<String> =
                browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            sessions.push(Session {
                cookie: cookies.join("; "),
                signed_out: Fate::NotAsked,
                grants: Vec::new(),
            });
        }
        let (over, failed, signed_out) =
            (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let mut workers = Vec::new();
        while !sessions.is_empty() {
            let worker = Worker {
                program: Arc::clone(program),
                client: client.clone(),
                over: Arc::clone(&over),
                failed: Arc::clone(&failed),
                signed_out: Arc::clone(&signed_out),
            };
            workers.push(tokio::spawn(worker.work(sessions.split_off(sessions.len() - SESSIONS))));
        }
        Self { over, failed, signed_out, workers }
    }

    /// Waits until everything has been done once, down to a sign-out.
    pub(crate) async fn under_way(&self) {
        let late = Instant::now() + Duration::from_secs(120);
        while self.signed_out.load(Ordering::Relaxed) == 0 {
            assert!(Instant::now() < late, "nobody has signed out");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Counts the requests that were not answered as they are when all is well.
    pub(crate) fn failed(&self) -> Arc<AtomicUsize> {
        Arc::clone(&self.failed)
    }

    /// Lets them finish what they are at; what they did.
    pub(crate) async fn end(self) -> Vec<Session> {
        self.over.store(true, Ordering::Relaxed);
        let mut sessions = Vec::new();
        for worker in self.workers {
            sessions.extend(worker.await.unwrap());
        }
        sessions
    }
}

struct Worker {
    program: Arc<Program>,
    client: Client,
    over: Arc<AtomicBool>,
    failed: Arc<AtomicUsize>,
    signed_out: Arc<AtomicUsize>,
}

impl Worker {
    async fn work(self, mut sessions: Vec<Session>) -> Vec<Session> {
        let last = sessions.len() - 1;
        for (number, session) in sessions.iter_mut().enumerate() {
            while !self.is_over() && (number == last || session.grants.len() < GRANTS) {
                match self.take_code(session).await {
                    Some(grant) => session.grants.push(grant),
                    // The database is away, or the program is.
                    None => tokio::time::sleep(Duration::from_millis(5)).await,
                }
                let turn = session.grants.len();
                if let Some(grant) = session.grants.last_mut() {
                    self.use_grant(grant, turn).await;
                }
            }
            if !self.is_over() {
                self.sign_out(session).await;
            }
        }
        sessions
    }

    async fn attempt(&self, request: reqwest::RequestBuilder, expected: u16) -> (Fate, Option<Answer>) {
        let (fate, answer) = attempt(request, expected).await;
        if fate != Fate::Done {
            self.failed.fetch_add(1, Ordering::Relaxed);
        }
        (fate, answer)
    }

    fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    async fn take_code(&self, session: &Session) -> Option<Grant> {
        let request = self.program.http.get(self.program.authorize_url(&self.client));
        let (_, answer) = self.attempt(request.header("cookie", &session.cookie), 303).await;
        let answer = answer?;
        Some(Grant::of(answer.parameter("code").unwrap_or_else(|| panic!("no code: {answer:?}"))))
    }

    /// Every seventh code is left for later. What has once gone wrong is left as it is.
    async fn use_grant(&self, grant: &mut Grant, turn: usize) {
        if grant.redeemed != Fate::NotAsked || turn.is_multiple_of(7) {
            return;
        }
        let (fate, answer) = self.attempt(self.program.redeem(&self.client, &grant.code), 200).await;
        grant.redeemed = fate;
        let Some(mut tokens) = answer.map(|answer| Tokens::of(&answer)) else { return };
        for _ in 0..turn % 4 {
            let (fate, answer) =
                self.attempt(self.program.refresh(&self.client, &tokens.refresh_token), 200).await;
            let Some(answer) = answer else {
                grant.refreshed = fate;
                break;
            };
            grant.rotated.push(std::mem::replace(&mut tokens, Tokens::of(&answer)).refresh_token);
        }
        if grant.refreshed == Fate::NotAsked && turn % 5 == 1 {
            let form = [("token", tokens.refresh_token.as_str())];
            grant.revoked = self.attempt(self.program.form(&self.client, "revoke", &form), 200).await.0;
        }
        grant.tokens = Some(tokens);
    }

    async fn sign_out(&self, session: &mut Session) {
        let Some(tokens) = session.grants.iter().rev().find_map(|grant| grant.tokens.as_ref()) else {
            return;
        };
        let url = format!("{}/oidc/logout?id_token_hint={}", self.program.base, tokens.id_token);
        let request = self.program.http.get(url).header("cookie", &session.cookie);
        session.signed_out = self.attempt(request, 200).await.0;
        if session.signed_out == Fate::Done {
            self.signed_out.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Sends a request that is to be answered so, and can only be answered otherwise because something
/// was killed.
async fn attempt(request: reqwest::RequestBuilder, expected: u16) -> (Fate, Option<Answer>) {
    match receive(request).await {
        Err(error) if error.is_connect() => (Fate::NotDone, None),
        Err(_) => (Fate::Unknown, None),
        Ok(answer) if answer.status == expected => (Fate::Done, Some(answer)),
        Ok(answer) => {
            assert_eq!(answer.status, 503, "{answer:?}");
            assert!(answer.header("retry-after").parse::<u32>().is_ok(), "{answer:?}");
            let body: serde_json::Value = serde_json::from_str(&answer.body).unwrap_or_default();
            let not_done = ["store-unavailable", "busy"];
            let not_done = body["error_code"].as_str().is_some_and(|code| not_done.contains(&code));
            (if not_done { Fate::NotDone } else { Fate::Unknown }, None)
        }
    }
}

/// An answer, if all of it came.
pub(crate) async fn receive(request: reqwest::RequestBuilder) -> Result<Answer, reqwest::Error> {
    let response = request.send().await?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Ok(Answer { status, headers, body: response.text().await? })
}
