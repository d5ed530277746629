-- schema_min: 5
-- How many readings in a row ended their thread or process (model/quarantine.ts).
ALTER TABLE source ADD COLUMN crashes integer NOT NULL DEFAULT 0;
