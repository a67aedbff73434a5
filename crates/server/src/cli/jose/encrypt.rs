//! `countersign jose encrypt`.

use std::path::PathBuf;

use jose::{ContentEncryption, EncryptionKey, Jwk, KeyManagement, jwe};
use serde_json::json;

use super::super::error::Error;
use super::super::output::Output;
use super::{batch, input, keys};

/// Encrypt what comes on standard input, and print the token
#[derive(clap::Args)]
pub(super) struct Args {
    /// The reader's key, a JWK; its public part will do
    #[arg(long, value_name = "FILE", required_unless_present = "batch")]
    jwk: Option<PathBuf>,
    /// The way of key management, where several fit the key
    #[arg(long, value_name = "ALG")]
    alg: Option<KeyManagement>,
    /// How the content is encrypted
    #[arg(long, value_name = "ENC", default_value = "A128CBC-HS256")]
    enc: ContentEncryption,
    /// What kind of token it is
    #[arg(long)]
    typ: Option<String>,
    /// What kind of content it has: JWT, if it is a token itself
    #[arg(long)]
    cty: Option<String>,
    /// Answer line for line: {"jwk", "payload", "alg"?, "enc"?, "typ"?, "cty"?} by {"ok", "token"?, "check"?},
    /// payload in base64url
    #[arg(long, conflicts_with_all = ["jwk", "alg", "enc", "typ", "cty"])]
    batch: bool,
}

pub(super) fn run(args: &Args) -> Result<Output, Error> {
    let Some(file) = args.jwk.as_ref().filter(|_| !args.batch) else {
        return batch::run(|asked| {
            let (typ, cty) = (asked.text_if_any("typ")?, asked.text_if_any("cty")?);
            let members = jwe::Members { typ: typ.as_deref(), cty: cty.as_deref() };
            let enc = asked.parsed("enc")?.unwrap_or(ContentEncryption::A128CbcHs256);
            let sealed =
                encrypt(&members, &asked.bytes("payload")?, &asked.jwk()?, asked.parsed("alg")?, enc);
            Ok(batch::made(sealed))
        });
    };
    let key = keys::read_one(file)?;
    let members = jwe::Members { typ: args.typ.as_deref(), cty: args.cty.as_deref() };
    let sealed = encrypt(&members, &input::bytes()?, &key, args.alg, args.enc);
    let token = sealed.map_err(|why| Error::failed("key", why))?;
    Ok(Output::new(token.clone(), json!({ "token": token })))
}

fn encrypt(
    members: &jwe::Members<'_>,
    payload: &[u8],
    key: &Jwk,
    alg: Option<KeyManagement>,
    enc: ContentEncryption,
) -> Result<String, String> {
    let alg = match (alg, keys::sealing(key).as_slice()) {
        (Some(alg), _) => alg,
        (None, [only]) => *only,
        (None, []) => return Err("the key is not one to encrypt to".to_owned()),
        (None, several) => return Err(batch::choose(several.iter().map(|alg| alg.name()))),
    };
    let key = EncryptionKey::from_jwk(key, alg).map_err(|error| error.to_string())?;
    jwe::encrypt(members, payload, &key, enc).map_err(|error| error.to_string())
}
