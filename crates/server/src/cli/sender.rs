//! `countersign sender`.

use std::path::{Path, PathBuf};

use idp::model::client::KeptSecret;
use idp::model::sender::{Channel, Folder, Sender, SenderDefinition, Smtp, Way};
use idp::sender::{Changes, NewSender, Preset};
use jose::Secret;
use serde_json::{Value, json};

use super::definition::read;
use super::error::Error;
use super::open;
use super::output::{Output, headed};
use super::page::Page;
use super::record::{self, Shown, absent};
use super::settings::Settings;
use crate::flow;
use crate::http::admin::schema::sender::SenderTried;
use crate::node::Node;
use crate::page::Language;

/// How mails and text messages leave.
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Set a sender up: a server that takes mails, or a gateway that takes text messages
    #[command(visible_alias = "add")]
    Create(Box<Wanted>),
    /// List the senders, by their identifiers
    List(Page),
    /// Show one
    Show(Which),
    /// Change what is named of one; the rest stays
    Change(Box<Wanted>),
    /// Let nothing leave by it, until it is enabled again
    Disable(Which),
    /// Let messages leave by it again
    Enable(Which),
    /// Send something to this address or number, and say what happened
    Test {
        #[command(flatten)]
        which: Which,
        /// The address, or the number with its country's
        to: String,
        /// The language it is written in
        #[arg(long, value_name = "TAG", default_value = "en")]
        language: String,
    },
    /// Remove one
    #[command(visible_alias = "remove")]
    Delete(Which),
}

#[derive(clap::Args)]
struct Which {
    /// The identifier: small letters, digits and hyphens
    #[arg(value_name = "SENDER")]
    id: String,
}

#[derive(clap::Args)]
struct Wanted {
    #[command(flatten)]
    which: Which,
    /// Whom it is from: of mails an address, of text messages what the gateway takes for one
    #[arg(long, value_name = "ADDRESS")]
    from: Option<String>,
    /// The name beside the address
    #[arg(long, value_name = "NAME")]
    from_name: Option<String>,
    /// Whose turn is first: the lowest number
    #[arg(long, value_name = "NUMBER")]
    order: Option<u32>,
    /// Mails leave by this server, over STARTTLS
    #[arg(long, value_name = "HOST", group = "way")]
    smtp: Option<String>,
    /// Its port, where it is not the usual one
    #[arg(long)]
    port: Option<u16>,
    /// What protects the way there: starttls, tls, or plaintext to this machine alone
    #[arg(long, value_parser = security)]
    security: Option<idp::model::sender::Security>,
    /// Mails are written into this folder, to try things out
    #[arg(long, value_name = "DIR", group = "way")]
    folder: Option<String>,
    /// Text messages leave by a gateway of this kind: twilio or json
    #[arg(long, value_name = "KIND", value_parser = preset, group = "way")]
    gateway: Option<Preset>,
    /// The gateway's address
    #[arg(long, value_name = "URL")]
    address: Option<String>,
    /// Who we are at the server or gateway
    #[arg(long, value_name = "NAME")]
    username: Option<String>,
    /// A file with the password that goes with it, or with the gateway's key
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
    /// Everything, by the admin API's names, in a JSON file; other options win over it
    #[arg(long, value_name = "FILE")]
    definition: Option<PathBuf>,
}

pub(super) async fn run(args: Args) -> Result<Output, Error> {
    let node = open::for_command(&args.settings.load()?).await?;
    match args.command {
        Command::Create(wanted) => {
            let secret = wanted.secret()?;
            let definition = wanted.definition(None, secret.is_some())?;
            record::create::<Sender>(&node, NewSender { id: wanted.which.id, definition, secret }).await
        }
        Command::List(page) => record::list::<Sender>(&node, page).await,
        Command::Show(which) => record::show::<Sender>(&node, &which.id).await,
        Command::Change(wanted) => {
            let secret = wanted.secret()?;
            let found: Sender = record::get(&node, &wanted.which.id).await?;
            let has_secret = secret.is_some() || found.secret.is_some();
            let definition = wanted.definition(Some(&found.definition), has_secret)?;
            let changes = |_: &Sender| {
                let (definition, secret) = (Some(definition.clone()), secret.clone().map(Some));
                Ok(Changes { definition, secret, disabled: None })
            };
            record::change(&node, &wanted.which.id, changes).await
        }
        Command::Disable(which) => which.set_disabled(&node, true).await,
        Command::Enable(which) => which.set_disabled(&node, false).await,
        Command::Test { which, to, language } => {
            let say = Language::with_tag(&language)
                .ok_or_else(|| Error::failed("language", format!("nothing is written in {language} here")))?;
            let tried = flow::sender::test(&node, &which.id, &to, say).await;
            told(tried.map_err(|refusal| absent::<Sender>(refusal, &which.id))?.into())
        }
        Command::Delete(which) => record::delete::<Sender>(&node, &which.id).await,
    }
}

impl Shown for Sender {
    fn columns(found: &[Self]) -> String {
        let row = |sender: &Self| {
            let definition = &sender.definition;
            let channel = match definition.channel {
                Channel::Email => "email",
                Channel::Sms => "sms",
            };
            let by = match &definition.way {
                Way::Smtp(smtp) => format!("{}:{}", smtp.host, smtp.port()),
                Way::File(folder) => folder.folder.clone(),
                Way::Http(gateway) => gateway.address.clone(),
            };
            let state = if sender.disabled_at.is_none() { "open" } else { "disabled" };
            [sender.id.to_string(), channel.to_owned(), definition.order.to_string(), by, state.to_owned()]
        };
        headed(["SENDER", "CHANNEL", "ORDER", "BY", "STATE"], found.iter().map(row))
    }
}

impl Wanted {
    /// What was asked for, over what is there.
    fn definition(
        &self,
        before: Option<&SenderDefinition>,
        has_secret: bool,
    ) -> Result<SenderDefinition, Error> {
        let way = self.way(before, has_secret);
        let mut definition = match (&self.definition, before, way) {
            (Some(file), _, way) => {
                let read: SenderDefinition = read(file)?;
                SenderDefinition { way: way.unwrap_or_else(|| read.way.clone()), ..read }
            }
            (None, Some(before), way) => {
                SenderDefinition { way: way.unwrap_or_else(|| before.way.clone()), ..before.clone() }
            }
            (None, None, Some(way)) => {
                let channel = if matches!(way, Way::Http(_)) { Channel::Sms } else { Channel::Email };
                SenderDefinition { channel, order: 0, from: String::new(), from_name: None, way }
            }
            (None, None, None) => {
                let why = "one of --smtp, --gateway, --folder and --definition is needed";
                return Err(Error::failed("definition", why));
            }
        };
        if let Some(from) = &self.from {
            definition.from.clone_from(from);
        }
        if self.from_name.is_some() {
            definition.from_name.clone_from(&self.from_name);
        }
        definition.order = self.order.unwrap_or(definition.order);
        match &mut definition.way {
            Way::Smtp(smtp) => {
                smtp.port = self.port.or(smtp.port);
                smtp.security = self.security.unwrap_or(smtp.security);
                smtp.username = self.username.clone().or(smtp.username.take());
            }
            Way::Http(gateway) => {
                if let Some(address) = &self.address {
                    gateway.address.clone_from(address);
                }
                gateway.username = self.username.clone().or(gateway.username.take());
            }
            Way::File(_) => {}
        }
        Ok(definition)
    }

    /// The way that was named. A server that is already there keeps what is not said of it.
    fn way(&self, before: Option<&SenderDefinition>, has_secret: bool) -> Option<Way> {
        if let Some(host) = &self.smtp {
            let mut smtp = match before.map(|before| &before.way) {
                Some(Way::Smtp(smtp)) => smtp.clone(),
                _ => Smtp { host: String::new(), port: None, security: Default::default(), username: None },
            };
            smtp.host.clone_from(host);
            return Some(Way::Smtp(smtp));
        }
        if let Some(folder) = &self.folder {
            return Some(Way::File(Folder { folder: folder.clone() }));
        }
        let gateway = self.gateway?.gateway(self.address.clone(), self.username.clone(), has_secret);
        Some(Way::Http(gateway))
    }

    fn secret(&self) -> Result<Option<KeptSecret>, Error> {
        let Some(file) = &self.secret_file else { return Ok(None) };
        let text = std::fs::read_to_string(file).map_err(|error| failed(file, &error.to_string()))?;
        Ok(Some(KeptSecret::new(Secret::new(text.trim_end_matches(['\r', '\n']).to_owned()))))
    }
}

impl Which {
    async fn set_disabled(&self, node: &Node, disabled: bool) -> Result<Output, Error> {
        let changes = |_: &Sender| Ok(Changes { disabled: Some(disabled), ..Changes::default() });
        record::change(node, &self.id, changes).await
    }
}

/// What came of a message; that it was not taken is a failure.
fn told(tried: SenderTried) -> Result<Output, Error> {
    match tried.delivered {
        true => Ok(Output::new(tried.description.clone(), json!(tried))),
        false => Err(Error::failed("sender", tried.description)),
    }
}

fn failed(file: &Path, why: &str) -> Error {
    Error::failed("secret", format!("{}: {why}", file.display()))
}

fn security(name: &str) -> Result<idp::model::sender::Security, String> {
    let unknown = "it is starttls, tls or plaintext".to_owned();
    serde_json::from_value(Value::from(name)).map_err(|_| unknown)
}

fn preset(name: &str) -> Result<Preset, String> {
    Preset::parse(name).ok_or_else(|| "it is twilio or json".to_owned())
}
