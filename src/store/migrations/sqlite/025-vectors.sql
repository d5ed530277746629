-- The vector by which a report is found by its meaning. `n` grows with each change, so that a reader takes over what is new.
CREATE TABLE vector (
  article INTEGER PRIMARY KEY,
  n INTEGER NOT NULL,
  model TEXT NOT NULL,
  bytes BLOB NOT NULL
);
CREATE UNIQUE INDEX vector_n ON vector (n);
