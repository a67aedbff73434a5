//! `countersign key rehearse`.

use std::process::ExitCode;
use std::time::Duration;

use idp::Time;
use serde_json::json;

use super::super::error::Error;
use super::super::output::Output;
use crate::flow;
use crate::flow::rehearsal::{self, Told};
use crate::http::admin::rehearsals::USUAL_WAIT;
use crate::http::admin::schema::client_key::{RehearsalAnswer, RehearsalStage};
use crate::node::Node;

/// How often it is looked at how far it has come.
const LOOKED_AT_EVERY: Duration = Duration::from_millis(500);

#[derive(clap::Args)]
pub(super) struct Args {
    /// The client's identifier
    #[arg(value_name = "CLIENT_ID", allow_hyphen_values = true)]
    id: String,
    /// The name of the key that is next
    #[arg(long, value_name = "KID", allow_hyphen_values = true)]
    kid: String,
    /// Only with a sign-in of this person, by a login name; otherwise with anybody's
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    /// For how many seconds it waits for a sign-in
    #[arg(long, value_name = "SECONDS", default_value_t = USUAL_WAIT, value_parser = clap::value_parser!(u32).range(1..=86_400))]
    within: u32,
    /// Wait for what comes of it: ends with 0 if the client copes, and with 1 otherwise
    #[arg(long)]
    wait: bool,
    /// Begin nothing, and tell what came of the last one
    #[arg(long, conflicts_with_all = ["user", "within", "wait"])]
    report: bool,
}

pub(super) async fn run(node: &Node, args: Args) -> Result<Output, Error> {
    let Args { id, kid, user, within, wait, report } = args;
    if report {
        return Ok(tell(&id, &rehearsal::report(node, &id, &kid).await?));
    }
    let user = match user {
        Some(name) => Some(flow::user::find(node, &name).await?.id),
        None => None,
    };
    let within = Duration::from_secs(u64::from(within));
    let mut told = rehearsal::begin(node, &id, &kid, user.as_ref(), within).await?;
    if !wait {
        return Ok(tell(&id, &told));
    }
    while is_open(&told, within, node.now()) {
        tokio::time::sleep(LOOKED_AT_EVERY).await;
        told = rehearsal::report(node, &id, &kid).await?;
    }
    let copes = RehearsalAnswer::of(&told).stage == RehearsalStage::Coped;
    let output = tell(&id, &told);
    Ok(if copes { output } else { output.ending(ExitCode::FAILURE) })
}

/// Whether more may still come of it: whoever was given a token has as long to use it as there was to sign in.
fn is_open(told: &Told, within: Duration, now: Time) -> bool {
    use idp::client::rehearsal::Stage;
    match told.stage {
        Stage::Waits => true,
        Stage::Sealed(at) => now < Time::from_micros(at) + within,
        Stage::Coped(_) | Stage::Missed => false,
    }
}

fn tell(id: &str, told: &Told) -> Output {
    let answer = RehearsalAnswer::of(told);
    let (kid, until) = (&answer.kid, &answer.until);
    let at = answer.at.as_deref().unwrap_or_default();
    let text = match answer.stage {
        RehearsalStage::Waits => {
            format!("The next sign-in at {id}, until {until}, is answered by an ID token sealed to {kid}.")
        }
        RehearsalStage::Sealed => format!(
            "At {at} an ID token was sealed to {kid}. {id} has not asked for userinfo since: whether it \
             could open the token is not known."
        ),
        RehearsalStage::Coped => {
            format!("{id} copes: at {at} it went on with what came with an ID token sealed to {kid}.")
        }
        RehearsalStage::Missed => {
            format!("Nobody signed in at {id} until {until}. Nothing was sealed to {kid}.")
        }
    };
    Output::new(text, json!(answer))
}
