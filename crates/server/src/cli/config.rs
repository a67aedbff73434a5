//! `countersign config`.

use serde_json::{Value, json};

use super::error::Error;
use super::output::{Output, table};
use super::settings::Settings;
use crate::config::{Config, Effective, Kind, reference_json, reference_toml};

/// The settings of this server.
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Show every setting in force and where it comes from; never a secret
    Show,
    /// Say whether the configuration can be used
    Check,
    /// Print every setting there is, as a commented configuration file
    Reference,
}

pub(super) fn run(args: Args) -> Result<Output, Error> {
    match args.command {
        Command::Show => Ok(show(&args.settings.load()?)),
        Command::Check => Ok(check(&args.settings.load()?)),
        Command::Reference => Ok(Output::new(reference_toml(), reference_json())),
    }
}

fn show(config: &Config) -> Output {
    let effective = config.effective();
    let rows: Vec<[String; 3]> = effective.iter().map(row).collect();
    let json = json!({
        "file": config.file(),
        "settings": effective.iter().map(describe).collect::<Vec<_>>(),
    });
    Output::new(table(&rows), json)
}

fn check(config: &Config) -> Output {
    let file = config.file().map(|file| file.display().to_string());
    let text = match &file {
        Some(file) => format!("{file} is right."),
        None => "Without a configuration file, all is right.".to_owned(),
    };
    Output::new(text, json!({ "file": file, "valid": true }))
}

fn row(one: &Effective) -> [String; 3] {
    let value = match &one.value {
        Some(value) if matches!(one.setting.kind, Kind::Number | Kind::Switch) => value.clone(),
        Some(value) if one.setting.kind == Kind::List => {
            let texts: Vec<String> =
                value.split_terminator(',').map(|text| format!("\"{}\"", text.trim())).collect();
            format!("[{}]", texts.join(", "))
        }
        Some(value) => format!("\"{value}\""),
        None if one.is_set => "(secret)".to_owned(),
        None => one.setting.default.to_owned(),
    };
    [one.setting.name.to_owned(), value, format!("# {}", one.origin)]
}

fn describe(one: &Effective) -> Value {
    json!({
        "name": one.setting.name,
        "value": one.value,
        "set": one.is_set,
        "secret": one.setting.kind == Kind::Secret,
        "from": one.origin.to_string(),
    })
}
