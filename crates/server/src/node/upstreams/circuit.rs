//! The way to one upstream, which is left alone for a while once nothing comes back over it.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use idp::Time;
use rp::message::{Request, Response};

use super::fault::{UpstreamFault, is_outage};
use crate::fetch::{self, Fetched, Fetcher};

/// After so many requests in a row without any answer the upstream is left alone.
const MOST_IN_VAIN: u32 = 5;

/// For so long; then one request tries again, and the others wait for how it ends.
const LEFT_ALONE_FOR: Duration = Duration::from_secs(10);

/// Whether it is worth asking.
#[derive(Default)]
pub(super) struct Circuit(Mutex<State>);

#[derive(Default)]
struct State {
    in_vain: u32,
    left_alone_until: Option<Time>,
}

impl Circuit {
    /// Sends a message.
    pub(super) async fn send(
        &self,
        fetcher: &Fetcher,
        request: &Request,
        now: impl Fn() -> Time,
    ) -> Result<Response, UpstreamFault> {
        let fetched = self.ask(fetcher, request, now).await?;
        if is_outage(fetched.status) {
            return Err(UpstreamFault::Unavailable(format!("it answered with status {}", fetched.status)));
        }
        Ok(response(fetched))
    }

    /// Sends a message; what comes back is told as it came.
    pub(super) async fn ask(
        &self,
        fetcher: &Fetcher,
        request: &Request,
        now: impl Fn() -> Time,
    ) -> Result<Fetched, UpstreamFault> {
        if !self.may_ask(now()) {
            let why = "it has answered nobody of late, and is asked again in a few seconds";
            return Err(UpstreamFault::Unavailable(why.to_owned()));
        }
        let address = request.endpoint.as_str();
        let asked = fetcher.ask_upstream(address, &request.headers, request.form.as_ref()).await;
        self.note(asked.as_ref().err(), now());
        Ok(asked?)
    }

    fn may_ask(&self, now: Time) -> bool {
        let mut state = self.state();
        match state.left_alone_until {
            Some(until) if now < until => false,
            Some(_) => {
                state.left_alone_until = Some(now + LEFT_ALONE_FOR);
                true
            }
            None => true,
        }
    }

    fn note(&self, error: Option<&fetch::Error>, now: Time) {
        let mut state = self.state();
        match error {
            Some(fetch::Error::TimedOut | fetch::Error::Unreachable(_) | fetch::Error::Unresolved(_)) => {
                state.in_vain += 1;
                if state.in_vain >= MOST_IN_VAIN {
                    state.left_alone_until = Some(now + LEFT_ALONE_FOR);
                }
            }
            // It was not asked: there was too much under way.
            Some(fetch::Error::Busy) => {}
            _ => *state = State::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) fn response(fetched: Fetched) -> Response {
    Response {
        status: fetched.status,
        content_type: fetched.content_type,
        dpop_nonce: None,
        body: fetched.body.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_answers_nobody_is_left_alone_until_one_tries_again() {
        let circuit = Circuit::default();
        let at = |secs: i64| Time::from_secs(1_800_000_000 + secs);
        for _ in 0..MOST_IN_VAIN {
            assert!(circuit.may_ask(at(0)));
            circuit.note(Some(&fetch::Error::TimedOut), at(0));
        }
        assert!(!circuit.may_ask(at(9)));
        assert!(circuit.may_ask(at(10)), "one tries again");
        assert!(!circuit.may_ask(at(10)), "and the others wait for it");
        circuit.note(None, at(11));
        assert!(circuit.may_ask(at(11)) && circuit.may_ask(at(11)));
    }

    #[test]
    fn whoever_was_not_asked_has_neither_answered_nor_failed_to() {
        let circuit = Circuit::default();
        let now = Time::from_secs(0);
        for error in
            [fetch::Error::Busy, fetch::Error::TimedOut].iter().cycle().take(2 * MOST_IN_VAIN as usize - 1)
        {
            circuit.note(Some(error), now);
        }
        assert!(circuit.may_ask(now), "one is lacking");
        circuit.note(Some(&fetch::Error::TimedOut), now);
        assert!(!circuit.may_ask(now));
    }

    #[test]
    fn an_answer_of_any_kind_is_one() {
        let circuit = Circuit::default();
        for _ in 0..MOST_IN_VAIN * 2 {
            circuit.note(Some(&fetch::Error::TimedOut), Time::from_secs(0));
            circuit.note(Some(&fetch::Error::Redirect(302)), Time::from_secs(0));
        }
        assert!(circuit.may_ask(Time::from_secs(0)));
    }
}
