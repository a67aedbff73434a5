//! What a message costs, beside what it can not do without: the backend's own primitives, randomness and
//! base64, measured in turns in the same run. `cargo bench -p countersign-jose` prints it as Markdown, and
//! with `-- --check` behind it fails where a bound does not hold.

mod encryption;
mod failures;
mod raw;
mod signatures;
mod turns;

use std::error::Error;
use std::io::Write;
use std::process::ExitCode;
use turns::Pair;

/// As long as an ID token with a person's claims.
const PAYLOAD: [u8; 2048] = [b'x'; 2048];

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<ExitCode> {
    let mut table = Table { out: std::io::stdout().lock(), over: Vec::new() };
    table.begin("Signatures of 2 KB")?;
    signatures::measure(&mut |pair| table.row(&pair))?;
    table.begin("Encryption of 2 KB")?;
    encryption::measure(&mut |pair| table.row(&pair))?;
    table.begin("Decryption that fails, beside one that does not")?;
    failures::measure(&mut |pair| table.row(&pair))?;
    table.end()
}

struct Table<W> {
    out: W,
    /// What is over its bound.
    over: Vec<String>,
}

impl<W: Write> Table<W> {
    fn begin(&mut self, what: &str) -> Result<()> {
        let head = "| | µs | floor µs | ratio | bound | |\n|---|---:|---:|---:|---:|---|";
        Ok(writeln!(self.out, "\n{what}:\n\n{head}")?)
    }

    fn row(&mut self, pair: &Pair) -> Result<()> {
        let bound = pair.bound.map_or_else(String::new, |bound| bound.to_string());
        let verdict = match pair.holds() {
            None => "",
            Some(true) => "holds",
            Some(false) => "**over**",
        };
        if pair.holds() == Some(false) {
            self.over.push(pair.name.clone());
        }
        let Pair { name, ours, floor, .. } = pair;
        let ratio = pair.ratio();
        Ok(writeln!(self.out, "| {name} | {ours:.2} | {floor:.2} | **{ratio:.2}** | {bound} | {verdict} |")?)
    }

    fn end(mut self) -> Result<ExitCode> {
        let failed = !self.over.is_empty() && std::env::args().any(|word| word == "--check");
        match self.over.as_slice() {
            [] => writeln!(self.out, "\nEvery bound holds.")?,
            over => writeln!(self.out, "\nOver their bounds: {}.", over.join("; "))?,
        }
        Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}
