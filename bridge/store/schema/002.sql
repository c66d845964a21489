-- Small things that adapters have learnt and must not forget with the process: an IRC host's transport security, say.
CREATE TABLE kept (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;
