//! `countersign key`.

mod rehearse;

use idp::key::Begin;
use idp::model::key::{KeyAlgorithm, KeyFacts};
use serde_json::json;

use super::error::Error;
use super::open;
use super::output::{Output, table};
use super::settings::Settings;
use crate::admin::key_algorithm;
use crate::flow;
use crate::http::admin::schema::key::{KeyAnswer, KeyState, KeyUse};
use crate::node::Node;

/// The keys that tokens are signed with, and that others seal messages to this server with.
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// List all keys
    List,
    /// Make a key: the first of its algorithm signs at once, another is announced for a day first; one that
    /// opens takes the place of the one before at once
    Add {
        /// Such as ES256, RS256, PS256 or EdDSA to sign, RSA-OAEP-256 or ECDH-ES/X25519 to open
        #[arg(value_name = "ALG", value_parser = key_algorithm)]
        algorithm: KeyAlgorithm,
        /// Sign with it at once: what clients have cached does not know it yet
        #[arg(long)]
        now: bool,
    },
    /// Replace the keys in use; the old ones stay published until all they signed is over, or open for a
    /// while longer what is sealed to them
    Rotate {
        /// Only the key of this algorithm
        #[arg(value_name = "ALG", value_parser = key_algorithm)]
        algorithm: Option<KeyAlgorithm>,
        /// Sign with the new keys at once, because an old one may be known to others
        #[arg(long)]
        now: bool,
    },
    /// Have one sign-in at a client answered by a token sealed to its next key, and tell whether it copes
    Rehearse(rehearse::Args),
    /// Forget a key at once: what it signed is worth nothing from then on, what is sealed to it is lost
    Remove {
        /// Its name in the key set
        // One key in 64 has a name that begins as an option does.
        #[arg(value_name = "KID", allow_hyphen_values = true)]
        kid: String,
    },
}

pub(super) async fn run(args: Args) -> Result<Output, Error> {
    let node = open::for_command(&args.settings.load()?).await?;
    match args.command {
        Command::List => Ok(tell(&flow::key::list(&node), &node)),
        Command::Add { algorithm, now } => {
            let key = flow::key::add(&node, algorithm, begin(now)).await?;
            Ok(tell(&[key], &node))
        }
        Command::Rotate { algorithm, now } => {
            let only = algorithm.map(|algorithm| vec![algorithm]);
            let keys = flow::key::rotate(&node, only, begin(now)).await?;
            Ok(tell(&keys, &node))
        }
        Command::Rehearse(args) => rehearse::run(&node, args).await,
        Command::Remove { kid } => {
            flow::key::remove(&node, &kid).await.map_err(|refusal| Error::from(refusal).about(&kid))?;
            Ok(Output::new(format!("Removed {kid}."), json!({ "removed": kid })))
        }
    }
}

const fn begin(now: bool) -> Begin {
    if now { Begin::Now } else { Begin::Announced }
}

/// Some of the keys there are, as the admin API tells them.
fn tell(some: &[KeyFacts], node: &Node) -> Output {
    let (all, now) = (flow::key::list(node), node.now());
    let keys: Vec<KeyAnswer> = some.iter().map(|key| KeyAnswer::of(key, &all, now)).collect();
    let mut rows = vec![["KID", "ALG", "STATE"].map(str::to_owned)];
    rows.extend(
        some.iter().zip(&keys).map(|(facts, key)| [key.kid.clone(), facts.algorithm.to_string(), state(key)]),
    );
    Output::new(table(&rows), json!({ "keys": keys }))
}

fn state(key: &KeyAnswer) -> String {
    let until = key.published_until.as_deref().unwrap_or("another takes over");
    match key.state {
        KeyState::Announced => format!("signs from {}", key.signs_from),
        KeyState::Signing => "signs".to_owned(),
        KeyState::Opening => "opens".to_owned(),
        KeyState::Retired if matches!(key.usage, KeyUse::Enc) => {
            format!("published until {until}, opens longer")
        }
        KeyState::Retired => format!("published until {until}"),
        KeyState::Expired => "expired".to_owned(),
    }
}
