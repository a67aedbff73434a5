//! `countersign jose inspect`.

use std::path::PathBuf;

use jose::{Jwk, base64url};
use serde_json::{Map, Value, json};

use super::super::error::Error;
use super::super::output::Output;
use super::{decrypt, input, keys, verify};

/// Peel a token on standard input layer by layer, as far as the keys go
///
/// Every layer is shown with its header and what became of it; of one that cannot be opened, which key it needs.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Keys to open and verify with: a JWK or a set of them; may be given several times
    #[arg(long, value_name = "FILE")]
    jwk: Vec<PathBuf>,
}

/// Tokens within tokens; nobody means more.
const MOST_LAYERS: usize = 8;

pub(super) fn run(args: &Args) -> Result<Output, Error> {
    let mut known = Vec::new();
    for file in &args.jwk {
        known.extend(keys::read(file)?);
    }
    let layers = peel(input::token()?.into_bytes(), &known);
    let text =
        layers.iter().enumerate().map(|(depth, layer)| layer.tell(depth)).collect::<Vec<_>>().join("\n\n");
    Ok(Output::new(text, json!({ "layers": layers.iter().map(Layer::to_json).collect::<Vec<_>>() })))
}

enum Layer {
    Encrypted { header: Value, opened: Result<Option<String>, String> },
    Signed { header: Value, verified: Result<Option<String>, String> },
    Unsigned { header: Value },
    Claims(Map<String, Value>),
    Bytes(Vec<u8>),
}

fn peel(mut content: Vec<u8>, keys: &[Jwk]) -> Vec<Layer> {
    let mut layers = Vec::new();
    while layers.len() < MOST_LAYERS {
        let token = std::str::from_utf8(&content).unwrap_or_default();
        let parts: Vec<&str> = token.split('.').collect();
        let Some(header) = parts.first().and_then(|part| object(part)) else { break };
        match parts.len() {
            5 => {
                let opened = open(token, &header, keys);
                let (told, inside) = match opened {
                    Ok((kid, inside)) => (Ok(kid), Some(inside)),
                    Err(why) => (Err(why), None),
                };
                layers.push(Layer::Encrypted { header, opened: told });
                let Some(inside) = inside else { return layers };
                content = inside;
            }
            3 => {
                let unsigned = header.get("alg").and_then(Value::as_str).is_none_or(|alg| alg == "none");
                // What it says is shown in any case, with what it is worth.
                let inside = base64url::decode(parts[1]).unwrap_or_default();
                layers.push(if unsigned {
                    Layer::Unsigned { header }
                } else {
                    let verified = check(token, &header, keys);
                    Layer::Signed { header, verified }
                });
                content = inside;
            }
            _ => break,
        }
    }
    layers.push(match jose::json::parse_within(&content, input::MOST) {
        Ok(Value::Object(claims)) => Layer::Claims(claims),
        _ => Layer::Bytes(content),
    });
    layers
}

fn object(part: &str) -> Option<Value> {
    let value = jose::json::parse_within(&base64url::decode(part).ok()?, input::MOST).ok()?;
    value.is_object().then_some(value)
}

fn open(token: &str, header: &Value, keys: &[Jwk]) -> Result<(Option<String>, Vec<u8>), String> {
    first(header, keys, |key| {
        let opened = decrypt::with(token, key, None, None).map_err(|error| error.to_string())?;
        Ok((key.kid().map(str::to_owned), opened.plaintext().to_vec()))
    })
}

fn check(token: &str, header: &Value, keys: &[Jwk]) -> Result<Option<String>, String> {
    first(header, keys, |key| {
        verify::with(token, key, None).map_err(|error| error.to_string())?;
        Ok(key.kid().map(str::to_owned))
    })
}

/// The first key that does it; else what speaks against the one that is named, or that none is there.
fn first<T>(
    header: &Value,
    keys: &[Jwk],
    mut done: impl FnMut(&Jwk) -> Result<T, String>,
) -> Result<T, String> {
    let named = header.get("kid").and_then(Value::as_str);
    let mut why = None;
    for key in keys {
        match done(key) {
            Ok(done) => return Ok(done),
            Err(error) if key.kid() == named || why.is_none() => why = Some(error),
            Err(_) => {}
        }
    }
    let named = named.map_or_else(|| "a key without a kid".to_owned(), |kid| format!("the key {kid}"));
    let alg = header.get("alg").and_then(Value::as_str).unwrap_or("none");
    Err(match why {
        Some(why) => format!("it names {named} ({alg}): {why}"),
        None => format!("it needs {named} ({alg}), which was not given (--jwk)"),
    })
}

impl Layer {
    fn to_json(&self) -> Value {
        let outcome = |result: &Result<Option<String>, String>, done: &str| match result {
            Ok(kid) => json!({ done: true, "key": kid }),
            Err(check) => json!({ done: false, "check": check }),
        };
        let with = |kind: &str, header: &Value, more: Value| {
            let mut layer = json!({ "layer": kind, "header": header });
            if let (Value::Object(layer), Value::Object(more)) = (&mut layer, more) {
                layer.extend(more);
            }
            layer
        };
        match self {
            Self::Encrypted { header, opened } => with("encrypted", header, outcome(opened, "opened")),
            Self::Signed { header, verified } => with("signed", header, outcome(verified, "verified")),
            Self::Unsigned { header } => with("unsigned", header, json!({ "verified": false })),
            Self::Claims(claims) => json!({ "layer": "claims", "claims": claims }),
            Self::Bytes(bytes) => json!({ "layer": "content", "payload": base64url::encode(bytes) }),
        }
    }

    fn tell(&self, depth: usize) -> String {
        let (title, body) = match self {
            Self::Encrypted { header, opened } => ("encrypted", told(header, opened, "opened")),
            Self::Signed { header, verified } => ("signed", told(header, verified, "verified")),
            Self::Unsigned { header } => {
                ("unsigned", format!("{header}\nnot signed by anybody: nothing in it can be relied on"))
            }
            Self::Claims(claims) => ("claims", serde_json::to_string_pretty(claims).unwrap_or_default()),
            // A terminal obeys what is written to it.
            Self::Bytes(bytes) => (
                "content",
                String::from_utf8_lossy(bytes).replace(|c: char| c.is_control() && c != '\n', "\u{fffd}"),
            ),
        };
        let indent = "  ".repeat(depth);
        let lines = body.lines().map(|line| format!("{indent}  {line}")).collect::<Vec<_>>();
        format!("{indent}{title}\n{}", lines.join("\n"))
    }
}

fn told(header: &Value, outcome: &Result<Option<String>, String>, done: &str) -> String {
    match outcome {
        Ok(Some(kid)) => format!("{header}\n{done} with {kid}"),
        Ok(None) => format!("{header}\n{done}"),
        Err(why) => format!("{header}\nnot {done}: {why}"),
    }
}
