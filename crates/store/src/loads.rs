//! The loads: each one statement, and how its rows are read.

use std::str::FromStr;
use std::sync::Arc;

use idp::Time;
use idp::model::ClientId;
use idp::model::client::{Client, KeptSecret};
use idp::model::consent::{Consent, ConsentId};
use idp::model::family::{FamilyFacts, FamilyId};
use idp::model::initial_access_token::InitialAccessToken;
use idp::model::key::{KeyAlgorithm, KeyRecord};
use idp::model::ticket::{TicketFacts, TicketKey};
use idp::model::told::Told;
use idp::model::user::{User, UserId};
use oidc::claims::ClaimsRequest;
use oidc::scope::Scope;
use serde::de::DeserializeOwned;

use crate::columns::Cursor;
use crate::error::Error;
use crate::facts::{Change, ChangeKind};
use crate::sql::{Sql, sql};
use crate::vault::Vault;

macro_rules! ticket_columns {
    () => {
        "t.version, t.expires_at, t.ends_at, t.spent_at, t.body, t.family, "
    };
}

/// `$2` is the present.
macro_rules! family_columns {
    () => {
        "f.id, f.user_id, f.client_id, f.session, f.expires_at, f.revoked_at IS NOT NULL, \
         f.session IS NOT NULL AND \
         (s.id IS NULL OR s.revoked_at IS NOT NULL OR s.expires_at <= CAST($2 AS BIGINT)), \
         f.user_id IS NOT NULL AND (u.id IS NULL OR u.disabled_at IS NOT NULL \
         OR f.user_as_of IS NULL OR f.user_as_of <> u.sessions_valid_from), \
         f.client_id IS NOT NULL AND (c.id IS NULL OR c.disabled_at IS NOT NULL), \
         f.consent IS NOT NULL AND g.id IS NULL, u.user_groups, f.claims, f.told"
    };
}

/// What a family hangs on. A client of the same name that was made later is another client, and so is a
/// consent that was given after another was taken back.
macro_rules! family_joins {
    () => {
        "LEFT JOIN family s ON s.id = f.session \
         LEFT JOIN app_user u ON u.id = f.user_id \
         LEFT JOIN client c ON c.id = f.client_id AND c.created_at = f.client_born_at \
         LEFT JOIN consent g ON g.user_id = f.user_id AND g.client_id = f.client_id AND g.id = f.consent "
    };
}

macro_rules! user_columns {
    () => {
        "u.id, u.version, u.username, u.claims, u.user_groups, u.attributes, u.disabled_at, u.sessions_valid_from, \
         u.created_at, u.updated_at"
    };
}

macro_rules! client_columns {
    () => {
        "c.id, c.version, c.secrets, c.kept_secret, c.metadata, c.policy, c.registration, c.keys, \
         c.disabled_at, c.created_at, c.updated_at"
    };
}

macro_rules! initial_access_token_columns {
    () => {
        "a.id, a.name, a.sha256, a.bounds, a.uses, a.used, a.expires_at, a.created_at"
    };
}

macro_rules! credential_columns {
    () => {
        "r.id, r.user_id, r.kind, r.version, r.name, r.data, r.created_at, r.last_used_at, r.expires_at"
    };
}

macro_rules! consent_columns {
    () => {
        "k.user_id, k.client_id, k.id, k.version, k.scope, k.claims, k.resources, k.granted_at"
    };
}

pub(crate) const TICKET: &Sql = sql!(
    "SELECT ",
    ticket_columns!(),
    family_columns!(),
    " FROM ticket t LEFT JOIN family f ON f.id = t.family ",
    family_joins!(),
    "WHERE t.key = $1"
);

/// The attempts that a phone moved on, and that live.
pub(crate) const MOVED_ATTEMPTS: &Sql = sql!(
    "SELECT t.key, t.version FROM ticket t WHERE t.kind = 'qr' AND t.version > 1 ",
    "AND t.expires_at > CAST($1 AS BIGINT)"
);

pub(crate) const SESSION: &Sql = sql!(
    "SELECT ",
    ticket_columns!(),
    family_columns!(),
    ", ",
    user_columns!(),
    ", ",
    consent_columns!(),
    " FROM ticket t JOIN family f ON f.id = t.family ",
    family_joins!(),
    "LEFT JOIN consent k ON k.user_id = u.id AND k.client_id = $3 ",
    "WHERE t.key = $1 AND u.id IS NOT NULL"
);

pub(crate) const FAMILY: &Sql =
    sql!("SELECT ", family_columns!(), " FROM family f ", family_joins!(), "WHERE f.id = $1");

pub(crate) const FAMILY_AND_USER: &Sql = sql!(
    "SELECT ",
    family_columns!(),
    ", ",
    user_columns!(),
    " FROM family f ",
    family_joins!(),
    "WHERE f.id = $1"
);

/// The sessions of a person that hold, the youngest first.
pub(crate) const SESSIONS_OF_PERSON: &Sql = sql!(
    "SELECT f.created_at, ",
    family_columns!(),
    " FROM family f ",
    family_joins!(),
    "WHERE f.user_id = $1 AND f.granted_in IS NULL AND f.client_id IS NULL AND f.revoked_at IS NULL ",
    "AND f.expires_at > CAST($2 AS BIGINT) AND f.user_as_of = u.sessions_valid_from ",
    "AND u.disabled_at IS NULL ORDER BY f.id DESC LIMIT CAST($3 AS BIGINT)"
);

pub(crate) const SESSION_BY_ID: &Sql = sql!(
    "SELECT f.created_at, ",
    family_columns!(),
    " FROM family f ",
    family_joins!(),
    "WHERE f.id = $1 AND f.user_id IS NOT NULL AND f.granted_in IS NULL AND f.client_id IS NULL"
);

/// The ticket behind a session's cookie: one of those that lie together under the session's family,
/// whose keys `$1` and `$3` enclose.
pub(crate) const TICKET_OF_SESSION: &Sql = sql!(
    "SELECT t.key, ",
    ticket_columns!(),
    family_columns!(),
    " FROM ticket t LEFT JOIN family f ON f.id = t.family ",
    family_joins!(),
    "WHERE t.key >= $1 AND t.key <= $3 AND t.kind = 'session' AND t.spent_at IS NULL ",
    "ORDER BY t.expires_at DESC LIMIT 1"
);

/// What leads to sessions that were not ended: of those that lie together, whose keys `$1` and `$3` enclose, the
/// first after `$1`.
pub(crate) const TRAILS: &Sql = sql!(
    "SELECT t.key, ",
    ticket_columns!(),
    family_columns!(),
    " FROM ticket t JOIN family f ON f.id = t.family ",
    family_joins!(),
    "WHERE t.key > $1 AND t.key <= $3 AND t.kind = 'upstream_session' AND t.expires_at > CAST($2 AS BIGINT) ",
    "AND f.revoked_at IS NULL ORDER BY t.key LIMIT CAST($4 AS BIGINT)"
);

/// Invitations that count.
pub(crate) const INVITATIONS: &Sql = sql!(
    "SELECT t.key, ",
    ticket_columns!(),
    family_columns!(),
    " FROM ticket t LEFT JOIN family f ON f.id = t.family ",
    family_joins!(),
    "WHERE t.key > $1 AND t.kind = 'invitation' AND t.spent_at IS NULL AND t.expires_at > CAST($2 AS BIGINT) ",
    "ORDER BY t.key LIMIT CAST($3 AS BIGINT)"
);

pub(crate) const INVITATION: &Sql = sql!(
    "SELECT ",
    ticket_columns!(),
    family_columns!(),
    " FROM ticket t LEFT JOIN family f ON f.id = t.family ",
    family_joins!(),
    "WHERE t.key = $1 AND t.kind = 'invitation'"
);

/// The clients that were granted something in a session.
pub(crate) const CLIENTS_OF_SESSION: &Sql = sql!(
    "SELECT DISTINCT f.client_id FROM family f WHERE f.user_id = $1 AND f.granted_in = $2 ",
    "AND f.client_id IS NOT NULL ORDER BY f.client_id LIMIT CAST($3 AS BIGINT)"
);

pub(crate) const CONSENTS: &Sql = sql!(
    "SELECT ",
    consent_columns!(),
    " FROM consent k WHERE k.user_id = $1 ORDER BY k.client_id LIMIT CAST($2 AS BIGINT)"
);

pub(crate) const CONSENTING: &Sql = sql!(
    "SELECT user_id FROM consent WHERE client_id = $1 AND user_id > $2 ORDER BY user_id ",
    "LIMIT CAST($3 AS BIGINT)"
);

/// What is due: of each recipient the longest first, and every recipient's first before anybody's second.
pub(crate) const DUE_MESSAGES: &Sql = sql!(
    "SELECT o.id, o.kind, o.recipient, o.attempts, o.expires_at, o.payload FROM (SELECT d.id, d.due_at, ",
    "ROW_NUMBER() OVER (PARTITION BY d.recipient ORDER BY d.due_at, d.id) AS turn FROM outbox d ",
    "WHERE d.settled_at IS NULL AND d.kind = $4 AND d.due_at <= CAST($1 AS BIGINT)) q JOIN outbox o ON o.id = q.id ",
    "WHERE q.turn <= CAST($3 AS BIGINT) ORDER BY q.turn, q.due_at, q.id LIMIT CAST($2 AS BIGINT)"
);

macro_rules! delivery_columns {
    () => {
        "o.id, o.kind, o.recipient, o.user_id, o.created_at, o.attempts, o.due_at, o.expires_at, \
         o.settled, o.settled_at, o.sender, o.last_error"
    };
}

/// `$1` is the one before, `$3` the state that is asked for; the youngest comes first.
macro_rules! deliveries_where {
    ($which:literal) => {
        sql!(
            "SELECT ",
            delivery_columns!(),
            " FROM outbox o WHERE ",
            $which,
            "o.id < $1 AND (CAST($3 AS TEXT) IS NULL OR COALESCE(o.settled, 'waiting') = CAST($3 AS TEXT)) ",
            "ORDER BY o.id DESC LIMIT CAST($2 AS BIGINT)"
        )
    };
}

pub(crate) const DELIVERIES: &Sql = deliveries_where!("");
pub(crate) const DELIVERIES_TO: &Sql = deliveries_where!("o.recipient = $4 AND ");
pub(crate) const DELIVERIES_ABOUT: &Sql = deliveries_where!("o.user_id = $4 AND ");
pub(crate) const DELIVERIES_TO_ABOUT: &Sql = deliveries_where!("o.recipient = $4 AND o.user_id = $5 AND ");

pub(crate) const PERSON: &Sql = sql!(
    "SELECT ",
    user_columns!(),
    ", ",
    consent_columns!(),
    ", ",
    credential_columns!(),
    " FROM login_name n JOIN app_user u ON u.id = n.user_id ",
    "LEFT JOIN consent k ON k.user_id = u.id AND k.client_id = $2 ",
    "LEFT JOIN credential r ON r.user_id = u.id WHERE n.name = $1 ORDER BY r.kind, r.created_at, r.id"
);

/// `$1` and `$2` are an upstream and whom it knows, `$3` is the client.
pub(crate) const IDENTITY: &Sql = sql!(
    "SELECT i.upstream, i.subject, i.user_id, i.created_at, i.last_used_at, ",
    user_columns!(),
    ", ",
    consent_columns!(),
    " FROM linked_identity i JOIN app_user u ON u.id = i.user_id ",
    "LEFT JOIN consent k ON k.user_id = u.id AND k.client_id = $3 ",
    "WHERE i.upstream = $1 AND i.subject = $2"
);

pub(crate) const USER: &Sql = sql!("SELECT ", user_columns!(), " FROM app_user u WHERE u.id = $1");

pub(crate) const USERS: &Sql = sql!(
    "SELECT ",
    user_columns!(),
    " FROM app_user u WHERE u.id > $1 ORDER BY u.id LIMIT CAST($2 AS BIGINT)"
);

/// `$3` and `$4` enclose the login names that begin with what was searched for.
pub(crate) const USERS_BY_NAME: &Sql = sql!(
    "SELECT ",
    user_columns!(),
    " FROM app_user u WHERE u.id > $1 ",
    "AND u.id IN (SELECT n.user_id FROM login_name n WHERE n.name >= $3 AND n.name < $4) ",
    "ORDER BY u.id LIMIT CAST($2 AS BIGINT)"
);

pub(crate) const CLIENT: &Sql = sql!("SELECT ", client_columns!(), " FROM client c WHERE c.id = $1");

pub(crate) const CLIENTS: &Sql = sql!(
    "SELECT ",
    client_columns!(),
    " FROM client c WHERE c.id > $1 ORDER BY c.id LIMIT CAST($2 AS BIGINT)"
);

/// Clients that came while registration was open.
pub(crate) const OPEN_CLIENTS: &Sql =
    sql!("SELECT COUNT(*) FROM client WHERE registration IS NOT NULL AND initial_access_token IS NULL");

pub(crate) const INITIAL_ACCESS_TOKEN: &Sql =
    sql!("SELECT ", initial_access_token_columns!(), " FROM initial_access_token a WHERE a.id = $1");

pub(crate) const INITIAL_ACCESS_TOKEN_BY_HASH: &Sql =
    sql!("SELECT ", initial_access_token_columns!(), " FROM initial_access_token a WHERE a.sha256 = $1");

pub(crate) const INITIAL_ACCESS_TOKENS: &Sql = sql!(
    "SELECT ",
    initial_access_token_columns!(),
    " FROM initial_access_token a WHERE a.id > $1 ORDER BY a.id LIMIT CAST($2 AS BIGINT)"
);

pub(crate) const CREDENTIAL: &Sql =
    sql!("SELECT ", credential_columns!(), " FROM credential r WHERE r.id = $1");

/// In the order in which [`PERSON`] has them.
pub(crate) const CREDENTIALS: &Sql = sql!(
    "SELECT ",
    credential_columns!(),
    " FROM credential r WHERE r.user_id = $1 ORDER BY r.kind, r.created_at, r.id LIMIT CAST($2 AS BIGINT)"
);

pub(crate) const CONSENT: &Sql =
    sql!("SELECT ", consent_columns!(), " FROM consent k WHERE k.user_id = $1 AND k.client_id = $2");

pub(crate) const KEYS: &Sql = sql!(
    "SELECT kid, algorithm, private, created_at, signs_from, published_until ",
    "FROM signing_key ORDER BY created_at, kid"
);

pub(crate) const KEY_RING: &Sql = sql!("SELECT version FROM key_ring WHERE one = 1");

/// One row for each change, and at least one, so that the counter is seen as of the same moment.
pub(crate) const CHANGES: &Sql = sql!(
    "SELECT n.last, l.seq, l.kind, l.id FROM change_counter n ",
    "LEFT JOIN change_log l ON l.seq > CAST($1 AS BIGINT) AND l.seq <= n.last ",
    "WHERE n.one = 1 ORDER BY l.seq LIMIT CAST($2 AS BIGINT)"
);

pub(crate) fn ticket(row: &mut Cursor<'_>, key: TicketKey, vault: &Vault) -> Result<TicketFacts, Error> {
    let version = row.int()?;
    let expires_at = row.time()?;
    let ends_at = row.time()?;
    let spent_at = row.time_or_null()?;
    let body = vault.open_body(&key, row.bytes()?)?;
    let named: Option<FamilyId> = row.array_or_null("a family's id")?.map(FamilyId);
    let family = family(row, vault)?.or_else(|| named.map(gone));
    Ok(TicketFacts { key, version, expires_at, ends_at, spent_at, body, family })
}

/// A family that is named but not there has been swept: whatever hung on it is over.
fn gone(id: FamilyId) -> FamilyFacts {
    FamilyFacts {
        id,
        user: None,
        client: None,
        session: None,
        expires_at: Time::from_micros(0),
        revoked: true,
        session_over: false,
        user_off: false,
        client_off: false,
        consent_withdrawn: false,
        groups: Vec::new(),
        claims: ClaimsRequest::default(),
        told: None,
    }
}

pub(crate) fn family(row: &mut Cursor<'_>, vault: &Vault) -> Result<Option<FamilyFacts>, Error> {
    let Some(id) = row.array_or_null("a family's id")?.map(FamilyId) else {
        row.skip(12);
        return Ok(None);
    };
    Ok(Some(FamilyFacts {
        id,
        user: row.text_or_null()?.map(UserId::new),
        client: row.text_or_null()?.map(ClientId::new),
        session: row.array_or_null("a family's session")?.map(FamilyId),
        expires_at: row.time()?,
        revoked: row.bool()?,
        session_over: row.bool()?,
        user_off: row.bool()?,
        client_off: row.bool()?,
        consent_withdrawn: row.bool()?,
        groups: match row.text_or_null()? {
            Some(groups) => json(groups, "a person's groups")?,
            None => Vec::new(),
        },
        claims: match row.text_or_null()? {
            Some(claims) => json(claims, "a family's claims")?,
            None => ClaimsRequest::default(),
        },
        told: row.bytes_or_null()?.map(|sealed| told(&id, sealed, vault)).transpose()?.map(Arc::new),
    }))
}

fn told(family: &FamilyId, sealed: &[u8], vault: &Vault) -> Result<Told, Error> {
    let opened = vault.open_told(family, sealed)?;
    serde_json::from_slice(&opened).map_err(|_| Error::Corrupt { what: "what an upstream told" })
}

pub(crate) fn user(row: &mut Cursor<'_>) -> Result<Option<User>, Error> {
    let Some(id) = row.text_or_null()? else {
        row.skip(9);
        return Ok(None);
    };
    Ok(Some(User {
        id: UserId::new(id),
        version: row.int()?,
        username: row.text()?.to_owned(),
        claims: json(row.text()?, "a person's claims")?,
        groups: json(row.text()?, "a person's groups")?,
        attributes: json(row.text()?, "a person's attributes")?,
        disabled_at: row.time_or_null()?,
        sessions_valid_from: row.time()?,
        created_at: row.time()?,
        updated_at: row.time()?,
    }))
}

pub(crate) fn client(row: &mut Cursor<'_>, vault: &Vault) -> Result<Client, Error> {
    let id = row.text()?;
    Ok(Client {
        id: ClientId::new(id),
        version: row.int()?,
        secrets: json(row.text()?, "a client's secrets")?,
        kept_secret: match row.bytes_or_null()? {
            Some(sealed) => Some(KeptSecret::new(vault.open_client_secret(id, sealed)?)),
            None => None,
        },
        metadata: json(row.text()?, "a client's metadata")?,
        policy: json(row.text()?, "a client's policy")?,
        registration: row.text_or_null()?.map(|text| json(text, "a client's registration")).transpose()?,
        keys: json(row.text()?, "a client's keys")?,
        disabled_at: row.time_or_null()?,
        created_at: row.time()?,
        updated_at: row.time()?,
    })
}

pub(crate) fn initial_access_token(row: &mut Cursor<'_>) -> Result<InitialAccessToken, Error> {
    const CORRUPT: Error = Error::Corrupt { what: "an initial access token" };
    let count = |count: i64| u32::try_from(count).map_err(|_| CORRUPT);
    Ok(InitialAccessToken {
        id: row.text()?.to_owned(),
        name: row.text_or_null()?.map(str::to_owned),
        sha256: row.array_or_null("an initial access token")?.ok_or(CORRUPT)?,
        bounds: json(row.text()?, "an initial access token's bounds")?,
        uses: count(row.int()?)?,
        used: count(row.int()?)?,
        expires_at: row.time()?,
        created_at: row.time()?,
    })
}

pub(crate) fn consent(row: &mut Cursor<'_>) -> Result<Option<Consent>, Error> {
    let Some(user) = row.text_or_null()? else {
        row.skip(7);
        return Ok(None);
    };
    Ok(Some(Consent {
        user: UserId::new(user),
        client: ClientId::new(row.text()?),
        id: row
            .array_or_null("a consent's id")?
            .map(ConsentId)
            .ok_or(Error::Corrupt { what: "a consent's id" })?,
        version: row.int()?,
        scope: Scope::parse(row.text()?).map_err(|_| Error::Corrupt { what: "a consent's scope" })?,
        claims: json(row.text()?, "a consent's claims")?,
        resources: json(row.text()?, "a consent's resources")?,
        granted_at: row.time()?,
    }))
}

pub(crate) fn key(row: &mut Cursor<'_>, vault: &Vault) -> Result<KeyRecord, Error> {
    let kid = row.text()?.to_owned();
    let algorithm = row.text()?;
    let private = vault.open_private(&kid, row.bytes()?)?;
    Ok(KeyRecord {
        kid,
        algorithm: KeyAlgorithm::from_str(algorithm)
            .map_err(|_| Error::Corrupt { what: "a key's algorithm" })?,
        private,
        created_at: row.time()?,
        signs_from: row.time()?,
        published_until: row.time()?,
    })
}

/// A row of [`CHANGES`].
pub(crate) struct ChangeRow {
    /// The last number given so far.
    pub(crate) counter: i64,
    /// This entry's number, if there is an entry.
    pub(crate) seq: Option<i64>,
    /// The entry; nothing if a newer program wrote of things this one does not keep in memory.
    pub(crate) change: Option<Change>,
}

pub(crate) fn change(row: &mut Cursor<'_>) -> Result<ChangeRow, Error> {
    let counter = row.int()?;
    let Some(seq) = row.int_or_null()? else { return Ok(ChangeRow { counter, seq: None, change: None }) };
    let kind = ChangeKind::parse(row.text()?);
    let id = row.text()?.to_owned();
    Ok(ChangeRow { counter, seq: Some(seq), change: kind.map(|kind| Change { seq, kind, id }) })
}

fn json<T: DeserializeOwned>(text: &str, what: &'static str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|_| Error::Corrupt { what })
}
