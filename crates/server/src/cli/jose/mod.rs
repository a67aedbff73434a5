//! `countersign jose`: keys and messages by hand, with the very code that the server uses. It opens no store
//! and needs no configuration.

mod batch;
mod decrypt;
mod encrypt;
mod generate;
mod input;
mod inspect;
pub(super) mod keys;
mod sign;
mod verify;

use std::io::Write;
use std::process::ExitCode;

use serde_json::{Value, json};

use super::error::Error;
use super::output::Output;

pub(super) use decrypt::with as open;
pub(super) use keys::read_one;

/// Signed and encrypted messages: look into them, check them, make them.
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    Generate(generate::Args),
    Inspect(inspect::Args),
    Verify(verify::Args),
    Decrypt(decrypt::Args),
    Sign(sign::Args),
    Encrypt(encrypt::Args),
}

pub(super) fn run(args: Args, json: bool) -> Result<Output, Error> {
    match args.command {
        Command::Generate(args) => generate::run(&args),
        Command::Inspect(args) => inspect::run(&args),
        Command::Verify(args) => verify::run(&args, json),
        Command::Decrypt(args) => decrypt::run(&args, json),
        Command::Sign(args) => sign::run(&args),
        Command::Encrypt(args) => encrypt::run(&args),
    }
}

/// What a check of a message came to.
struct Outcome(Result<Vec<u8>, String>);

impl Outcome {
    fn to_json(&self) -> Value {
        match &self.0 {
            Ok(payload) => json!({ "ok": true, "payload": ::jose::base64url::encode(payload) }),
            Err(check) => json!({ "ok": false, "check": check }),
        }
    }

    /// The payload as it is, or which check failed.
    fn into_output(self, json: bool) -> Result<Output, Error> {
        match &self.0 {
            Ok(payload) if !json => {
                let mut out = std::io::stdout().lock();
                // If nobody reads any more, that is their business.
                let _ = out.write_all(payload).and_then(|()| out.flush());
                Ok(Output::said())
            }
            Ok(_) => Ok(Output::new("", self.to_json())),
            Err(_) => {
                let told = self.to_json();
                Ok(Output::new(told.to_string(), told).ending(ExitCode::FAILURE))
            }
        }
    }
}
