//! The CPU cost of one signature made and one checked.

use std::{hint::black_box, thread, time::Duration};

use jose::{JwsAlgorithm, SigningKey, VerifyingKey};

use super::Signature;
use crate::{
    error::{Error, failed},
    measure::thread_cpu_seconds,
};

/// About as long as the signing input of an access token.
const MESSAGE: [u8; 600] = [b'x'; 600];

/// A key, and something it signed.
pub(super) struct Bench {
    algorithm: JwsAlgorithm,
    key: SigningKey,
    public: VerifyingKey,
    signature: Vec<u8>,
}

impl Bench {
    pub(super) fn new(algorithm: JwsAlgorithm) -> Result<Self, Error> {
        let cannot =
            |why: jose::key::Error| failed(format!("{} cannot be measured: {why}", algorithm.name()));
        let key = SigningKey::generate(algorithm).map_err(cannot)?;
        let public = VerifyingKey::from_jwk(&key.public_jwk(), algorithm).map_err(cannot)?;
        let signature = key.sign(&MESSAGE).map_err(cannot)?;
        public.verify(&MESSAGE, &signature).map_err(cannot)?;
        Ok(Self { algorithm, key, public, signature })
    }

    pub(super) fn name(&self) -> &'static str {
        self.algorithm.name()
    }

    /// Spends about that much CPU time of every core on each of both. All cores at once, since all are
    /// busy too while a server is driven, and what they share makes each of them slower.
    pub(super) fn measure(&self, time: Duration) -> Signature {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let sign = || {
            let _ = black_box(self.key.sign(black_box(&MESSAGE)));
        };
        let verify = || {
            let _ = black_box(self.public.verify(black_box(&MESSAGE), &self.signature));
        };
        Signature {
            algorithm: self.name().to_owned(),
            sign: per_thousand(time, cores, sign),
            verify: per_thousand(time, cores, verify),
        }
    }
}

/// CPU seconds of a thousand calls, found by calling for that much CPU time on each thread.
pub(super) fn per_thousand(time: Duration, threads: usize, call: impl Fn() + Sync) -> f64 {
    let (used, calls) = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(|| repeat(time, &call))).collect();
        let done = workers.into_iter().filter_map(|worker| worker.join().ok());
        done.fold((0.0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    });
    used * 1000.0 / calls.max(1) as f64
}

/// Calls for that much CPU time: how much it was in the end, and how many calls.
fn repeat(time: Duration, call: &(impl Fn() + Sync)) -> (f64, u64) {
    let seconds = time.as_secs_f64();
    let begun = thread_cpu_seconds();
    let (mut calls, mut batch) = (0_u64, 1_u64);
    loop {
        for _ in 0..batch {
            call();
        }
        calls += batch;
        let used = thread_cpu_seconds() - begun;
        if used >= seconds {
            return (used, calls);
        }
        // Looking at the clock must stay a small part of the work, and the end not overshoot far.
        if used < seconds / 50.0 {
            batch = (batch * 2).min(4096);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_that_twice_the_work_costs_more() {
        let work = |rounds: u64| {
            move || {
                let sum = (0..rounds).fold(1_u64, |sum, it| black_box(sum.wrapping_mul(31) ^ it));
                black_box(sum);
            }
        };
        let time = Duration::from_millis(100);
        let (one, four) = (per_thousand(time, 1, work(2_000)), per_thousand(time, 2, work(8_000)));
        assert!(one > 0.0 && four > 2.0 * one, "{one} {four}");
    }
}
