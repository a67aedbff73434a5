//! `countersign upstream`.

use std::path::{Path, PathBuf};

use idp::model::client::KeptSecret;
use idp::model::key::KeyAlgorithm;
use idp::model::upstream::{Saml, Upstream, UpstreamDefinition, UpstreamProfile};
use idp::upstream::profile::complete;
use idp::upstream::{Changes, NewUpstream};
use idp::{Reason, Refusal, Time};
use serde_json::{Map, Value, json};

use super::definition::{members, read, read_secret, read_text, told};
use super::error::Error;
use super::open;
use super::output::{Output, headed};
use super::page::Page;
use super::record::{self, Shown};
use super::settings::Settings;
use crate::admin::{key_algorithm, moment};
use crate::flow::upstream_record::{self, TakesOver};
use crate::http::admin::schema::upstream::UpstreamCheck;
use crate::node::Node;

/// The providers that people are sent to, to be identified there.
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Connect a provider; what is to be registered there is told
    Create(Box<Wanted>),
    /// List the providers, by their identifiers
    List(Page),
    /// Show one, with our public keys for it
    Show(Which),
    /// Change what is named of one; the rest stays
    Change(Box<Wanted>),
    /// Send nobody there any more, until it is enabled again
    Disable(Which),
    /// Send people there again
    Enable(Which),
    /// Ask it for all that is needed of it, and tell what is wrong
    Check(Which),
    /// Make the next keys for it: they stand beside those in use until they take over
    Rotate(Rotate),
    /// Call a key of ours as the provider calls it
    RenameKey {
        #[command(flatten)]
        which: Which,
        /// The key's name here
        #[arg(value_name = "KID", allow_hyphen_values = true)]
        kid: String,
        /// Its name there
        #[arg(value_name = "NAME", allow_hyphen_values = true)]
        to: String,
    },
    /// Forget a key of ours at once: what was sealed to it opens no more
    RemoveKey {
        #[command(flatten)]
        which: Which,
        /// The key's name
        #[arg(value_name = "KID", allow_hyphen_values = true)]
        kid: String,
    },
    /// Remove one
    Delete(Which),
}

#[derive(clap::Args)]
struct Which {
    /// The identifier: small letters, digits and hyphens
    #[arg(value_name = "UPSTREAM")]
    id: String,
}

#[derive(clap::Args)]
struct Wanted {
    #[command(flatten)]
    which: Which,
    /// What people call it
    #[arg(long)]
    name: Option<String>,
    /// The set of demands and defaults: basic, or ftn for brokers of the Finnish trust network
    #[arg(long)]
    profile: Option<UpstreamProfile>,
    /// Its issuer, to the letter as it writes it; an identity provider's of SAML is its entity ID, which its metadata
    /// name in a file, and which is their address where nothing is said
    #[arg(long, value_name = "URL")]
    issuer: Option<String>,
    /// Who we are there
    #[arg(long, value_name = "CLIENT_ID")]
    client_id: Option<String>,
    /// A file with the secret we have there
    #[arg(long, value_name = "FILE")]
    client_secret_file: Option<PathBuf>,
    /// What is asked for
    #[arg(long)]
    scope: Option<String>,
    /// A file with its keys as a JWK set, where these are not to be fetched
    #[arg(long, value_name = "FILE")]
    jwks: Option<PathBuf>,
    /// For an identity provider of SAML: what it says of itself, in a file or at an https address
    #[arg(long, value_name = "FILE|URL")]
    saml_metadata: Option<String>,
    /// One of the `acr_values` by which clients mean this provider; may be given again
    #[arg(long, value_name = "ACR")]
    selector: Vec<String>,
    /// A domain of the e-mail addresses of its people, who are sent there; may be given again
    #[arg(long, value_name = "DOMAIN")]
    email_domain: Vec<String>,
    /// Everything, by the admin API's names, in a JSON file; other options win over it
    #[arg(long, value_name = "FILE")]
    definition: Option<PathBuf>,
}

#[derive(clap::Args)]
struct Rotate {
    #[command(flatten)]
    which: Which,
    /// Only the key of this algorithm
    #[arg(value_name = "ALG", value_parser = key_algorithm)]
    algorithm: Option<KeyAlgorithm>,
    /// From when on the new ones are used, such as 2027-01-31T12:00:00Z; a day from now if absent
    #[arg(long, value_name = "TIME", value_parser = time, conflicts_with = "now")]
    takes_over_at: Option<Time>,
    /// Use the new ones at once, because an old one may be known to others
    #[arg(long)]
    now: bool,
}

pub(super) async fn run(args: Args) -> Result<Output, Error> {
    let node = open::for_command(&args.settings.load()?).await?;
    match args.command {
        Command::Create(wanted) => {
            let (definition, client_secret) = (wanted.definition(None)?, wanted.secret()?);
            let new = NewUpstream { id: wanted.which.id, definition, client_secret };
            record::create::<Upstream>(&node, new).await
        }
        Command::List(page) => record::list::<Upstream>(&node, page).await,
        Command::Show(which) => record::show::<Upstream>(&node, &which.id).await,
        Command::Change(wanted) => {
            let before: Upstream = record::get(&node, &wanted.which.id).await?;
            // What is wrong with the options is told before anything is changed.
            wanted.definition(Some(&before.definition))?;
            let secret = wanted.secret()?;
            let changes = |found: &Upstream| {
                let definition = wanted.definition(Some(&found.definition));
                let definition = Some(definition.map_err(|_| Refusal::from(Reason::Internal))?);
                Ok(Changes { definition, client_secret: secret.clone().map(Some), disabled: None })
            };
            record::change(&node, &wanted.which.id, changes).await
        }
        Command::Disable(which) => which.set_disabled(&node, true).await,
        Command::Enable(which) => which.set_disabled(&node, false).await,
        Command::Check(which) => {
            let faults = upstream_record::check(&node, &which.id).await;
            let faults = faults.map_err(|refusal| record::absent::<Upstream>(refusal, &which.id))?;
            check(&which.id, &UpstreamCheck::from(faults))
        }
        Command::Rotate(Rotate { which, algorithm, takes_over_at, now }) => {
            let takes_over = match takes_over_at {
                _ if now => TakesOver::Now,
                Some(at) => TakesOver::At(at),
                None => TakesOver::Announced,
            };
            let rotated = upstream_record::rotate(&node, &which.id, algorithm, takes_over).await;
            let rotated = rotated.map_err(|refusal| record::absent::<Upstream>(refusal, &which.id))?;
            Ok(record::output(&node, rotated))
        }
        Command::RenameKey { which, kid, to } => {
            let renamed = upstream_record::rename_key(&node, &which.id, &kid, &to).await;
            Ok(record::output(&node, renamed.map_err(|refusal| which.without(refusal, &kid))?))
        }
        Command::RemoveKey { which, kid } => {
            let removed = upstream_record::remove_key(&node, &which.id, &kid).await;
            removed.map_err(|refusal| which.without(refusal, &kid))?;
            Ok(Output::new(format!("Removed {kid}."), json!({ "removed": kid })))
        }
        Command::Delete(which) => record::delete::<Upstream>(&node, &which.id).await,
    }
}

impl Shown for Upstream {
    fn lines(mut answer: Map<String, Value>) -> String {
        let keys = answer.remove("keys");
        let keys: Vec<[String; 4]> = keys.iter().flat_map(Value::as_array).flatten().map(key).collect();
        let text = told(&answer);
        match keys.is_empty() {
            true => text,
            false => format!("{text}\n\n{}", headed(["KID", "USE", "ALG", "STATE"], keys.into_iter())),
        }
    }

    fn columns(found: &[Self]) -> String {
        let row = |upstream: &Self| {
            let definition = &upstream.definition;
            let state = if upstream.is_open() { "open" } else { "disabled" };
            let profile = definition.profile.as_str().to_owned();
            [upstream.id.to_string(), definition.issuer.clone(), profile, state.to_owned()]
        };
        headed(["UPSTREAM", "ISSUER", "PROFILE", "STATE"], found.iter().map(row))
    }
}

fn key(key: &Value) -> [String; 4] {
    ["kid", "use", "alg", "state"].map(|name| key[name].as_str().unwrap_or_default().to_owned())
}

impl Wanted {
    /// What was asked for, over what is there, with what the profile has where nothing is said.
    fn definition(&self, before: Option<&UpstreamDefinition>) -> Result<UpstreamDefinition, Error> {
        let (mut definition, mut said): (UpstreamDefinition, Vec<String>) = match (&self.definition, before) {
            (Some(file), _) => (read(file)?, named_in(file)?),
            (None, Some(before)) => {
                (before.clone(), members(before).into_iter().map(|(name, _)| name).collect())
            }
            (None, None) => (UpstreamDefinition::default(), Vec::new()),
        };
        let mut say = |name: &str| said.push(name.to_owned());
        if let Some(name) = &self.name {
            definition.name.insert("en".to_owned(), name.clone());
        }
        if let Some(profile) = self.profile {
            definition.profile = profile;
        }
        if let Some(place) = &self.saml_metadata {
            let entity_id = describe(definition.saml.get_or_insert_default(), place)?;
            if definition.issuer.is_empty() {
                definition.issuer = entity_id;
            }
        }
        for (to, from) in [
            (&mut definition.issuer, &self.issuer),
            (&mut definition.client_id, &self.client_id),
            (&mut definition.scope, &self.scope),
        ] {
            if let Some(from) = from {
                to.clone_from(from);
            }
        }
        if let Some(file) = &self.jwks {
            definition.jwks = Some(parsed(file)?);
        }
        if !self.selector.is_empty() {
            definition.selectors.clone_from(&self.selector);
            say("selectors");
        }
        if !self.email_domain.is_empty() {
            definition.email_domains.clone_from(&self.email_domain);
            say("email_domains");
        }
        complete(&mut definition, |name| said.iter().any(|said| said == name));
        Ok(definition)
    }

    fn secret(&self) -> Result<Option<KeptSecret>, Error> {
        self.client_secret_file.as_deref().map(read_secret).transpose()
    }
}

/// Has an identity provider described by what stands in this file or at this address; comes back with its name.
fn describe(saml: &mut Saml, place: &str) -> Result<String, Error> {
    if place.contains("://") {
        (saml.metadata_uri, saml.metadata) = (Some(place.to_owned()), None);
        return Ok(place.to_owned());
    }
    let text = read_text(Path::new(place))?;
    let entity_id = idp::upstream::saml::entity_id(&text);
    let entity_id = entity_id.map_err(|why| Error::failed("definition", format!("{place}: {why}")))?;
    (saml.metadata_uri, saml.metadata) = (None, Some(text));
    Ok(entity_id)
}

impl Which {
    async fn set_disabled(&self, node: &Node, disabled: bool) -> Result<Output, Error> {
        let changes = |_: &Upstream| Ok(Changes { disabled: Some(disabled), ..Changes::default() });
        record::change(node, &self.id, changes).await
    }

    fn without(&self, refusal: Refusal, kid: &str) -> Error {
        let Self { id } = self;
        let why = format!("there is no upstream {id} with a key {kid}; see `countersign upstream show {id}`");
        match refusal.reason {
            Reason::NotFound => Error::failed(Reason::NotFound.code(), why),
            _ => refusal.into(),
        }
    }
}

/// What was found, each in a line; a fault is a failure.
fn check(id: &str, found: &UpstreamCheck) -> Result<Output, Error> {
    if found.ok {
        return Ok(Output::new(format!("{id} can be spoken with."), json!(found)));
    }
    let lines: Vec<&str> = found.faults.iter().map(|fault| fault.description.as_str()).collect();
    Err(Error::failed("upstream", lines.join(" ")))
}

/// The members that a file names.
fn named_in(file: &Path) -> Result<Vec<String>, Error> {
    Ok(parsed(file)?.as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect())
}

fn parsed(file: &Path) -> Result<Value, Error> {
    let failed =
        |error: serde_json::Error| Error::failed("definition", format!("{}: {error}", file.display()));
    serde_json::from_str(&read_text(file)?).map_err(failed)
}

fn time(text: &str) -> Result<Time, String> {
    moment(text).ok_or_else(|| "a time such as 2027-01-31T12:00:00Z".to_owned())
}
