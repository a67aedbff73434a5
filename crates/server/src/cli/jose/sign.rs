//! `countersign jose sign`.

use std::path::PathBuf;

use jose::{Jwk, JwsAlgorithm, SigningKey, jws};
use serde_json::json;

use super::super::error::Error;
use super::super::output::Output;
use super::{batch, input, keys};

/// Sign what comes on standard input, and print the token
#[derive(clap::Args)]
pub(super) struct Args {
    /// The private key, a JWK
    #[arg(long, value_name = "FILE", required_unless_present = "batch")]
    jwk: Option<PathBuf>,
    /// The algorithm, where several fit the key
    #[arg(long, value_name = "ALG")]
    alg: Option<JwsAlgorithm>,
    /// What kind of token it is, such as JWT
    #[arg(long)]
    typ: Option<String>,
    /// What kind of content it has
    #[arg(long)]
    cty: Option<String>,
    /// Answer line for line: {"jwk", "payload", "alg"?, "typ"?, "cty"?} by {"ok", "token"?, "check"?}, payload in
    /// base64url
    #[arg(long, conflicts_with_all = ["jwk", "alg", "typ", "cty"])]
    batch: bool,
}

pub(super) fn run(args: &Args) -> Result<Output, Error> {
    let Some(file) = args.jwk.as_ref().filter(|_| !args.batch) else {
        return batch::run(|asked| {
            let (typ, cty) = (asked.text_if_any("typ")?, asked.text_if_any("cty")?);
            let members = jws::Members { typ: typ.as_deref(), cty: cty.as_deref() };
            let signed = sign(&members, &asked.bytes("payload")?, &asked.jwk()?, asked.parsed("alg")?);
            Ok(batch::made(signed))
        });
    };
    let key = keys::read_one(file)?;
    let members = jws::Members { typ: args.typ.as_deref(), cty: args.cty.as_deref() };
    let token = sign(&members, &input::bytes()?, &key, args.alg).map_err(|why| Error::failed("key", why))?;
    Ok(Output::new(token.clone(), json!({ "token": token })))
}

fn sign(
    members: &jws::Members<'_>,
    payload: &[u8],
    key: &Jwk,
    alg: Option<JwsAlgorithm>,
) -> Result<String, String> {
    let alg = match (alg, keys::signing(key).as_slice()) {
        (Some(alg), _) => alg,
        (None, [only]) => *only,
        (None, []) => return Err("the key is not one that signs".to_owned()),
        (None, several) => return Err(batch::choose(several.iter().map(|alg| alg.name()))),
    };
    let key = SigningKey::from_jwk(key, alg).map_err(|error| error.to_string())?;
    jws::sign(members, payload, &key).map_err(|error| error.to_string())
}
