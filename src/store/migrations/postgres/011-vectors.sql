-- schema_min: 5
-- The vector by which a report is found by its meaning. `n` grows with each change, so that a reader takes over what is new.
CREATE TABLE vector (
  article bigint PRIMARY KEY,
  n bigint NOT NULL,
  model text COLLATE "C" NOT NULL,
  bytes bytea NOT NULL
);
CREATE UNIQUE INDEX vector_n ON vector (n);
