//! Many messages, one a line: each line is answered by a line, whatever is wrong with it.

use std::io::{BufRead, Read, Write};
use std::str::FromStr;

use jose::{Jwk, base64url};
use serde_json::{Map, Value, json};

use super::super::error::Error;
use super::super::output::Output;
use super::input;

/// What one line asks for.
pub(super) struct Asked(Map<String, Value>);

/// Answers each line of standard input by a line.
pub(super) fn run(answer: impl Fn(&Asked) -> Result<Value, String>) -> Result<Output, Error> {
    let mut lines = std::io::stdin().lock();
    let mut out = std::io::stdout().lock();
    let failed = |error: std::io::Error| Error::failed("input", error.to_string());
    let mut line = Vec::new();
    loop {
        line.clear();
        let limit = input::MOST as u64 + 1;
        let read = lines.by_ref().take(limit).read_until(b'\n', &mut line).map_err(failed)?;
        if read == 0 {
            return Ok(Output::said());
        }
        let told = if line.len() > input::MOST {
            lines.skip_until(b'\n').map_err(failed)?;
            Err("the line is longer than 4 MiB".to_owned())
        } else if line.trim_ascii().is_empty() {
            continue;
        } else {
            asked(&line).and_then(|asked| answer(&asked))
        };
        let told = told.unwrap_or_else(|check| json!({ "ok": false, "check": check }));
        writeln!(out, "{told}").and_then(|()| out.flush()).map_err(failed)?;
    }
}

/// The answer with a token that was made, or why none was.
pub(super) fn made(token: Result<String, String>) -> Value {
    match token {
        Ok(token) => json!({ "ok": true, "token": token }),
        Err(check) => json!({ "ok": false, "check": check }),
    }
}

/// Several algorithms fit a key.
pub(super) fn choose<'a>(names: impl Iterator<Item = &'a str>) -> String {
    format!("the key fits several algorithms; say which (alg): {}", names.collect::<Vec<_>>().join(", "))
}

fn asked(line: &[u8]) -> Result<Asked, String> {
    match jose::json::parse_within(line.trim_ascii(), input::MOST) {
        Ok(Value::Object(members)) => Ok(Asked(members)),
        Ok(_) => Err("the line is not a JSON object".to_owned()),
        Err(error) => Err(format!("the line is {error}")),
    }
}

impl Asked {
    pub(super) fn jwk(&self) -> Result<Jwk, String> {
        let jwk = self.0.get("jwk").ok_or("jwk is missing")?;
        Jwk::from_value(jwk.clone()).map_err(|error| format!("jwk: {error}"))
    }

    pub(super) fn text(&self, name: &str) -> Result<String, String> {
        self.text_if_any(name)?.ok_or_else(|| format!("{name} is missing"))
    }

    pub(super) fn text_if_any(&self, name: &str) -> Result<Option<String>, String> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(format!("{name} is not a string")),
        }
    }

    pub(super) fn bytes(&self, name: &str) -> Result<Vec<u8>, String> {
        base64url::decode(&self.text(name)?).map_err(|error| format!("{name}: {error}"))
    }

    pub(super) fn parsed<T: FromStr<Err: std::fmt::Display>>(&self, name: &str) -> Result<Option<T>, String> {
        let text = self.text_if_any(name)?;
        text.map(|text| text.parse().map_err(|error| format!("{name}: {error}"))).transpose()
    }
}
