-- Near copies: articles that share a band of MinHash values are compared exactly on their shingles.
CREATE TABLE band (
  h INTEGER NOT NULL,
  article INTEGER NOT NULL,
  PRIMARY KEY (h, article)
) STRICT, WITHOUT ROWID;

CREATE TABLE fingerprint (
  article INTEGER PRIMARY KEY,
  -- 32-bit values, little-endian.
  bands BLOB NOT NULL,
  shingles BLOB NOT NULL,
  -- JSON list.
  numbers TEXT NOT NULL
) STRICT;

-- What the index of events remembers of an article; written and read by src/stories, opaque here.
CREATE TABLE event (
  article INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  memory BLOB NOT NULL
) STRICT;
CREATE INDEX event_at ON event (at);

-- A story that took in its first report of another language, and on what evidence.
CREATE TABLE story_link (
  story INTEGER NOT NULL,
  language TEXT NOT NULL,
  article INTEGER NOT NULL,
  score REAL NOT NULL,
  evidence TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  PRIMARY KEY (story, language)
) STRICT, WITHOUT ROWID;
