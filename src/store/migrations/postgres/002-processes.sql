-- schema_min: 2
-- The processes that share the database. A lease is a row here: until then, by this database's clock, nobody else may have what the process has.
CREATE TABLE process (
  n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  roles text[] NOT NULL,
  alone boolean NOT NULL,
  version text NOT NULL,
  configuration text NOT NULL,
  since timestamptz NOT NULL DEFAULT clock_timestamp(),
  until timestamptz NOT NULL
) WITH (fillfactor = 50);

-- What a process polls and where it leads. A process is never given a number twice, so that `owner` is a fencing token: whoever writes as the
-- owner locks the row and looks whether it still is.
CREATE TABLE shard (n smallint PRIMARY KEY, owner bigint) WITH (fillfactor = 50);
INSERT INTO shard SELECT n, NULL FROM generate_series(0, 1023) n;
CREATE INDEX shard_owner ON shard (owner);
CREATE TABLE leader (role text PRIMARY KEY, owner bigint) WITH (fillfactor = 50);
INSERT INTO leader VALUES ('grouper', NULL), ('jobs', NULL);

-- By the registrable domain of the host (see shards.ts); set when the configuration is taken over.
ALTER TABLE source ADD COLUMN shard smallint NOT NULL DEFAULT 0;
DROP INDEX source_due;
CREATE INDEX source_due ON source (next_due, n, shard) WHERE active = 1 AND gone = 0;
DROP INDEX source_leased;
CREATE INDEX source_leased ON source (leased_until, host, shard) WHERE leased_until > 0;
