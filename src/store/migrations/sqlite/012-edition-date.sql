-- Since when the edition stands: readers who ask by date get the same answer from every process and after every start.
ALTER TABLE ledger ADD COLUMN edition_at INTEGER NOT NULL DEFAULT 0;
UPDATE ledger SET edition_at = unixepoch() * 1000 WHERE edition > 0;
