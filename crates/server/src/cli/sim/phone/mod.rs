//! `countersign sim phone`: a phone on the command line, which asks over HTTP what every phone asks.

mod kept;

use std::path::PathBuf;

use clap::Subcommand;
use serde_json::{Value, json};
use url::Url;

use super::super::error::Error;
use super::super::output::Output;
use crate::fetch::{self, Fetcher};
use kept::Kept;

/// Play the phone of a person: enrol it, and answer what pages ask
///
/// It holds a key in a file that nobody else may read, and says what every phone says, over HTTP. The PIN is a test's:
/// it is given on the command line.
#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Become a phone of whose account page shows this link
    Enrol(Enrol),
    /// See what a page asks; from then on the page shows a number
    Open(Asked),
    /// Agree to what a page asks
    Approve(Approve),
    /// Do not agree to it
    Decline(Decline),
    /// Be nobody's phone any more
    Leave(Held),
}

#[derive(clap::Args)]
struct Held {
    /// Where its key is kept
    #[arg(long, value_name = "FILE", default_value = "phone.json")]
    file: PathBuf,
}

#[derive(clap::Args)]
struct Enrol {
    #[command(flatten)]
    held: Held,
    /// The link that the account page shows
    #[arg(long, value_name = "URL")]
    link: String,
    /// What the person calls it
    #[arg(long, default_value = "Simulated phone")]
    name: String,
    /// Its PIN, 6 to 32 digits
    #[arg(long, default_value = "123456")]
    pin: String,
}

#[derive(clap::Args)]
struct Asked {
    #[command(flatten)]
    held: Held,
    /// What the page's code says: the link in it, or its pid alone
    #[arg(long, value_name = "PID|URL")]
    pid: String,
}

#[derive(clap::Args)]
struct Approve {
    #[command(flatten)]
    asked: Asked,
    /// The number that the page shows; asked for where it is left out
    #[arg(long)]
    number: Option<String>,
    /// What the person lets the service know; may be given several times. All that is asked where it is left out
    #[arg(long = "data", value_name = "CLAIM")]
    data: Option<Vec<String>>,
    /// The phone's PIN
    #[arg(long, default_value = "123456")]
    pin: String,
}

#[derive(clap::Args)]
struct Decline {
    #[command(flatten)]
    asked: Asked,
    /// Say that it was not you who began it
    #[arg(long)]
    not_me: bool,
}

pub(super) async fn run(args: Args) -> Result<Output, Error> {
    match args.command {
        Command::Enrol(args) => enrol(args).await,
        Command::Open(args) => {
            let kept = Kept::read(&args.held.file)?;
            let opened = kept.open(&args.pid).await?;
            Ok(Output::new(told(&opened), opened))
        }
        Command::Approve(args) => approve(args).await,
        Command::Decline(args) => {
            let kept = Kept::read(&args.asked.held.file)?;
            let opened = kept.open(&args.asked.pid).await?;
            let action = if args.not_me { "not_me" } else { "decline" };
            let about = json!({ "action": action, "transaction": opened["transaction"] });
            let said = kept.say(&about).await?;
            Ok(Output::new("Declined.", said))
        }
        Command::Leave(held) => {
            let kept = Kept::read(&held.file)?;
            let said = kept.say(&json!({ "action": "leave" })).await?;
            Ok(Output::new("It is nobody's phone any more.", said))
        }
    }
}

async fn enrol(args: Enrol) -> Result<Output, Error> {
    let is_pin = (6..=32).contains(&args.pin.len()) && args.pin.bytes().all(|byte| byte.is_ascii_digit());
    if !is_pin {
        return Err(Error::usage("a PIN has 6 to 32 digits"));
    }
    let link = Url::parse(&args.link).map_err(|_| Error::usage("--link is no address"))?;
    let secret = pid_of(&args.link).ok_or_else(|| Error::usage("--link has no pid"))?;
    let server = link.origin().ascii_serialization();
    let waiting = ask(&server, "/api/mobile/enrolment", &json!({ "enrolment": secret })).await?;
    let issuer = waiting["issuer"].as_str().unwrap_or_default().to_owned();
    let mut kept = Kept::new(server, issuer)?;
    let message = kept.sign(&json!({
        "action": "enrol",
        "nonce": secret,
        "name": args.name,
        "verification": { "kind": "pin", "proof": kept.proof(&args.pin)? },
    }))?;
    let enrolled =
        ask(&kept.server, "/api/mobile/enrol", &json!({ "enrolment": secret, "message": message })).await?;
    kept.phone = enrolled["phone"].as_str().unwrap_or_default().to_owned();
    kept.write(&args.held.file)?;
    let account = enrolled["account"]["username"].as_str().unwrap_or_default();
    let text = format!("It is a phone of {account} now. Its key is in {}.", args.held.file.display());
    Ok(Output::new(text, enrolled))
}

async fn approve(args: Approve) -> Result<Output, Error> {
    let kept = Kept::read(&args.asked.held.file)?;
    let opened = kept.open(&args.asked.pid).await?;
    let asked = opened["data"].as_array().cloned().unwrap_or_default();
    let known = asked.iter().filter(|datum| datum.get("value").is_some());
    let all = known.filter_map(|datum| datum["claim"].as_str().map(str::to_owned));
    let data: Vec<String> = args.data.unwrap_or_else(|| all.collect());
    let number = match args.number {
        Some(number) => number,
        None => typed(&told(&opened))?,
    };
    let said = kept
        .say(&json!({
            "action": "approve",
            "transaction": opened["transaction"],
            "service": opened["service"]["clientId"],
            "serviceName": opened["service"]["name"],
            "data": data,
            "number": number.trim(),
            "pin": kept.proof(&args.pin)?,
        }))
        .await?;
    Ok(Output::new("Approved.", said))
}

/// What a page asks, in a few lines.
fn told(opened: &Value) -> String {
    let service = opened["service"]["name"].as_str().unwrap_or_default();
    let mut lines = vec![format!("{service} asks you to sign in.")];
    for datum in opened["data"].as_array().into_iter().flatten() {
        let label = datum["label"].as_str().unwrap_or_default();
        let value = datum.get("value").map_or_else(|| "not known".to_owned(), Value::to_string);
        lines.push(format!("  {label}: {value}"));
    }
    lines.join("\n")
}

/// The number that the person reads off the page.
fn typed(told: &str) -> Result<String, Error> {
    super::super::output::print_error(&format!("{told}\nThe number that the page shows:"));
    let mut line = String::new();
    let read = std::io::stdin().read_line(&mut line);
    read.map_err(|error| Error::failed("number", error.to_string()))?;
    Ok(line)
}

/// What a code says, where it is a link; or it alone.
fn pid_of(text: &str) -> Option<String> {
    match Url::parse(text) {
        Ok(link) => link.query_pairs().find(|(name, _)| name == "pid").map(|(_, pid)| pid.into_owned()),
        Err(_) => Some(text.to_owned()),
    }
}

/// Asks the server, and tells what it refuses.
async fn ask(server: &str, path: &str, body: &Value) -> Result<Value, Error> {
    let fetcher = Fetcher::new(fetch::Options::on_this_machine());
    let address = format!("{server}{path}");
    let failed = |why: String| Error::failed("phone", format!("{address}: {why}"));
    let answer = fetcher.post_json(&address, body.to_string()).await;
    let answer = answer.map_err(|error| failed(error.to_string()))?;
    let told: Value = serde_json::from_slice(&answer.body)
        .map_err(|_| failed(format!("answered {} and no JSON", answer.status)))?;
    if answer.is_success() {
        return Ok(told);
    }
    let (code, said) = (told["code"].as_str().unwrap_or_default(), told["error_description"].as_str());
    Err(failed(format!("{code}: {}", said.unwrap_or_default())))
}
