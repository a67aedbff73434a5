//! `countersign user sign-ins`.

use serde_json::json;

use super::super::error::Error;
use super::super::output::{Output, table};
use super::super::policy::explain;
use super::find;
use crate::admin::rfc3339;
use crate::flow;
use crate::http::admin::schema::sign_in::SignInAnswer;
use crate::node::Node;

/// A person's sign-ins and tries at one, the youngest first; each in plain words, if that is wanted.
pub(super) async fn list(node: &Node, name: &str, explained: bool) -> Result<Output, Error> {
    let user = find(node, name).await?;
    let found = flow::policy::sign_ins(node, &user.id).await?;
    let text = if explained {
        let told = |sign_in| format!("{}\n{}", explain::id(sign_in), explain::explained(sign_in));
        found.iter().map(told).collect::<Vec<_>>().join("\n\n")
    } else {
        let mut rows = vec![["SIGN-IN", "WHEN", "FACTOR", "CLIENT", "ADDRESS", "OUTCOME"].map(str::to_owned)];
        rows.extend(found.iter().map(|sign_in| {
            [
                explain::id(sign_in),
                rfc3339(sign_in.at).unwrap_or_default(),
                sign_in.method.as_str().to_owned(),
                sign_in.client.as_ref().map_or("-", |client| client.as_str()).to_owned(),
                sign_in.address.clone().unwrap_or_else(|| "-".to_owned()),
                sign_in.outcome.as_str().to_owned(),
            ]
        }));
        table(&rows)
    };
    let answers: Vec<SignInAnswer> = found.into_iter().map(Into::into).collect();
    Ok(Output::new(text, json!({ "sign_ins": answers })))
}
