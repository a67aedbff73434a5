//! `countersign user factors`, `countersign user remove-factor`, `countersign user reset-factors`.

use idp::Reason;
use serde_json::json;

use super::super::error::Error;
use super::super::output::{Output, table};
use super::{BY, find};
use crate::flow;
use crate::http::admin::schema::factor::FactorAnswer;
use crate::node::Node;

pub(super) async fn list(node: &Node, name: &str) -> Result<Output, Error> {
    let user = find(node, name).await?;
    let factors = flow::factor::list(node, &user.id).await?;
    let mut rows = vec![["ID", "KIND", "NAME", "ADDED", "LAST USED"].map(str::to_owned)];
    let factors: Vec<FactorAnswer> = factors
        .iter()
        .map(|credential| {
            let told = FactorAnswer::of(credential);
            let kind = match told.left {
                Some(left) => format!("{}, {left} left", credential.kind.as_str()),
                None => credential.kind.as_str().to_owned(),
            };
            rows.push([
                told.id.clone(),
                kind,
                told.name.clone().unwrap_or_default(),
                told.created_at.clone(),
                told.last_used_at.clone().unwrap_or_default(),
            ]);
            told
        })
        .collect();
    Ok(Output::new(table(&rows), json!({ "factors": factors })))
}

pub(super) async fn remove(node: &Node, name: &str, id: &str) -> Result<Output, Error> {
    let user = find(node, name).await?;
    flow::factor::remove(node, &user.id, id, &BY).await.map_err(|refusal| match refusal.reason {
        Reason::NotFound => Error::failed(
            Reason::NotFound.code(),
            format!("{} has no factor {id}; see `countersign user factors {}`", user.username, user.username),
        ),
        _ => refusal.into(),
    })?;
    Ok(Output::new(format!("It proves {} no more.", user.username), json!({ "removed": id })))
}

pub(super) async fn reset(node: &Node, name: &str) -> Result<Output, Error> {
    let user = find(node, name).await?;
    let had = flow::factor::reset(node, &user.id, &BY).await?;
    let text = match had {
        0 => format!("{} had no second factor; whatever was left of one is gone.", user.username),
        1 => format!("{}'s second factor is gone.", user.username),
        had => format!("{}'s {had} second factors are gone.", user.username),
    };
    Ok(Output::new(text, json!({ "reset": user.id, "had": had })))
}
