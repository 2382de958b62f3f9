// The tables, as numbered steps that are never changed once released: step n turns schema version n-1 into n (`PRAGMA user_version`).
// Rows are for things a person can count; chunks are bits in a span, bytes in a segment, and rows only once something went wrong.
// Wide columns stand last so that the narrow ones before them are read without them.

/** `coord` must keep this shape for ever: another version decides by it whether anybody lives here before it migrates anything. */
const version1 = `
CREATE TABLE coord (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  epoch INTEGER NOT NULL,
  deadline INTEGER NOT NULL,
  holder TEXT NOT NULL
) STRICT;

CREATE TABLE meta (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  server_id TEXT NOT NULL CHECK (server_id GLOB 'srv_*'),
  next_job INTEGER NOT NULL,
  next_device INTEGER NOT NULL
) STRICT;

CREATE TABLE swarm (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('running', 'paused', 'stopped')),
  throttle REAL NOT NULL CHECK (throttle BETWEEN 0 AND 1)
) STRICT;

CREATE TABLE job (
  number INTEGER PRIMARY KEY CHECK (number BETWEEN 0 AND 4294967295),
  id TEXT NOT NULL UNIQUE,
  swarm INTEGER NOT NULL REFERENCES swarm,
  name TEXT NOT NULL,
  kernel TEXT NOT NULL,
  script TEXT NOT NULL,
  verification TEXT NOT NULL,
  check_share REAL NOT NULL,
  priority INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('uploading', 'queued', 'running', 'paused', 'reducing', 'done', 'failed', 'cancelled')),
  note TEXT NOT NULL,
  generation INTEGER NOT NULL,
  count INTEGER NOT NULL CHECK (count BETWEEN 0 AND 4294967295),
  span_size INTEGER NOT NULL CHECK (span_size > 0),
  total_cost REAL NOT NULL,
  input_bytes INTEGER NOT NULL,
  input_files INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  started_at INTEGER CHECK (started_at IS NOT NULL OR state NOT IN ('running', 'reducing', 'done')),
  ended_at INTEGER CHECK ((ended_at IS NOT NULL) = (state IN ('done', 'failed', 'cancelled'))),
  params TEXT NOT NULL,
  outputs TEXT NOT NULL
) STRICT;

CREATE TABLE job_payload (
  job INTEGER PRIMARY KEY REFERENCES job,
  parts BLOB NOT NULL CHECK (length(parts) % 32 = 0),
  job_index BLOB NOT NULL,
  input BLOB NOT NULL
) STRICT;

-- Chunks from low on were never claimed. A job of any size starts as this one row.
CREATE TABLE free (
  job INTEGER PRIMARY KEY REFERENCES job,
  low INTEGER NOT NULL,
  next_no INTEGER NOT NULL
) STRICT;

-- NULL bits: every one is set.
CREATE TABLE span (
  id INTEGER PRIMARY KEY,
  job INTEGER NOT NULL REFERENCES job,
  first INTEGER NOT NULL,
  no INTEGER NOT NULL,
  count INTEGER NOT NULL CHECK (count > 0),
  recorded BLOB CHECK (recorded IS NULL OR length(recorded) = (count + 7) / 8),
  accepted BLOB CHECK (accepted IS NULL OR length(accepted) = (count + 7) / 8),
  UNIQUE (job, first),
  CHECK (recorded IS NULL OR accepted IS NOT NULL)
) STRICT;

-- level: smallest k with high - low < 16^k. Within one level a segment that holds chunk i has low > i - 16^k, which the index finds.
CREATE TABLE segment (
  id INTEGER PRIMARY KEY,
  job INTEGER NOT NULL REFERENCES job,
  epoch INTEGER NOT NULL,
  level INTEGER NOT NULL,
  low INTEGER NOT NULL,
  high INTEGER NOT NULL CHECK (high >= low),
  count INTEGER NOT NULL CHECK (count > 0),
  body BLOB NOT NULL
) STRICT;
CREATE INDEX segment_range ON segment (job, level, low, high);

CREATE TABLE exception (
  job INTEGER NOT NULL REFERENCES job,
  idx INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  crashes INTEGER NOT NULL,
  failed INTEGER NOT NULL CHECK (failed IN (0, 1)),
  threw_on TEXT NOT NULL,
  avoid TEXT NOT NULL,
  last_code TEXT NOT NULL,
  last_message TEXT NOT NULL,
  PRIMARY KEY (job, idx)
) STRICT, WITHOUT ROWID;

CREATE TABLE share (
  job INTEGER NOT NULL REFERENCES job,
  device INTEGER NOT NULL,
  chunks INTEGER NOT NULL,
  cpu_seconds REAL NOT NULL,
  PRIMARY KEY (job, device)
) STRICT, WITHOUT ROWID;

CREATE TABLE device (
  number INTEGER PRIMARY KEY CHECK (number BETWEEN 0 AND 4294967295),
  id TEXT NOT NULL UNIQUE,
  swarm INTEGER NOT NULL REFERENCES swarm,
  name TEXT NOT NULL,
  public_key TEXT NOT NULL,
  algorithm TEXT NOT NULL CHECK (algorithm IN ('p256', 'ed25519')),
  enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
  throttle REAL NOT NULL CHECK (throttle BETWEEN 0 AND 1),
  quarantine TEXT,
  proven INTEGER NOT NULL,
  chunks_done INTEGER NOT NULL,
  cpu_seconds REAL NOT NULL,
  joined_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  capabilities TEXT NOT NULL
) STRICT;

CREATE TABLE invite (
  id TEXT PRIMARY KEY,
  swarm INTEGER NOT NULL REFERENCES swarm,
  code_hash TEXT NOT NULL,
  token_hash TEXT NOT NULL,
  uses INTEGER NOT NULL,
  uses_left INTEGER NOT NULL CHECK (uses_left BETWEEN 0 AND uses),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  revoked INTEGER NOT NULL CHECK (revoked IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
  hash TEXT PRIMARY KEY,
  swarm INTEGER NOT NULL REFERENCES swarm,
  created_at INTEGER NOT NULL,
  last_used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE blob_ref (
  sha BLOB NOT NULL CHECK (length(sha) = 32),
  job INTEGER NOT NULL REFERENCES job,
  kind TEXT NOT NULL CHECK (kind IN ('script', 'input', 'result', 'output')),
  PRIMARY KEY (sha, job, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX blob_ref_job ON blob_ref (job, kind);
`;

/**
 * People. Sessions of version 1 belonged to nobody and end. What refers to a swarm or a person is checked when the tick ends, so that
 * the order of its changes does not matter. `action` and `scopes` have no list of their own here: the lists grow, the tables stay.
 */
const version2 = `
ALTER TABLE swarm ADD COLUMN knocking INTEGER NOT NULL DEFAULT 1 CHECK (knocking IN (0, 1));
ALTER TABLE device ADD COLUMN approved INTEGER NOT NULL DEFAULT 1 CHECK (approved IN (0, 1));
ALTER TABLE invite ADD COLUMN approve INTEGER NOT NULL DEFAULT 0 CHECK (approve IN (0, 1));
DROP TABLE session;

CREATE TABLE person (
  id TEXT PRIMARY KEY CHECK (id GLOB 'per_*'),
  name TEXT NOT NULL CHECK (name <> ''),
  administrator INTEGER NOT NULL CHECK (administrator IN (0, 1)),
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE membership (
  person TEXT NOT NULL REFERENCES person ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  swarm INTEGER NOT NULL REFERENCES swarm DEFERRABLE INITIALLY DEFERRED,
  role TEXT NOT NULL CHECK (role IN ('viewer', 'operator', 'owner')),
  since INTEGER NOT NULL,
  PRIMARY KEY (person, swarm)
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
  id TEXT PRIMARY KEY CHECK (id GLOB 'ses_*'),
  hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64),
  person TEXT NOT NULL REFERENCES person ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  swarm INTEGER NOT NULL REFERENCES swarm DEFERRABLE INITIALLY DEFERRED,
  label TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  last_used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE passkey (
  id TEXT PRIMARY KEY CHECK (id <> ''),
  person TEXT NOT NULL REFERENCES person ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  name TEXT NOT NULL,
  host TEXT NOT NULL CHECK (host <> ''),
  counter INTEGER NOT NULL CHECK (counter >= 0),
  created_at INTEGER NOT NULL,
  last_used_at INTEGER,
  transports TEXT NOT NULL,
  public_key TEXT NOT NULL CHECK (public_key <> '')
) STRICT, WITHOUT ROWID;

-- A token does what its person may do in its swarm: without the membership there is none.
CREATE TABLE token (
  id TEXT PRIMARY KEY CHECK (id GLOB 'tok_*'),
  hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64),
  person TEXT NOT NULL,
  swarm INTEGER NOT NULL,
  name TEXT NOT NULL,
  scopes TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL CHECK (expires_at > created_at),
  last_used_at INTEGER,
  FOREIGN KEY (person, swarm) REFERENCES membership ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;

CREATE TABLE invitation (
  id TEXT PRIMARY KEY CHECK (id GLOB 'pin_*'),
  hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64),
  swarm INTEGER NOT NULL REFERENCES swarm DEFERRABLE INITIALLY DEFERRED,
  role TEXT NOT NULL CHECK (role IN ('viewer', 'operator', 'owner')),
  created_by TEXT NOT NULL REFERENCES person ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL CHECK (expires_at > created_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE ban (
  id TEXT PRIMARY KEY CHECK (id GLOB 'ban_*'),
  swarm INTEGER NOT NULL REFERENCES swarm DEFERRABLE INITIALLY DEFERRED,
  key_hash TEXT NOT NULL CHECK (length(key_hash) = 64),
  name TEXT NOT NULL,
  banned_by TEXT NOT NULL,
  banned_at INTEGER NOT NULL,
  UNIQUE (swarm, key_hash)
) STRICT, WITHOUT ROWID;

-- AUTOINCREMENT: a number is never given twice, not even when its row was pruned.
CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  swarm INTEGER REFERENCES swarm DEFERRABLE INITIALLY DEFERRED,
  action TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('done', 'refused')),
  actor TEXT NOT NULL,
  target TEXT NOT NULL,
  address TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;
CREATE INDEX audit_swarm ON audit (swarm, id);
`;

/** Jobs that end early, follow on each other and are made at most once; results that wait for a second opinion. */
const version3 = `
ALTER TABLE job ADD COLUMN stops INTEGER NOT NULL DEFAULT 0 CHECK (stops IN (0, 1));
ALTER TABLE job ADD COLUMN stopped_at INTEGER CHECK (stopped_at BETWEEN 0 AND 4294967295);
ALTER TABLE job ADD COLUMN origin TEXT;
ALTER TABLE job ADD COLUMN parent TEXT;
ALTER TABLE job ADD COLUMN root TEXT;
ALTER TABLE job ADD COLUMN round INTEGER NOT NULL DEFAULT 1 CHECK (round > 0);
ALTER TABLE job ADD COLUMN rounds INTEGER CHECK (rounds > 0);
ALTER TABLE exception ADD COLUMN votes TEXT NOT NULL DEFAULT '[]';
CREATE UNIQUE INDEX job_origin ON job (origin) WHERE origin IS NOT NULL;
`;

/** How many results of a device were accepted because there was no other to agree. */
const version4 = `
ALTER TABLE share ADD COLUMN trusted INTEGER NOT NULL DEFAULT 0 CHECK (trusted >= 0);
`;

export const migrations: readonly string[] = [version1, version2, version3, version4];
