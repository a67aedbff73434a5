//! `countersign client`.

mod bundle;
mod held;
mod input;
mod key;
mod keytest;
mod new;
mod phone_service;

use idp::Reason;
use idp::client::register::{Changes, WithSecret};
use idp::issue::seal::Standing;
use idp::model::client::Client;
use oidc::metadata::ClientMetadata;
use oidc::scope::Scope;
use serde_json::{Map, Value, json};

use super::error::Error;
use super::open;
use super::output::{Output, table};
use super::page::{self, Page};
use super::settings::Settings;
use crate::admin::rfc3339;
use crate::flow;
use crate::http::admin::schema::client::ClientAnswer;
use crate::http::admin::schema::sealing::SealingAnswer;
use crate::node::Node;

use held::Held;
use new::New;

/// The applications that ask for tokens.
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Make a client; its secret is shown this once
    Create(Box<New>),
    /// List clients, by their identifiers
    List(Page),
    /// Show one client
    Show(Which),
    /// Change what a client is held to and may ask for; what is not named stays
    Change(Box<Change>),
    /// Keep a client from everything, and end what it was granted
    Disable(Which),
    /// Let a client be used again
    Enable(Which),
    /// Remove a client and everything it was granted
    Delete(Which),
    /// Take a client's registration access token away: from then on administrators alone change it
    RevokeRegistrationToken(Which),
    /// The public keys of a client: register, list, show, exchange, remove
    Key(key::Args),
    /// Open the challenge of a key that was registered, and send back what was in it
    Keytest(keytest::Args),
    /// Make the bundle of a service: a ZIP with a new secret and a new key, which void the ones before
    Bundle(bundle::Make),
    /// Show the instructions for a service, as HTML, without its secrets
    Guide(Which),
    /// Say whether a bundle is whole, and whether it is the one that counts
    VerifyBundle(bundle::Verify),
    /// Give a client another secret, shown this once; the one before is void at once
    NewSecret(NewSecret),
}

#[derive(clap::Args)]
struct Which {
    /// The client's identifier
    #[arg(value_name = "CLIENT_ID", allow_hyphen_values = true)]
    id: String,
}

#[derive(clap::Args)]
struct NewSecret {
    #[command(flatten)]
    which: Which,
    /// Keep the secret itself, sealed, for algorithms that are to be registered next and whose key it is
    #[arg(long)]
    keep: bool,
}

#[derive(clap::Args)]
struct Change {
    #[command(flatten)]
    which: Which,
    /// What it may ask for
    #[arg(long)]
    scope: Option<Scope>,
    #[command(flatten)]
    held: Held,
}

pub(super) async fn run(args: Args) -> Result<Output, Error> {
    // Whoever holds the private key need not have an installation.
    let command = match args.command {
        Command::Keytest(args) => return keytest::run(args).await,
        Command::VerifyBundle(args) => return bundle::verify(args).await,
        other => other,
    };
    let node = open::for_command(&args.settings.load()?).await?;
    match command {
        Command::Keytest(args) => keytest::run(args).await,
        Command::VerifyBundle(args) => bundle::verify(args).await,
        Command::Bundle(args) => bundle::make(&node, args).await,
        Command::Guide(Which { id }) => {
            let page = flow::bundle::guide(&node, &id).await.map_err(|refusal| told(refusal, &id))?;
            Ok(Output::new(page.clone(), json!({ "guide": page })))
        }
        Command::Key(args) => key::run(&node, args).await,
        Command::Create(new) => Ok(with_secret(&flow::client::create(&node, new.read()?).await?)),
        Command::List(page) => list(&node, page).await,
        Command::Show(Which { id }) => {
            let client = flow::client::get(&node, &id).await.map_err(|refusal| told(refusal, &id))?;
            let sealing = flow::client::sealing(&node, &client).await;
            Ok(show_with(&client, sealing))
        }
        Command::Change(change) => {
            let id = &change.which.id;
            let changed = flow::client::change(&node, id, |client| Ok(change.of(client))).await;
            Ok(show(&changed.map_err(|refusal| told(refusal, id))?))
        }
        Command::Disable(which) => disable(&node, &which.id, true).await,
        Command::Enable(which) => disable(&node, &which.id, false).await,
        Command::Delete(Which { id }) => {
            flow::client::remove(&node, &id).await.map_err(|refusal| told(refusal, &id))?;
            Ok(Output::new(format!("Removed {id}."), json!({ "removed": id })))
        }
        Command::RevokeRegistrationToken(Which { id }) => {
            let client =
                flow::registration::take_away(&node, &id).await.map_err(|refusal| told(refusal, &id))?;
            Ok(show(&client))
        }
        Command::NewSecret(NewSecret { which: Which { id }, keep }) => {
            let made =
                flow::client::new_secret(&node, &id, keep).await.map_err(|refusal| told(refusal, &id))?;
            Ok(with_secret(&made))
        }
    }
}

impl Change {
    fn of(&self, client: &Client) -> Changes {
        let mut policy = client.policy.clone();
        self.held.over(&mut policy);
        let metadata =
            self.scope.clone().map(|scope| ClientMetadata { scope: Some(scope), ..client.metadata.clone() });
        Changes { policy: Some(policy), metadata, ..Changes::default() }
    }
}

async fn list(node: &Node, page: Page) -> Result<Output, Error> {
    let clients = flow::client::list(node, page.after.as_deref(), page.limit().one_more()).await?;
    let (clients, next) = page.limit().page(clients, |client| client.id.as_str());
    let mut rows = vec![["CLIENT_ID", "NAME", "KIND", "STATE"].map(str::to_owned)];
    rows.extend(clients.iter().map(row));
    let text = table(&rows) + &page::told(next.as_ref());
    let clients: Vec<Value> = clients.iter().map(|client| Value::Object(describe(client))).collect();
    Ok(Output::new(text, json!({ "clients": clients, "next": next })))
}

async fn disable(node: &Node, id: &str, disabled: bool) -> Result<Output, Error> {
    let changes = |_: &Client| Ok(Changes { disabled: Some(disabled), ..Changes::default() });
    let client = flow::client::change(node, id, changes).await.map_err(|refusal| told(refusal, id))?;
    Ok(show(&client))
}

fn told(refusal: idp::Refusal, id: &str) -> Error {
    match refusal.reason {
        Reason::NotFound => Error::failed(
            Reason::NotFound.code(),
            format!("there is no client {id}; see `countersign client list`"),
        ),
        _ => refusal.into(),
    }
}

fn show(client: &Client) -> Output {
    Output::new(lines(client), Value::Object(describe(client)))
}

/// The same, and how it stands with what the client wants sealed.
fn show_with(client: &Client, sealing: Vec<Standing>) -> Output {
    let told = ClientAnswer::with_sealing(client.clone(), sealing);
    let mut text = lines(client);
    for SealingAnswer { answer, alg, enc, kid, error_description, .. } in told.sealing.iter().flatten() {
        let state = match (error_description, kid) {
            (Some(why), _) => format!("not ready. {why}"),
            (None, Some(kid)) => format!("ready, for the key {kid}"),
            (None, None) => "ready".to_owned(),
        };
        text.push_str(&format!("\n{answer} is sealed with {alg} and {enc}: {state}"));
    }
    Output::new(text, json!(told))
}

fn with_secret(made: &WithSecret) -> Output {
    let mut json = describe(&made.client);
    let mut text = lines(&made.client);
    if let Some(secret) = &made.secret {
        json.insert("client_secret".to_owned(), json!(secret.0.expose()));
        json.insert("client_secret_expires_at".to_owned(), json!(0));
        text.push_str(&format!("\n\nIts secret, shown this once:\n{}", secret.0.expose()));
    }
    Output::new(text, Value::Object(json))
}

fn lines(client: &Client) -> String {
    let rows: Vec<[String; 2]> = describe(client)
        .into_iter()
        .filter(|(_, value)| !matches!(value, Value::Object(_)))
        .map(|(name, value)| match value {
            Value::String(text) => [name, text],
            Value::Array(items) => [name, items.iter().map(plain).collect::<Vec<_>>().join(" ")],
            other => [name, other.to_string()],
        })
        .collect();
    table(&rows)
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn row(client: &Client) -> [String; 4] {
    let kind = if client.is_public() { "public" } else { "confidential" };
    let since = client.disabled_at.and_then(rfc3339);
    let state = since.map_or_else(|| "enabled".to_owned(), |since| format!("disabled since {since}"));
    let name = client.metadata.client_name.clone().unwrap_or_default();
    [client.id.to_string(), name, kind.to_owned(), state]
}

/// A client as the admin API tells it: never its secret, nor the secret's hash.
fn describe(client: &Client) -> Map<String, Value> {
    match json!(ClientAnswer::from(client.clone())) {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}
