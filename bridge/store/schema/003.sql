-- An edit is an entry that names its target, as a removal does (kind 32 to 34: what it says now is a text, an action, a
-- notice); whoever removes a message finds its edits by it. extras may now also have "reply" and "before".
CREATE INDEX entries_by_target ON entries (target) WHERE target IS NOT NULL;
