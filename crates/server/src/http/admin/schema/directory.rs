//! Directories, in the document and in answers.

use std::collections::BTreeMap;

use idp::model::directory::{Directory, DirectoryDefinition};
use serde::Serialize;
use utoipa::ToSchema;

use super::scope::Words;
use super::upstream::Accounts;
use crate::admin::rfc3339;

/// A directory that passwords are checked by (LDAP, Active Directory).
#[derive(Serialize, ToSchema)]
#[schema(as = Directory)]
pub struct DirectoryAnswer {
    /// The identifier.
    pub directory: String,
    /// Where it is, and how people are found there.
    #[serde(flatten)]
    #[schema(value_type = Definition)]
    pub definition: DirectoryDefinition,
    /// Whether our password there is kept here. It is never told.
    pub has_bind_password: bool,
    /// Whether nobody is looked for there.
    pub disabled: bool,
    /// When it was made.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it was last changed.
    #[schema(format = DateTime)]
    pub updated_at: String,
}

/// A directory to be made.
#[derive(Serialize, ToSchema)]
pub struct NewDirectory {
    /// The identifier: small letters, digits and hyphens. No upstream may have it.
    #[schema(max_length = 64, example = "staff")]
    pub directory: String,
    /// Our password there.
    #[schema(nullable = false, max_length = 1000)]
    pub bind_password: Option<String>,
    /// Where it is, and how people are found there.
    #[serde(flatten)]
    pub definition: Definition,
}

/// What a directory is to be.
#[derive(Serialize, ToSchema)]
pub struct ChangedDirectory {
    /// The identifier, which cannot be changed.
    #[schema(nullable = false)]
    pub directory: Option<String>,
    /// Our password there. Absent, it stays, unless the address is another; `null` takes it away.
    #[schema(max_length = 1000)]
    pub bind_password: Option<String>,
    /// Whether nobody is looked for there.
    #[schema(nullable = false)]
    pub disabled: Option<bool>,
    /// Where it is, and how people are found there.
    #[serde(flatten)]
    pub definition: Definition,
}

/// Where a directory is, how people and their groups are found there, and what is told of them.
#[derive(Serialize, ToSchema)]
#[schema(as = DirectoryDefinition)]
pub struct Definition {
    /// What people call it.
    #[schema(nullable = false)]
    pub name: Option<Words>,
    /// Where it is: `ldaps://` or `ldap://` with a host, perhaps a port.
    #[schema(example = "ldaps://ldap.example.org")]
    pub url: Option<String>,
    /// Whether the connection becomes TLS before anything is said (RFC 4511 §4.14). It must where the address is
    /// `ldap://` and not this machine's own.
    #[schema(nullable = false)]
    pub start_tls: Option<bool>,
    /// The certificates, in PEM, that its own must lead to; those that the machine trusts if absent.
    #[schema(nullable = false, max_length = 32768)]
    pub ca_certificates: Option<String>,
    /// Who we are there when we look for people; nobody if absent.
    #[schema(nullable = false, max_length = 1000, example = "cn=countersign,dc=example,dc=org")]
    pub bind_dn: Option<String>,
    /// The entry that people are below.
    #[schema(max_length = 1000, example = "ou=people,dc=example,dc=org")]
    pub user_base: Option<String>,
    /// Which entry is the person who signs in: a filter (RFC 4515) in which `{name}` stands for what they wrote.
    #[schema(
        nullable = false,
        max_length = 1000,
        example = "(&(objectClass=person)(|(uid={name})(mail={name})))"
    )]
    pub user_filter: Option<String>,
    /// The attribute that is the same whenever the same person comes: `entryUUID`, or `objectGUID` in Active
    /// Directory.
    #[schema(nullable = false, max_length = 100)]
    pub subject: Option<String>,
    /// What is told of a person: claims, each with the attribute it is taken from.
    #[schema(nullable = false, example = json!({ "email": "mail", "phone_number": "mobile" }))]
    pub claims: Option<BTreeMap<String, String>>,
    /// The attribute of a person's entry that names their groups (`memberOf`), where it has one.
    #[schema(nullable = false, max_length = 100, example = "memberOf")]
    pub member_of: Option<String>,
    /// The entry that groups are below; groups are not looked for if absent.
    #[schema(nullable = false, max_length = 1000)]
    pub group_base: Option<String>,
    /// Which entries are the groups of a person: a filter in which `{dn}` stands for the person's entry.
    #[schema(nullable = false, max_length = 1000, example = "(&(objectClass=groupOfNames)(member={dn}))")]
    pub group_filter: Option<String>,
    /// The attribute by which groups are called.
    #[schema(nullable = false, max_length = 100)]
    pub group_attribute: Option<String>,
    /// Whether the groups that a group is in count too.
    #[schema(nullable = false)]
    pub nested_groups: Option<bool>,
    /// The groups here that the directory's lead to; one that is not named leads to none.
    #[schema(nullable = false)]
    pub groups: Option<BTreeMap<String, String>>,
    /// Whether the mail addresses that it tells count as verified: codes are sent to them.
    #[schema(nullable = false)]
    pub trusts_email: Option<bool>,
    /// Whether the telephone numbers that it tells do.
    #[schema(nullable = false)]
    pub trusts_phone: Option<bool>,
    /// The domains of the e-mail addresses of its people, as DNS has them.
    #[schema(nullable = false, max_items = 100, example = json!(["example.org"]))]
    pub email_domains: Option<Vec<String>>,
    /// How long we wait for a connection, in seconds.
    #[schema(nullable = false, minimum = 1, maximum = 30)]
    pub connect_timeout: Option<u32>,
    /// How long we wait for an answer, in seconds.
    #[schema(nullable = false, minimum = 1, maximum = 30)]
    pub timeout: Option<u32>,
    /// Which account somebody signs in to who comes for the first time.
    #[schema(nullable = false)]
    pub accounts: Option<Accounts>,
}

impl From<Directory> for DirectoryAnswer {
    fn from(directory: Directory) -> Self {
        Self {
            has_bind_password: directory.password().is_some(),
            disabled: directory.disabled_at.is_some(),
            created_at: rfc3339(directory.created_at).unwrap_or_default(),
            updated_at: rfc3339(directory.updated_at).unwrap_or_default(),
            directory: directory.id.into(),
            definition: directory.definition,
        }
    }
}
