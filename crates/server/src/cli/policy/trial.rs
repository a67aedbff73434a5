//! `countersign policy test`.

use std::path::PathBuf;

use idp::Time;
use idp::model::policy::Role;
use idp::model::upstream::UpstreamId;
use serde_json::json;

use super::{explain, file, time};
use crate::cli::error::Error;
use crate::cli::output::Output;
use crate::cli::user::find;
use crate::flow::policy::{self, Trial, Tried};
use crate::node::Node;

#[derive(clap::Args)]
pub(super) struct Args {
    /// Who: user name, e-mail address or identifier
    #[arg(long, value_name = "USER")]
    user: String,
    /// On the way to this client [default: to their own account]
    #[arg(long, value_name = "CLIENT_ID")]
    client: Option<String>,
    /// From this address
    #[arg(long, value_name = "ADDRESS")]
    ip: Option<std::net::IpAddr>,
    /// Having proved themselves at this upstream [default: here, with a password]
    #[arg(long, value_name = "UPSTREAM")]
    upstream: Option<UpstreamId>,
    /// In a browser in which they signed in before
    #[arg(long)]
    known_device: bool,
    /// At this time, such as 2027-01-31T12:00:00Z [default: now]
    #[arg(long, value_name = "TIME", value_parser = time)]
    at: Option<Time>,
    /// A policy in a file [default: the one in force]
    #[arg(long, value_name = "FILE")]
    with: Option<PathBuf>,
}

pub(super) async fn run(node: &Node, args: Args) -> Result<Output, Error> {
    let user = find(node, &args.user).await?;
    let (version, document) = match &args.with {
        Some(file) => (0, file::read(file)?),
        None => {
            let live = policy::get(node, Role::Live).await?;
            (live.version, live.document)
        }
    };
    let trial = Trial {
        document,
        version,
        user,
        client: args.client,
        address: args.ip.map(|address| address.to_string()),
        upstream: args.upstream,
        device_known: args.known_device,
        at: args.at.unwrap_or_else(|| node.now()),
    };
    let Tried { facts, judgement } = policy::try_out(node, trial).await?;
    let text = format!("{}\n\n{}", explain::judgement(&judgement), explain::facts(&facts));
    Ok(Output::new(text, json!({ "facts": facts, "judgement": judgement })))
}
