//! The fingerprint of keys whose primes were chosen from too few (CVE-2017-15361, "ROCA").
//!
//! The generator in question made primes of the form k·M + (65537^a mod M), M being the product of the
//! first primes. So the modulus is a power of 65537 modulo M, and modulo each prime of M, which for an
//! honest modulus is so by chance: for all of those below about once in 2^27.

/// The primes of M for the shortest keys, which are among those for all others. Modulo 2 every power
/// is 1.
#[rustfmt::skip]
const PRIMES: [u32; 38] = [
    3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103,
    107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
];

const GENERATOR: u32 = 65537;

/// Whether a modulus, given big-endian, has the fingerprint.
pub(super) fn has_fingerprint(modulus: &[u8]) -> bool {
    PRIMES.iter().all(|prime| is_power(remainder(modulus, *prime), *prime))
}

fn remainder(number: &[u8], prime: u32) -> u32 {
    number.iter().fold(0, |remainder, byte| (remainder * 256 + u32::from(*byte)) % prime)
}

/// Whether `value` is a power of the generator modulo `prime`.
fn is_power(value: u32, prime: u32) -> bool {
    let powers = std::iter::successors(Some(1), |power| Some(power * (GENERATOR % prime) % prime));
    powers.take(prime as usize).any(|power| power == value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random;

    #[test]
    fn knows_the_powers_of_the_generator_and_nothing_else() {
        // 65537 is 2 modulo 3, 10 modulo 11 and 4 modulo 13.
        let powers = |prime| (0..prime).filter(|value| is_power(*value, prime)).collect::<Vec<_>>();
        assert_eq!(powers(3), [1, 2]);
        assert_eq!(powers(11), [1, 10]);
        assert_eq!(powers(13), [1, 3, 4, 9, 10, 12]);
    }

    #[test]
    fn divides_long_numbers() {
        assert_eq!(remainder(&[0x01, 0x00, 0x01], 167), 65537 % 167);
        assert_eq!(remainder(&[0xff; 256], 3), 0);
        assert_eq!(remainder(&[], 3), 0);
    }

    #[test]
    fn says_nothing_against_five_thousand_honest_moduli() {
        // A modulus has no small factors; otherwise any residue is as likely as another.
        let honest = |number: &Vec<u8>| PRIMES.iter().all(|prime| remainder(number, *prime) != 0);
        let candidates = std::iter::repeat_with(|| {
            let mut number = random::bytes::<256>().to_vec();
            number[0] |= 0x80;
            number[255] |= 1;
            number
        });
        let moduli = candidates.filter(honest).take(5_000);
        assert_eq!(moduli.filter(|modulus| has_fingerprint(modulus)).count(), 0);
    }
}
