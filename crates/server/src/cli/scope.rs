//! `countersign scope`.

use idp::model::scope::{Scope, ScopeDefinition};
use idp::{Reason, Refusal};
use serde_json::{Value, json};

use super::definition::{list_of, members, told};
use super::error::Error;
use super::open;
use super::output::{Output, table};
use super::page::{self, Page};
use super::settings::Settings;
use crate::flow;
use crate::http::admin::schema::scope::ScopeAnswer;
use crate::node::Node;

/// Scopes of your own, and what they tell of people.
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Make a scope, which clients can then be let ask for
    Create(Box<Wanted>),
    /// List scopes, by their names
    List(Page),
    /// Show one scope
    Show(Which),
    /// Change what is named of a scope; the rest stays
    Change(Box<Wanted>),
    /// Remove a scope: it releases nothing any more
    Delete(Which),
}

#[derive(clap::Args)]
struct Which {
    /// The scope's name
    #[arg(value_name = "SCOPE", allow_hyphen_values = true)]
    name: String,
}

#[derive(clap::Args)]
struct Wanted {
    #[command(flatten)]
    which: Which,
    /// A claim it releases: a standard one, an attribute of people, or groups; may be given again
    #[arg(long, value_name = "CLAIM")]
    claim: Vec<String>,
    /// A group whose people may give it; may be given again [default: everybody]
    #[arg(long, value_name = "GROUP")]
    group: Vec<String>,
    /// What it tells an application, in people's words, such as en="see your department"; may be given
    /// again for other languages
    #[arg(long, value_name = "TAG=TEXT", value_parser = words)]
    description: Vec<(String, String)>,
}

pub(super) async fn run(args: Args) -> Result<Output, Error> {
    let node = open::for_command(&args.settings.load()?).await?;
    match args.command {
        Command::Create(wanted) => {
            let definition = wanted.over(ScopeDefinition::default());
            Ok(show(flow::scope::create(&node, &wanted.which.name, definition).await?))
        }
        Command::List(page) => list(&node, page).await,
        Command::Show(Which { name }) => {
            let found = flow::scope::get(&node, &name).await;
            Ok(show(found.map_err(|refusal| absent(refusal, &name))?))
        }
        Command::Change(wanted) => {
            let name = &wanted.which.name;
            let changed = |found: &Scope| Ok(wanted.over(found.definition.clone()));
            let changed = flow::scope::change(&node, name, changed).await;
            Ok(show(changed.map_err(|refusal| absent(refusal, name))?))
        }
        Command::Delete(Which { name }) => {
            let removed = flow::scope::remove_if(&node, &name, |_| Ok(())).await;
            removed.map_err(|refusal| absent(refusal, &name))?;
            Ok(Output::new(format!("Removed {name}."), json!({ "removed": name })))
        }
    }
}

impl Wanted {
    /// What was asked for, over what is there.
    fn over(&self, mut definition: ScopeDefinition) -> ScopeDefinition {
        if !self.claim.is_empty() {
            definition.claims.clone_from(&self.claim);
        }
        if !self.group.is_empty() {
            definition.groups.clone_from(&self.group);
        }
        definition.description.extend(self.description.iter().cloned());
        definition
    }
}

fn words(text: &str) -> Result<(String, String), String> {
    let (tag, words) = text.split_once('=').ok_or("a language tag, an equals sign and a text")?;
    Ok((tag.to_owned(), words.to_owned()))
}

async fn list(node: &Node, page: Page) -> Result<Output, Error> {
    let found = flow::scope::list(node, page.after.as_deref(), page.limit().one_more()).await?;
    let (found, next) = page.limit().page(found, |scope| &scope.name);
    let mut rows = vec![["SCOPE", "CLAIMS", "GROUPS"].map(str::to_owned)];
    rows.extend(found.iter().map(|scope| {
        let list = |names: &[String]| list_of(names.iter().map(String::as_str));
        [scope.name.clone(), list(&scope.definition.claims), list(&scope.definition.groups)]
    }));
    let text = table(&rows) + &page::told(next.as_ref());
    let found: Vec<Value> = found.into_iter().map(|it| json!(ScopeAnswer::from(it))).collect();
    Ok(Output::new(text, json!({ "scopes": found, "next": next })))
}

fn show(scope: Scope) -> Output {
    let answer = members(&ScopeAnswer::from(scope));
    Output::new(told(&answer), Value::Object(answer))
}

fn absent(refusal: Refusal, name: &str) -> Error {
    match refusal.reason {
        Reason::NotFound => Error::failed(
            Reason::NotFound.code(),
            format!("there is no scope {name}; see `countersign scope list`"),
        ),
        _ => refusal.into(),
    }
}
