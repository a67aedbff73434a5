//! `countersign policy replay`.

use std::path::PathBuf;
use std::time::Duration;

use idp::Time;
use idp::model::policy::Role;
use idp::policy::replay::Change;
use serde_json::{Map, Value, json};

use super::{explain, file};
use crate::admin::{moment, rfc3339};
use crate::cli::error::Error;
use crate::cli::output::{Output, table};
use crate::flow::policy::{self, Once, Replay};
use crate::http::admin::schema::sign_in::SignInAnswer;
use crate::node::Node;

#[derive(clap::Args)]
pub(super) struct Args {
    /// How far back: such as 7d, 12h or 30m, or a time such as 2027-01-31T12:00:00Z
    #[arg(long, value_name = "SINCE", value_parser = since, default_value = "7d")]
    since: Since,
    /// A policy in a file [default: the shadow policy]
    #[arg(long, value_name = "FILE")]
    with: Option<PathBuf>,
}

#[derive(Clone, Copy)]
enum Since {
    Ago(Duration),
    At(Time),
}

pub(super) async fn run(node: &Node, args: Args) -> Result<Output, Error> {
    let (version, document) = match &args.with {
        Some(file) => (0, file::read(file)?),
        None => {
            let shadow = policy::get(node, Role::Shadow).await?;
            (shadow.version, shadow.document)
        }
    };
    let since = match args.since {
        Since::Ago(ago) => node.now() - ago,
        Since::At(at) => at,
    };
    let replay = policy::replay(node, &document, version, since).await?;
    Ok(Output::new(text(&replay), answer(&replay)))
}

fn text(replay: &Replay) -> String {
    let Replay { looked_at, counts, changed, is_cut_short } = replay;
    let mut lines = vec![format!(
        "Sign-ins looked at: {looked_at}{}",
        if *is_cut_short { ", and there are more" } else { "" }
    )];
    lines.extend(
        Change::ALL.into_iter().map(|change| format!("  {:>8}  {}", counts.of(change), words(change))),
    );
    if changed.is_empty() {
        return lines.join("\n");
    }
    let mut rows = vec![["SIGN-IN", "WHEN", "USER", "CLIENT", "WOULD HAVE BEEN", "RULES"].map(str::to_owned)];
    rows.extend(changed.iter().map(|Once { sign_in, replayed }| {
        let client = sign_in.client.as_ref().map_or("-", |client| client.as_str());
        let rules: Vec<&str> = replayed.judgement.rules.iter().map(|rule| rule.name.as_str()).collect();
        [
            explain::id(sign_in),
            rfc3339(sign_in.at).unwrap_or_default(),
            sign_in.user.as_ref().map_or("-", |user| user.as_str()).to_owned(),
            client.to_owned(),
            words(replayed.change).to_owned(),
            rules.join(", "),
        ]
    }));
    format!("{}\n\n{}", lines.join("\n"), table(&rows))
}

const fn words(change: Change) -> &'static str {
    match change {
        Change::Stopped => "stopped",
        Change::Asked => "asked for a further factor",
        Change::AskedForAnother => "asked for another factor",
        Change::StoppedNoMore => "no longer stopped",
        Change::AskedNoMore => "no longer asked",
        Change::None => "as it was",
    }
}

fn answer(replay: &Replay) -> Value {
    let counts: Map<String, Value> = Change::ALL
        .into_iter()
        .map(|change| (change.as_str().to_owned(), replay.counts.of(change).into()))
        .collect();
    let changed: Vec<Value> = replay
        .changed
        .iter()
        .map(|Once { sign_in, replayed }| {
            json!({
                "sign_in": SignInAnswer::from(sign_in.clone()),
                "change": replayed.change,
                "judgement": replayed.judgement,
            })
        })
        .collect();
    json!({
        "looked_at": replay.looked_at,
        "is_cut_short": replay.is_cut_short,
        "counts": counts,
        "changed": changed,
    })
}

fn since(text: &str) -> Result<Since, String> {
    let wrong = || "a time span such as 7d, 12h or 30m, or a time such as 2027-01-31T12:00:00Z".to_owned();
    if let Some(at) = moment(text) {
        return Ok(Since::At(at));
    }
    let unit = text.chars().last().ok_or_else(wrong)?;
    let seconds: u64 = match unit {
        'd' => 86_400,
        'h' => 3600,
        'm' => 60,
        _ => return Err(wrong()),
    };
    let count: u64 = text[..text.len() - 1].parse().map_err(|_| wrong())?;
    Ok(Since::Ago(Duration::from_secs(seconds.checked_mul(count).ok_or_else(wrong)?)))
}
