//! `countersign initial-access-token`.

use std::time::Duration;

use idp::Reason;
use idp::client::registration::initial_access_token::New;
use idp::model::client::{ClientPolicy, Profile};
use idp::model::initial_access_token::{Bounds, InitialAccessToken};
use oidc::response_type::ResponseType;
use oidc::scope::Scope;
use oidc::token::GrantType;
use serde_json::json;

use super::error::Error;
use super::open;
use super::output::{Output, table};
use super::page::{self, Page};
use super::settings::Settings;
use crate::admin::{USUAL_LIFE, USUAL_USES};
use crate::flow;
use crate::http::admin::schema::initial_access_token::{
    InitialAccessTokenAnswer as Answer, InitialAccessTokenState as State, MadeInitialAccessToken,
};
use crate::node::Node;

/// What lets clients register themselves (RFC 7591).
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Make a token, shown this once, for whoever is to register a client
    Create(Box<Create>),
    /// List tokens, by their ids
    List(Page),
    /// Show what one token allows
    Show(Which),
    /// Take a token back; the clients that registered with it stay
    Delete(Which),
}

#[derive(clap::Args)]
struct Create {
    /// What it is for
    #[arg(long)]
    name: Option<String>,
    /// How many clients may register with it
    #[arg(long, default_value_t = USUAL_USES)]
    uses: u32,
    /// For how many seconds it may be used
    #[arg(long, value_name = "SECONDS", default_value_t = USUAL_LIFE.as_secs())]
    expires_in: u64,
    /// What the clients may ask for [default: the standard scopes]
    #[arg(long)]
    scope: Option<Scope>,
    /// A grant they may register; may be given again [default: all that lead by way of a person]
    #[arg(long, value_name = "GRANT")]
    grant: Vec<GrantType>,
    /// A response type they may register; may be given again [default: all]
    #[arg(long, value_name = "TYPE")]
    response_type: Vec<ResponseType>,
    /// A host they may send browsers to, or a full stop and what it ends in; may be given again [default: any]
    #[arg(long, value_name = "HOST")]
    redirect_host: Vec<String>,
    /// What they are held to: basic, ciam, signicat, service, ftn or fapi2
    #[arg(long, default_value = "basic", value_name = "PROFILE")]
    profile: Profile,
    /// A client that keeps a secret may go without PKCE
    #[arg(long)]
    without_pkce: bool,
}

#[derive(clap::Args)]
struct Which {
    /// The token's id; not the token itself
    id: String,
}

pub(super) async fn run(args: Args) -> Result<Output, Error> {
    let node = open::for_command(&args.settings.load()?).await?;
    match args.command {
        Command::Create(create) => make(&node, *create).await,
        Command::List(page) => list(&node, page).await,
        Command::Show(Which { id }) => {
            let token = flow::initial_access_token::get(&node, &id).await.map_err(|it| told(it, &id))?;
            let answer = Answer::of(token, node.now());
            Ok(Output::new(lines(&answer), json!(answer)))
        }
        Command::Delete(Which { id }) => {
            flow::initial_access_token::remove(&node, &id).await.map_err(|refusal| told(refusal, &id))?;
            Ok(Output::new(format!("Took back {id}."), json!({ "removed": id })))
        }
    }
}

async fn make(node: &Node, create: Create) -> Result<Output, Error> {
    let mut policy = ClientPolicy::of(create.profile);
    policy.require_pkce &= !create.without_pkce;
    let some = |all: Vec<GrantType>| (!all.is_empty()).then_some(all);
    let new = New {
        name: create.name,
        uses: create.uses,
        lives_for: Duration::from_secs(create.expires_in),
        bounds: Bounds {
            policy,
            scope: create.scope,
            grant_types: some(create.grant),
            response_types: (!create.response_type.is_empty()).then_some(create.response_type),
            redirect_hosts: create.redirect_host,
        },
    };
    let made = flow::initial_access_token::create(node, new).await?;
    let token = made.token.0.expose().clone();
    let record = Answer::of(made.record, node.now());
    let text = format!("{}\n\nThe token, shown this once:\n{token}", lines(&record));
    Ok(Output::new(text, json!(MadeInitialAccessToken { record, initial_access_token: token })))
}

async fn list(node: &Node, page: Page) -> Result<Output, Error> {
    let found =
        flow::initial_access_token::list(node, page.after.as_deref(), page.limit().one_more()).await?;
    let (found, next) = page.limit().page(found, |token| &token.id);
    let answer = |token: InitialAccessToken| Answer::of(token, node.now());
    let tokens: Vec<Answer> = found.into_iter().map(answer).collect();
    let mut rows = vec![["ID", "NAME", "USED", "STATE"].map(str::to_owned)];
    rows.extend(tokens.iter().map(row));
    let text = table(&rows) + &page::told(next.as_ref());
    Ok(Output::new(text, json!({ "initial_access_tokens": tokens, "next": next })))
}

fn row(token: &Answer) -> [String; 4] {
    let name = token.name.clone().unwrap_or_default();
    [token.id.clone(), name, format!("{} of {}", token.used, token.uses), state(token)]
}

fn state(token: &Answer) -> String {
    match token.state {
        State::Usable => format!("usable until {}", token.expires_at),
        State::Used => "used up".to_owned(),
        State::Expired => "expired".to_owned(),
    }
}

fn lines(token: &Answer) -> String {
    let some = |all: &Option<Vec<String>>| all.as_ref().map_or("all".to_owned(), |all| all.join(", "));
    let hosts =
        if token.redirect_hosts.is_empty() { "any".to_owned() } else { token.redirect_hosts.join(", ") };
    let rows = [
        ["id".to_owned(), token.id.clone()],
        ["name".to_owned(), token.name.clone().unwrap_or_default()],
        ["used".to_owned(), format!("{} of {}", token.used, token.uses)],
        ["state".to_owned(), state(token)],
        ["scope".to_owned(), token.scope.clone().unwrap_or_else(|| "the standard scopes".to_owned())],
        ["grants".to_owned(), some(&token.grant_types)],
        ["response types".to_owned(), some(&token.response_types)],
        ["redirect hosts".to_owned(), hosts],
        ["PKCE".to_owned(), if token.policy.require_pkce { "always" } else { "without a secret" }.to_owned()],
    ];
    table(&rows)
}

fn told(refusal: idp::Refusal, id: &str) -> Error {
    match refusal.reason {
        Reason::NotFound => Error::failed(
            Reason::NotFound.code(),
            format!("there is no initial access token {id}; see `countersign initial-access-token list`"),
        ),
        _ => refusal.into(),
    }
}
