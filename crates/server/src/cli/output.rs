//! What a command answers: a text for people and JSON for programs, to standard output.

use std::io::Write;
use std::process::ExitCode;

use serde_json::Value;

/// What a command answers.
pub(super) struct Output {
    text: String,
    json: Option<Value>,
    ending: ExitCode,
}

impl Output {
    pub(super) fn new(text: impl Into<String>, json: Value) -> Self {
        Self { text: text.into(), json: Some(json), ending: ExitCode::SUCCESS }
    }

    /// Everything was said while the command ran.
    pub(super) fn said() -> Self {
        Self { text: String::new(), json: None, ending: ExitCode::SUCCESS }
    }

    /// The same answer, with another exit code.
    pub(super) fn ending(self, ending: ExitCode) -> Self {
        Self { ending, ..self }
    }

    pub(super) fn print(&self, json: bool) -> ExitCode {
        let text = match &self.json {
            Some(value) if json => value.to_string(),
            _ => self.text.trim_end().to_owned(),
        };
        if !text.is_empty() {
            print_line(&text);
        }
        self.ending
    }
}

/// Writes a line to standard output at once. If nobody reads any more, that is their business.
pub(super) fn print_line(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// Writes a line to standard error.
pub(super) fn print_error(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

/// Rows in columns, two spaces apart.
pub(super) fn table<const N: usize>(rows: &[[String; N]]) -> String {
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |row: &[String; N]| {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}  "));
        cells.collect::<String>().trim_end().to_owned()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The same, under the names of the columns.
pub(super) fn headed<const N: usize>(names: [&str; N], rows: impl Iterator<Item = [String; N]>) -> String {
    let names = names.map(str::to_owned);
    table(&std::iter::once(names).chain(rows).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = [["a", "Mäkelä", "x"], ["long", "b", ""]].map(|row| row.map(str::to_owned));
        assert_eq!(table(&rows), "a     Mäkelä  x\nlong  b");
    }
}
