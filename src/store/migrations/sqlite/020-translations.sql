-- Machine translations of headlines (model/translation.ts). text null: given up, and why. edition: with which it came.
CREATE TABLE translation (
  key TEXT PRIMARY KEY,
  text TEXT,
  reason TEXT,
  edition INTEGER NOT NULL,
  used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX translation_edition ON translation (edition, key) WHERE text IS NOT NULL;
CREATE INDEX translation_used ON translation (used_at);
