-- What befell the sources, for the health feed: one row from when it was noticed to when it was over.
CREATE TABLE incident (
  n INTEGER PRIMARY KEY,
  source INTEGER NOT NULL,
  kind TEXT NOT NULL,
  since INTEGER,
  noticed_at INTEGER NOT NULL,
  ended_at INTEGER,
  -- Addresses, languages or formats; null where the kind has none.
  before TEXT,
  after TEXT,
  failure TEXT
) STRICT;
CREATE INDEX incident_order ON incident (noticed_at);
CREATE INDEX incident_open ON incident (source, kind) WHERE ended_at IS NULL;

-- What the last look at a source saw, so that the next one notices a change.
CREATE TABLE source_seen (
  source INTEGER PRIMARY KEY,
  format TEXT,
  language TEXT,
  rescues INTEGER NOT NULL
) STRICT;
