-- How many messages a room never got, since they grew older than the store keeps them: it is told when it is back.
ALTER TABLE rooms ADD COLUMN missed INTEGER NOT NULL DEFAULT 0;
