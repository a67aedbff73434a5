//! `countersign client key`.

use std::path::PathBuf;
use std::time::Duration;

use idp::client::key::{Changes, NewKey, read_file};
use idp::{Reason, Refusal, Time};
use serde_json::{Value, json};

use super::super::definition::members;
use super::super::error::Error;
use super::super::output::{Output, table};
use super::input;
use crate::admin::moment;
use crate::flow::client_key::{self, Told};
use crate::http::admin::schema::client_key::ClientKeyAnswer;
use crate::node::Node;

/// For how long the keys before go on counting where nothing else is said, in seconds: a week.
const USUAL_OVERLAP: u32 = 7 * 86_400;

#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Register a public key; it is answered with its name, and one to seal to with a challenge to open
    Add(Add),
    /// Register the next key, and let those of the same use go on for a while
    Rotate {
        #[command(flatten)]
        add: Add,
        /// For how long they go on once it counts, in seconds
        #[arg(long, value_name = "SECONDS", default_value_t = USUAL_OVERLAP)]
        overlap: u32,
    },
    /// List the keys of a client
    List {
        /// The client's identifier
        #[arg(value_name = "CLIENT_ID", allow_hyphen_values = true)]
        id: String,
    },
    /// Show one key, and its challenge while it is to be opened
    Show(Which),
    /// Change when a key counts
    Change {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        times: Times,
    },
    /// Let a key be sealed to though nobody opened its challenge
    Approve(Which),
    /// Remove a key at once: nothing more is sealed to it, and nothing that it signed counts
    Remove(Which),
}

#[derive(clap::Args)]
struct Which {
    /// The client's identifier
    #[arg(value_name = "CLIENT_ID", allow_hyphen_values = true)]
    id: String,
    /// The key's name
    #[arg(value_name = "KID", allow_hyphen_values = true)]
    kid: String,
}

#[derive(clap::Args)]
struct Add {
    /// The client's identifier
    #[arg(value_name = "CLIENT_ID", allow_hyphen_values = true)]
    id: String,
    /// A file with the public key as a JWK; - for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// What it is for, if it does not say so: enc, sig, or key_set for the key that signs its set of keys
    #[arg(long = "use", value_name = "USE")]
    usage: Option<String>,
    #[command(flatten)]
    times: Times,
}

#[derive(clap::Args)]
struct Times {
    /// From when on it counts, such as 2027-01-31T12:00:00Z
    #[arg(long, value_name = "TIME", value_parser = time)]
    not_before: Option<Time>,
    /// Until when it counts
    #[arg(long, value_name = "TIME", value_parser = time)]
    not_after: Option<Time>,
}

pub(super) async fn run(node: &Node, args: Args) -> Result<Output, Error> {
    match args.command {
        Command::Add(add) => register(node, add, None).await,
        Command::Rotate { add, overlap } => {
            register(node, add, Some(Duration::from_secs(u64::from(overlap)))).await
        }
        Command::List { id } => {
            let keys = client_key::list(node, &id).await.map_err(|refusal| super::told(refusal, &id))?;
            Ok(list(node, keys))
        }
        Command::Show(which) => {
            let told = client_key::get(node, &which.id, &which.kid).await;
            Ok(one(node, told.map_err(|refusal| which.told(refusal))?))
        }
        Command::Change { which, times: Times { not_before, not_after } } => {
            which.amend(node, Changes { not_before, not_after, ready: None }).await
        }
        Command::Approve(which) => {
            let ready = Some("the command line".to_owned());
            which.amend(node, Changes { ready, ..Changes::default() }).await
        }
        Command::Remove(which) => {
            let removed = client_key::remove(node, &which.id, &which.kid, |_| Ok(())).await;
            removed.map_err(|refusal| which.told(refusal))?;
            Ok(Output::new(format!("Removed {}.", which.kid), json!({ "removed": which.kid })))
        }
    }
}

impl Which {
    async fn amend(&self, node: &Node, changes: Changes) -> Result<Output, Error> {
        let told = client_key::amend(node, &self.id, &self.kid, |_| Ok(()), &changes).await;
        Ok(one(node, told.map_err(|refusal| self.told(refusal))?))
    }

    fn told(&self, refusal: Refusal) -> Error {
        let Self { id, kid } = self;
        match refusal.reason {
            Reason::NotFound => Error::failed(
                Reason::NotFound.code(),
                format!("there is no client {id} with a key {kid}; see `countersign client key list`"),
            ),
            _ => refusal.into(),
        }
    }
}

async fn register(node: &Node, add: Add, overlap: Option<Duration>) -> Result<Output, Error> {
    let Add { id, file, usage, times: Times { not_before, not_after } } = add;
    let mut jwk = read_file(&input::read(&file)?)?;
    if let Some(usage) = usage {
        jwk.insert("use".to_owned(), Value::from(usage));
    }
    let new = NewKey { jwk, not_before, not_after, overlap };
    let told = client_key::add(node, &id, new).await.map_err(|refusal| super::told(refusal, &id))?;
    Ok(one(node, told))
}

fn one(node: &Node, told: Told) -> Output {
    let mut answer = members(&ClientKeyAnswer::of(told, node.now()));
    let json = Value::Object(answer.clone());
    let challenge = answer.remove("challenge");
    let rows: Vec<[String; 2]> = answer
        .into_iter()
        .filter(|(name, value)| !value.is_null() && !matches!(name.as_str(), "n" | "e" | "x" | "y"))
        .map(|(name, value)| [name, value.as_str().map_or_else(|| value.to_string(), str::to_owned)])
        .collect();
    let mut text = table(&rows);
    if let Some(challenge) = challenge.as_ref().and_then(Value::as_str) {
        text.push_str(
            "\n\nNothing is sealed to it before its owner has opened this, as `countersign client keytest` does:\n",
        );
        text.push_str(challenge);
    }
    Output::new(text, json)
}

fn list(node: &Node, keys: Vec<Told>) -> Output {
    let keys: Vec<Value> =
        keys.into_iter().map(|told| Value::Object(members(&ClientKeyAnswer::of(told, node.now())))).collect();
    let mut rows = vec![["KID", "USE", "STATE", "READY", "NOT_AFTER"].map(str::to_owned)];
    let text = |key: &Value, name: &str| key[name].as_str().unwrap_or_default().to_owned();
    rows.extend(keys.iter().map(|key| {
        let ready = if key["ready"] == true { "yes" } else { "no" };
        let [kid, usage, state, until] = ["kid", "use", "state", "not_after"].map(|name| text(key, name));
        [kid, usage, state, ready.to_owned(), until]
    }));
    Output::new(table(&rows), json!({ "keys": keys }))
}

fn time(text: &str) -> Result<Time, String> {
    moment(text).ok_or_else(|| "a time such as 2027-01-31T12:00:00Z".to_owned())
}
