//! `countersign policy template`.

use serde_json::json;

use crate::cli::error::Error;
use crate::cli::output::{Output, table};
use crate::policy_template::{Template, all};

/// Shows one, or lists them.
pub(super) fn run(name: Option<&str>) -> Result<Output, Error> {
    let all = all();
    let Some(name) = name else {
        let mut rows = vec![["TEMPLATE", "WHAT IT DOES"].map(str::to_owned)];
        rows.extend(all.iter().map(|it| [it.name.to_owned(), it.about().to_owned()]));
        let told: Vec<_> = all.iter().map(|it| json!({ "name": it.name, "about": it.about() })).collect();
        return Ok(Output::new(table(&rows), json!({ "templates": told })));
    };
    match all.iter().find(|template| template.name == name) {
        Some(Template { name, text }) => Ok(Output::new(*text, json!({ "name": name, "text": text }))),
        None => {
            let names: Vec<&str> = all.iter().map(|template| template.name).collect();
            Err(Error::failed(
                "not-found",
                format!("there is no template {name}; there are {}", names.join(", ")),
            ))
        }
    }
}
