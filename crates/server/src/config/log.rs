//! What is logged, and how.

use tracing::level_filters::LevelFilter;

use super::error::Error;
use super::layers::Layers;

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
    let level = match layers.get("log.level") {
        Some("error") => LevelFilter::ERROR,
        Some("warn") => LevelFilter::WARN,
        Some("info") => LevelFilter::INFO,
        Some("debug") => LevelFilter::DEBUG,
        Some("trace") => LevelFilter::TRACE,
        _ => return Err(layers.invalid("log.level", "error, warn, info, debug or trace")),
    };
    Ok(Log { format, level })
}
