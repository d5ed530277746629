-- Names that stand in millions of rows, as small numbers. kind: topic, entity, place, source, language.
CREATE TABLE tag (
  n INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  UNIQUE (kind, name)
) STRICT;

-- One row a source, its number that of its tag. A poll that brings nothing touches this row only.
CREATE TABLE source (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  country TEXT,
  configured_url TEXT NOT NULL,
  configured INTEGER NOT NULL,
  active INTEGER NOT NULL,
  url TEXT NOT NULL,
  host TEXT NOT NULL,
  next_due INTEGER NOT NULL,
  leased_until INTEGER NOT NULL DEFAULT 0,
  interval_ms INTEGER NOT NULL,
  etag TEXT,
  last_modified TEXT,
  body_hash TEXT,
  polled_at INTEGER,
  ok_at INTEGER,
  changed_at INTEGER,
  failures INTEGER NOT NULL DEFAULT 0,
  failure TEXT,
  moved_to TEXT,
  moved_polls INTEGER NOT NULL DEFAULT 0,
  gone INTEGER NOT NULL DEFAULT 0,
  format TEXT,
  encoding TEXT,
  feed_title TEXT,
  feed_link TEXT,
  feed_language TEXT,
  rescues INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX source_due ON source (next_due) WHERE active = 1 AND gone = 0;
CREATE INDEX source_host ON source (host);

-- What filters and orders ask for. What is shown is in content: rows here stay small, so that scans stay fast.
CREATE TABLE article (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  source INTEGER NOT NULL,
  story INTEGER NOT NULL,
  copy_of INTEGER,
  sort_at INTEGER NOT NULL,
  published_at INTEGER NOT NULL,
  dated INTEGER NOT NULL,
  first_seen INTEGER NOT NULL,
  updated_at INTEGER,
  revised_at INTEGER,
  revisions INTEGER NOT NULL DEFAULT 0,
  language TEXT NOT NULL,
  confidence REAL NOT NULL,
  has_topic INTEGER NOT NULL,
  -- JSON list of source numbers, in order of arrival; null: only its owner published it.
  also_in TEXT,
  -- 48 bits of a hash; candidates for identity, compared exactly before they count.
  url_hash INTEGER,
  guid_hash INTEGER,
  content_hash INTEGER NOT NULL
) STRICT;
CREATE INDEX article_order ON article (sort_at);
CREATE INDEX article_story ON article (story);
CREATE INDEX article_source ON article (source, language, sort_at);
CREATE INDEX article_age ON article (has_topic, first_seen);
CREATE INDEX article_copy ON article (copy_of) WHERE copy_of IS NOT NULL;
CREATE INDEX article_url ON article (url_hash) WHERE url_hash IS NOT NULL;
CREATE INDEX article_guid ON article (guid_hash) WHERE guid_hash IS NOT NULL;
CREATE INDEX article_content ON article (content_hash);

CREATE TABLE content (
  article INTEGER PRIMARY KEY,
  key TEXT NOT NULL,
  hash TEXT NOT NULL,
  guid TEXT,
  link TEXT,
  canonical_url TEXT,
  title TEXT NOT NULL,
  summary TEXT NOT NULL,
  html TEXT NOT NULL,
  text TEXT NOT NULL,
  image TEXT,
  comments TEXT,
  rights TEXT,
  declared_language TEXT,
  -- JSON; null: an empty list.
  authors TEXT,
  categories TEXT,
  enclosures TEXT,
  origin TEXT,
  -- Topics, entities and places with their evidence, and why the article stands in its story.
  tags TEXT,
  reasons TEXT
) STRICT;

-- What each source showed: one row per source and item. article null: retention has taken it, and it shall not come back.
CREATE TABLE item (
  n INTEGER PRIMARY KEY,
  source INTEGER NOT NULL,
  key TEXT NOT NULL,
  hash TEXT NOT NULL,
  article INTEGER,
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  reasons TEXT,
  UNIQUE (source, key)
) STRICT;
CREATE INDEX item_of_source ON item (source, first_seen);
CREATE INDEX item_of_article ON item (article) WHERE article IS NOT NULL;
CREATE INDEX item_forgotten ON item (last_seen) WHERE article IS NULL;

CREATE TABLE story (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  lead INTEGER NOT NULL,
  sort_at INTEGER NOT NULL,
  published_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX story_order ON story (sort_at);

-- "The newest 100 of a topic" is one range: of articles by their own place, of stories by that of their first article.
CREATE TABLE article_tag (
  tag INTEGER NOT NULL,
  sort_at INTEGER NOT NULL,
  article INTEGER NOT NULL,
  PRIMARY KEY (tag, sort_at, article)
) STRICT, WITHOUT ROWID;
CREATE TABLE story_tag (
  tag INTEGER NOT NULL,
  sort_at INTEGER NOT NULL,
  story INTEGER NOT NULL,
  article INTEGER NOT NULL,
  PRIMARY KEY (tag, sort_at, story, article)
) STRICT, WITHOUT ROWID;

-- Words come ready cut (src/lib/search-words.ts): only letters, digits and spaces, so that splitting at ASCII does.
CREATE VIRTUAL TABLE words USING fts5 (title, body, content = '', contentless_delete = 1, tokenize = 'ascii');
-- Wider merges write less: measured 10 % of what storing an article costs.
INSERT INTO words (words, rank) VALUES ('automerge', 8);

-- For each 1,024 articles in order of arrival: how late they or any before them stand in the published order, and how early they
-- and their stories do.
CREATE TABLE sort_block (
  block INTEGER PRIMARY KEY,
  latest INTEGER NOT NULL,
  article_from INTEGER NOT NULL,
  story_from INTEGER NOT NULL
) STRICT;

CREATE TABLE note (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- One row of totals, kept up to date by each transaction.
CREATE TABLE ledger (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  edition INTEGER NOT NULL,
  items INTEGER NOT NULL,
  articles INTEGER NOT NULL,
  copies INTEGER NOT NULL,
  stories INTEGER NOT NULL,
  -- Numbers are never given twice: places in the order and positions of a retag would point at another row.
  next_article INTEGER NOT NULL,
  next_story INTEGER NOT NULL
) STRICT;
INSERT INTO ledger VALUES (1, 0, 0, 0, 0, 0, 1, 1);
