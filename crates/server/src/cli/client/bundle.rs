//! `countersign client bundle` and `verify-bundle`. The latter needs no installation: it is for whoever was handed
//! the bundle.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use idp::client::key::Answered;
use oidc::parameters::Encoder;
use serde_json::{Map, Value, json};

use super::super::error::Error;
use super::super::output::Output;
use super::input;
use crate::bundle::Settings;
use crate::bundle::examine::{Examined, examine};
use crate::fetch::{Fetched, Fetcher, Options};
use crate::flow;
use crate::node::Node;

#[derive(clap::Args)]
pub(super) struct Make {
    #[command(flatten)]
    which: super::Which,
    /// The file to write; it must not be there yet
    #[arg(long, short, value_name = "FILE", default_value = "countersign-bundle.zip")]
    output: PathBuf,
}

#[derive(clap::Args)]
pub(super) struct Verify {
    /// The bundle
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Only look inside, and ask nobody
    #[arg(long)]
    offline: bool,
}

pub(super) async fn make(node: &Node, args: Make) -> Result<Output, Error> {
    let Make { which: super::Which { id }, output } = args;
    let failed = |error: std::io::Error| Error::failed("file", format!("{}: {error}", output.display()));
    // Before anything is taken back: whoever cannot be handed the new one keeps the old one.
    let mut file = create(&output).map_err(failed)?;
    let made = match flow::bundle::make(node, &id, "the command line", |_| Ok(())).await {
        Ok(made) => made,
        Err(refusal) => {
            let _ = std::fs::remove_file(&output);
            return Err(super::told(refusal, &id));
        }
    };
    file.write_all(made.bundle.expose()).and_then(|()| file.sync_all()).map_err(failed)?;
    let text = format!(
        "Wrote {}. It holds the service's new secret and private key, which are nowhere else; those before are void.",
        output.display()
    );
    Ok(Output::new(text, json!({ "client_id": id, "file": output })))
}

/// Nobody else reads it.
fn create(path: &Path) -> std::io::Result<std::fs::File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

pub(super) async fn verify(args: Verify) -> Result<Output, Error> {
    let bytes = input::read(&args.file)?;
    let examined = examine(&bytes).map_err(failed)?;
    let id = &examined.settings.known.client_id;
    if args.offline {
        let text = format!(
            "The bundle of {id} is whole: its key store opens, and its key opens what was sealed for it."
        );
        return Ok(Output::new(text, json!({ "client_id": id, "whole": true })));
    }
    let fetcher = Fetcher::new(Options::on_this_machine());
    let kid = check_key(&fetcher, &examined).await?;
    check_published(&fetcher, &examined.settings).await?;
    let proves = check_secret(&fetcher, &examined.settings).await?;
    let secret = if proves { ", and its secret proves the service" } else { "" };
    let text = format!("The bundle of {id} is whole and counts: the server seals for its key {kid}{secret}.");
    Ok(Output::new(text, json!({ "client_id": id, "whole": true, "counts": true, "kid": kid })))
}

/// What the server sealed for the key goes back as it was found: the server says whether that key still counts.
async fn check_key(fetcher: &Fetcher, examined: &Examined) -> Result<String, Error> {
    let found = examined.found.clone().ok_or_else(|| failed("there is no keyTest in it"))?;
    let send_to = found.get("send_to").and_then(Value::as_str).unwrap_or_default().to_owned();
    // It is sent to nobody but the server that the bundle is for.
    if !send_to.starts_with(&format!("{}/", examined.settings.known.manager_uri)) {
        return Err(failed("keyTest: what was sealed is for another server than managerUri"));
    }
    Answered::read(found.clone())?;
    let answer = fetcher.post_json(&send_to, Value::Object(found).to_string()).await;
    let answer = answer.map_err(|error| failed(format!("{send_to}: {error}")))?;
    if answer.status == 400 {
        return Err(failed(format!(
            "the bundle is whole, but {send_to} knows its key no longer: a newer bundle takes the place of those \
             before it. Use that one, or make another"
        )));
    }
    let told = read(&send_to, answer)?;
    Ok(told.get("kid").and_then(Value::as_str).unwrap_or_default().to_owned())
}

/// The keys that the service's tokens are signed with can be had.
async fn check_published(fetcher: &Fetcher, settings: &Settings) -> Result<(), Error> {
    let address = &settings.known.jwks_uri;
    let answer = fetcher.get(address).await.map_err(|error| failed(format!("{address}: {error}")))?;
    let algorithm =
        settings.known.signature.alg.parse().map_err(|_| failed("signature: no algorithm that is known"))?;
    let published = jose::JwkSet::from_value(Value::Object(read(address, answer)?))
        .map_err(|error| failed(format!("{address}: {error}")))?;
    match published.candidates(None, algorithm).next() {
        Some(_) => Ok(()),
        None => Err(failed(format!("{address}: no key for {algorithm} is published there"))),
    }
}

/// Whether the secret proves the service: a code that nobody gave out is refused to it as a code, not as a client.
async fn check_secret(fetcher: &Fetcher, settings: &Settings) -> Result<bool, Error> {
    let Some(secret) = &settings.client_secret else { return Ok(false) };
    // Another way of proving it needs more than the secret as it is.
    if settings.known.token_endpoint_auth_method == "client_secret_jwt" {
        return Ok(false);
    }
    let address = &settings.known.token_uri;
    let mut form = Encoder::new();
    for (name, value) in [
        ("grant_type", "authorization_code"),
        ("code", "countersign-verify-bundle"),
        ("redirect_uri", settings.known.redirect_uri.as_str()),
        ("client_id", settings.known.client_id.as_str()),
        ("client_secret", secret.as_str()),
    ] {
        form.push(name, value);
    }
    let answer = fetcher.post_form(address, form.finish()).await;
    let answer = answer.map_err(|error| failed(format!("{address}: {error}")))?;
    let told: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    match told["error"].as_str() {
        Some("invalid_grant") => Ok(true),
        Some("invalid_client") => Err(failed("clientSecret: the server takes another one now")),
        _ => Err(failed(format!("{address} answers {}", answer.status))),
    }
}

fn read(address: &str, answer: Fetched) -> Result<Map<String, Value>, Error> {
    let told: Map<String, Value> = serde_json::from_slice(&answer.body).unwrap_or_default();
    if answer.is_success() {
        return Ok(told);
    }
    let why = told.get("error_description").and_then(Value::as_str).unwrap_or("it was refused");
    Err(failed(format!("{address} answers {}: {why}", answer.status)))
}

fn failed(why: impl Into<String>) -> Error {
    Error::failed("verify-bundle", why)
}
