//! Groups and attributes, as options.

use serde_json::Value;

#[derive(clap::Args)]
pub(super) struct Known {
    /// A group the person is in; may be given again
    #[arg(long, value_name = "GROUP")]
    pub(super) group: Vec<String>,
    /// What else is known of the person, such as department=Sales; what reads as JSON is JSON; may be
    /// given again
    #[arg(long, value_name = "NAME=VALUE", value_parser = attribute)]
    pub(super) attribute: Vec<(String, Value)>,
}

fn attribute(text: &str) -> Result<(String, Value), String> {
    let (name, value) = text.split_once('=').ok_or("a name, an equals sign and a value")?;
    let value = serde_json::from_str(value).unwrap_or_else(|_| Value::from(value));
    Ok((name.to_owned(), value))
}
