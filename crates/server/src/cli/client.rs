//! `countersign client`.

use std::path::PathBuf;

use idp::Reason;
use idp::client::register::{Changes, NewClient, WithSecret};
use idp::model::client::{Client, ClientPolicy, Profile};
use jose::JwsAlgorithm;
use oidc::client_authentication::Method;
use oidc::metadata::{ApplicationType, ClientMetadata, parse_strict};
use oidc::redirect_uri::RedirectUri;
use oidc::scope::Scope;
use oidc::token::GrantType;
use serde_json::{Map, Value, json};

use super::error::Error;
use super::open;
use super::output::{Output, rfc3339, table};
use super::settings::Settings;
use crate::flow;
use crate::http::admin::schema::client::ClientAnswer;
use crate::node::Node;

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
    List {
        /// Begin after the client of this identifier
        #[arg(long, value_name = "ID")]
        after: Option<String>,
        /// At most so many
        #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=1000))]
        limit: u32,
    },
    /// Show one client
    Show(Which),
    /// Keep a client from everything, and end what it was granted
    Disable(Which),
    /// Let a client be used again
    Enable(Which),
    /// Remove a client and everything it was granted
    Delete(Which),
    /// Give a client another secret, shown this once; the one before is void at once
    NewSecret(Which),
}

#[derive(clap::Args)]
struct Which {
    /// The client's identifier
    #[arg(value_name = "CLIENT_ID")]
    id: String,
}

#[derive(clap::Args)]
struct New {
    /// The identifier wanted [default: one is made up]
    #[arg(long)]
    id: Option<String>,
    /// The name shown to people
    #[arg(long)]
    name: Option<String>,
    /// An address where answers may go; may be given again
    #[arg(long, value_name = "ADDRESS")]
    redirect_uri: Vec<RedirectUri>,
    /// An address where browsers may go after signing out; may be given again
    #[arg(long, value_name = "ADDRESS")]
    post_logout_redirect_uri: Vec<RedirectUri>,
    /// A client that can keep no secret: in a browser, on a phone or a desktop
    #[arg(long, conflicts_with = "auth_method")]
    public: bool,
    /// A client on the person's own device, which may have a scheme of its own for answers
    #[arg(long)]
    native: bool,
    /// How it proves itself: client_secret_basic (the default) or client_secret_post
    #[arg(long, value_name = "METHOD")]
    auth_method: Option<Method>,
    /// A grant it may use; may be given again [default: authorization_code and refresh_token with a
    /// redirect address, otherwise client_credentials]
    #[arg(long, value_name = "GRANT")]
    grant: Vec<GrantType>,
    /// What it may ask for [default: the standard scopes]
    #[arg(long)]
    scope: Option<Scope>,
    /// What its ID tokens are signed with [default: ES256; RS256 for the profile ciam]
    #[arg(long, value_name = "ALG")]
    id_token_alg: Option<JwsAlgorithm>,
    /// The defaults it is held to: basic, or ciam as that system documents them
    #[arg(long, default_value = "basic", value_parser = profile)]
    profile: Profile,
    /// A client of the house: people are not asked for consent
    #[arg(long)]
    skip_consent: bool,
    /// It may ask about tokens of other clients
    #[arg(long)]
    introspect_any: bool,
    /// Everything else by its registered name, in a JSON file; other options win over it
    #[arg(long, value_name = "FILE")]
    metadata: Option<PathBuf>,
}

pub(super) async fn run(args: Args) -> Result<Output, Error> {
    let node = open::for_command(&args.settings.load()?).await?;
    match args.command {
        Command::Create(new) => Ok(with_secret(&flow::client::create(&node, new.read()?).await?)),
        Command::List { after, limit } => list(&node, after, limit).await,
        Command::Show(Which { id }) => {
            Ok(show(&*flow::client::get(&node, &id).await.map_err(|r| told(r, &id))?))
        }
        Command::Disable(which) => disable(&node, &which.id, true).await,
        Command::Enable(which) => disable(&node, &which.id, false).await,
        Command::Delete(Which { id }) => {
            flow::client::remove(&node, &id).await.map_err(|refusal| told(refusal, &id))?;
            Ok(Output::new(format!("Removed {id}."), json!({ "removed": id })))
        }
        Command::NewSecret(Which { id }) => {
            let made = flow::client::new_secret(&node, &id).await.map_err(|refusal| told(refusal, &id))?;
            Ok(with_secret(&made))
        }
    }
}

impl New {
    fn read(self) -> Result<NewClient, Error> {
        let members = self.members()?;
        let says_alg = members.contains_key("id_token_signed_response_alg");
        let says_grants = members.contains_key("grant_types");
        let mut metadata =
            parse_strict(members, &[]).map_err(|error| Error::failed("metadata", error.to_string()))?;
        self.overlay(&mut metadata, says_grants);
        if let Some(algorithm) = self.id_token_alg {
            metadata.id_token_signed_response_alg = algorithm;
        } else if !says_alg && self.profile == Profile::Basic {
            metadata.id_token_signed_response_alg = JwsAlgorithm::ES256;
        }
        let mut policy = ClientPolicy::of(self.profile);
        policy.require_pkce |= metadata.token_endpoint_auth_method == Method::None;
        policy.skip_consent = self.skip_consent;
        policy.introspect_any = self.introspect_any;
        Ok(NewClient { id: self.id, metadata, policy })
    }

    fn members(&self) -> Result<Map<String, Value>, Error> {
        let Some(file) = &self.metadata else { return Ok(Map::new()) };
        let failed = |why: String| Error::failed("metadata", format!("{}: {why}", file.display()));
        let text = std::fs::read_to_string(file).map_err(|error| failed(error.to_string()))?;
        serde_json::from_str(&text).map_err(|error| failed(format!("not a JSON object: {error}")))
    }

    fn overlay(&self, metadata: &mut ClientMetadata, says_grants: bool) {
        if self.name.is_some() {
            metadata.client_name.clone_from(&self.name);
        }
        metadata.redirect_uris.extend_from_slice(&self.redirect_uri);
        metadata.post_logout_redirect_uris.extend_from_slice(&self.post_logout_redirect_uri);
        if self.native {
            metadata.application_type = ApplicationType::Native;
        }
        if self.public {
            metadata.token_endpoint_auth_method = Method::None;
        } else if let Some(method) = self.auth_method {
            metadata.token_endpoint_auth_method = method;
        }
        if self.scope.is_some() {
            metadata.scope.clone_from(&self.scope);
        }
        if !self.grant.is_empty() {
            metadata.grant_types.clone_from(&self.grant);
        } else if !says_grants {
            metadata.grant_types = if metadata.redirect_uris.is_empty() && !self.public {
                vec![GrantType::ClientCredentials]
            } else {
                vec![GrantType::AuthorizationCode, GrantType::RefreshToken]
            };
        }
    }
}

async fn list(node: &Node, after: Option<String>, limit: u32) -> Result<Output, Error> {
    let clients = flow::client::list(node, after.as_deref(), limit).await?;
    let next =
        clients.last().filter(|_| clients.len() as u64 == u64::from(limit)).map(|client| client.id.clone());
    let mut rows = vec![["CLIENT_ID", "NAME", "KIND", "STATE"].map(str::to_owned)];
    rows.extend(clients.iter().map(row));
    let mut text = table(&rows);
    if let Some(next) = &next {
        text.push_str(&format!("\nThere may be more: --after {next}"));
    }
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

fn profile(text: &str) -> Result<Profile, String> {
    serde_json::from_value(json!(text)).map_err(|_| "basic or ciam".to_owned())
}
