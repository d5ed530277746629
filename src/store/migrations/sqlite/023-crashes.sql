-- How many readings in a row ended their thread or process (model/quarantine.ts).
ALTER TABLE source ADD COLUMN crashes INTEGER NOT NULL DEFAULT 0;
