//! `countersign resource`.

use std::path::PathBuf;

use idp::model::ClientId;
use idp::model::resource::{Resource, ResourceDefinition, ResourceScope};
use idp::model::scope::Words;
use idp::{Reason, Refusal};
use jose::JwsAlgorithm;
use serde_json::{Value, json};

use super::definition::{list_of, members, read, told};
use super::error::Error;
use super::open;
use super::output::{Output, table};
use super::page::{self, Page};
use super::settings::Settings;
use crate::flow;
use crate::http::admin::schema::resource::ResourceAnswer;
use crate::node::Node;

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
            Ok(show(flow::resource::create(&node, &wanted.which.identifier, definition).await?))
        }
        Command::List(page) => list(&node, page).await,
        Command::Show(Which { identifier }) => {
            let found = flow::resource::get(&node, &identifier).await;
            Ok(show(found.map_err(|refusal| absent(refusal, &identifier))?))
        }
        Command::Change(wanted) => {
            // What is wrong with the options is told before anything is looked up.
            wanted.over(ResourceDefinition::default())?;
            let changed = |found: &Resource| {
                wanted.over(found.definition.clone()).map_err(|_| Refusal::from(Reason::Internal))
            };
            let identifier = &wanted.which.identifier;
            let changed = flow::resource::change(&node, identifier, changed).await;
            Ok(show(changed.map_err(|refusal| absent(refusal, identifier))?))
        }
        Command::Delete(Which { identifier }) => {
            let removed = flow::resource::remove_if(&node, &identifier, |_| Ok(())).await;
            removed.map_err(|refusal| absent(refusal, &identifier))?;
            Ok(Output::new(format!("Removed {identifier}."), json!({ "removed": identifier })))
        }
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

async fn list(node: &Node, page: Page) -> Result<Output, Error> {
    let found = flow::resource::list(node, page.after.as_deref(), page.limit().one_more()).await?;
    let (found, next) = page.limit().page(found, |resource| &resource.identifier);
    let mut rows = vec![["RESOURCE", "NAME", "SCOPES"].map(str::to_owned)];
    rows.extend(found.iter().map(|resource| {
        let scopes = resource.definition.scopes.iter().map(|scope| scope.name.as_str());
        [resource.identifier.clone(), resource.definition.name.clone().unwrap_or_default(), list_of(scopes)]
    }));
    let text = table(&rows) + &page::told(next.as_ref());
    let found: Vec<Value> = found.into_iter().map(|it| json!(ResourceAnswer::from(it))).collect();
    Ok(Output::new(text, json!({ "resources": found, "next": next })))
}

fn show(resource: Resource) -> Output {
    let answer = members(&ResourceAnswer::from(resource));
    Output::new(told(&answer), Value::Object(answer))
}

fn absent(refusal: Refusal, identifier: &str) -> Error {
    match refusal.reason {
        Reason::NotFound => Error::failed(
            Reason::NotFound.code(),
            format!("there is no resource {identifier}; see `countersign resource list`"),
        ),
        _ => refusal.into(),
    }
}
