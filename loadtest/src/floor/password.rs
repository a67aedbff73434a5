//! The CPU cost of one password hash (Argon2id, RFC 9106).

use std::{str::FromStr, time::Duration};

use argon2::{Algorithm, Argon2, Params, Version};

use super::signature::per_thousand;
use crate::error::{Error, failed};

/// Argon2id's memory in KiB, passes and lanes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Argon2Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl FromStr for Argon2Cost {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers: Result<Vec<u32>, _> = text.split(',').map(str::parse).collect();
        match numbers.as_deref() {
            Ok([memory_kib, passes, lanes]) if *memory_kib <= 1 << 20 && *passes <= 100 => {
                Ok(Self { memory_kib: *memory_kib, passes: *passes, lanes: *lanes })
            }
            _ => Err("three numbers are wanted, as in 19456,2,1 (at most 1 GiB and 100 passes)".into()),
        }
    }
}

/// CPU seconds of a thousand hashes, one after another: a server does not hash on every core either.
pub(super) fn measure(cost: Argon2Cost, time: Duration) -> Result<f64, Error> {
    let cannot = |why: argon2::Error| failed(format!("Argon2id cannot be measured: {why}"));
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, None).map_err(cannot)?;
    let hasher = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let hash = || hasher.hash_password_into(b"a password", b"sixteen bytes ok", &mut [0; 32]);
    hash().map_err(cannot)?;
    Ok(per_thousand(time, 1, || {
        std::hint::black_box(hash().is_ok());
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_three_numbers_and_refuses_anything_else() {
        let expected = Argon2Cost { memory_kib: 65536, passes: 3, lanes: 4 };
        assert_eq!("65536,3,4".parse(), Ok(expected));
        assert!("65536,3".parse::<Argon2Cost>().is_err());
        assert!("99999999,1,1".parse::<Argon2Cost>().is_err());
    }
}
