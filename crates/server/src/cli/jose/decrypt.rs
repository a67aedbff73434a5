//! `countersign jose decrypt`.

use std::path::PathBuf;

use jose::{ContentEncryption, DecryptionKey, Jwk, KeyManagement, jwe};

use super::super::error::Error;
use super::super::output::Output;
use super::{Outcome, batch, input, keys};

/// Decrypt a token on standard input, and print what it holds
///
/// Prints the content and ends with 0, or JSON with the check that failed and ends with 1. What it holds is
/// signed by nobody yet: if it is a token itself, `verify` it next.
#[derive(clap::Args)]
pub(super) struct Args {
    /// The private key: a JWK, or a set of them
    #[arg(long, value_name = "FILE", required_unless_present = "batch")]
    jwk: Option<PathBuf>,
    /// Accept this way of key management alone; otherwise all that fit the key
    #[arg(long, value_name = "ALG")]
    alg: Option<KeyManagement>,
    /// Accept this encryption of the content alone
    #[arg(long, value_name = "ENC")]
    enc: Option<ContentEncryption>,
    /// Answer line for line: {"jwk", "token", "alg"?, "enc"?} by {"ok", "payload"?, "check"?}, payload in base64url
    #[arg(long, conflicts_with_all = ["jwk", "alg", "enc"])]
    batch: bool,
}

pub(super) fn run(args: &Args, json: bool) -> Result<Output, Error> {
    let Some(file) = args.jwk.as_ref().filter(|_| !args.batch) else {
        return batch::run(|asked| {
            let (jwk, token) = (asked.jwk()?, asked.text("token")?);
            let (alg, enc) = (asked.parsed("alg")?, asked.parsed("enc")?);
            Ok(Outcome(decrypt(&token, std::slice::from_ref(&jwk), alg, enc)).to_json())
        });
    };
    let keys = keys::read(file)?;
    Outcome(decrypt(&input::token()?, &keys, args.alg, args.enc)).into_output(json)
}

/// What was encrypted to one of these keys.
fn decrypt(
    token: &str,
    keys: &[Jwk],
    alg: Option<KeyManagement>,
    enc: Option<ContentEncryption>,
) -> Result<Vec<u8>, String> {
    let mut last = "there is no key".to_owned();
    for key in keys {
        match with(token, key, alg, enc) {
            Ok(opened) => return Ok(opened.plaintext().to_vec()),
            Err(why) => last = why.to_string(),
        }
    }
    Err(last)
}

/// What was encrypted to this key, in whatever way it is for unless one is named.
pub(in crate::cli) fn with(
    token: &str,
    key: &Jwk,
    alg: Option<KeyManagement>,
    enc: Option<ContentEncryption>,
) -> Result<jwe::Opened, jwe::Error> {
    let sealed = jwe::decode_within(token, input::MOST)?;
    let allowed = alg.map_or_else(|| keys::sealing(key), |alg| vec![alg]);
    let encryptions = enc.map_or_else(|| ContentEncryption::all().collect(), |enc| vec![enc]);
    let alg = sealed.header().alg;
    if !allowed.contains(&alg) {
        return Err(jwe::Error::ManagementNotAllowed);
    }
    let key = DecryptionKey::from_jwk(key, alg).map_err(jwe::Error::Key)?;
    sealed.decrypt(&key, &allowed, &encryptions)
}
