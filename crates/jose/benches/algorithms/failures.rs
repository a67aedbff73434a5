use crate::turns::Pair;
use crate::{PAYLOAD, Result};
use jose::{ContentEncryption, Curve, DecryptionKey, KeyManagement, base64url, jwe};

/// Each way to fail, beside a decryption of the same message that does not: the ratio tells what can be
/// told by watching the clock.
pub(crate) fn measure(tell: &mut impl FnMut(Pair) -> Result<()>) -> Result<()> {
    let enc = ContentEncryption::A128CbcHs256;
    let keys = [
        DecryptionKey::generate(KeyManagement::RsaOaep)?,
        DecryptionKey::generate_agreement(KeyManagement::EcdhEsA128Kw, Curve::P256)?,
    ];
    for key in &keys {
        let way = key.management();
        let token = jwe::encrypt(&jwe::Members::default(), &PAYLOAD, &key.encryption_key()?, enc)?;
        let good = || Ok(jwe::decode(&token)?.decrypt(key, &[way], &[enc]).is_ok());
        let other = jwe::encrypt(&jwe::Members::default(), &PAYLOAD, &key.encryption_key()?, enc)?;
        let changes = [
            ("encrypted key changed", with(&token, 1, |part| part[0] ^= 1)?),
            ("encrypted key too short", with(&token, 1, |part| part.truncate(part.len() - 8))?),
            ("tag changed", with(&token, 4, |part| part[0] ^= 1)?),
            ("ciphertext changed", with(&token, 3, |part| part[0] ^= 1)?),
            ("vector changed", with(&token, 2, |part| part[0] ^= 1)?),
            ("another message's key", replaced(&token, &other)),
        ];
        for (what, changed) in changes {
            let bad = || {
                let opened = jwe::decode(&changed)?.decrypt(key, &[way], &[enc]);
                if opened.is_ok() { Err("it opened".into()) } else { Ok(()) }
            };
            tell(Pair::measure(format!("{way}: {what}"), None, bad, good)?)?;
        }
        let refused = || {
            jwe::pretend(&token, key);
            Ok(())
        };
        tell(Pair::measure(format!("{way}: refused before, and pretended"), None, refused, good)?)?;
    }
    Ok(())
}

/// The token with this part changed.
fn with(token: &str, place: usize, change: impl FnOnce(&mut Vec<u8>)) -> Result<String> {
    let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
    let mut part = base64url::decode(&parts[place])?;
    change(&mut part);
    parts[place] = base64url::encode(part);
    Ok(parts.join("."))
}

/// The first with the encrypted key of the other.
fn replaced(token: &str, other: &str) -> String {
    let mut parts: Vec<&str> = token.split('.').collect();
    parts[1] = other.split('.').nth(1).unwrap_or_default();
    parts.join(".")
}
