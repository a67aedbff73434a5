//! Randomness. This is the only place of the platform that names a random source; whoever needs
//! bytes inside a rule is handed them.

/// Fills `out` from the backend's generator, which is seeded by the operating system.
pub fn fill(out: &mut [u8]) {
    if aws_lc_rs::rand::fill(out).is_err() {
        unreachable!("the backend ends the process rather than go on without randomness");
    }
}

/// `N` random bytes.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut out = [0; N];
    fill(&mut out);
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn gives_other_bytes_each_time() {
        assert_ne!(super::bytes::<32>(), super::bytes::<32>());
    }
}
