//! `countersign jose generate`.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::builder::{PossibleValuesParser, TypedValueParser};
use jose::{
    ContentEncryption, Curve, DecryptionKey, Jwk, JwsAlgorithm, KeyManagement, KeyType, Secret, SigningKey,
};
use serde_json::{Value, json};

use super::super::error::Error;
use super::super::output::Output;

/// Make a key for one algorithm, as a JWK
///
/// Prints the private key; with --out it goes to a file that only you can read, and the public key is printed,
/// to be given to others.
#[derive(clap::Args)]
pub(super) struct Args {
    /// What it is for: an algorithm that signs, or a way of key management
    #[arg(value_name = "ALG", value_parser = algorithm_names())]
    algorithm: Algorithm,
    /// The size of an RSA key
    #[arg(long, value_name = "BITS", value_parser = ["2048", "3072", "4096"])]
    bits: Option<String>,
    /// The curve of a key for ECDH-ES: P-256, P-384, P-521 or X25519
    #[arg(long, value_name = "CRV", value_parser = ["P-256", "P-384", "P-521", "X25519"])]
    curve: Option<String>,
    /// What a secret for dir encrypts with
    #[arg(long, value_name = "ENC")]
    enc: Option<ContentEncryption>,
    /// Its name; otherwise its thumbprint (RFC 7638), of a secret a random one
    #[arg(long)]
    kid: Option<String>,
    /// Write the private key to this new file
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy)]
enum Algorithm {
    Signs(JwsAlgorithm),
    Seals(KeyManagement),
}

pub(super) fn run(args: &Args) -> Result<Output, Error> {
    let (private, public) = match args.algorithm {
        Algorithm::Signs(algorithm) => {
            args.check_fit(algorithm.key_type() == KeyType::Rsa, false, false)?;
            let key = match args.bits() {
                Some(bits) => SigningKey::generate_rsa(algorithm, bits),
                None => SigningKey::generate(algorithm),
            };
            let key = key.map_err(failed)?;
            let key = args.kid.iter().fold(key, |key, kid| key.with_kid(kid));
            (key.to_private_jwk().map_err(failed)?, key.public_jwk())
        }
        Algorithm::Seals(management) => {
            let is_rsa = management.key_type() == KeyType::Rsa;
            args.check_fit(is_rsa, management.is_agreement(), management == KeyManagement::Dir)?;
            let key = match (args.bits(), args.curve(), args.enc) {
                (Some(bits), ..) => DecryptionKey::generate_rsa(management, bits),
                (_, Some(curve), _) => DecryptionKey::generate_agreement(management, curve),
                (.., Some(enc)) => DecryptionKey::generate_direct(enc),
                _ => DecryptionKey::generate(management),
            };
            let key = key.map_err(failed)?;
            let key = args.kid.iter().fold(key, |key, kid| key.with_kid(kid));
            (key.to_private_jwk(), key.public_jwk())
        }
    };
    tell(args, &private, &public)
}

fn tell(args: &Args, private: &Secret<String>, public: &Jwk) -> Result<Output, Error> {
    let Some(file) = &args.out else {
        let json: Value = serde_json::from_str(private.expose()).unwrap_or_default();
        return Ok(Output::new(private.expose().clone(), json));
    };
    write(file, private)?;
    if public.key_type() == KeyType::Oct {
        let told = json!({ "kid": public.kid(), "file": file });
        return Ok(Output::new(
            format!("Wrote the secret {} to {}.", public.kid().unwrap_or_default(), file.display()),
            told,
        ));
    }
    let json = serde_json::to_value(public).unwrap_or_default();
    Ok(Output::new(json.to_string(), json))
}

fn write(file: &Path, private: &Secret<String>) -> Result<(), Error> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(file).and_then(|mut made| {
        made.write_all(private.expose().as_bytes())?;
        made.write_all(b"\n")?;
        made.sync_all()
    });
    written.map_err(|error| Error::failed("file", format!("{} cannot be written: {error}", file.display())))
}

fn failed(error: jose::key::Error) -> Error {
    Error::failed("key", error.to_string())
}

impl Args {
    fn bits(&self) -> Option<usize> {
        self.bits.as_deref().and_then(|bits| bits.parse().ok())
    }

    fn curve(&self) -> Option<Curve> {
        let known = [Curve::P256, Curve::P384, Curve::P521, Curve::X25519];
        known.into_iter().find(|curve| self.curve.as_deref() == Some(curve.name()))
    }

    /// An option that says nothing about such a key would be overlooked.
    fn check_fit(&self, bits: bool, curve: bool, enc: bool) -> Result<(), Error> {
        let misplaced = [
            ("--bits", self.bits.is_some() && !bits),
            ("--curve", self.curve.is_some() && !curve),
            ("--enc", self.enc.is_some() && !enc),
        ];
        match misplaced.into_iter().find(|(_, misplaced)| *misplaced) {
            Some((option, _)) => Err(Error::usage(format!("{option} does not fit such a key"))),
            None => Ok(()),
        }
    }
}

fn algorithm_names() -> impl TypedValueParser<Value = Algorithm> {
    let names =
        JwsAlgorithm::all().map(JwsAlgorithm::name).chain(KeyManagement::all().map(KeyManagement::name));
    PossibleValuesParser::new(names).try_map(|name| {
        let signs = name.parse().map(Algorithm::Signs);
        signs.or_else(|_| name.parse().map(Algorithm::Seals))
    })
}
