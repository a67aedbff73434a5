//! Whether a connection goes on: who is slow, silent or stuck is not waited for.

use std::io::Result as IoResult;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Instant;

use crate::http::door::Patience;

/// What happened last on one connection.
pub(super) struct Pace {
    patience: Patience,
    state: Mutex<State>,
}

struct State {
    stage: Stage,
    since: Instant,
    /// How many requests are under way.
    open: u32,
    /// Whether requests overlap (HTTP/2): then bytes between them are not the beginning of one.
    overlaps: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// No request came so far.
    New,
    /// One is being read.
    Reading,
    /// One is under way.
    Serving,
    /// The last one was answered.
    Idle,
}

/// What is to be done about a connection.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Look again then.
    Until(Instant),
    /// It has nothing more to say: end it as its protocol ends connections.
    Idle,
    /// It is slow or stuck: end it.
    Slow,
}

impl Pace {
    pub(super) fn new(patience: Patience) -> Self {
        let state = State { stage: Stage::New, since: Instant::now(), open: 0, overlaps: false };
        Self { patience, state: Mutex::new(state) }
    }

    /// Looks at it now.
    pub(super) fn verdict(&self, now: Instant) -> Verdict {
        let state = self.state();
        let (patience, end) = match state.stage {
            Stage::New | Stage::Reading => (self.patience.headers, Verdict::Slow),
            Stage::Serving => (self.patience.stalled, Verdict::Slow),
            Stage::Idle => (self.patience.idle, Verdict::Idle),
        };
        let at = state.since + patience;
        if now < at { Verdict::Until(at) } else { end }
    }

    /// Whether no request came so far.
    pub(super) fn is_new(&self) -> bool {
        self.state().stage == Stage::New
    }

    /// A request begins, and ends when what is returned is dropped.
    pub(super) fn begin(self: &Arc<Self>, overlaps: bool) -> Under {
        let mut state = self.state();
        state.open += 1;
        state.overlaps = overlaps;
        state.stage = Stage::Serving;
        state.since = Instant::now();
        Under(Arc::clone(self))
    }

    fn read(&self) {
        let mut state = self.state();
        if state.stage == Stage::Idle && !state.overlaps {
            state.stage = Stage::Reading;
            state.since = Instant::now();
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request under way.
pub(super) struct Under(Arc<Pace>);

impl Drop for Under {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.open -= 1;
        state.since = Instant::now();
        if state.open == 0 {
            state.stage = Stage::Idle;
        }
    }
}

/// A stream whose reading is watched.
pub(super) struct Paced<S> {
    pub(super) stream: S,
    pub(super) pace: Arc<Pace>,
}

impl<S: AsyncRead + Unpin> AsyncRead for Paced<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<IoResult<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        if buffer.filled().len() > before {
            self.pace.read();
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Paced<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<IoResult<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<IoResult<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<IoResult<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[std::io::IoSlice<'_>],
    ) -> Poll<IoResult<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn pace() -> Arc<Pace> {
        Arc::new(Pace::new(Patience::default()))
    }

    fn after(pace: &Pace, wait: Duration) -> Verdict {
        let since = pace.state().since;
        match pace.verdict(since + wait) {
            Verdict::Until(_) => Verdict::Until(since),
            verdict => verdict,
        }
    }

    #[test]
    fn waits_for_headers_for_requests_and_for_answers_each_for_its_time() {
        let patience = Patience::default();
        let moment = Duration::from_millis(1);
        let ends = |pace: &Arc<Pace>, wait: Duration, verdict: Verdict| {
            assert!(matches!(after(pace, wait - moment), Verdict::Until(_)));
            assert_eq!(after(pace, wait), verdict);
        };
        let pace = pace();
        ends(&pace, patience.headers, Verdict::Slow);
        pace.read();
        assert!(pace.is_new(), "the time of the first headers begins with the connection");
        let request = pace.begin(false);
        assert!(!pace.is_new());
        ends(&pace, patience.stalled, Verdict::Slow);
        pace.read();
        ends(&pace, patience.stalled, Verdict::Slow);
        drop(request);
        ends(&pace, patience.idle, Verdict::Idle);
        pace.read();
        ends(&pace, patience.headers, Verdict::Slow);
    }

    #[test]
    fn requests_that_overlap_are_waited_for_together_and_signs_of_life_between_them_are_no_headers() {
        let patience = Patience::default();
        let pace = pace();
        let (one, other) = (pace.begin(true), pace.begin(true));
        drop(one);
        assert!(matches!(after(&pace, patience.idle), Verdict::Until(_)));
        assert_eq!(after(&pace, patience.stalled), Verdict::Slow);
        drop(other);
        pace.read();
        assert!(matches!(after(&pace, patience.headers), Verdict::Until(_)));
        assert_eq!(after(&pace, patience.idle), Verdict::Idle);
    }
}
