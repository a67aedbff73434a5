//! Administering directories: where organisations keep their people.

use idp::directory::{self, Changes, NewDirectory};
use idp::email_domain::There;
use idp::model::Version;
use idp::model::directory::{Directory, DirectoryId};
use idp::{Decision, Refusal, Time};

use super::record::{self, Decided, Record};
use super::unavailable;
use super::upstream_record::leading;
use crate::node::{CheckedPerson, DirectoryCheck, Node};

impl Record for Directory {
    type New = NewDirectory;
    type Changes = Changes;
    type Prepared = ();

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn version(&self) -> Version {
        self.version
    }

    async fn load(node: &Node, id: &str) -> Result<Option<Self>, Refusal> {
        match id.parse::<DirectoryId>() {
            Ok(id) => node.store().load_directory(&id).await.map_err(unavailable),
            Err(_) => Ok(None),
        }
    }

    async fn load_page(node: &Node, after: &str, limit: u32) -> Result<Vec<Self>, Refusal> {
        node.store().list_directories(after, limit).await.map_err(unavailable)
    }

    async fn decide_create(node: &Node, new: &NewDirectory, (): &mut (), now: Time) -> Decided<Self> {
        let (directories, upstreams) = leading(node).await?;
        let there = There { directories: &directories, upstreams: &upstreams };
        Ok(directory::create(new.clone(), there, now))
    }

    async fn decide_change(self, node: &Node, changes: Changes, (): &mut (), now: Time) -> Decided<Self> {
        let (directories, upstreams) = leading(node).await?;
        let there = There { directories: &directories, upstreams: &upstreams };
        Ok(directory::change(self, changes, there, now))
    }

    fn decide_remove(&self, _: Time) -> Decision<Result<(), Refusal>> {
        directory::remove(self)
    }
}

/// What comes of asking a directory for all that we need of it, and for a person where one is named.
pub async fn check(
    node: &Node,
    id: &str,
    person: Option<CheckedPerson<'_>>,
) -> Result<DirectoryCheck, Refusal> {
    Ok(node.check_directory(&record::get::<Directory>(node, id).await?, person).await)
}
