-- Whether anything is carried to the room (its direction): where nothing was, nothing waits when something is again.
ALTER TABLE rooms ADD COLUMN carried INTEGER NOT NULL DEFAULT 1;
