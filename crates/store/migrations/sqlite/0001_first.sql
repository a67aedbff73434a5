-- Times are microseconds since 1970-01-01T00:00:00Z. JSON is kept as text.

-- Everything short-lived, found by the hash of its secret. The body is sealed.
CREATE TABLE ticket (
  key        BLOB    NOT NULL PRIMARY KEY,
  kind       TEXT    NOT NULL,
  family     BLOB,
  version    INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  ends_at    INTEGER NOT NULL,
  keep_until INTEGER NOT NULL,
  spent_at   INTEGER,
  body       BLOB    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX ticket_keep_until ON ticket (keep_until);
-- Attempts to sign in with a phone that one has moved on: pages wait for them at every node.
CREATE INDEX ticket_moved_attempt ON ticket (expires_at) WHERE kind = 'qr' AND version > 1;
-- Administrators list them: few among many.
CREATE INDEX ticket_invitation ON ticket (key) WHERE kind = 'invitation';

-- What lives and ends together. What it hangs on may be gone: then it is over.
CREATE TABLE family (
  id              BLOB    NOT NULL PRIMARY KEY,
  session         BLOB,
  -- The session it was granted in, also where it does not end with it; none for sessions themselves.
  granted_in      BLOB,
  user_id         TEXT,
  -- The person's sessions_valid_from when the family was decided: a new password ends it.
  user_as_of      INTEGER,
  client_id       TEXT,
  -- The client's created_at when the family began: a later client of the same name is another one.
  client_born_at  INTEGER,
  -- The consent it was granted by, if any: over once that very one is taken back.
  consent         BLOB,
  expires_at      INTEGER NOT NULL,
  keep_until      INTEGER NOT NULL,
  created_at      INTEGER NOT NULL,
  revoked_at      INTEGER,
  revoked_because TEXT,
  -- The claims that were granted by name, as JSON; NULL where none were.
  claims          TEXT,
  -- What an upstream told of the person at the sign-in, sealed; NULL where they did not sign in by one.
  told            BLOB
) STRICT, WITHOUT ROWID;
CREATE INDEX family_keep_until ON family (keep_until);
-- A person's sessions, the clients that took part in each, and what one client was granted.
CREATE INDEX family_user ON family (user_id, granted_in, client_id) WHERE user_id IS NOT NULL;

CREATE TABLE app_user (
  id                  TEXT    NOT NULL PRIMARY KEY,
  version             INTEGER NOT NULL,
  username            TEXT    NOT NULL,
  claims              TEXT    NOT NULL,
  user_groups         TEXT    NOT NULL,
  attributes          TEXT    NOT NULL,
  disabled_at         INTEGER,
  sessions_valid_from INTEGER NOT NULL,
  created_at          INTEGER NOT NULL,
  updated_at          INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Canonical user names and e-mail addresses; each leads to one person.
CREATE TABLE login_name (
  name    TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES app_user (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX login_name_user ON login_name (user_id);

-- What proves people. What is kept of it is sealed.
CREATE TABLE credential (
  id           BLOB    NOT NULL PRIMARY KEY,
  user_id      TEXT    NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
  kind         TEXT    NOT NULL,
  version      INTEGER NOT NULL,
  name         TEXT,
  data         BLOB    NOT NULL,
  created_at   INTEGER NOT NULL,
  last_used_at INTEGER,
  expires_at   INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX credential_user ON credential (user_id);
CREATE INDEX credential_expires_at ON credential (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE client (
  id                   TEXT    NOT NULL PRIMARY KEY,
  version              INTEGER NOT NULL,
  name                 TEXT,
  secrets              TEXT    NOT NULL,
  -- The living secret itself, sealed, where it is needed as a key.
  kept_secret          BLOB,
  metadata             TEXT    NOT NULL,
  policy               TEXT    NOT NULL,
  -- Its public keys that we named, as a JSON array.
  keys                 TEXT    NOT NULL,
  -- How it registered itself, if it did, and with which token, if not openly.
  registration         TEXT,
  initial_access_token TEXT,
  disabled_at          INTEGER,
  created_at           INTEGER NOT NULL,
  updated_at           INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX client_open ON client (created_at)
  WHERE registration IS NOT NULL AND initial_access_token IS NULL;

-- What lets somebody register a client, found by its hash.
CREATE TABLE initial_access_token (
  id         TEXT    NOT NULL PRIMARY KEY,
  name       TEXT,
  sha256     BLOB    NOT NULL UNIQUE,
  bounds     TEXT    NOT NULL,
  uses       INTEGER NOT NULL,
  used       INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE consent (
  user_id    TEXT    NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
  client_id  TEXT    NOT NULL REFERENCES client (id) ON DELETE CASCADE,
  -- Random: one that is given again after it was taken back is another one.
  id         BLOB NOT NULL,
  version    INTEGER NOT NULL,
  scope      TEXT    NOT NULL,
  claims     TEXT    NOT NULL,
  resources  TEXT    NOT NULL,
  granted_at INTEGER NOT NULL,
  PRIMARY KEY (user_id, client_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX consent_client ON consent (client_id, user_id);

-- Whom upstreams know, and whose account that leads to. Who it is there is hashed under a key.
CREATE TABLE linked_identity (
  upstream     TEXT    NOT NULL,
  subject      BLOB    NOT NULL,
  user_id      TEXT    NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
  created_at   INTEGER NOT NULL,
  last_used_at INTEGER NOT NULL,
  PRIMARY KEY (upstream, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX linked_identity_user ON linked_identity (user_id);

-- APIs that tokens are for, and scopes of our own: every node keeps all of them in memory.
CREATE TABLE resource (
  identifier TEXT    NOT NULL PRIMARY KEY,
  version    INTEGER NOT NULL,
  definition TEXT    NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE scope (
  name       TEXT    NOT NULL PRIMARY KEY,
  version    INTEGER NOT NULL,
  definition TEXT    NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The providers that people are sent to. Our secret there and our keys for it are sealed; every node keeps
-- all of them in memory.
CREATE TABLE upstream (
  id            TEXT    NOT NULL PRIMARY KEY,
  version       INTEGER NOT NULL,
  definition    TEXT    NOT NULL,
  client_secret BLOB,
  keys          BLOB    NOT NULL,
  disabled_at   INTEGER,
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- How mails and text messages leave. By what we prove ourselves there is sealed; every node keeps all of them in
-- memory.
CREATE TABLE sender (
  id          TEXT    NOT NULL PRIMARY KEY,
  version     INTEGER NOT NULL,
  definition  TEXT    NOT NULL,
  secret      BLOB,
  disabled_at INTEGER,
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Where organisations keep their people. The password we have there is sealed; every node keeps all of them in
-- memory.
CREATE TABLE directory (
  id            TEXT NOT NULL PRIMARY KEY,
  version       INTEGER NOT NULL,
  definition    TEXT NOT NULL,
  bind_password BLOB,
  disabled_at   INTEGER,
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Domains of e-mail addresses; each leads to one directory or upstream.
CREATE TABLE email_domain (
  domain   TEXT NOT NULL PRIMARY KEY,
  leads_to TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX email_domain_leads_to ON email_domain (leads_to);

-- The rules about who must prove what: each policy is kept, and the last one of a role is in force.
CREATE TABLE policy (
  version  INTEGER NOT NULL PRIMARY KEY,
  role     TEXT    NOT NULL,
  document TEXT    NOT NULL,
  set_by   TEXT    NOT NULL,
  set_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What is sent after a commit, and the record of it. The payload is sealed, and wiped once it is settled.
CREATE TABLE outbox (
  id         BLOB NOT NULL PRIMARY KEY,
  kind       TEXT NOT NULL,
  recipient  TEXT NOT NULL,
  user_id    TEXT,
  payload    BLOB,
  attempts   INTEGER NOT NULL,
  -- When it is sent next; while somebody sends it, when somebody else may.
  due_at     INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  settled    TEXT,
  settled_at INTEGER,
  -- Until when the record is kept; of what waits, for as long as it takes.
  keep_until INTEGER,
  -- By which sender it left.
  sender     TEXT,
  last_error TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_due_at ON outbox (due_at) WHERE settled_at IS NULL;
CREATE INDEX outbox_keep_until ON outbox (keep_until) WHERE keep_until IS NOT NULL;
CREATE INDEX outbox_recipient ON outbox (recipient, id);
CREATE INDEX outbox_user ON outbox (user_id, id) WHERE user_id IS NOT NULL;

-- Who signed in when, or tried to; without a person where nobody has the name that was given. The
-- identifier begins with the time, so that what is old lies together.
CREATE TABLE sign_in (
  id        BLOB NOT NULL PRIMARY KEY,
  user_id   TEXT REFERENCES app_user (id) ON DELETE CASCADE,
  tried_at  INTEGER NOT NULL,
  method    TEXT NOT NULL,
  upstream  TEXT,
  client_id TEXT,
  address   TEXT,
  agent     TEXT,
  outcome   TEXT NOT NULL,
  -- The facts and what the rules made of them, sealed.
  judged    BLOB
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_user ON sign_in (user_id, id) WHERE user_id IS NOT NULL;

-- The audit record: who did what to whom. It outlives the accounts and clients it is about. The identifier
-- begins with the time.
CREATE TABLE event (
  id          BLOB    NOT NULL PRIMARY KEY,
  happened_at INTEGER NOT NULL,
  kind        TEXT    NOT NULL,
  actor       TEXT    NOT NULL,
  user_id     TEXT,
  client_id   TEXT,
  about       TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX event_user ON event (user_id, id) WHERE user_id IS NOT NULL;

-- The private key is sealed.
CREATE TABLE signing_key (
  kid             TEXT    NOT NULL PRIMARY KEY,
  algorithm       TEXT    NOT NULL,
  private         BLOB    NOT NULL,
  created_at      INTEGER NOT NULL,
  signs_from      INTEGER NOT NULL,
  published_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Counts the changes of the signing keys, so that nobody changes others than were read.
CREATE TABLE key_ring (
  one     INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
  version INTEGER NOT NULL
) STRICT;
INSERT INTO key_ring (one, version) VALUES (1, 0);

-- What seals bodies and private keys; itself sealed with the master key of that fingerprint.
CREATE TABLE data_key (
  version    INTEGER NOT NULL PRIMARY KEY,
  master     TEXT    NOT NULL,
  sealed     BLOB    NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

-- What one-way derivations go by; sealed likewise.
CREATE TABLE server_key (
  version    INTEGER NOT NULL PRIMARY KEY,
  master     TEXT    NOT NULL,
  sealed     BLOB    NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

-- The last change of each thing that nodes keep in memory, numbered from the one counter row.
CREATE TABLE change_counter (
  one  INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
  last INTEGER NOT NULL
) STRICT;
INSERT INTO change_counter (one, last) VALUES (1, 0);

CREATE TABLE change_log (
  kind       TEXT    NOT NULL,
  id         TEXT    NOT NULL,
  seq        INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX change_log_seq ON change_log (seq);
