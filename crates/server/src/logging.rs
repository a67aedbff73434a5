//! Log lines, to standard error. What they hold is chosen where they are written; nothing of the
//! libraries below is let through unless it warns, since their finer levels tell headers and values.

use std::io::IsTerminal;

use tracing::level_filters::LevelFilter;
use tracing::{Event, Subscriber};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::format::{JsonFields, Writer};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt};

use crate::config::{Format, Log};
use crate::http::RequestId;

/// Our own crates, by the names their log lines go under.
const OURS: [&str; 5] = ["server", "store", "idp", "oidc", "jose"];

/// Begins to log. Called once; what comes later is ignored.
pub fn start(log: Log) {
    let others = log.level.min(LevelFilter::WARN);
    let targets = Targets::new().with_default(others).with_targets(OURS.map(|ours| (ours, log.level)));
    let is_terminal = std::io::stderr().is_terminal();
    let layer = fmt::layer().with_writer(std::io::stderr).with_ansi(is_terminal);
    let begun = match log.format {
        Format::Text => {
            registry().with(layer.event_format(text(is_terminal)).with_filter(targets)).try_init()
        }
        Format::Json => {
            let layer = layer.fmt_fields(JsonFields::new()).event_format(json());
            registry().with(layer.with_filter(targets)).try_init()
        }
    };
    if begun.is_ok() {
        log_panics();
    }
}

fn text(is_terminal: bool) -> Named<fmt::format::Format<fmt::format::Compact>> {
    let lines = fmt::format().compact().with_target(false).with_ansi(is_terminal);
    Named { lines, name: |line, id| format!("{line} request={id}") }
}

fn json() -> Named<fmt::format::Format<fmt::format::Json>> {
    let lines = fmt::format().json().flatten_event(true).with_span_list(false).with_current_span(false);
    // The name of a request stands for itself in JSON.
    let name = |line: &str, id| format!("{},\"request\":\"{id}\"}}", line.strip_suffix('}').unwrap_or(line));
    Named { lines, name }
}

/// Lines that end with the name of the request they are about. It is asked for line by line: a span
/// around each request would cost every request what only few need.
struct Named<F> {
    lines: F,
    name: fn(&str, RequestId) -> String,
}

impl<S, N, F> FormatEvent<S, N> for Named<F>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'w> FormatFields<'w> + 'static,
    F: FormatEvent<S, N>,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> std::fmt::Result {
        let mut line = String::new();
        self.lines.format_event(context, Writer::new(&mut line), event)?;
        let line = line.trim_end();
        match RequestId::within() {
            Some(id) => writeln!(writer, "{}", (self.name)(line, id)),
            None => writeln!(writer, "{line}"),
        }
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

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    use serde_json::Value;
    use tracing::subscriber::with_default;

    use super::*;

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    impl Kept {
        fn lines(&self) -> Vec<String> {
            String::from_utf8(self.0.lock().unwrap().clone()).unwrap().lines().map(str::to_owned).collect()
        }

        fn writer(&self) -> impl Fn() -> Self + use<> {
            let kept = self.clone();
            move || kept.clone()
        }
    }

    /// Says one thing within a request and one outside of any, and tells the name of that request.
    async fn say_twice() -> String {
        let id = RequestId::new();
        id.scope(async { tracing::info!(code = "busy", "refused") }).await;
        tracing::info!("at rest");
        id.to_string()
    }

    #[test]
    fn a_line_names_the_request_it_is_about_and_no_other_does() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let kept = Kept::default();
        let layer = fmt::layer().with_ansi(false).with_writer(kept.writer()).event_format(text(false));
        let id = with_default(registry().with(layer), || runtime.block_on(say_twice()));
        let [refused, at_rest] = &kept.lines()[..] else { panic!("{:?}", kept.lines()) };
        assert!(refused.ends_with(&format!("refused code=\"busy\" request={id}")), "{refused}");
        assert!(at_rest.ends_with("at rest"), "{at_rest}");

        let kept = Kept::default();
        let layer =
            fmt::layer().with_writer(kept.writer()).fmt_fields(JsonFields::new()).event_format(json());
        let id = with_default(registry().with(layer), || runtime.block_on(say_twice()));
        let lines: Vec<Value> = kept.lines().iter().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines[0]["request"], id);
        assert_eq!((&lines[0]["message"], &lines[0]["code"]), (&"refused".into(), &"busy".into()));
        assert_eq!((&lines[1]["message"], &lines[1]["request"]), (&"at rest".into(), &Value::Null));
    }
}
