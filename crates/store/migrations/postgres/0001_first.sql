-- The twin of sqlite/0001_first.sql, column for column. Identifiers and names are compared and
-- ordered by their bytes, as SQLite does.
-- Times are microseconds since 1970-01-01T00:00:00Z. JSON is kept as text.

-- Everything short-lived, found by the hash of its secret. The body is sealed.
CREATE TABLE ticket (
  key        BYTEA NOT NULL PRIMARY KEY,
  kind       TEXT NOT NULL,
  family     BYTEA,
  version    BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  ends_at    BIGINT NOT NULL,
  keep_until BIGINT NOT NULL,
  spent_at   BIGINT,
  body       BYTEA NOT NULL
) WITH (fillfactor = 80);
CREATE INDEX ticket_keep_until ON ticket (keep_until);
-- Attempts to sign in with a phone that one has moved on: pages wait for them at every node.
CREATE INDEX ticket_moved_attempt ON ticket (expires_at) WHERE kind = 'qr' AND version > 1;
-- Administrators list them: few among many.
CREATE INDEX ticket_invitation ON ticket (key) WHERE kind = 'invitation';

-- What lives and ends together. What it hangs on may be gone: then it is over.
CREATE TABLE family (
  id              BYTEA NOT NULL PRIMARY KEY,
  session         BYTEA,
  -- The session it was granted in, also where it does not end with it; none for sessions themselves.
  granted_in      BYTEA,
  user_id         TEXT COLLATE "C",
  -- The person's sessions_valid_from when the family was decided: a new password ends it.
  user_as_of      BIGINT,
  client_id       TEXT COLLATE "C",
  -- The client's created_at when the family began: a later client of the same name is another one.
  client_born_at  BIGINT,
  -- The consent it was granted by, if any: over once that very one is taken back.
  consent         BYTEA,
  expires_at      BIGINT NOT NULL,
  keep_until      BIGINT NOT NULL,
  created_at      BIGINT NOT NULL,
  revoked_at      BIGINT,
  revoked_because TEXT,
  -- The claims that were granted by name, as JSON; NULL where none were.
  claims          TEXT,
  -- What an upstream told of the person at the sign-in, sealed; NULL where they did not sign in by one.
  told            BYTEA
);
CREATE INDEX family_keep_until ON family (keep_until);
-- A person's sessions, the clients that took part in each, and what one client was granted.
CREATE INDEX family_user ON family (user_id, granted_in, client_id) WHERE user_id IS NOT NULL;

CREATE TABLE app_user (
  id                  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  version             BIGINT NOT NULL,
  username            TEXT NOT NULL,
  claims              TEXT NOT NULL,
  user_groups         TEXT NOT NULL,
  attributes          TEXT NOT NULL,
  disabled_at         BIGINT,
  sessions_valid_from BIGINT NOT NULL,
  created_at          BIGINT NOT NULL,
  updated_at          BIGINT NOT NULL
);

-- Canonical user names and e-mail addresses; each leads to one person.
CREATE TABLE login_name (
  name    TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  user_id TEXT COLLATE "C" NOT NULL REFERENCES app_user (id) ON DELETE CASCADE
);
CREATE INDEX login_name_user ON login_name (user_id);

-- What proves people. What is kept of it is sealed.
CREATE TABLE credential (
  id           BYTEA NOT NULL PRIMARY KEY,
  user_id      TEXT COLLATE "C" NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
  kind         TEXT COLLATE "C" NOT NULL,
  version      BIGINT NOT NULL,
  name         TEXT,
  data         BYTEA NOT NULL,
  created_at   BIGINT NOT NULL,
  last_used_at BIGINT,
  expires_at   BIGINT
);
CREATE INDEX credential_user ON credential (user_id);
CREATE INDEX credential_expires_at ON credential (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE client (
  id                   TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  version              BIGINT NOT NULL,
  name                 TEXT,
  secrets              TEXT NOT NULL,
  -- The living secret itself, sealed, where it is needed as a key.
  kept_secret          BYTEA,
  metadata             TEXT NOT NULL,
  policy               TEXT NOT NULL,
  -- Its public keys that we named, as a JSON array.
  keys                 TEXT    NOT NULL,
  -- How it registered itself, if it did, and with which token, if not openly.
  registration         TEXT,
  initial_access_token TEXT,
  disabled_at          BIGINT,
  created_at           BIGINT NOT NULL,
  updated_at           BIGINT NOT NULL
);
CREATE INDEX client_open ON client (created_at)
  WHERE registration IS NOT NULL AND initial_access_token IS NULL;

-- What lets somebody register a client, found by its hash.
CREATE TABLE initial_access_token (
  id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  name       TEXT,
  sha256     BYTEA NOT NULL UNIQUE,
  bounds     TEXT NOT NULL,
  uses       BIGINT NOT NULL,
  used       BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE consent (
  user_id    TEXT COLLATE "C" NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
  client_id  TEXT COLLATE "C" NOT NULL REFERENCES client (id) ON DELETE CASCADE,
  -- Random: one that is given again after it was taken back is another one.
  id         BYTEA NOT NULL,
  version    BIGINT NOT NULL,
  scope      TEXT NOT NULL,
  claims     TEXT NOT NULL,
  resources  TEXT NOT NULL,
  granted_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, client_id)
);
CREATE INDEX consent_client ON consent (client_id, user_id);

-- Whom upstreams know, and whose account that leads to. Who it is there is hashed under a key.
CREATE TABLE linked_identity (
  upstream     TEXT COLLATE "C" NOT NULL,
  subject      BYTEA NOT NULL,
  user_id      TEXT COLLATE "C" NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
  created_at   BIGINT NOT NULL,
  last_used_at BIGINT NOT NULL,
  PRIMARY KEY (upstream, subject)
);
CREATE INDEX linked_identity_user ON linked_identity (user_id);

-- APIs that tokens are for, and scopes of our own: every node keeps all of them in memory.
CREATE TABLE resource (
  identifier TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  version    BIGINT NOT NULL,
  definition TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

CREATE TABLE scope (
  name       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  version    BIGINT NOT NULL,
  definition TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

-- The providers that people are sent to. Our secret there and our keys for it are sealed; every node keeps
-- all of them in memory.
CREATE TABLE upstream (
  id            TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  version       BIGINT NOT NULL,
  definition    TEXT   NOT NULL,
  client_secret BYTEA,
  keys          BYTEA  NOT NULL,
  disabled_at   BIGINT,
  created_at    BIGINT NOT NULL,
  updated_at    BIGINT NOT NULL
);

-- How mails and text messages leave. By what we prove ourselves there is sealed; every node keeps all of them in
-- memory.
CREATE TABLE sender (
  id          TEXT    NOT NULL PRIMARY KEY,
  version     BIGINT NOT NULL,
  definition  TEXT    NOT NULL,
  secret      BYTEA,
  disabled_at BIGINT,
  created_at  BIGINT NOT NULL,
  updated_at  BIGINT NOT NULL
);

-- Where organisations keep their people. The password we have there is sealed; every node keeps all of them in
-- memory.
CREATE TABLE directory (
  id            TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  version       BIGINT NOT NULL,
  definition    TEXT NOT NULL,
  bind_password BYTEA,
  disabled_at   BIGINT,
  created_at    BIGINT NOT NULL,
  updated_at    BIGINT NOT NULL
);

-- Domains of e-mail addresses; each leads to one directory or upstream.
CREATE TABLE email_domain (
  domain   TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  leads_to TEXT COLLATE "C" NOT NULL
);
CREATE INDEX email_domain_leads_to ON email_domain (leads_to);

-- The rules about who must prove what: each policy is kept, and the last one of a role is in force.
CREATE TABLE policy (
  version  BIGINT NOT NULL PRIMARY KEY,
  role     TEXT    NOT NULL,
  document TEXT    NOT NULL,
  set_by   TEXT    NOT NULL,
  set_at   BIGINT NOT NULL
);

-- What is sent after a commit, and the record of it. The payload is sealed, and wiped once it is settled.
CREATE TABLE outbox (
  id         BYTEA NOT NULL PRIMARY KEY,
  kind       TEXT NOT NULL,
  recipient  TEXT COLLATE "C" NOT NULL,
  user_id    TEXT COLLATE "C",
  payload    BYTEA,
  attempts   BIGINT NOT NULL,
  -- When it is sent next; while somebody sends it, when somebody else may.
  due_at     BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  settled    TEXT,
  settled_at BIGINT,
  -- Until when the record is kept; of what waits, for as long as it takes.
  keep_until BIGINT,
  -- By which sender it left.
  sender     TEXT,
  last_error TEXT
);
CREATE INDEX outbox_due_at ON outbox (due_at) WHERE settled_at IS NULL;
CREATE INDEX outbox_keep_until ON outbox (keep_until) WHERE keep_until IS NOT NULL;
CREATE INDEX outbox_recipient ON outbox (recipient, id);
CREATE INDEX outbox_user ON outbox (user_id, id) WHERE user_id IS NOT NULL;

-- Who signed in when, or tried to; without a person where nobody has the name that was given. The
-- identifier begins with the time, so that what is old lies together.
CREATE TABLE sign_in (
  id        BYTEA NOT NULL PRIMARY KEY,
  user_id   TEXT COLLATE "C" REFERENCES app_user (id) ON DELETE CASCADE,
  tried_at  BIGINT NOT NULL,
  method    TEXT NOT NULL,
  upstream  TEXT,
  client_id TEXT COLLATE "C",
  address   TEXT,
  agent     TEXT,
  outcome   TEXT NOT NULL,
  -- The facts and what the rules made of them, sealed.
  judged    BYTEA
);
CREATE INDEX sign_in_user ON sign_in (user_id, id) WHERE user_id IS NOT NULL;

-- The audit record: who did what to whom. It outlives the accounts and clients it is about. The identifier
-- begins with the time.
CREATE TABLE event (
  id          BYTEA NOT NULL PRIMARY KEY,
  happened_at BIGINT NOT NULL,
  kind        TEXT NOT NULL,
  actor       TEXT NOT NULL,
  user_id     TEXT COLLATE "C",
  client_id   TEXT COLLATE "C",
  about       TEXT NOT NULL
);
CREATE INDEX event_user ON event (user_id, id) WHERE user_id IS NOT NULL;

-- The private key is sealed.
CREATE TABLE signing_key (
  kid             TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  algorithm       TEXT NOT NULL,
  private         BYTEA NOT NULL,
  created_at      BIGINT NOT NULL,
  signs_from      BIGINT NOT NULL,
  published_until BIGINT NOT NULL
);

-- Counts the changes of the signing keys, so that nobody changes others than were read.
CREATE TABLE key_ring (
  one     BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
  version BIGINT NOT NULL
);
INSERT INTO key_ring (one, version) VALUES (1, 0);

-- What seals bodies and private keys; itself sealed with the master key of that fingerprint.
CREATE TABLE data_key (
  version    BIGINT NOT NULL PRIMARY KEY,
  master     TEXT NOT NULL,
  sealed     BYTEA NOT NULL,
  created_at BIGINT NOT NULL
);

-- What one-way derivations go by; sealed likewise.
CREATE TABLE server_key (
  version    BIGINT NOT NULL PRIMARY KEY,
  master     TEXT NOT NULL,
  sealed     BYTEA NOT NULL,
  created_at BIGINT NOT NULL
);

-- The last change of each thing that nodes keep in memory, numbered from the one counter row.
CREATE TABLE change_counter (
  one  BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
  last BIGINT NOT NULL
);
INSERT INTO change_counter (one, last) VALUES (1, 0);

CREATE TABLE change_log (
  kind       TEXT NOT NULL,
  id         TEXT COLLATE "C" NOT NULL,
  seq        BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  PRIMARY KEY (kind, id)
);
CREATE UNIQUE INDEX change_log_seq ON change_log (seq);
