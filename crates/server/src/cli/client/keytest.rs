//! `countersign client keytest`: for the owner of a key, wherever that is. It needs no installation.

use std::path::PathBuf;

use idp::client::key::Answered;
use jose::jwe;
use serde_json::{Map, Value};

use super::super::error::Error;
use super::super::jose::{open, read_one};
use super::super::output::Output;
use super::input;
use crate::fetch::{Fetcher, Options};

#[derive(clap::Args)]
pub(super) struct Args {
    /// A file with the private key as a JWK
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// A file with the challenge; - for standard input
    #[arg(long, value_name = "FILE", default_value = "-")]
    challenge: PathBuf,
    /// Only show what is inside, and send nothing
    #[arg(long)]
    offline: bool,
}

pub(super) async fn run(args: Args) -> Result<Output, Error> {
    let inside = look_inside(&args)?;
    if args.offline {
        let text = serde_json::to_string_pretty(&inside).unwrap_or_default();
        return Ok(Output::new(text, Value::Object(inside)));
    }
    let Some(send_to) = inside.get("send_to").and_then(Value::as_str) else {
        return Err(failed("the challenge does not say where its answer goes"));
    };
    let body = Value::Object(inside.clone()).to_string();
    let answer = Fetcher::new(Options::on_this_machine()).post_json(send_to, body).await;
    let answer = answer.map_err(|error| failed(format!("{send_to}: {error}")))?;
    let told: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    if !answer.is_success() {
        let why = told["error_description"].as_str().unwrap_or("it was refused");
        return Err(failed(format!("{send_to} answers {}: {why}", answer.status)));
    }
    let kid = told["kid"].as_str().unwrap_or_default();
    Ok(Output::new(format!("The key opens what is sealed to it, and {kid} is used from now on."), told))
}

fn look_inside(args: &Args) -> Result<Map<String, Value>, Error> {
    let key = read_one(&args.key)?;
    let challenge = input::read(&args.challenge)?;
    let challenge = std::str::from_utf8(&challenge).map_err(|_| failed("the challenge is no text"))?;
    let opened = open(challenge.trim(), &key, None, None)
        .map_err(|error: jwe::Error| failed(format!("the challenge does not open: {error}")))?;
    let inside = ::jose::json::parse_object(opened.plaintext())
        .map_err(|error| failed(format!("what is inside is no challenge: {error}")))?;
    // What is none of ours is sent nowhere.
    Answered::read(inside.clone())?;
    Ok(inside)
}

fn failed(why: impl Into<String>) -> Error {
    Error::failed("keytest", why)
}
