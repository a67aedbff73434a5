//! `countersign user import`.

mod columns;
mod lines;

use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueEnum;
use idp::user::import::{Existing, Outcome, Row};
use idp::{Reason, Refusal};
use serde_json::{Value, json};

use super::super::error::Error;
use super::super::output::{Output, print_error};
use super::BY;
use crate::flow::user::import::{AT_A_TIME, Import};
use crate::node::Node;

use columns::Columns;
use lines::Lines;

/// After so many lines it is told how far it is.
const TOLD_EVERY: u64 = 1_000;
/// How many lines that were refused are told once more at the end.
const MOST_TOLD: usize = 1_000;

#[derive(clap::Args)]
pub(super) struct Args {
    /// The file, with the names of its columns in the first line; - for standard input
    #[arg(value_name = "FILE.csv")]
    file: PathBuf,
    /// Only tell what would become of the lines
    #[arg(long)]
    dry_run: bool,
    /// What becomes of people whose user name somebody has already
    #[arg(long, value_enum, value_name = "WORD", default_value_t)]
    existing: Word,
    /// What a column of the file is, such as Etunimi=given_name; may be given again
    #[arg(long, value_name = "THEIRS=OURS", value_parser = pair)]
    column: Vec<(String, String)>,
    /// A column of the file that is left out; may be given again
    #[arg(long, value_name = "THEIRS")]
    ignore: Vec<String>,
    /// What stands between the fields; "tab" for a tab
    #[arg(long, value_name = "CHARACTER", default_value = ",", value_parser = delimiter)]
    delimiter: u8,
    /// End with the first line that is refused; those before it are done
    #[arg(long)]
    stop: bool,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum Word {
    /// Leave them alone
    #[default]
    Skip,
    /// Change them to what the line says; a password that is there stays
    Update,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (theirs, ours) = text.split_once('=').ok_or("their name, an equals sign and ours")?;
    Ok((theirs.to_owned(), ours.to_owned()))
}

fn delimiter(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        b"tab" => Ok(b'\t'),
        [byte] if byte.is_ascii() && !byte.is_ascii_alphanumeric() && !b"\"\r\n".contains(byte) => Ok(*byte),
        _ => Err("one character, or tab".to_owned()),
    }
}

/// Brings people along from a file.
pub(super) async fn run(node: &Node, args: Args) -> Result<Output, Error> {
    let from: Box<dyn Read> = match args.file.as_os_str().to_str() {
        Some("-") => Box::new(io::stdin().lock()),
        _ => Box::new(File::open(&args.file).map_err(|error| unreadable(&args, &error))?),
    };
    let mut lines = Lines::of(from, args.delimiter);
    let header = lines.next().map_err(|error| unreadable(&args, &error))?;
    let header = header.ok_or_else(|| Error::failed("file", "the file is empty"))?;
    let header = header.fields.map_err(|broken| Error::failed("file", broken.sentence()).about("line 1"))?;
    let columns = Columns::of(&header, &args.column, &args.ignore)?;
    let existing = match args.existing {
        Word::Skip => Existing::Skip,
        Word::Update => Existing::Update,
    };
    let place = |number| format!("line {number}");
    let mut import = Import::begin(node, existing, args.dry_run, &BY, place);
    let mut report = Report::default();
    let mut waiting: Vec<(u64, Row)> = Vec::with_capacity(AT_A_TIME);
    while let Some(line) = lines.next().map_err(|error| unreadable(&args, &error))? {
        let row = match line.fields {
            Err(broken) => Err(Error::failed(Reason::UserInvalid.code(), broken.sentence())),
            Ok(fields) => columns.row(fields).map_err(Error::from),
        };
        match row {
            Ok(row) => waiting.push((line.number, row)),
            Err(error) => {
                // What stands before it is told before it.
                settle(&mut import, &mut waiting, &mut report, args.stop).await?;
                report.refuse(line.number, &error);
            }
        }
        if waiting.len() == if args.stop { 1 } else { AT_A_TIME } {
            settle(&mut import, &mut waiting, &mut report, args.stop).await?;
        }
        if args.stop && report.refused > 0 {
            break;
        }
    }
    settle(&mut import, &mut waiting, &mut report, args.stop).await?;
    Ok(report.output(args.dry_run))
}

fn unreadable(args: &Args, error: &io::Error) -> Error {
    Error::failed("file", format!("{} cannot be read: {error}", args.file.display()))
}

async fn settle(
    import: &mut Import<'_>,
    waiting: &mut Vec<(u64, Row)>,
    report: &mut Report,
    stop: bool,
) -> Result<(), Error> {
    if stop && report.refused > 0 {
        return Ok(());
    }
    let rows = std::mem::take(waiting);
    let Some((first, _)) = rows.first() else { return Ok(()) };
    let broke_off = |refusal: Refusal| {
        let how = format!("it broke off at line {first}; begin again, what is done is left alone");
        Error::from(refusal).about(&how)
    };
    let settled = import.settle(&rows).await.map_err(broke_off)?;
    for ((number, _), settled) in rows.into_iter().zip(settled) {
        match settled {
            Ok(outcome) => report.count(&outcome),
            Err(refusal) => report.refuse(number, &refusal.into()),
        }
    }
    Ok(())
}

/// What became of the lines so far.
#[derive(Default)]
struct Report {
    created: u64,
    updated: u64,
    unchanged: u64,
    refused: u64,
    told: Vec<Value>,
}

impl Report {
    fn count(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Created(_) => self.created += 1,
            Outcome::Updated(_) => self.updated += 1,
            Outcome::Unchanged(_) => self.unchanged += 1,
        }
        self.tell();
    }

    fn refuse(&mut self, line: u64, error: &Error) {
        self.refused += 1;
        let (code, sentence) = error.told();
        print_error(&format!("line {line}: {sentence}"));
        if self.told.len() < MOST_TOLD {
            self.told.push(json!({ "line": line, "error": code, "error_description": sentence }));
        }
        self.tell();
    }

    fn tell(&self) {
        let lines = self.created + self.updated + self.unchanged + self.refused;
        if lines.is_multiple_of(TOLD_EVERY) {
            print_error(&format!("{lines} lines: {}", self.text()));
        }
    }

    fn text(&self) -> String {
        let Self { created, updated, unchanged, refused, .. } = self;
        format!("{created} made, {updated} changed, {unchanged} left alone, {refused} refused")
    }

    fn output(self, rehearsal: bool) -> Output {
        let text = match rehearsal {
            true => format!("Nothing was kept. It would be: {}.", self.text()),
            false => format!("{}.", self.text()),
        };
        let ending = if self.refused == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE };
        let Self { created, updated, unchanged, refused, told } = self;
        let answer = json!({
            "dry_run": rehearsal, "created": created, "updated": updated, "unchanged": unchanged,
            "refused": refused, "refused_lines": told,
        });
        Output::new(text, answer).ending(ending)
    }
}
