-- What a room's cursor has passed without its being delivered there, and why: `guildbridge trace` tells it. first to
-- last: all entries of the room's channel in between that were for the room.
CREATE TABLE passed_over (
  room INTEGER NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  at INTEGER NOT NULL,
  reason TEXT NOT NULL
);
CREATE INDEX passed_over_by_room ON passed_over (room, last);
