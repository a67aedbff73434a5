//! What is logged, and how.

use tracing::level_filters::LevelFilter;

use super::error::Error;
use super::layers::Layers;

/// The levels, by their names.
pub const LEVELS: &str = "error, warn, info, debug or trace";

/// What is logged, and how.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Log {
    /// How lines are written.
    pub format: Format,
    /// The least that is logged.
    pub level: LevelFilter,
}

/// How log lines are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// For people.
    Text,
    /// For collectors: a JSON object a line.
    Json,
}

pub(super) fn parse(layers: &Layers) -> Result<Log, Error> {
    let format = match layers.get("log.format") {
        Some("text") => Format::Text,
        Some("json") => Format::Json,
        _ => return Err(layers.invalid("log.format", "text or json")),
    };
    let level = layers.get("log.level").and_then(level);
    let level = level.ok_or_else(|| layers.invalid("log.level", LEVELS))?;
    Ok(Log { format, level })
}

/// The level of this name.
pub fn level(name: &str) -> Option<LevelFilter> {
    Some(match name {
        "error" => LevelFilter::ERROR,
        "warn" => LevelFilter::WARN,
        "info" => LevelFilter::INFO,
        "debug" => LevelFilter::DEBUG,
        "trace" => LevelFilter::TRACE,
        _ => return None,
    })
}
