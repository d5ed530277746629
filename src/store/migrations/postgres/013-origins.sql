-- schema_min: 5
-- Who owns a source: sources of one owner are one origin of a story (model/origins.ts).
ALTER TABLE source ADD COLUMN owner text COLLATE "C";

-- From how many origins a story's reports are; stories from before count their origins when they change.
ALTER TABLE story ADD COLUMN origins integer NOT NULL DEFAULT 1;

-- What was announced before counts as reported by as many origins as sources: nothing is announced again.
ALTER TABLE announced ADD COLUMN origins integer NOT NULL DEFAULT 1;
UPDATE announced SET origins = sources;
