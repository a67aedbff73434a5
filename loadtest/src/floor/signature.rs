//! The CPU cost of one signature made and one checked, on one thread.

use std::hint::black_box;

use jose::{JwsAlgorithm, SigningKey, VerifyingKey};

use super::Signature;
use crate::{
    error::{Error, failed},
    measure::thread_cpu_seconds,
};

/// About as long as the signing input of an access token.
const MESSAGE: [u8; 600] = [b'x'; 600];
/// CPU time spent on each: a hundred ticks of the clock it is read from.
const SECONDS: f64 = 1.0;

pub(super) fn measure(algorithm: JwsAlgorithm) -> Result<Signature, Error> {
    let cannot = |why: jose::key::Error| failed(format!("{} cannot be measured: {why}", algorithm.name()));
    let key = SigningKey::generate(algorithm).map_err(cannot)?;
    let public = VerifyingKey::from_jwk(&key.public_jwk(), algorithm).map_err(cannot)?;
    let signature = key.sign(&MESSAGE).map_err(cannot)?;
    public.verify(&MESSAGE, &signature).map_err(cannot)?;
    Ok(Signature {
        algorithm: algorithm.name().to_owned(),
        sign: per_thousand(SECONDS, || {
            let _ = black_box(key.sign(black_box(&MESSAGE)));
        }),
        verify: per_thousand(SECONDS, || {
            let _ = black_box(public.verify(black_box(&MESSAGE), &signature));
        }),
    })
}

/// CPU seconds of a thousand calls, found by calling for that many CPU seconds.
pub(super) fn per_thousand(seconds: f64, mut call: impl FnMut()) -> f64 {
    let begun = thread_cpu_seconds();
    let (mut calls, mut batch) = (0_u64, 1_u64);
    loop {
        for _ in 0..batch {
            call();
        }
        calls += batch;
        let used = thread_cpu_seconds() - begun;
        if used >= seconds {
            return used * 1000.0 / calls as f64;
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
        let (one, four) = (per_thousand(0.1, work(2_000)), per_thousand(0.1, work(8_000)));
        assert!(one > 0.0 && four > 2.0 * one, "{one} {four}");
    }
}
