//! Administering records, whatever they are records of: each loop of load, decide and commit once.

use std::future::Future;

use idp::model::Version;
use idp::{Decision, Reason, Refusal, Time};

use super::Tries;
use crate::node::Node;

/// What was decided of a record; or that what the decision needs could not be loaded.
pub type Decided<T> = Result<Decision<Result<T, Refusal>>, Refusal>;

/// A record that administrators keep. It says how it is found, and has the rules decide with whatever else
/// they need to know; each of these may be asked again after a lost race.
pub trait Record: Sized + Send + Sync + 'static {
    /// What one is made of.
    type New: Send + Sync;
    /// What is to be otherwise of one.
    type Changes: Send;
    /// What is made at some cost before it is decided, such as keys: what is decided again has it already.
    type Prepared: Default + Send;

    /// The identifier.
    fn id(&self) -> &str;

    /// How often it was written.
    fn version(&self) -> Version;

    /// One of them, past the cache.
    fn load(node: &Node, id: &str) -> impl Future<Output = Result<Option<Self>, Refusal>> + Send;

    /// Some of them in the order of their identifiers, at most `limit`, beginning after `after`.
    fn load_page(
        node: &Node,
        after: &str,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<Self>, Refusal>> + Send;

    /// Decides whether one is made.
    fn decide_create(
        node: &Node,
        new: &Self::New,
        prepared: &mut Self::Prepared,
        now: Time,
    ) -> impl Future<Output = Decided<Self>> + Send;

    /// Decides whether it is changed.
    fn decide_change(
        self,
        node: &Node,
        changes: Self::Changes,
        prepared: &mut Self::Prepared,
        now: Time,
    ) -> impl Future<Output = Decided<Self>> + Send;

    /// Decides whether it is removed.
    fn decide_remove(&self, now: Time) -> Decision<Result<(), Refusal>>;
}

/// A record that is its identifier and what it is defined to be, to be made.
#[derive(Clone, Debug)]
pub struct New<D> {
    /// The identifier wanted.
    pub id: String,
    /// What it is to be.
    pub definition: D,
}

/// Makes a record.
pub async fn create<R: Record>(node: &Node, new: R::New) -> Result<R, Refusal> {
    let mut prepared = R::Prepared::default();
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let decision = R::decide_create(node, &new, &mut prepared, now).await?;
        if let Some(made) = tries.commit(node, decision, now).await? {
            return Ok(made);
        }
    }
}

/// Changes a record, as is said of it as it was found.
pub async fn change<R: Record>(
    node: &Node,
    id: &str,
    changes: impl Fn(&R) -> Result<R::Changes, Refusal>,
) -> Result<R, Refusal> {
    let mut prepared = R::Prepared::default();
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let found: R = get(node, id).await?;
        let changes = changes(&found)?;
        let decision = found.decide_change(node, changes, &mut prepared, now).await?;
        if let Some(changed) = tries.commit(node, decision, now).await? {
            return Ok(changed);
        }
    }
}

/// Decides something else of a record.
pub async fn decide<R: Record, T>(
    node: &Node,
    id: &str,
    decide: impl Fn(R, Time) -> Decision<Result<T, Refusal>>,
) -> Result<T, Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let found: R = get(node, id).await?;
        if let Some(decided) = tries.commit(node, decide(found, now), now).await? {
            return Ok(decided);
        }
    }
}

/// Removes a record.
pub async fn remove<R: Record>(node: &Node, id: &str) -> Result<(), Refusal> {
    remove_if(node, id, |_: &R| Ok(())).await
}

/// Removes a record of which nothing is refused; it goes as it was looked at, or is looked at again.
pub async fn remove_if<R: Record>(
    node: &Node,
    id: &str,
    check: impl Fn(&R) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    decide(node, id, |found: R, now| match check(&found) {
        Ok(()) => found.decide_remove(now),
        Err(refusal) => Decision::of(Err(refusal), Vec::new()),
    })
    .await
}

/// One record, past the cache.
pub async fn get<R: Record>(node: &Node, id: &str) -> Result<R, Refusal> {
    R::load(node, id).await?.ok_or_else(|| Reason::NotFound.into())
}

/// Records in the order of their identifiers, at most `limit`, beginning after `after`.
pub async fn list<R: Record>(node: &Node, after: Option<&str>, limit: u32) -> Result<Vec<R>, Refusal> {
    R::load_page(node, after.unwrap_or_default(), limit).await
}
