-- How widely a story was reported when an alert last told of it. A story that others joined, or that was split, is known by its articles too.
CREATE TABLE announced (
  alert TEXT NOT NULL,
  -- The id of the story, or of one of its articles.
  about TEXT NOT NULL,
  sources INTEGER NOT NULL,
  languages INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (alert, about)
) STRICT, WITHOUT ROWID;
CREATE INDEX announced_at ON announced (at);

-- Messages: waiting (due), being sent (begun_at), ended (ended_at; due null).
CREATE TABLE delivery (
  id TEXT PRIMARY KEY,
  alert TEXT NOT NULL,
  story TEXT NOT NULL,
  kind TEXT NOT NULL,
  recipient TEXT NOT NULL,
  host TEXT NOT NULL,
  -- JSON.
  notice TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  due INTEGER,
  begun_at INTEGER,
  failures INTEGER NOT NULL DEFAULT 0,
  failing_since INTEGER,
  problem TEXT,
  ended_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_due ON delivery (due) WHERE due IS NOT NULL;
CREATE INDEX delivery_ended ON delivery (ended_at) WHERE ended_at IS NOT NULL;
