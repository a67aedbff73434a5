//! How a command fails: one sentence a person can act on, a code for programs, an exit code.

use std::process::ExitCode;

use idp::Refusal;
use serde_json::json;

use super::output::print_error;
use crate::page::refusal_description;

/// A command that failed.
#[derive(Debug)]
pub(super) struct Error {
    code: &'static str,
    sentence: String,
    used_wrongly: bool,
}

impl Error {
    /// It could not be done.
    pub(super) fn failed(code: &'static str, sentence: impl Into<String>) -> Self {
        Self { code, sentence: sentence.into(), used_wrongly: false }
    }

    /// The command was not written as it must be.
    pub(super) fn usage(sentence: impl Into<String>) -> Self {
        Self { code: "usage", sentence: sentence.into(), used_wrongly: true }
    }

    /// Names what it is about, before the sentence.
    pub(super) fn about(mut self, what: &str) -> Self {
        self.sentence = format!("{what}: {}", self.sentence);
        self
    }

    /// Its code, and the sentence.
    pub(super) fn told(&self) -> (&'static str, &str) {
        (self.code, &self.sentence)
    }

    pub(super) fn print(&self, json: bool) -> ExitCode {
        if json {
            print_error(&json!({ "error": self.code, "error_description": self.sentence }).to_string());
        } else {
            print_error(&format!("countersign: {}", self.sentence));
        }
        ExitCode::from(if self.used_wrongly { 2 } else { 1 })
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        let detail = &refusal.detail;
        let code = refusal.reason.code();
        let description = refusal_description(code, detail.parameter.as_deref(), detail.expected.as_deref());
        let mut sentence = description.unwrap_or_else(|| "This was refused.".to_owned());
        // Who sits at the command line is the operator.
        if let Some(seen) = &detail.operator {
            sentence.push_str(&format!(" ({seen})"));
        }
        sentence.push_str(&format!(" [{code}]"));
        Self::failed(code, sentence)
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        let code = match error {
            store::Error::NotMigrated { .. } => "not-migrated",
            store::Error::WrongMasterKey { .. } | store::Error::MasterKey(_) => "master-key",
            store::Error::Unreachable(_) | store::Error::TimedOut { .. } => "store-unavailable",
            _ => "store",
        };
        Self::failed(code, error.to_string())
    }
}

impl From<crate::config::Error> for Error {
    fn from(error: crate::config::Error) -> Self {
        Self::failed("configuration", error.to_string())
    }
}
