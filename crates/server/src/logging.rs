//! Log lines, to standard error. What they hold is chosen where they are written; nothing of the
//! libraries below is let through unless it warns, since their finer levels tell headers and values.

use std::io::IsTerminal;

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt};

use crate::config::{Format, Log};

/// Our own crates, by the names their log lines go under.
const OURS: [&str; 5] = ["server", "store", "idp", "oidc", "jose"];

/// Begins to log. Called once; what comes later is ignored.
pub fn start(log: Log) {
    let others = log.level.min(LevelFilter::WARN);
    let targets = Targets::new().with_default(others).with_targets(OURS.map(|ours| (ours, log.level)));
    let lines = fmt::layer().with_writer(std::io::stderr);
    let begun = match log.format {
        Format::Text => {
            let lines = lines.compact().with_target(false).with_ansi(std::io::stderr().is_terminal());
            registry().with(lines.with_filter(targets)).try_init()
        }
        Format::Json => {
            let lines = lines.json().flatten_event(true).with_span_list(false);
            registry().with(lines.with_filter(targets)).try_init()
        }
    };
    if begun.is_ok() {
        log_panics();
    }
}

/// A panic is a fault of ours: told where everything else is told, in one line.
fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let why = panic.payload_as_str().unwrap_or_default();
        tracing::error!(place, why, "a fault of this program: please report it");
    }));
}
