//! A client's own server: it takes what is posted to it, and answers as it is told.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use tokio::time::{Instant, sleep};
use tokio_util::sync::{CancellationToken, DropGuard};

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(30);

/// What came.
#[derive(Clone, Debug)]
pub(crate) struct Posted {
    pub(crate) content_type: String,
    /// By what the sender proved itself, if it did.
    pub(crate) authorization: Option<String>,
    pub(crate) body: String,
}

impl Posted {
    /// A member of the form.
    pub(crate) fn field(&self, name: &str) -> Option<String> {
        let mut fields = url::form_urlencoded::parse(self.body.as_bytes());
        fields.find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
    }
}

#[derive(Default)]
struct Inner {
    posted: Mutex<Vec<Posted>>,
    answers: Mutex<Vec<u16>>,
}

/// A server on this machine. It ends with the test.
pub(crate) struct Receiver {
    /// Where it takes posts.
    pub(crate) url: String,
    inner: Arc<Inner>,
    _stop: DropGuard,
}

impl Receiver {
    /// Answers with these statuses, one after the other, and 200 from then on.
    pub(crate) async fn answering(statuses: &[u16]) -> Self {
        let inner = Arc::new(Inner::default());
        *inner.answers.lock().unwrap() = statuses.iter().rev().copied().collect();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/logged-out?from=here", listener.local_addr().unwrap());
        let app = Router::new().route("/logged-out", post(take)).with_state(Arc::clone(&inner));
        let stop = CancellationToken::new();
        let serve = axum::serve(listener, app);
        tokio::spawn(stop.clone().run_until_cancelled_owned(async move { serve.await }));
        Self { url, inner, _stop: stop.drop_guard() }
    }

    pub(crate) async fn new() -> Self {
        Self::answering(&[]).await
    }

    /// What came so far.
    pub(crate) fn posted(&self) -> Vec<Posted> {
        self.inner.posted.lock().unwrap().clone()
    }

    /// Waits until so much has come.
    pub(crate) async fn wait_for(&self, count: usize) -> Vec<Posted> {
        let begun = Instant::now();
        while self.posted().len() < count {
            assert!(begun.elapsed() < PATIENCE, "waited for {count}: {:?}", self.posted());
            sleep(Duration::from_millis(20)).await;
        }
        self.posted()
    }
}

async fn take(State(inner): State<Arc<Inner>>, headers: HeaderMap, body: String) -> StatusCode {
    let header = |name: &str| headers.get(name).map(|value| value.to_str().unwrap().to_owned());
    let (content_type, authorization) = (header("content-type").unwrap(), header("authorization"));
    inner.posted.lock().unwrap().push(Posted { content_type, authorization, body });
    let status = inner.answers.lock().unwrap().pop().unwrap_or(200);
    StatusCode::from_u16(status).unwrap()
}
