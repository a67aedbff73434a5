//! The options that say which configuration a command goes by.

use std::path::PathBuf;

use super::error::Error;
use crate::config::{Config, Sources};

/// Where the configuration comes from.
#[derive(clap::Args)]
pub(super) struct Settings {
    /// The configuration file [default: countersign.toml here, if there is one]
    #[arg(long, global = true, value_name = "FILE", env = "COUNTERSIGN_CONFIG")]
    config: Option<PathBuf>,
    /// Set one setting for this once; see `countersign config reference`
    #[arg(long = "set", global = true, value_name = "SECTION.KEY=VALUE")]
    flags: Vec<String>,
}

impl Settings {
    /// Reads and checks the configuration.
    pub(super) fn load(self) -> Result<Config, Error> {
        if let Some(flag) = self.flags.iter().find(|flag| !flag.contains('=')) {
            return Err(Error::usage(format!("--set takes SECTION.KEY=VALUE, not {flag}")));
        }
        // A variable that is not text cannot be one of ours.
        let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        let environment = std::env::vars_os().filter_map(text).collect();
        Ok(Config::load(Sources { file: self.config, environment, flags: self.flags })?)
    }
}
