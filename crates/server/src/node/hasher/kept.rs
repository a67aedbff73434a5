//! Hashes of passwords, computed: ours, and those of the platforms from which people were brought along.

use std::num::NonZeroU32;

use argon2::{Algorithm, Argon2, Params, Version};
use idp::login::factor::password::kept::{self, Kept, OURS, Scheme};
use jose::constant_time;

/// The most bytes that bcrypt looks at, the nought at the end among them.
const MOST_OF_BCRYPT: usize = 72;

/// Whether the password is the one that is kept so, in time that does not tell how far it is.
pub(super) fn matches(password: &str, kept: &Kept) -> bool {
    let Some(computed) = compute(password, kept) else { return false };
    constant_time::eq(&computed, &kept.hash)
}

/// The hash of a new password, in PHC string form.
pub(super) fn hash(password: &str) -> Option<String> {
    let kept = Kept { scheme: OURS, salt: jose::random::bytes::<16>().to_vec(), hash: vec![0; 32] };
    let hash = compute(password, &kept)?;
    Kept { hash, ..kept }.text()
}

/// What is computed where nobody has the name: the same work, against a hash of a password that nobody knows.
pub(super) fn stand_in() -> Kept {
    let (salt, hash) = (jose::random::bytes::<16>().to_vec(), jose::random::bytes::<32>().to_vec());
    Kept { scheme: OURS, salt, hash }
}

fn compute(password: &str, kept: &Kept) -> Option<Vec<u8>> {
    let password = password.as_bytes();
    let mut hash = vec![0; kept.hash.len()];
    match kept.scheme {
        Scheme::Argon2 { kind, is_current, memory_kib, passes, lanes } => {
            let algorithm = match kind {
                kept::Argon2::D => Algorithm::Argon2d,
                kept::Argon2::I => Algorithm::Argon2i,
                kept::Argon2::Id => Algorithm::Argon2id,
            };
            let version = if is_current { Version::V0x13 } else { Version::V0x10 };
            let params = Params::new(memory_kib, passes, lanes, None).ok()?;
            Argon2::new(algorithm, version, params)
                .hash_password_into(password, &kept.salt, &mut hash)
                .ok()?;
            Some(hash)
        }
        Scheme::Bcrypt { cost, is_of_digest } => {
            let salt = kept.salt.as_slice().try_into().ok()?;
            let password =
                if is_of_digest { hex(&jose::digest::sha256(password)) } else { password.to_vec() };
            let mut shown = [&*password, &[0]].concat();
            shown.truncate(MOST_OF_BCRYPT);
            let hash = bcrypt::bcrypt(cost, salt, &shown);
            // What is written of it is a byte shorter than what is computed.
            Some(hash[..23].to_vec())
        }
        Scheme::Pbkdf2 { digest, iterations } => {
            let iterations = NonZeroU32::new(iterations)?;
            Some(jose::pbkdf2::derive(digest, iterations, &kept.salt, password, hash.len()))
        }
        Scheme::Scrypt { log_n, r, p } => {
            let params = scrypt::Params::new(log_n, r, p).ok()?;
            scrypt::scrypt(password, &kept.salt, &params, &mut hash).ok()?;
            Some(hash)
        }
    }
}

fn hex(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hashes of one password, as others made them: bcrypt and argon2-cffi from PyPI, Python's hashlib, passlib
    /// and Django 5.2.
    const OTHERS: &[&str] = &[
        "$2b$04$Ho0xdUGXHwgOLi1jBoB.M.bwVgCxHcKkU/y9w0sj6yyZYKwrCu36G",
        "$2a$04$CTI8SdVtS01mKAm2ghL3gO9xOD4Ks5AUK49P4RGNqBACFXaXbtGaS",
        "$2y$05$/2tg1a5J4xgbBz7ZbtO4eORM2kjtzj/BEahpqDsEEh9mNOvEekN/G",
        "pbkdf2_sha256$1000$suolaa0123456789$3Uh2m/V5G6LxlBE5vq2S2BeprQWM/XlgyEQUVRvPz50=",
        "pbkdf2_sha1$1000$suolaa0123456789$U/dusc5NN9sLuXUx2ZkH76RLKkU=",
        "scrypt$1024$suolaa0123456789$8$5$MRUaTLdAR624pr1IXpbHzR87blrwInuRQODk1n22dnR3lcjY0gv1HuPUWMWHT9ngxb8VTswwDv2sOCEZz+2AIw==",
        "argon2$argon2id$v=19$m=64,t=1,p=2$c3VvbGFhMDEyMzQ1Njc4OQ$gLU9CT7DM18nhW2ClnZ3NmJiREo1wWKSvqTcGEx8lwE",
        "bcrypt_sha256$$2b$04$diYDwLKWPx6ok46Yg1t0X.9NBaOLDjZShCaK.KnTrM0kwkJMBeeU2",
        "bcrypt$$2b$04$idm1GTNqDMu1qj8mYiZbhuzu9iXCzj8s5GBVcYQDYDwMfJOHds9Oe",
        "$pbkdf2-sha256$i=2000,l=32$c2l4dGVlbiBieXRlcyBvaw$AV1MwZjD0+WwKGpXIRICleowJRniJxUzCc0RjnbYOzc",
        "$pbkdf2-sha512$i=2000,l=32$c2l4dGVlbiBieXRlcyBvaw$3qPwrX2nTo4Gxuzij3ayIPJfpOVXKd4yIEUA7lnRpPw",
        "$pbkdf2-sha512$i=2000,l=64$c2l4dGVlbiBieXRlcyBvaw$3qPwrX2nTo4Gxuzij3ayIPJfpOVXKd4yIEUA7lnRpPywSlzTHC3H8hZwXnHSiMEup5Z7dUDsbCou6x94lnawww",
        "$pbkdf2-sha512$1500$.vv8/f7/c2l4dGVlbiBieXRlcyBvaw$zjaT5/x2DTRTRDj4oQJ.Jb.k24/03lNEv1VLeHUWO37NSu.m5uqfve5YQoDs18pK2.jbxwbb808QeLdQJs2tWA",
        "$scrypt$ln=10,r=8,p=2$c2l4dGVlbiBieXRlcyBvaw$jeDBSbhH54L3YCn5+BjiSQfVx9bp/C0iOPaQ+lSHkOQ",
        "$argon2d$v=19$m=128,t=2,p=1$Lf/+22O+OPoJWgdQpHWqew$wkMNQPtTwGKZ1OSfGFwZ7IbXfJ03LJ+6S83FmJYnYv0",
        "$argon2i$v=19$m=128,t=2,p=1$OU7qepT7auAt26IhpoME5w$a3Z5YtL1qqpF2rvxtGC6NZarIgN3ZRou9aDvW9ndqXw",
        "$argon2id$v=19$m=128,t=2,p=1$LzqkV7StlRtZMlyf9yUtCw$vGm8NBCrgJBiDtrJzuBVR2YOZ/DzIJidy9A1fWEteCw",
        "$argon2i$v=16$m=128,t=2,p=1$c2l4dGVlbiBieXRlcyBvaw$dN/GCcw2Zs+ut4lNoyFp2hnpbENyZF2w",
        "$pbkdf2-sha256$1200$LoWQ0tobA.AcQwgB4JyTEg$5Hb5LANdY.MDubaG8eASFPh1E27D9xP89XPUxg8mqMc",
        "$scrypt$ln=8,r=8,p=1$AUAIgRBiDKGU0rp3Tumdcw$Jqdg1L/0xqR6g/s9u14sHdwHmLQqHI9Z35fkQTb9YM8",
    ];

    #[test]
    fn knows_the_password_by_the_hashes_of_others() {
        for text in OTHERS {
            let kept = Kept::parse(text).unwrap();
            assert!(!kept.is_ours() && matches("sininen talvi ä", &kept), "{text}");
            assert!(!matches("sininen talvi a", &kept), "{text}");
            assert!(!matches("", &kept), "{text}");
        }
    }

    #[test]
    fn bcrypt_looks_at_the_first_72_bytes() {
        let kept = Kept::parse("$2b$04$SUHL8lPPqvplcsrOapgZlO149iiAw4/pQfk90NELJruJRuFwTEsMi").unwrap();
        let password = "pitkä salasana ".repeat(10);
        assert!(matches(&password, &kept));
        assert!(matches(std::str::from_utf8(&password.as_bytes()[..72]).unwrap(), &kept));
        assert!(!matches(std::str::from_utf8(&password.as_bytes()[..71]).unwrap(), &kept));
    }

    #[test]
    fn ours_are_read_as_they_are_written() {
        let text = hash("korrekt häst").unwrap();
        let kept = Kept::parse(&text).unwrap();
        assert!(kept.is_ours() && matches("korrekt häst", &kept) && !matches("korrekt hast", &kept));
        assert_eq!(kept.text(), Some(text));
    }

    #[test]
    fn the_stand_in_costs_what_a_password_costs() {
        let real = Kept::parse(&hash("korrekt häst").unwrap()).unwrap();
        let nobodys = stand_in();
        assert_eq!(nobodys.scheme, real.scheme);
        assert_eq!((nobodys.salt.len(), nobodys.hash.len()), (real.salt.len(), real.hash.len()));
    }
}
