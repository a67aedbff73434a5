//! What a message costs, beside what it can not do without: the backend's own primitives, randomness and
//! base64, measured in turns in the same run. `cargo bench -p countersign-jose` prints it as Markdown.

mod encryption;
mod failures;
mod raw;
mod signatures;
mod turns;

use std::error::Error;
use std::io::Write;
use turns::Pair;

/// As long as an ID token with a person's claims.
const PAYLOAD: [u8; 2048] = [b'x'; 2048];

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let mut out = std::io::stdout().lock();
    let head = "| | µs | floor µs | ratio | bound |\n|---|---:|---:|---:|---:|";
    writeln!(out, "Signatures of 2 KB:\n\n{head}")?;
    signatures::measure(&mut |pair| write(&mut out, &pair))?;
    writeln!(out, "\nEncryption of 2 KB:\n\n{head}")?;
    encryption::measure(&mut |pair| write(&mut out, &pair))?;
    writeln!(out, "\nDecryption that fails, beside one that does not:\n\n{head}")?;
    failures::measure(&mut |pair| write(&mut out, &pair))?;
    Ok(())
}

fn write(out: &mut impl Write, pair: &Pair) -> Result<()> {
    let Pair { name, ours, floor, bound } = pair;
    let bound = bound.map_or_else(String::new, |bound| format!("{bound}"));
    writeln!(out, "| {name} | {ours:.2} | {floor:.2} | **{:.2}** | {bound} |", ours / floor)?;
    Ok(())
}
