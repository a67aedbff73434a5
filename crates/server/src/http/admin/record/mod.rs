//! Records that are all administered alike: listed, made, told of, replaced, amended and removed at two
//! addresses. Routes and document come of the same few words and types.

mod document;
mod handlers;
mod said;
mod schema;

use std::borrow::Cow;
use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use idp::{Reason, Refusal};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::OpenApi;

pub(super) use handlers::one;

use super::members::Members;
use crate::flow::record::Record;
use crate::http::Web;
use crate::node::Node;

/// A record that administrators keep through the API and the command line.
pub(crate) trait Administered: Record {
    /// What is told of one: its identifier, its definition (flattened), and what else is known of it.
    type Answer: Serialize + ToSchema;
    /// The body that makes one: what it takes, to the last member.
    type NewBody: ToSchema;
    /// The body that changes one. Whatever else is told of it may be sent back, and changes nothing; what is
    /// not told is a secret, which stays where it is not named and is taken away by `null`.
    type ChangedBody: ToSchema;

    /// What it is called, and what is said of it.
    const NOUN: Noun;
    /// Why a body is refused that does not fit.
    const INVALID: Reason;

    /// What is told of it.
    fn told(self, node: &Node) -> Self::Answer;

    /// What is to be made, under this identifier, in the other members of a body.
    fn read_new(id: String, members: Members) -> Result<Self::New, Refusal>;

    /// What it is defined to be, as a merge patch meets it.
    fn members(&self) -> Members;

    /// What is to be of it, in the members of a body besides its identifier and what is only told.
    fn read_changes(&self, members: Members) -> Result<Self::Changes, Refusal>;
}

/// What a record is called, and what the document says of it. A text is a summary, perhaps with an empty line
/// and more below it.
pub(crate) struct Noun {
    /// The member of its identifier.
    pub(crate) member: &'static str,
    /// One of them: "scope".
    pub(crate) one: &'static str,
    /// One of them with its article: "a scope".
    pub(crate) a: &'static str,
    /// Several of them: "scopes". So they are called in addresses, in lists, and as a tag.
    pub(crate) many: &'static str,
    /// What listing them does, and in which order.
    pub(crate) lists: &'static str,
    /// What making one does.
    pub(crate) makes: &'static str,
    /// What reading one does.
    pub(crate) tells: &'static str,
    /// What replacing one does.
    pub(crate) replaces: &'static str,
    /// What removing one does.
    pub(crate) removes: &'static str,
    /// What its identifier in an address is.
    pub(crate) identifier: &'static str,
    /// In which order they are in a list.
    pub(crate) in_order: &'static str,
    /// Why one is not made beside another.
    pub(crate) taken: &'static str,
}

/// A kind of record with its addresses.
pub(super) struct Mounted {
    /// Where they are all, below `/admin/api`.
    path: &'static str,
    routes: fn(&'static str) -> Router<Arc<Web>>,
    describe: fn(&'static str, &mut OpenApi),
}

/// A kind of record at this path, and each of them below it.
pub(super) const fn mounted<R: Administered>(path: &'static str) -> Mounted {
    Mounted { path, routes: routes::<R>, describe: document::describe::<R> }
}

impl Mounted {
    /// Its addresses.
    pub(super) fn routes(&self) -> Router<Arc<Web>> {
        (self.routes)(self.path)
    }

    /// Adds what is asked and answered there to the document.
    pub(super) fn describe(&self, document: &mut OpenApi) {
        (self.describe)(self.path, document);
    }
}

fn routes<R: Administered>(path: &'static str) -> Router<Arc<Web>> {
    let one = get(handlers::read::<R>)
        .put(handlers::replace::<R>)
        .patch(handlers::amend::<R>)
        .delete(handlers::remove::<R>);
    Router::new()
        .route(path, get(handlers::list::<R>).post(handlers::create::<R>))
        .route(&format!("{path}/{{id}}"), one)
}

/// A kind's name in the document: "Scope".
fn name<R: Administered>() -> Cow<'static, str> {
    <R::Answer as ToSchema>::name()
}
