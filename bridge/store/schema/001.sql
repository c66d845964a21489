-- The first schema. Times are milliseconds since 1970 UTC.

-- Everyone who can be an author. Natives below 2^40, people from outside above, the house at 2^40 itself.
CREATE TABLE people (
  id INTEGER PRIMARY KEY,
  created INTEGER NOT NULL,
  handle TEXT NOT NULL,
  display_name TEXT NOT NULL
);

-- Natives who can log in. `folded` is the handle in lower case: handles differ by more than case.
CREATE TABLE accounts (
  user INTEGER PRIMARY KEY REFERENCES people (id),
  folded TEXT NOT NULL UNIQUE,
  handle_updated INTEGER NOT NULL,
  email TEXT NOT NULL,
  admin INTEGER NOT NULL,
  password TEXT NOT NULL
);

-- native, outside: the newest id given, never to be given again. accounts: grows with every change of an account, so
-- that a running bridge sees what the command line did.
CREATE TABLE counters (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) WITHOUT ROWID;

INSERT INTO counters VALUES ('native', 0), ('outside', 1099511627776), ('accounts', 0);
INSERT INTO people VALUES (1099511627776, 0, 'guildbridge', 'guildbridge');

-- People of other networks: who they are there.
CREATE TABLE outsiders (
  network TEXT NOT NULL,
  key TEXT NOT NULL,
  user INTEGER NOT NULL REFERENCES people (id),
  PRIMARY KEY (network, key)
) WITHOUT ROWID;

CREATE TABLE guilds (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL UNIQUE,
  created INTEGER NOT NULL
);

CREATE TABLE channels (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  guild INTEGER NOT NULL REFERENCES guilds (id),
  key TEXT NOT NULL,
  created INTEGER NOT NULL,
  UNIQUE (guild, key)
);

CREATE TABLE rooms (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  channel INTEGER NOT NULL REFERENCES channels (id),
  cursor INTEGER NOT NULL
);

-- The logs of all channels, in one sequence.
CREATE TABLE entries (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  channel INTEGER NOT NULL,
  created INTEGER NOT NULL,
  author INTEGER NOT NULL,
  source_room INTEGER,            -- null: a native or the house
  note INTEGER,                   -- null: no note; 0: for natives; else the room it is for
  kind INTEGER NOT NULL,          -- 0 text, 1 action, 2 notice, 16 removal
  target INTEGER,                 -- removal: what is gone
  removed INTEGER NOT NULL DEFAULT 0,
  text TEXT NOT NULL,
  extras TEXT                     -- JSON {"spans": [...], "files": [...]}, null where there are none
);
CREATE INDEX entries_by_channel ON entries (channel, seq);

-- What rooms call our entries. One entry may have several parts in a room.
CREATE TABLE remote_ids (
  room INTEGER NOT NULL,
  id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  part INTEGER NOT NULL,
  PRIMARY KEY (room, id)
) WITHOUT ROWID;
CREATE INDEX remote_ids_by_entry ON remote_ids (seq);

CREATE TABLE nonces (
  user INTEGER NOT NULL,
  nonce TEXT NOT NULL,
  seq INTEGER NOT NULL,
  created INTEGER NOT NULL,
  PRIMARY KEY (user, nonce)
) WITHOUT ROWID;
CREATE INDEX nonces_by_age ON nonces (created);
