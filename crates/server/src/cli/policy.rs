//! `countersign policy`.

pub(in crate::cli) mod explain;
mod file;
mod replay;
mod template;
mod trial;

use std::path::PathBuf;
use std::process::ExitCode;

use idp::Time;
use idp::model::Version;
use idp::model::event::Actor;
use idp::model::policy::{Policy, Role};
use idp::policy::NewPolicy;
use idp::policy::lint::{Finding, Severity};
use serde_json::json;

use super::error::Error;
use super::open;
use super::output::{Output, table};
use super::page::Limited;
use super::settings::Settings;
use crate::admin::{moment, rfc3339};
use crate::flow;
use crate::http::admin::schema::policy::PolicyAnswer;
use crate::node::Node;

/// Who must prove what: rules over plain facts, tried out before they are in force.
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Show the policy that is in force, as a file that can be changed and set again
    Show {
        #[command(flatten)]
        which: Which,
        /// One that was set before, by its number
        #[arg(long, value_name = "NUMBER", conflicts_with = "shadow")]
        version: Option<Version>,
    },
    /// List the policies that were set, the youngest first
    History(Limited),
    /// Tell what is wrong with a policy, and what is odd about it
    Lint {
        /// The policy, in TOML or JSON
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Have a policy in force from now on
    Set {
        /// The policy, in TOML or JSON
        #[arg(value_name = "FILE")]
        file: PathBuf,
        #[command(flatten)]
        which: Which,
    },
    /// Tell what a policy would come to for a sign-in that you think of
    Test(Box<trial::Args>),
    /// Tell who would have been asked or stopped by a policy, of those who signed in
    Replay(replay::Args),
    /// Tell in plain words how one sign-in was judged
    Explain {
        /// The sign-in's identifier, as `countersign user sign-ins` shows it
        #[arg(value_name = "SIGN-IN", allow_hyphen_values = true)]
        id: String,
    },
    /// Show a policy to begin with, or list them
    Template {
        /// Its name
        #[arg(value_name = "NAME")]
        name: Option<String>,
    },
}

#[derive(clap::Args)]
struct Which {
    /// The policy that only records what it would have done
    #[arg(long)]
    shadow: bool,
}

impl Which {
    const fn role(&self) -> Role {
        if self.shadow { Role::Shadow } else { Role::Live }
    }
}

pub(super) async fn run(args: Args) -> Result<Output, Error> {
    if let Command::Template { name } = &args.command {
        return template::run(name.as_deref());
    }
    let node = open::for_command(&args.settings.load()?).await?;
    match args.command {
        Command::Show { version: Some(version), .. } => {
            Ok(show(&flow::policy::version(&node, version).await?))
        }
        Command::Show { which, .. } => Ok(show(&flow::policy::get(&node, which.role()).await?)),
        Command::History(limited) => history(&node, limited.limit().0).await,
        Command::Lint { file } => lint(&flow::policy::look_over(&node, &file::read(&file)?).await?),
        Command::Set { file, which } => {
            let document = file::read(&file)?;
            let new = NewPolicy { role: which.role(), document, by: Actor::CommandLine };
            let set = flow::policy::set(&node, new, |_| Ok(())).await?;
            let does = match set.role {
                Role::Live => "is in force",
                Role::Shadow => "records what it would do",
            };
            Ok(Output::new(
                format!("Policy {} {does} from now on.", set.version),
                json!(PolicyAnswer::from(set)),
            ))
        }
        Command::Test(args) => trial::run(&node, *args).await,
        Command::Replay(args) => replay::run(&node, args).await,
        Command::Explain { id } => explain::run(&node, &id).await,
        Command::Template { .. } => Ok(Output::said()),
    }
}

fn show(policy: &Policy) -> Output {
    let text = match policy.version {
        0 => format!("# No policy was set to be {}.", policy.role),
        version => format!(
            "# Policy {version}, set to be {} by {} at {}.\n{}",
            policy.role,
            policy.set_by,
            rfc3339(policy.set_at).unwrap_or_default(),
            toml::to_string(&policy.document).unwrap_or_default()
        ),
    };
    Output::new(text, json!(PolicyAnswer::from(policy.clone())))
}

async fn history(node: &Node, limit: u32) -> Result<Output, Error> {
    let found = flow::policy::history(node, None, limit).await?;
    let mut rows = vec![["NUMBER", "SET", "FOR", "RULES", "BY"].map(str::to_owned)];
    rows.extend(found.iter().map(|policy| {
        let set_at = rfc3339(policy.set_at).unwrap_or_default();
        let rules = policy.document.rule.len().to_string();
        [policy.version.to_string(), set_at, policy.role.to_string(), rules, policy.set_by.clone()]
    }));
    let answers: Vec<PolicyAnswer> = found.into_iter().map(Into::into).collect();
    Ok(Output::new(table(&rows), json!({ "policies": answers })))
}

/// Each finding in a line; where there is a fault, the exit code says so.
fn lint(found: &[Finding]) -> Result<Output, Error> {
    let faulty = found.iter().any(|finding| finding.severity == Severity::Error);
    let lines: Vec<String> = found.iter().map(ToString::to_string).collect();
    let text = if found.is_empty() { "Nothing is wrong with it.".to_owned() } else { lines.join("\n") };
    let output = Output::new(text, json!({ "ok": !faulty, "findings": found }));
    Ok(if faulty { output.ending(ExitCode::FAILURE) } else { output })
}

fn time(text: &str) -> Result<Time, String> {
    moment(text).ok_or_else(|| "a time such as 2027-01-31T12:00:00Z".to_owned())
}
