CREATE TABLE setting (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;

CREATE TABLE store (
  slug TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  profile TEXT NOT NULL,
  issuer TEXT NOT NULL,
  client_id TEXT NOT NULL,
  scopes TEXT NOT NULL,
  acr_values TEXT NOT NULL,
  idp_hint TEXT,
  request TEXT NOT NULL,
  provider_keys TEXT,
  client_secret BLOB, -- Sealed.
  version INTEGER NOT NULL
) STRICT;

CREATE TABLE store_key (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  store TEXT NOT NULL REFERENCES store (slug),
  purpose TEXT NOT NULL,
  kid TEXT NOT NULL,
  public TEXT NOT NULL,
  private BLOB NOT NULL, -- Sealed.
  UNIQUE (store, purpose, kid)
) STRICT;

CREATE TABLE orders (
  id TEXT PRIMARY KEY,
  store TEXT NOT NULL REFERENCES store (slug),
  browser BLOB NOT NULL, -- The hash of what the browser's cookie holds.
  placed_at INTEGER NOT NULL,
  success INTEGER,
  name TEXT,
  auth_at TEXT,
  ftn_idp TEXT,
  failure TEXT,
  -- Whoever is not identified is not known.
  CHECK (success IS 1 OR (name IS NULL AND auth_at IS NULL AND ftn_idp IS NULL)),
  CHECK (success IS NOT 1 OR (name IS NOT NULL AND auth_at IS NOT NULL AND ftn_idp IS NOT NULL))
) STRICT;
CREATE INDEX orders_by_store ON orders (store, placed_at DESC);
CREATE INDEX orders_open ON orders (placed_at) WHERE success IS NOT 1;
CREATE INDEX orders_by_browser ON orders (browser, placed_at DESC);

CREATE TABLE line (
  orders TEXT NOT NULL REFERENCES orders (id),
  place INTEGER NOT NULL,
  product TEXT NOT NULL,
  title TEXT NOT NULL,
  quantity INTEGER NOT NULL,
  cents INTEGER NOT NULL,
  PRIMARY KEY (orders, place)
) STRICT;

CREATE TABLE attempt (
  label TEXT PRIMARY KEY, -- Part of the hash of the state.
  orders TEXT NOT NULL REFERENCES orders (id),
  store TEXT NOT NULL,
  browser BLOB NOT NULL,
  pending TEXT NOT NULL, -- Sealed: state, nonce and code verifier. Empty once it was used.
  began_at INTEGER NOT NULL,
  used_at INTEGER,
  outcome TEXT -- What came of it, once that is known.
) STRICT;
CREATE INDEX attempt_by_order ON attempt (orders);
CREATE INDEX attempt_open ON attempt (began_at) WHERE outcome IS NULL;

CREATE TABLE visit (
  hash BLOB PRIMARY KEY, -- Of what the merchant's cookie holds.
  form_token TEXT NOT NULL,
  ends_at INTEGER NOT NULL
) STRICT;
