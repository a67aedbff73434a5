//! Does what the lines of its input ask, each a JSON object, and answers each with a line: so that programs in other
//! languages can compare what they do with what this crate does.

use std::io::{BufRead, Write};

use jose::{Certificate, Jwk, SigningKey};
use serde_json::{Value, json};
use xml::canonical::{self, Form, Namespaces};
use xml::signature::{self, Place};
use xml::{Element, Limits, Source};

type Answer = Result<Value, String>;

/// More than anybody sends: the bounds are tested elsewhere.
const LIMITS: Limits = Limits {
    bytes: 16 * 1024 * 1024,
    depth: 1024,
    tags: 1 << 20,
    attributes: 1 << 20,
    processing_instructions: true,
    ..Limits::MESSAGE
};

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let answer = match answer(&line?) {
            Ok(value) => json!({ "ok": value }),
            Err(error) => json!({ "error": error }),
        };
        writeln!(out, "{answer}")?;
        out.flush()?;
    }
    Ok(())
}

fn answer(line: &str) -> Answer {
    let asked: Value = serde_json::from_str(line).map_err(said)?;
    let text = asked["text"].as_str().ok_or("no text")?;
    let limits = if asked["strict"] == true { Limits::METADATA } else { LIMITS };
    let source = Source::read(text.as_bytes(), &limits).map_err(said)?;
    match asked["do"].as_str() {
        Some("canonical") => canonical(&source, &asked),
        Some("verify") => verify(&source, &asked),
        Some("sign") => sign(&source, &asked),
        _ => Err("nothing is asked".to_owned()),
    }
}

fn canonical(source: &Source, asked: &Value) -> Answer {
    let listed = asked["prefixes"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let namespaces = match asked["exclusive"] == true {
        true => Namespaces::Exclusive(listed.map(str::to_owned).collect()),
        false => Namespaces::Inclusive,
    };
    let form = Form { namespaces, comments: asked["comments"] == true };
    let document = source.document().map_err(said)?;
    let written = match asked["element"].as_u64() {
        Some(index) => canonical::element(nth(document.root(), index)?, &form, None, LIMITS.bytes),
        None => canonical::document(&document, &form, LIMITS.bytes),
    };
    written.map(Value::from).map_err(said)
}

fn verify(source: &Source, asked: &Value) -> Answer {
    let keys = asked["keys"].as_array().into_iter().flatten().map(|key| Jwk::from_value(key.clone()));
    let mut keys: Vec<Jwk> = keys.collect::<Result<_, _>>().map_err(said)?;
    let certificates = asked["certificates"].as_array().into_iter().flatten().filter_map(Value::as_str);
    keys.extend(certificates.filter_map(Certificate::parse_base64).map(|it| it.public_key().clone()));
    let document = source.document().map_err(said)?;
    let element = nth(document.root(), asked["element"].as_u64().unwrap_or_default())?;
    signature::verify(element, &keys).map(|verified| verified.as_str().into()).map_err(said)
}

fn sign(source: &Source, asked: &Value) -> Answer {
    let key = Jwk::from_value(asked["key"].clone()).map_err(said)?;
    let algorithm = asked["algorithm"].as_str().unwrap_or_default().parse().map_err(said)?;
    let key = SigningKey::from_jwk(&key, algorithm).map_err(said)?;
    let certificate = asked["certificate"].as_str().and_then(Certificate::parse_base64);
    let id = asked["id"].as_str().unwrap_or_default();
    let signed = signature::sign(source, id, Place::Behind("Issuer"), &key, certificate.as_ref());
    signed.map(Value::from).map_err(said)
}

fn nth(root: Element<'_>, index: u64) -> Result<Element<'_>, String> {
    let index = usize::try_from(index).map_err(said)?;
    root.descendants().nth(index).ok_or_else(|| "there is no such element".to_owned())
}

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}
