//! `countersign scope`.

use idp::model::scope::{Scope, ScopeDefinition};

use super::definition::list_of;
use super::error::Error;
use super::open;
use super::output::{Output, headed};
use super::page::Page;
use super::record::{self, Shown};
use super::settings::Settings;
use crate::flow::record::New;

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
            record::create::<Scope>(&node, New { id: wanted.which.name, definition }).await
        }
        Command::List(page) => record::list::<Scope>(&node, page).await,
        Command::Show(which) => record::show::<Scope>(&node, &which.name).await,
        Command::Change(wanted) => {
            let changed = |found: &Scope| Ok(wanted.over(found.definition.clone()));
            record::change(&node, &wanted.which.name, changed).await
        }
        Command::Delete(which) => record::delete::<Scope>(&node, &which.name).await,
    }
}

impl Shown for Scope {
    fn columns(found: &[Self]) -> String {
        let list = |names: &[String]| list_of(names.iter().map(String::as_str));
        let row = |scope: &Self| {
            [scope.name.clone(), list(&scope.definition.claims), list(&scope.definition.groups)]
        };
        headed(["SCOPE", "CLAIMS", "GROUPS"], found.iter().map(row))
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
