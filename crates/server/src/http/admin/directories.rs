//! `/admin/api/v1/directories`

use idp::directory::{Changes, NewDirectory};
use idp::model::directory::Directory;
use idp::{Reason, Refusal};

use super::members::{Members, as_members, read_present, secret, take};
use super::record::{Administered, Noun};
use super::schema::directory as schema;
use crate::node::Node;

impl Administered for Directory {
    type Answer = schema::DirectoryAnswer;
    type NewBody = schema::NewDirectory;
    type ChangedBody = schema::ChangedDirectory;

    const INVALID: Reason = Reason::DirectoryDefinitionInvalid;
    const NOUN: Noun = Noun {
        member: "directory",
        one: "directory",
        a: "a directory",
        many: "directories",
        lists: "Lists directories in the order of their identifiers.",
        makes: "Makes a directory.\n\nWhether it answers is not looked at here.",
        tells: "Tells of a directory.",
        replaces: "Replaces what a directory is.\n\nIt takes effect at the next sign-in. Our password there stays \
                   where it is not named, as long as the directory is at the same address.",
        removes: "Removes a directory.\n\nWhose password it checked cannot sign in by it any more.",
        identifier: "The directory's identifier.",
        in_order: "The directories, in the order of their identifiers.",
        taken: "Another directory or an upstream has this identifier.",
    };

    fn told(self, _: &Node) -> schema::DirectoryAnswer {
        self.into()
    }

    fn read_new(id: String, mut members: Members) -> Result<NewDirectory, Refusal> {
        let bind_password = secret(&mut members, "bind_password", Self::INVALID)?.flatten();
        Ok(NewDirectory { id, definition: read_present(members, Self::INVALID)?, bind_password })
    }

    fn members(&self) -> Members {
        as_members(&self.definition)
    }

    fn read_changes(&self, mut members: Members) -> Result<Changes, Refusal> {
        let bind_password = secret(&mut members, "bind_password", Self::INVALID)?;
        let disabled = take(&mut members, "disabled", Self::INVALID)?;
        Ok(Changes { definition: Some(read_present(members, Self::INVALID)?), bind_password, disabled })
    }
}
