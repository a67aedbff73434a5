//! `countersign resource`.

use std::path::PathBuf;

use idp::model::ClientId;
use idp::model::resource::{Resource, ResourceDefinition, ResourceScope};
use idp::model::scope::Words;
use idp::{Reason, Refusal};
use jose::JwsAlgorithm;

use super::definition::{list_of, read};
use super::error::Error;
use super::open;
use super::output::{Output, headed};
use super::page::Page;
use super::record::{self, Shown};
use super::settings::Settings;
use crate::flow::record::New;

/// The APIs that tokens are for.
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Make a resource, which clients can then be let ask for
    Create(Box<Wanted>),
    /// List resources, by their identifiers
    List(Page),
    /// Show one resource
    Show(Which),
    /// Change what is named of a resource; the rest stays
    Change(Box<Wanted>),
    /// Remove a resource: no further token is issued for it
    Delete(Which),
}

#[derive(clap::Args)]
struct Which {
    /// The identifier: an absolute URI
    #[arg(value_name = "RESOURCE", allow_hyphen_values = true)]
    identifier: String,
}

#[derive(clap::Args)]
struct Wanted {
    #[command(flatten)]
    which: Which,
    /// The name shown to people
    #[arg(long)]
    name: Option<String>,
    /// A scope that can be asked for at it; may be given again. Its words and groups come from a file
    #[arg(long, value_name = "SCOPE")]
    scope: Vec<String>,
    /// How long its tokens live at most, in seconds
    #[arg(long, value_name = "SECONDS")]
    access_token_ttl: Option<u32>,
    /// What its tokens are signed with
    #[arg(long, value_name = "ALG")]
    access_token_alg: Option<JwsAlgorithm>,
    /// A client that stands for it and may ask about its tokens; may be given again
    #[arg(long, value_name = "CLIENT_ID")]
    introspected_by: Vec<String>,
    /// Everything, by the admin API's names, in a JSON file; other options win over it
    #[arg(long, value_name = "FILE")]
    definition: Option<PathBuf>,
}

pub(super) async fn run(args: Args) -> Result<Output, Error> {
    let node = open::for_command(&args.settings.load()?).await?;
    match args.command {
        Command::Create(wanted) => {
            let definition = wanted.over(ResourceDefinition::default())?;
            record::create::<Resource>(&node, New { id: wanted.which.identifier, definition }).await
        }
        Command::List(page) => record::list::<Resource>(&node, page).await,
        Command::Show(which) => record::show::<Resource>(&node, &which.identifier).await,
        Command::Change(wanted) => {
            // What is wrong with the options is told before anything is looked up.
            wanted.over(ResourceDefinition::default())?;
            let changed = |found: &Resource| {
                wanted.over(found.definition.clone()).map_err(|_| Refusal::from(Reason::Internal))
            };
            record::change(&node, &wanted.which.identifier, changed).await
        }
        Command::Delete(which) => record::delete::<Resource>(&node, &which.identifier).await,
    }
}

impl Shown for Resource {
    fn columns(found: &[Self]) -> String {
        let row = |resource: &Self| {
            let Self { identifier, definition, .. } = resource;
            let scopes = list_of(definition.scopes.iter().map(|scope| scope.name.as_str()));
            [identifier.clone(), definition.name.clone().unwrap_or_default(), scopes]
        };
        headed(["RESOURCE", "NAME", "SCOPES"], found.iter().map(row))
    }
}

impl Wanted {
    /// What was asked for, over what is there.
    fn over(&self, before: ResourceDefinition) -> Result<ResourceDefinition, Error> {
        let mut definition = match &self.definition {
            Some(file) => read(file)?,
            None => before,
        };
        if self.name.is_some() {
            definition.name.clone_from(&self.name);
        }
        if !self.scope.is_empty() {
            let known = |name: &String| definition.scopes.iter().find(|scope| scope.name == *name).cloned();
            let plain = |name: &String| ResourceScope {
                name: name.clone(),
                description: Words::default(),
                groups: Vec::new(),
            };
            definition.scopes =
                self.scope.iter().map(|name| known(name).unwrap_or_else(|| plain(name))).collect();
        }
        definition.access_token_ttl = self.access_token_ttl.or(definition.access_token_ttl);
        definition.access_token_signing_alg = self.access_token_alg.or(definition.access_token_signing_alg);
        if !self.introspected_by.is_empty() {
            definition.introspected_by =
                self.introspected_by.iter().map(|id| ClientId::new(id.as_str())).collect();
        }
        Ok(definition)
    }
}
