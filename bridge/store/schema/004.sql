-- The files that we keep. The bytes of a file are its blob, which others may have as well. width and height: pixels, 0
-- where it is no picture. asked: when it was last made or attached; what nobody shows is kept for a while from then.
CREATE TABLE files (
  owner INTEGER NOT NULL,
  name TEXT NOT NULL,
  blob TEXT NOT NULL,
  type TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  title TEXT NOT NULL,
  created INTEGER NOT NULL,
  asked INTEGER NOT NULL,
  PRIMARY KEY (owner, name)
) WITHOUT ROWID;
CREATE INDEX files_by_blob ON files (blob);

-- Who shows a file: an entry (its seq) or a guild (its id, negated).
CREATE TABLE file_uses (
  holder INTEGER NOT NULL,
  owner INTEGER NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (holder, owner, name)
) WITHOUT ROWID;
CREATE INDEX file_uses_by_file ON file_uses (owner, name);

-- What other networks call a blob that we gave them.
CREATE TABLE blob_copies (
  blob TEXT NOT NULL,
  network TEXT NOT NULL,
  uri TEXT NOT NULL,
  PRIMARY KEY (blob, network)
) WITHOUT ROWID;

-- Blobs that were of a file which is gone: to be erased unless another file has them.
CREATE TABLE dead_blobs (
  blob TEXT PRIMARY KEY
) WITHOUT ROWID;
CREATE TRIGGER file_gone AFTER DELETE ON files BEGIN
  INSERT OR IGNORE INTO dead_blobs VALUES (old.blob);
END;
