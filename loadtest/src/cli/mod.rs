//! The command line. Exit codes: 0 done, 1 failed (an error answer is enough), 2 used wrongly.

mod floor;
mod report;
mod run;

use std::{io::Write, process::ExitCode, time::Duration};

use clap::{Parser, Subcommand};

use crate::{
    drive::{Outcome, PlanArgs},
    error::{Error, failed},
    floor::serve_bare,
    http::Reach,
    target::TargetArgs,
};

#[derive(Parser)]
#[command(
    name = "loadtest",
    version,
    about = "Drives any OpenID provider with real flows and reports what they cost"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs workloads
    Run(run::Args),
    /// Measures what the parts of a flow cost at least on this machine
    Floor(floor::Args),
    /// Measures floors and all workloads in one run and sets them beside each other
    Report(report::Args),
    /// Answers nothing, as the floor of every answer; used by the other commands
    #[command(hide = true)]
    BareServer,
}

/// Runs the program with the arguments it was started with.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let mut out = std::io::stdout().lock();
    let done = match &cli.command {
        Command::Run(args) => on_threads(args.threads(), run::run(args, &mut out)),
        Command::Floor(args) => on_threads(args.threads(), floor::run(args, &mut out)),
        Command::Report(args) => on_threads(args.threads(), report::run(args, &mut out)),
        Command::BareServer => {
            on_threads(None, async { serve_bare(&mut out).await.map_err(|why| closed(&why)) })
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            // Where even this cannot be written, the exit code has to do.
            let _ = writeln!(std::io::stderr(), "loadtest: {why}");
            match why {
                Error::Usage(_) => ExitCode::from(2),
                Error::Failed(_) | Error::TryAgain(_) => ExitCode::FAILURE,
            }
        }
    }
}

fn on_threads(threads: Option<u32>, work: impl Future<Output = Result<(), Error>>) -> Result<(), Error> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    if let Some(threads) = threads {
        builder.worker_threads(threads as usize);
    }
    let runtime = builder.enable_all().build();
    let runtime = runtime.map_err(|why| failed(format!("no threads: {why}")))?;
    let done = runtime.block_on(work);
    // A blocking read of the standard input must not hold the program up.
    runtime.shutdown_timeout(Duration::from_millis(100));
    done
}

fn reach(target: &TargetArgs) -> Reach {
    Reach { allow_remote: target.allow_remote, timeout: Duration::from_secs(target.timeout) }
}

fn threads(plan: &PlanArgs) -> Option<u32> {
    plan.threads
}

/// Errors make the program fail, but only after everything was shown.
fn check<'a>(outcomes: impl IntoIterator<Item = &'a Outcome>) -> Result<(), Error> {
    outcomes.into_iter().try_for_each(Outcome::check)
}

fn closed(why: &std::io::Error) -> Error {
    failed(format!("the output cannot be written: {why}"))
}

fn write_json(out: &mut dyn Write, value: &impl serde::Serialize) -> Result<(), Error> {
    let text = serde_json::to_string_pretty(value);
    let text = text.map_err(|why| failed(format!("no JSON: {why}")))?;
    writeln!(out, "{text}").map_err(|why| closed(&why))
}

/// Says on the terminal what is going on; results alone go to the standard output.
fn progress(what: &str) {
    let _ = writeln!(std::io::stderr(), "loadtest: {what} …");
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn flags_contradict_nothing() {
        Cli::command().debug_assert();
    }
}
