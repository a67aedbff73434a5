//! `countersign jose verify`.

use std::path::PathBuf;

use jose::{Jwk, JwsAlgorithm, VerifyingKey, jws};

use super::super::error::Error;
use super::super::output::Output;
use super::{Outcome, batch, input, keys};

/// Check the signature of a token on standard input, and print what it holds
///
/// Prints the payload and ends with 0, or JSON with the check that failed and ends with 1.
#[derive(clap::Args)]
pub(super) struct Args {
    /// The key: a JWK, or a set of them
    #[arg(long, value_name = "FILE", required_unless_present = "batch")]
    jwk: Option<PathBuf>,
    /// Accept this algorithm alone; otherwise all that fit the key, and never what the token chooses beyond
    #[arg(long, value_name = "ALG")]
    alg: Option<JwsAlgorithm>,
    /// Answer line for line: {"jwk", "token", "alg"?} by {"ok", "payload"?, "check"?}, payload in base64url
    #[arg(long, conflicts_with_all = ["jwk", "alg"])]
    batch: bool,
}

pub(super) fn run(args: &Args, json: bool) -> Result<Output, Error> {
    let Some(file) = args.jwk.as_ref().filter(|_| !args.batch) else {
        return batch::run(|asked| {
            let (jwk, token) = (asked.jwk()?, asked.text("token")?);
            let alg = asked.parsed::<JwsAlgorithm>("alg")?;
            Ok(Outcome(verify(&token, std::slice::from_ref(&jwk), alg)).to_json())
        });
    };
    let keys = keys::read(file)?;
    Outcome(verify(&input::token()?, &keys, args.alg)).into_output(json)
}

/// The payload, if one of these keys signed it.
fn verify(token: &str, keys: &[Jwk], alg: Option<JwsAlgorithm>) -> Result<Vec<u8>, String> {
    let mut last = "there is no key".to_owned();
    for key in keys {
        match with(token, key, alg) {
            Ok(payload) => return Ok(payload),
            Err(why) => last = why.to_string(),
        }
    }
    Err(last)
}

pub(super) fn with(token: &str, key: &Jwk, alg: Option<JwsAlgorithm>) -> Result<Vec<u8>, jws::Error> {
    let unverified = jws::decode_within(token, input::MOST)?;
    let allowed = alg.map_or_else(|| keys::signing(key), |alg| vec![alg]);
    let alg = unverified.header().alg;
    if !allowed.contains(&alg) {
        return Err(jws::Error::AlgorithmNotAllowed);
    }
    let key = VerifyingKey::from_jwk(key, alg).map_err(jws::Error::Key)?;
    Ok(unverified.verify(&key, &allowed)?.into_inner())
}
