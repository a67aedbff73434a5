//! How long and how many what a client registers may be, and of which characters: every member alike,
//! also those that are thought of later.

use oidc::metadata::ClientMetadata;
use serde_json::Value;

use crate::model::login_name::is_no_character;
use crate::refusal::{Reason, Refusal};

/// The longest text, in bytes.
const LONGEST: usize = 2000;
/// The longest name, in characters.
const LONGEST_NAME: usize = 200;
/// The most of a kind.
const MOST: usize = 100;

/// Checks every member. Keys are read elsewhere, and no member is longer than the body it came in.
pub(super) fn check(metadata: &ClientMetadata) -> Result<(), Refusal> {
    let Ok(Value::Object(members)) = serde_json::to_value(metadata) else {
        return Err(Refusal::new(Reason::Internal).operator("metadata that cannot be written"));
    };
    if metadata.localized.iter().count() > MOST {
        let refusal = Refusal::new(Reason::ClientMetadataInvalid).about("client_name");
        return Err(refusal.expected("in at most 100 languages"));
    }
    for (name, value) in members {
        let fits = match &value {
            _ if name == "jwks" => true,
            Value::String(text) if name.starts_with("client_name") => {
                is_fit(text) && text.chars().count() <= LONGEST_NAME
            }
            Value::String(text) => is_fit(text),
            Value::Array(items) => items.len() <= MOST && items.iter().filter_map(Value::as_str).all(is_fit),
            _ => true,
        };
        if !fits {
            return Err(Refusal::new(Reason::ClientMetadataInvalid).about(name).expected(
                "at most 100 texts of at most 2000 bytes, names of at most 200 characters, without characters \
                 that cannot be seen or turn the direction of writing",
            ));
        }
    }
    Ok(())
}

fn is_fit(text: &str) -> bool {
    text.len() <= LONGEST && !text.contains(|c| is_no_character(c) || turns_writing(c))
}

/// What makes a text read otherwise than it is written (UTS #39 §5.3): marks, embeddings, overrides and
/// isolates of direction, and what is not shown at all.
fn turns_writing(c: char) -> bool {
    matches!(c,
        '\u{61c}' | '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}
