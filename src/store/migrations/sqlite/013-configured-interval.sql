-- How often a source is asked at first, as it is configured: where that changes, asking begins anew. Null: not known yet.
ALTER TABLE source ADD COLUMN every_ms INTEGER;
