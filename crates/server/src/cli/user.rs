//! `countersign user`.

use std::path::PathBuf;

use idp::model::user::{User, UserId};
use idp::user::{Changes, NewUser};
use idp::{Reason, Refusal};
use oidc::claims::StandardClaims;
use serde_json::{Value, json};

use super::error::Error;
use super::output::{Output, rfc3339, table};
use super::settings::Settings;
use super::{open, secret_file};
use crate::flow;
use crate::http::admin::schema::user::UserAnswer;
use crate::node::Node;

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
    /// List accounts, oldest first
    List {
        /// Begin after the account of this identifier
        #[arg(long, value_name = "ID")]
        after: Option<String>,
        /// At most so many
        #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=1000))]
        limit: u32,
    },
    /// Show one account
    Show(Which),
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
}

#[derive(clap::Args)]
struct Which {
    /// User name, e-mail address or identifier
    #[arg(value_name = "USER")]
    name: String,
}

#[derive(clap::Args)]
struct New {
    /// The name to sign in with
    #[arg(value_name = "USERNAME")]
    username: String,
    /// The full name
    #[arg(long)]
    name: Option<String>,
    /// First names
    #[arg(long)]
    given_name: Option<String>,
    /// Last names
    #[arg(long)]
    family_name: Option<String>,
    /// An e-mail address; one can sign in with it too
    #[arg(long)]
    email: Option<String>,
    /// The e-mail address is known to be the person's
    #[arg(long, requires = "email")]
    email_verified: bool,
    /// A telephone number, best as +358…
    #[arg(long, value_name = "NUMBER")]
    phone_number: Option<String>,
    /// The telephone number is known to be the person's
    #[arg(long, requires = "phone_number")]
    phone_number_verified: bool,
    /// The person's language, such as fi or sv-FI
    #[arg(long, value_name = "TAG")]
    locale: Option<String>,
    /// Read the password from the first line of a file
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// Without a password: nobody can sign in with one until it is set
    #[arg(long, conflicts_with = "password_file")]
    no_password: bool,
}

pub(super) async fn run(args: Args) -> Result<Output, Error> {
    let node = open::for_command(&args.settings.load()?).await?;
    match args.command {
        Command::Create(new) => create(&node, *new).await,
        Command::List { after, limit } => list(&node, after, limit).await,
        Command::Show(which) => Ok(show(&find(&node, &which.name).await?)),
        Command::Disable(which) => disable(&node, &which.name, true).await,
        Command::Enable(which) => disable(&node, &which.name, false).await,
        Command::Delete(which) => {
            let user = find(&node, &which.name).await?;
            flow::user::remove(&node, &user.id).await?;
            let text = format!("Removed {} ({}).", user.username, user.id);
            Ok(Output::new(text, json!({ "removed": user.id })))
        }
        Command::SetPassword { which, password_file } => {
            let user = find(&node, &which.name).await?;
            let password = secret_file::password(password_file.as_deref(), &user.username)?;
            let user =
                flow::user::change(&node, &user.id, Some(password), |_| Ok(Changes::default())).await?;
            Ok(Output::new(format!("{} has another password.", user.username), describe(&user)))
        }
    }
}

async fn create(node: &Node, new: New) -> Result<Output, Error> {
    let password = match new.no_password {
        true => None,
        false => Some(secret_file::password(new.password_file.as_deref(), &new.username)?),
    };
    let claims = StandardClaims {
        name: new.name.map(Into::into),
        given_name: new.given_name.map(Into::into),
        family_name: new.family_name.map(Into::into),
        email_verified: new.email.is_some().then_some(new.email_verified),
        email: new.email.map(Into::into),
        phone_number_verified: new.phone_number.is_some().then_some(new.phone_number_verified),
        phone_number: new.phone_number.map(Into::into),
        locale: new.locale.map(Into::into),
        ..StandardClaims::default()
    };
    let user = flow::user::create(node, NewUser { username: new.username, claims }, password).await?;
    Ok(show(&user))
}

async fn list(node: &Node, after: Option<String>, limit: u32) -> Result<Output, Error> {
    let after = after.map(UserId::new);
    let users = flow::user::list(node, after.as_ref(), limit).await?;
    let next = users.last().filter(|_| users.len() as u64 == u64::from(limit)).map(|user| user.id.clone());
    let mut rows = vec![["USERNAME", "NAME", "EMAIL", "STATE", "ID"].map(str::to_owned)];
    rows.extend(users.iter().map(row));
    let mut text = table(&rows);
    if let Some(next) = &next {
        text.push_str(&format!("\nThere may be more: --after {next}"));
    }
    let users: Vec<Value> = users.iter().map(describe).collect();
    Ok(Output::new(text, json!({ "users": users, "next": next })))
}

async fn disable(node: &Node, name: &str, disabled: bool) -> Result<Output, Error> {
    let user = find(node, name).await?;
    let changes = |_: &User| Ok(Changes { disabled: Some(disabled), ..Changes::default() });
    Ok(show(&flow::user::change(node, &user.id, None, changes).await?))
}

/// By user name or e-mail address, else by identifier.
async fn find(node: &Node, name: &str) -> Result<User, Error> {
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
