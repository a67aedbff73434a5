//! `countersign user identities`, `countersign user unlink`.

use idp::Reason;
use serde_json::json;

use super::super::error::Error;
use super::super::output::{Output, table};
use super::find;
use crate::admin::rfc3339;
use crate::flow;
use crate::http::admin::schema::identity::IdentityAnswer;
use crate::node::Node;

pub(super) async fn list(node: &Node, name: &str) -> Result<Output, Error> {
    let user = find(node, name).await?;
    let identities = flow::identity::list(node, &user.id).await?;
    let mut rows = vec![["ID", "UPSTREAM", "LINKED", "LAST USED"].map(str::to_owned)];
    rows.extend(identities.iter().map(|identity| {
        [
            identity.id(),
            identity.upstream.to_string(),
            rfc3339(identity.created_at).unwrap_or_default(),
            rfc3339(identity.last_used_at).unwrap_or_default(),
        ]
    }));
    let identities: Vec<IdentityAnswer> = identities.iter().map(Into::into).collect();
    Ok(Output::new(table(&rows), json!({ "identities": identities })))
}

pub(super) async fn unlink(node: &Node, name: &str, id: &str) -> Result<Output, Error> {
    let user = find(node, name).await?;
    flow::identity::unlink(node, &user.id, id).await.map_err(|refusal| match refusal.reason {
        Reason::NotFound => Error::failed(
            Reason::NotFound.code(),
            format!(
                "{} has no identity {id}; see `countersign user identities {}`",
                user.username, user.username
            ),
        ),
        _ => refusal.into(),
    })?;
    Ok(Output::new(format!("It leads to {} no more.", user.username), json!({ "unlinked": id })))
}
