//! The command line. Commands never bypass the flows: they open the configured store as a node and
//! do what the admin API does; a running server learns of it through the change log.
//!
//! Exit codes: 0 done, 1 failed, 2 used wrongly. What fails is told in one sentence, to standard
//! error; with `--json` as an object.

mod client;
mod config;
mod data_key;
mod definition;
mod demo;
mod directory;
mod error;
mod event;
mod init;
mod initial_access_token;
mod invitation;
mod jose;
mod key;
mod listen;
mod master_key;
mod migrate;
mod open;
mod open_files;
mod output;
mod page;
mod password;
mod policy;
mod record;
mod resource;
mod running;
mod scope;
mod sender;
mod serve;
mod session;
mod settings;
mod sim;
mod upstream;
mod user;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use error::Error;
use output::Output;

/// An identity platform: OpenID Connect, in one binary.
///
/// New here? `countersign demo` starts a world to try out. `countersign init` begins one to keep.
#[derive(Parser)]
#[command(name = "countersign", version, max_term_width = 100)]
struct Cli {
    /// Answer in JSON.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Demo(demo::Args),
    Serve(serve::Args),
    Init(init::Args),
    Migrate(migrate::Args),
    Key(key::Args),
    MasterKey(master_key::Args),
    DataKey(data_key::Args),
    User(user::Args),
    Invitation(invitation::Args),
    Session(session::Args),
    Event(event::Args),
    Client(client::Args),
    InitialAccessToken(initial_access_token::Args),
    Resource(resource::Args),
    Scope(scope::Args),
    Upstream(upstream::Args),
    Directory(directory::Args),
    Sender(sender::Args),
    Policy(policy::Args),
    Jose(jose::Args),
    Sim(sim::Args),
    Config(config::Args),
}

/// Runs the command that was given.
pub fn main() -> ExitCode {
    let Cli { json, command } = Cli::parse();
    tell_panics();
    let ran = catch_unwind(AssertUnwindSafe(|| run(command, json)));
    match ran {
        Ok(Ok(output)) => output.print(json),
        Ok(Err(error)) => error.print(json),
        // Told already, where it happened.
        Err(_) => ExitCode::FAILURE,
    }
}

fn run(command: Command, json: bool) -> Result<Output, Error> {
    let runtime = tokio::runtime::Runtime::new()
        .map_err(|error| Error::failed("system", format!("the runtime does not start: {error}")))?;
    let output = runtime.block_on(async {
        match command {
            Command::Demo(args) => demo::run(args, json).await,
            Command::Serve(args) => serve::run(args, json).await,
            Command::Init(args) => init::run(args).await,
            Command::Migrate(args) => migrate::run(args).await,
            Command::Key(args) => key::run(args).await,
            Command::MasterKey(args) => master_key::run(args).await,
            Command::DataKey(args) => data_key::run(args).await,
            Command::User(args) => user::run(args).await,
            Command::Invitation(args) => invitation::run(args).await,
            Command::Event(args) => event::run(args).await,
            Command::Session(args) => session::run(args).await,
            Command::Client(args) => client::run(args).await,
            Command::InitialAccessToken(args) => initial_access_token::run(args).await,
            Command::Resource(args) => resource::run(args).await,
            Command::Scope(args) => scope::run(args).await,
            Command::Upstream(args) => upstream::run(args).await,
            Command::Directory(args) => directory::run(args).await,
            Command::Sender(args) => sender::run(args).await,
            Command::Policy(args) => policy::run(args).await,
            Command::Jose(args) => jose::run(args, json),
            Command::Sim(args) => sim::run(args, json).await,
            Command::Config(args) => config::run(args),
        }
    });
    // Nobody waits any more for what still runs apart, such as an RSA key half made.
    runtime.shutdown_background();
    output
}

/// Until logging begins, a panic is one line on standard error.
fn tell_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        eprintln!("countersign: a fault of this program, at {place}; please report it");
    }));
}
