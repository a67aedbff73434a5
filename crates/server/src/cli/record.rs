//! Records at the command line, whatever they are records of: made, listed, shown, changed and removed by the
//! flows behind the admin API, and told as it tells them.

use idp::{Reason, Refusal};
use serde_json::{Map, Value, json};

use super::definition::{members, told};
use super::error::Error;
use super::output::Output;
use super::page::{self, Page};
use crate::flow::record;
use crate::http::admin::record::Administered;
use crate::node::Node;

/// A record as people at a terminal see it.
pub(super) trait Shown: Administered {
    /// One of them, of which this is told, in lines.
    fn lines(answer: Map<String, Value>) -> String {
        told(&answer)
    }

    /// Several of them in columns, under their heads.
    fn columns(found: &[Self]) -> String;
}

pub(super) async fn create<R: Shown>(node: &Node, new: R::New) -> Result<Output, Error> {
    Ok(output(node, record::create::<R>(node, new).await?))
}

pub(super) async fn list<R: Shown>(node: &Node, page: Page) -> Result<Output, Error> {
    let found = record::list::<R>(node, page.after.as_deref(), page.limit().one_more()).await?;
    let (found, next) = page.limit().page(found, R::id);
    let text = R::columns(&found) + &page::told(next.as_ref());
    let found: Vec<R::Answer> = found.into_iter().map(|found| found.told(node)).collect();
    Ok(Output::new(text, json!({ R::NOUN.many: found, "next": next })))
}

pub(super) async fn show<R: Shown>(node: &Node, id: &str) -> Result<Output, Error> {
    Ok(output(node, get::<R>(node, id).await?))
}

pub(super) async fn change<R: Shown>(
    node: &Node,
    id: &str,
    changes: impl Fn(&R) -> Result<R::Changes, Refusal>,
) -> Result<Output, Error> {
    let changed = record::change(node, id, changes).await;
    Ok(output(node, changed.map_err(|refusal| absent::<R>(refusal, id))?))
}

pub(super) async fn delete<R: Shown>(node: &Node, id: &str) -> Result<Output, Error> {
    record::remove::<R>(node, id).await.map_err(|refusal| absent::<R>(refusal, id))?;
    Ok(Output::new(format!("Removed {id}."), json!({ "removed": id })))
}

/// The record of this identifier.
pub(super) async fn get<R: Shown>(node: &Node, id: &str) -> Result<R, Error> {
    record::get(node, id).await.map_err(|refusal| absent::<R>(refusal, id))
}

/// What is answered with one record.
pub(super) fn output<R: Shown>(node: &Node, found: R) -> Output {
    let answer = members(&found.told(node));
    Output::new(R::lines(answer.clone()), Value::Object(answer))
}

/// A refusal; and where to look if it is that there is no such record.
pub(super) fn absent<R: Shown>(refusal: Refusal, id: &str) -> Error {
    let one = R::NOUN.one;
    match refusal.reason {
        Reason::NotFound => Error::failed(
            Reason::NotFound.code(),
            format!("there is no {one} {id}; see `countersign {one} list`"),
        ),
        _ => refusal.into(),
    }
}
