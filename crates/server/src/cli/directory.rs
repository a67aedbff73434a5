//! `countersign directory`.

use std::path::PathBuf;

use idp::directory::{Changes, NewDirectory};
use idp::model::client::KeptSecret;
use idp::model::directory::{Directory, DirectoryDefinition};
use idp::{Reason, Refusal};
use jose::Secret;
use serde_json::json;

use super::definition::{read, read_secret, read_text};
use super::error::Error;
use super::open;
use super::output::{Output, headed};
use super::page::Page;
use super::record::{self, Shown};
use super::settings::Settings;
use crate::flow::directory;
use crate::node::{CheckStep, CheckedPerson, DirectoryCheck, Node};

/// Directories where organisations keep their people: LDAP, Active Directory.
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Connect a directory, by which people's passwords are checked
    #[command(alias = "create")]
    Add(Box<Wanted>),
    /// List directories, by their identifiers
    List(Page),
    /// Show one directory
    Show(Which),
    /// Change what is named of a directory; the rest stays
    Change(Box<Wanted>),
    /// Ask it for all that is needed of it, and tell what is wrong and how to mend it
    Check {
        #[command(flatten)]
        which: Which,
        /// Look for this person too, and tell what is told of them
        #[arg(long, value_name = "NAME")]
        user: Option<String>,
        /// Tell whether the password in this file is theirs
        #[arg(long, value_name = "FILE", requires = "user")]
        password_file: Option<PathBuf>,
    },
    /// Look for nobody there any more, until it is enabled again
    Disable(Which),
    /// Look for people there again
    Enable(Which),
    /// Remove a directory: whose password it checked cannot sign in by it any more
    #[command(alias = "delete")]
    Remove(Which),
}

#[derive(clap::Args)]
struct Which {
    /// The identifier: small letters, digits and hyphens
    #[arg(value_name = "DIRECTORY")]
    id: String,
}

#[derive(clap::Args)]
struct Wanted {
    #[command(flatten)]
    which: Which,
    /// What people call it
    #[arg(long)]
    name: Option<String>,
    /// Where it is, such as ldaps://ldap.example.org
    #[arg(long)]
    url: Option<String>,
    /// Make the connection TLS before anything is said
    #[arg(long)]
    start_tls: bool,
    /// A file with the certificates, in PEM, that its own must lead to
    #[arg(long, value_name = "FILE")]
    ca_certificates: Option<PathBuf>,
    /// Who we are there when we look for people
    #[arg(long, value_name = "DN")]
    bind_dn: Option<String>,
    /// A file with our password there
    #[arg(long, value_name = "FILE")]
    bind_password_file: Option<PathBuf>,
    /// The entry that people are below, such as ou=people,dc=example,dc=org
    #[arg(long, value_name = "DN")]
    user_base: Option<String>,
    /// Which entry is the person, with {name} for what they wrote
    #[arg(long, value_name = "FILTER")]
    user_filter: Option<String>,
    /// The attribute that is the same whenever the same person comes: entryUUID, or objectGUID
    #[arg(long, value_name = "ATTRIBUTE")]
    subject: Option<String>,
    /// A claim and the attribute it is taken from, such as phone_number=mobile; may be given again
    #[arg(long, value_name = "CLAIM=ATTRIBUTE", value_parser = pair)]
    claim: Vec<(String, String)>,
    /// The attribute of a person that names their groups, such as memberOf
    #[arg(long, value_name = "ATTRIBUTE")]
    member_of: Option<String>,
    /// The entry that groups are below
    #[arg(long, value_name = "DN")]
    group_base: Option<String>,
    /// A group of the directory and the one here that it leads to; may be given again
    #[arg(long, value_name = "GROUP=GROUP", value_parser = pair_from_the_end)]
    group: Vec<(String, String)>,
    /// Take the mail addresses that it tells for verified: codes are sent to them
    #[arg(long)]
    trusts_email: bool,
    /// Take the telephone numbers that it tells for verified
    #[arg(long)]
    trusts_phone: bool,
    /// A domain of the e-mail addresses of its people; may be given again
    #[arg(long, value_name = "DOMAIN")]
    email_domain: Vec<String>,
    /// Everything, by the admin API's names, in a JSON file; other options win over it
    #[arg(long, value_name = "FILE")]
    definition: Option<PathBuf>,
}

pub(super) async fn run(args: Args) -> Result<Output, Error> {
    let node = open::for_command(&args.settings.load()?).await?;
    match args.command {
        Command::Add(wanted) => {
            let (definition, bind_password) =
                (wanted.over(DirectoryDefinition::default())?, wanted.password()?);
            let new = NewDirectory { id: wanted.which.id, definition, bind_password };
            record::create::<Directory>(&node, new).await
        }
        Command::List(page) => record::list::<Directory>(&node, page).await,
        Command::Show(which) => record::show::<Directory>(&node, &which.id).await,
        Command::Change(wanted) => {
            // What is wrong with the options is told before anything is looked up.
            wanted.over(DirectoryDefinition::default())?;
            let password = wanted.password()?;
            let changes = |found: &Directory| {
                let definition = wanted.over(found.definition.clone());
                let definition = Some(definition.map_err(|_| Refusal::from(Reason::Internal))?);
                Ok(Changes { definition, bind_password: password.clone().map(Some), disabled: None })
            };
            record::change(&node, &wanted.which.id, changes).await
        }
        Command::Check { which, user, password_file } => {
            let password = password_file.as_deref().map(read_text).transpose()?;
            let password = password.map(|text| Secret::new(text.trim_end_matches(['\r', '\n']).to_owned()));
            let wanted = user.as_deref().map(|name| CheckedPerson { name, password: password.as_ref() });
            let check = directory::check(&node, &which.id, wanted).await;
            let check = check.map_err(|refusal| record::absent::<Directory>(refusal, &which.id))?;
            checked(&which.id, check)
        }
        Command::Disable(which) => which.set_disabled(&node, true).await,
        Command::Enable(which) => which.set_disabled(&node, false).await,
        Command::Remove(which) => record::delete::<Directory>(&node, &which.id).await,
    }
}

/// What was found, step by step; a fault is a failure.
fn checked(id: &str, check: DirectoryCheck) -> Result<Output, Error> {
    let DirectoryCheck { done, fault } = check;
    let mut lines: Vec<String> =
        done.iter().map(|CheckStep { step, found }| format!("{step}: {found}")).collect();
    if let Some((step, fault)) = fault {
        lines.push(format!("{step} failed: {fault}"));
        return Err(Error::failed("directory", lines.join("\n")));
    }
    let steps: Vec<_> = done.iter().map(|it| json!({ "step": it.step, "found": it.found })).collect();
    lines.push(format!("{id} can be asked."));
    Ok(Output::new(lines.join("\n"), json!({ "directory": id, "ok": true, "steps": steps })))
}

impl Shown for Directory {
    fn columns(found: &[Self]) -> String {
        let row = |directory: &Self| {
            let Self { id, definition, .. } = directory;
            let state = if directory.is_open() { "open" } else { "disabled" };
            [id.to_string(), definition.url.clone(), definition.email_domains.join(" "), state.to_owned()]
        };
        headed(["DIRECTORY", "URL", "DOMAINS", "STATE"], found.iter().map(row))
    }
}

impl Which {
    async fn set_disabled(&self, node: &Node, disabled: bool) -> Result<Output, Error> {
        let changes = |_: &Directory| Ok(Changes { disabled: Some(disabled), ..Changes::default() });
        record::change(node, &self.id, changes).await
    }
}

impl Wanted {
    /// What was asked for, over what is there.
    fn over(&self, before: DirectoryDefinition) -> Result<DirectoryDefinition, Error> {
        let mut definition = match &self.definition {
            Some(file) => read(file)?,
            None => before,
        };
        if let Some(name) = &self.name {
            definition.name.insert("en".to_owned(), name.clone());
        }
        for (to, from) in [
            (&mut definition.url, &self.url),
            (&mut definition.user_base, &self.user_base),
            (&mut definition.user_filter, &self.user_filter),
            (&mut definition.subject, &self.subject),
        ] {
            if let Some(from) = from {
                to.clone_from(from);
            }
        }
        for (to, from) in [
            (&mut definition.bind_dn, &self.bind_dn),
            (&mut definition.member_of, &self.member_of),
            (&mut definition.group_base, &self.group_base),
        ] {
            if from.is_some() {
                to.clone_from(from);
            }
        }
        if let Some(file) = &self.ca_certificates {
            definition.ca_certificates = Some(read_text(file)?);
        }
        definition.start_tls |= self.start_tls;
        definition.trusts_email |= self.trusts_email;
        definition.trusts_phone |= self.trusts_phone;
        definition.claims.extend(self.claim.iter().cloned());
        definition.groups.extend(self.group.iter().cloned());
        if !self.email_domain.is_empty() {
            definition.email_domains.clone_from(&self.email_domain);
        }
        Ok(definition)
    }

    fn password(&self) -> Result<Option<KeptSecret>, Error> {
        self.bind_password_file.as_deref().map(read_secret).transpose()
    }
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (first, second) = text.split_once('=').ok_or("a name, an equals sign and a name")?;
    Ok((first.to_owned(), second.to_owned()))
}

/// The name of a group over there may be that of its entry, with equals signs in it.
fn pair_from_the_end(text: &str) -> Result<(String, String), String> {
    let (first, second) = text.rsplit_once('=').ok_or("a name, an equals sign and a name")?;
    Ok((first.to_owned(), second.to_owned()))
}
