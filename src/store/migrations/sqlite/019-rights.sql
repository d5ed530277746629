-- What is taken down: names of articles, sources and hosts (model/takedown.ts). withdrawn 0: articles with this name may still be stored.
CREATE TABLE takedown (
  name TEXT PRIMARY KEY,
  withdrawn INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
-- Ids of articles and stories that are gone by it: their addresses say so. announced: feeds tell readers of a story's end.
CREATE TABLE taken_down (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  at INTEGER NOT NULL,
  announced INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX taken_down_name ON taken_down (name);
CREATE INDEX taken_down_announced ON taken_down (at) WHERE announced = 1;

-- What a site publishes for all its pages (robots.txt, tdmrep.json, licences), and what each source reserves. JSON.
CREATE TABLE site_rights (
  origin TEXT PRIMARY KEY,
  rights TEXT NOT NULL,
  read_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE source_rights (
  source TEXT PRIMARY KEY,
  signals TEXT NOT NULL,
  read_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Pages of articles, read for tags and stories and never shown, by canonical address. text null: given up, and why.
CREATE TABLE page (
  address TEXT PRIMARY KEY,
  text TEXT,
  reason TEXT,
  detail TEXT,
  read_at INTEGER NOT NULL
) STRICT;
