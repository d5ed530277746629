-- schema_min: 5
-- Machine translations of headlines (model/translation.ts). text null: given up, and why. edition: with which it came.
CREATE TABLE translation (
  key text COLLATE "C" PRIMARY KEY,
  text text,
  reason text,
  edition bigint NOT NULL,
  used_at bigint NOT NULL
);
CREATE INDEX translation_edition ON translation (edition, key) WHERE text IS NOT NULL;
CREATE INDEX translation_used ON translation (used_at);
