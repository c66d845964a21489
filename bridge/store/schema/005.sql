-- People of the origin who have logged in through us: how it greeted them, and the password that it took, for when it
-- cannot be asked.
CREATE TABLE visitors (
  user INTEGER PRIMARY KEY REFERENCES people (id),
  greeting TEXT NOT NULL,
  password TEXT NOT NULL,   -- a hash
  verified INTEGER NOT NULL
);
