//! `countersign user`.

mod factors;
mod identities;
mod import;
mod invite;
mod known;
mod new;
mod sign_ins;

use std::path::PathBuf;

use idp::model::event::Actor;
use idp::model::user::{User, UserId};
use idp::user::Changes;
use idp::{Reason, Refusal};
use serde_json::{Value, json};

use super::error::Error;
use super::output::{Output, table};
use super::page::{self, Page};
use super::settings::Settings;
use super::{open, password};
use crate::admin::rfc3339;
use crate::flow;
use crate::http::admin::schema::user::UserAnswer;
use crate::node::Node;

use known::Known;
use new::New;

/// People's accounts.
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Make an account; its password is asked for, or read from standard input
    Create(Box<New>),
    /// Bring people along from a CSV file, with their passwords as another platform hashed them
    Import(Box<import::Args>),
    /// Invite somebody to make an account: a link, shown this once, that counts once
    Invite(Box<invite::Invite>),
    /// List accounts, oldest first
    List(Page),
    /// Show one account
    Show(Which),
    /// Change the groups a person is in, and what else is known of them; what is not named stays
    Change(Box<Change>),
    /// Keep a person from signing in, and end everything they signed in to
    Disable(Which),
    /// Let a person sign in again
    Enable(Which),
    /// Remove an account and everything that hangs on it
    Delete(Which),
    /// Give a person another password; it is asked for, or read from standard input
    SetPassword {
        #[command(flatten)]
        which: Which,
        /// Read the password from the first line of a file
        #[arg(long, value_name = "FILE")]
        password_file: Option<PathBuf>,
    },
    /// List what proves a person beside their password
    Factors(Which),
    /// Remove one of them
    RemoveFactor {
        #[command(flatten)]
        which: Which,
        /// Its identifier, as `countersign user factors` shows it
        #[arg(value_name = "FACTOR", allow_hyphen_values = true)]
        id: String,
    },
    /// Remove all of them, for somebody who has lost theirs
    ResetFactors(Which),
    /// List a person's sign-ins and tries at one, the youngest first
    SignIns {
        #[command(flatten)]
        which: Which,
        /// Tell of each in plain words how the policy judged it
        #[arg(long)]
        explain: bool,
    },
    /// List by which identities at upstreams a person comes in
    Identities(Which),
    /// Unlink an identity: whom the upstream names so comes in no more
    Unlink {
        #[command(flatten)]
        which: Which,
        /// Its identifier, as `countersign user identities` shows it
        #[arg(value_name = "IDENTITY", allow_hyphen_values = true)]
        id: String,
    },
}

#[derive(clap::Args)]
struct Which {
    /// User name, e-mail address or identifier
    #[arg(value_name = "USER", allow_hyphen_values = true)]
    name: String,
}

#[derive(clap::Args)]
struct Change {
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    known: Known,
    /// In no group any more
    #[arg(long, conflicts_with = "group")]
    no_groups: bool,
    /// Forget an attribute; may be given again
    #[arg(long, value_name = "NAME")]
    forget: Vec<String>,
}

/// Whoever is at the command line.
const BY: Actor = Actor::CommandLine;

pub(super) async fn run(args: Args) -> Result<Output, Error> {
    let node = open::for_command(&args.settings.load()?).await?;
    match args.command {
        Command::Create(new) => create(&node, *new).await,
        Command::Import(args) => import::run(&node, *args).await,
        Command::Invite(invite) => invite::run(&node, *invite).await,
        Command::List(page) => list(&node, page).await,
        Command::Show(which) => Ok(show(&find(&node, &which.name).await?)),
        Command::Change(change) => {
            let user = find(&node, &change.which.name).await?;
            let changed = flow::user::change(&node, &user.id, None, |user| Ok(change.of(user)), &BY).await?;
            Ok(show(&changed))
        }
        Command::Disable(which) => disable(&node, &which.name, true).await,
        Command::Enable(which) => disable(&node, &which.name, false).await,
        Command::Delete(which) => {
            let user = find(&node, &which.name).await?;
            flow::user::remove(&node, &user.id, &BY).await?;
            let text = format!("Removed {} ({}).", user.username, user.id);
            Ok(Output::new(text, json!({ "removed": user.id })))
        }
        Command::SetPassword { which, password_file } => {
            let user = find(&node, &which.name).await?;
            let password = password::read(password_file.as_deref(), &user.username)?;
            let user =
                flow::user::change(&node, &user.id, Some(password), |_| Ok(Changes::default()), &BY).await?;
            Ok(Output::new(format!("{} has another password.", user.username), describe(&user)))
        }
        Command::Factors(which) => factors::list(&node, &which.name).await,
        Command::RemoveFactor { which, id } => factors::remove(&node, &which.name, &id).await,
        Command::ResetFactors(which) => factors::reset(&node, &which.name).await,
        Command::SignIns { which, explain } => sign_ins::list(&node, &which.name, explain).await,
        Command::Identities(which) => identities::list(&node, &which.name).await,
        Command::Unlink { which, id } => identities::unlink(&node, &which.name, &id).await,
    }
}

impl Change {
    fn of(&self, user: &User) -> Changes {
        let groups = (self.no_groups || !self.known.group.is_empty()).then(|| self.known.group.clone());
        let mut attributes = user.attributes.clone();
        attributes.retain(|name, _| !self.forget.contains(name));
        attributes.extend(self.known.attribute.iter().cloned());
        Changes { groups, attributes: Some(attributes), ..Changes::default() }
    }
}

async fn create(node: &Node, new: New) -> Result<Output, Error> {
    let password = new.password()?;
    Ok(show(&flow::user::create(node, new.read(), password, &BY).await?))
}

async fn list(node: &Node, page: Page) -> Result<Output, Error> {
    let after = page.after.clone().map(UserId::new);
    let users = flow::user::list(node, after.as_ref(), page.limit().one_more()).await?;
    let (users, next) = page.limit().page(users, |user| user.id.as_str());
    let mut rows = vec![["USERNAME", "NAME", "EMAIL", "STATE", "ID"].map(str::to_owned)];
    rows.extend(users.iter().map(row));
    let text = table(&rows) + &page::told(next.as_ref());
    let users: Vec<Value> = users.iter().map(describe).collect();
    Ok(Output::new(text, json!({ "users": users, "next": next })))
}

async fn disable(node: &Node, name: &str, disabled: bool) -> Result<Output, Error> {
    let user = find(node, name).await?;
    let changes = |_: &User| Ok(Changes { disabled: Some(disabled), ..Changes::default() });
    Ok(show(&flow::user::change(node, &user.id, None, changes, &BY).await?))
}

/// By user name or e-mail address, else by identifier.
pub(super) async fn find(node: &Node, name: &str) -> Result<User, Error> {
    let found = match flow::user::find(node, name).await {
        Err(Refusal { reason: Reason::NotFound, .. }) => flow::user::get(node, &UserId::new(name)).await,
        found => found,
    };
    found.map_err(|refusal| match refusal.reason {
        Reason::NotFound => Error::failed(
            Reason::NotFound.code(),
            format!("there is no account {name}; see `countersign user list`"),
        ),
        _ => refusal.into(),
    })
}

fn show(user: &User) -> Output {
    let mut lines =
        vec![["username".to_owned(), user.username.clone()], ["id".to_owned(), user.id.to_string()]];
    if let Ok(Value::Object(claims)) = serde_json::to_value(&user.claims) {
        lines.extend(claims.into_iter().map(|(name, value)| match value {
            Value::String(text) => [name, text],
            other => [name, other.to_string()],
        }));
    }
    if !user.groups.is_empty() {
        lines.push(["groups".to_owned(), user.groups.join(", ")]);
    }
    lines.extend(user.attributes.iter().map(|(name, value)| match value {
        Value::String(text) => [name.clone(), text.clone()],
        other => [name.clone(), other.to_string()],
    }));
    lines.push(["state".to_owned(), state(user)]);
    lines.push(["created".to_owned(), rfc3339(user.created_at).unwrap_or_default()]);
    Output::new(table(&lines), describe(user))
}

fn row(user: &User) -> [String; 5] {
    let claim =
        |claim: &Option<std::borrow::Cow<'static, str>>| claim.as_deref().unwrap_or_default().to_owned();
    [
        user.username.clone(),
        claim(&user.claims.name),
        claim(&user.claims.email),
        state(user),
        user.id.to_string(),
    ]
}

fn state(user: &User) -> String {
    let since = user.disabled_at.and_then(rfc3339);
    since.map_or_else(|| "enabled".to_owned(), |since| format!("disabled since {since}"))
}

/// An account as the admin API tells it.
fn describe(user: &User) -> Value {
    json!(UserAnswer::from(user.clone()))
}
