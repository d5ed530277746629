/** The database's clock for all sessions that are opened later: it stands still until it is moved, however long a step takes. */
export const STILL_CLOCK = `
  CREATE SCHEMA still;
  CREATE TABLE still.clock AS SELECT clock_timestamp() AS at;
  CREATE FUNCTION still.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS 'SELECT at FROM still.clock';
  DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = public, still, pg_catalog', current_database()); END $$`
