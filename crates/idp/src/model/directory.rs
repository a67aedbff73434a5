//! Directories: where an organisation keeps its people (LDAP, Active Directory), and checks their passwords.

use std::collections::BTreeMap;

use jose::secret::Secret;
use serde::{Deserialize, Serialize};

use super::Version;
use super::client::KeptSecret;
use super::scope::Words;
use super::upstream::{Accounts, UpstreamId};
use crate::time::Time;

/// A directory's identifier. Directories and upstreams have one set of names: whoever comes in by either is
/// linked under the name.
pub type DirectoryId = UpstreamId;

/// A directory that passwords are checked by.
#[derive(Clone, Debug)]
pub struct Directory {
    /// The identifier.
    pub id: DirectoryId,
    /// How often the record was written.
    pub version: Version,
    /// Where it is, and how people are found there.
    pub definition: DirectoryDefinition,
    /// The password that goes with [`DirectoryDefinition::bind_dn`]; sealed at rest.
    pub bind_password: Option<KeptSecret>,
    /// Since when nobody is looked for there.
    pub disabled_at: Option<Time>,
    /// When it was made.
    pub created_at: Time,
    /// When it was last written.
    pub updated_at: Time,
}

/// Where a directory is, how people and their groups are found there, and what is told of them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
// Lenient at rest: a node of the next version may have stored a member that this one does not know.
#[serde(default)]
pub struct DirectoryDefinition {
    /// What people call it.
    #[serde(skip_serializing_if = "Words::is_empty")]
    pub name: Words,
    /// Where it is: `ldap://host` or `ldaps://host`, perhaps with a port.
    pub url: String,
    /// Whether the connection becomes TLS before anything is said (RFC 4511 §4.14).
    pub start_tls: bool,
    /// The certificates, in PEM, that its own must lead to; those that the machine trusts where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ca_certificates: Option<String>,
    /// Who we are there when we look for people; nobody (anonymous) where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bind_dn: Option<String>,
    /// Below which entry people are.
    pub user_base: String,
    /// Which entry is the person who signs in: an RFC 4515 filter, in which `{name}` stands for what they wrote.
    pub user_filter: String,
    /// The attribute that is the same whenever the same person comes, whatever they are called then.
    pub subject: String,
    /// What is told of a person: claims, each with the attribute it is taken from.
    pub claims: BTreeMap<String, String>,
    /// The attribute of a person's entry that names the entries of their groups, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member_of: Option<String>,
    /// Below which entry groups are; groups are not looked for where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_base: Option<String>,
    /// Which entries are the groups of a person, in which `{dn}` stands for the person's entry.
    pub group_filter: String,
    /// The attribute by which groups are called.
    pub group_attribute: String,
    /// Whether the groups that a group is in count too.
    pub nested_groups: bool,
    /// The groups here that the directory's lead to; one that is not named leads to none.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub groups: BTreeMap<String, String>,
    /// Whether the mail addresses that it tells count as verified.
    pub trusts_email: bool,
    /// Whether the telephone numbers that it tells do.
    pub trusts_phone: bool,
    /// The domains of the e-mail addresses of its people.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub email_domains: Vec<String>,
    /// How long we wait for a connection, in seconds.
    pub connect_timeout: u32,
    /// How long we wait for an answer, in seconds.
    pub timeout: u32,
    /// Which account somebody signs in to who comes for the first time.
    pub accounts: Accounts,
}

impl Default for DirectoryDefinition {
    fn default() -> Self {
        let claims = [("email", "mail"), ("family_name", "sn"), ("given_name", "givenName"), ("name", "cn")];
        Self {
            name: Words::new(),
            url: String::new(),
            start_tls: false,
            ca_certificates: None,
            bind_dn: None,
            user_base: String::new(),
            user_filter: "(&(objectClass=person)(|(uid={name})(mail={name})))".to_owned(),
            subject: "entryUUID".to_owned(),
            claims: claims.map(|(claim, attribute)| (claim.to_owned(), attribute.to_owned())).into(),
            member_of: None,
            group_base: None,
            group_filter: "(&(objectClass=groupOfNames)(member={dn}))".to_owned(),
            group_attribute: "cn".to_owned(),
            nested_groups: false,
            groups: BTreeMap::new(),
            trusts_email: false,
            trusts_phone: false,
            email_domains: Vec::new(),
            connect_timeout: 5,
            timeout: 10,
            accounts: Accounts::Create,
        }
    }
}

impl Directory {
    /// The password we have there, where it is kept.
    pub fn password(&self) -> Option<&Secret<String>> {
        self.bind_password.as_ref().map(KeptSecret::secret)
    }

    /// Whether people are looked for there.
    pub fn is_open(&self) -> bool {
        self.disabled_at.is_none()
    }
}
