//! Where something is sealed: every such column, once.

use crate::columns::Cursor;
use crate::error::Error;
use crate::sql::{Sql, Value, sql};
use crate::statement::{Place, Statement};

/// A column of sealed values.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kept {
    Tickets,
    Told,
    Messages,
    Credentials,
    SigningKeys,
    ClientSecrets,
    UpstreamSecrets,
    UpstreamKeys,
    SenderSecrets,
    DirectoryPasswords,
    Judgements,
}

/// What names a row.
#[derive(Clone, Debug)]
pub(super) enum Name {
    Bytes(Vec<u8>),
    Text(String),
}

impl Kept {
    pub(super) const ALL: [Self; 11] = [
        Self::Tickets,
        Self::Told,
        Self::Messages,
        Self::Credentials,
        Self::SigningKeys,
        Self::ClientSecrets,
        Self::UpstreamSecrets,
        Self::UpstreamKeys,
        Self::SenderSecrets,
        Self::DirectoryPasswords,
        Self::Judgements,
    ];

    /// The word by which the keys of its rows are derived; see [`Vault`](crate::vault::Vault).
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Tickets => "ticket",
            Self::Told => "family",
            Self::Messages => "outbox",
            Self::Credentials => "credential",
            Self::SigningKeys => "signing_key",
            Self::ClientSecrets => "client",
            Self::UpstreamSecrets => "upstream",
            Self::UpstreamKeys => "upstream keys",
            Self::SenderSecrets => "sender",
            Self::DirectoryPasswords => "directory",
            Self::Judgements => "sign_in",
        }
    }

    /// What comes before every name.
    pub(super) const fn first(self) -> Name {
        match self {
            Self::Tickets | Self::Told | Self::Messages | Self::Credentials | Self::Judgements => {
                Name::Bytes(Vec::new())
            }
            _ => Name::Text(String::new()),
        }
    }

    /// Names and sealed values after a name, in its order.
    pub(super) fn page(self) -> &'static Sql {
        match self {
            Self::Tickets => sql!("SELECT key, body FROM ticket WHERE key > $1 ORDER BY key LIMIT $2"),
            Self::Told => {
                sql!("SELECT id, told FROM family WHERE id > $1 AND told IS NOT NULL ORDER BY id LIMIT $2")
            }
            Self::Messages => sql!(
                "SELECT id, payload FROM outbox WHERE id > $1 AND payload IS NOT NULL ORDER BY id LIMIT $2"
            ),
            Self::Credentials => {
                sql!("SELECT id, data FROM credential WHERE id > $1 ORDER BY id LIMIT $2")
            }
            Self::SigningKeys => {
                sql!("SELECT kid, private FROM signing_key WHERE kid > $1 ORDER BY kid LIMIT $2")
            }
            Self::ClientSecrets => sql!(
                "SELECT id, kept_secret FROM client WHERE id > $1 AND kept_secret IS NOT NULL ",
                "ORDER BY id LIMIT $2"
            ),
            Self::UpstreamSecrets => sql!(
                "SELECT id, client_secret FROM upstream WHERE id > $1 AND client_secret IS NOT NULL ",
                "ORDER BY id LIMIT $2"
            ),
            Self::UpstreamKeys => {
                sql!("SELECT id, keys FROM upstream WHERE id > $1 ORDER BY id LIMIT $2")
            }
            Self::SenderSecrets => sql!(
                "SELECT id, secret FROM sender WHERE id > $1 AND secret IS NOT NULL ORDER BY id LIMIT $2"
            ),
            Self::DirectoryPasswords => sql!(
                "SELECT id, bind_password FROM directory WHERE id > $1 AND bind_password IS NOT NULL ",
                "ORDER BY id LIMIT $2"
            ),
            Self::Judgements => sql!(
                "SELECT id, judged FROM sign_in WHERE id > $1 AND judged IS NOT NULL ORDER BY id LIMIT $2"
            ),
        }
    }

    pub(super) fn read(self, row: &mut Cursor<'_>) -> Result<(Name, Vec<u8>), Error> {
        let name = match self.first() {
            Name::Bytes(_) => Name::Bytes(row.bytes()?.to_vec()),
            Name::Text(_) => Name::Text(row.text()?.to_owned()),
        };
        Ok((name, row.bytes()?.to_vec()))
    }

    /// Puts one sealed value in the place of another, if that is still there.
    pub(super) fn replace(self, name: &Name, before: Vec<u8>, after: Vec<u8>) -> Statement {
        let sql = match self {
            Self::Tickets => sql!("UPDATE ticket SET body = $3 WHERE key = $1 AND body = $2"),
            Self::Told => sql!("UPDATE family SET told = $3 WHERE id = $1 AND told = $2"),
            Self::Messages => sql!("UPDATE outbox SET payload = $3 WHERE id = $1 AND payload = $2"),
            Self::Credentials => sql!("UPDATE credential SET data = $3 WHERE id = $1 AND data = $2"),
            Self::SigningKeys => sql!("UPDATE signing_key SET private = $3 WHERE kid = $1 AND private = $2"),
            Self::ClientSecrets => {
                sql!("UPDATE client SET kept_secret = $3 WHERE id = $1 AND kept_secret = $2")
            }
            Self::UpstreamSecrets => {
                sql!("UPDATE upstream SET client_secret = $3 WHERE id = $1 AND client_secret = $2")
            }
            Self::UpstreamKeys => sql!("UPDATE upstream SET keys = $3 WHERE id = $1 AND keys = $2"),
            Self::SenderSecrets => sql!("UPDATE sender SET secret = $3 WHERE id = $1 AND secret = $2"),
            Self::DirectoryPasswords => {
                sql!("UPDATE directory SET bind_password = $3 WHERE id = $1 AND bind_password = $2")
            }
            Self::Judgements => sql!("UPDATE sign_in SET judged = $3 WHERE id = $1 AND judged = $2"),
        };
        let place = match (self, name) {
            (Self::Tickets, Name::Bytes(key)) => key.as_slice().try_into().ok().map(Place::Ticket),
            (Self::Told, Name::Bytes(id)) => id.as_slice().try_into().ok().map(Place::Family),
            (Self::Messages, Name::Bytes(id)) => id.as_slice().try_into().ok().map(Place::Message),
            _ => None,
        };
        let values = vec![name.value(), Value::bytes(before), Value::bytes(after)];
        Statement::any(place.unwrap_or(Place::Record), sql, values)
    }
}

impl Name {
    pub(super) fn value(&self) -> Value<'static> {
        match self {
            Self::Bytes(bytes) => Value::bytes(bytes.clone()),
            Self::Text(text) => Value::text(text.clone()),
        }
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::Text(text) => text.as_bytes(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Otherwise its values would be lost with the key that sealed them.
    #[test]
    fn nothing_is_sealed_that_is_not_sealed_anew() {
        let vault = include_str!("../vault.rs");
        let label = |rest: &'static str| rest.split('"').next().unwrap();
        let sealed: BTreeSet<_> = vault.split(".seal(\"").skip(1).map(label).collect();
        assert_eq!(sealed, Kept::ALL.iter().map(|kept| kept.label()).collect());
    }
}
