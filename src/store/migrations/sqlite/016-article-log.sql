-- The log: one row a change of an article, in the order in which the changes were stored. Workers append to it, the grouper reads it.
-- kind: new, revised, retagged, released (another stood for it and does no longer), withdrawn; override: corrections have changed (article is
-- null).
CREATE TABLE article_log (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  article INTEGER,
  at INTEGER NOT NULL
) STRICT;

ALTER TABLE ledger RENAME TO counters;
ALTER TABLE counters DROP COLUMN words_to;
-- Up to which row of the log the grouper has decided.
ALTER TABLE counters ADD COLUMN checkpoint INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tag DROP COLUMN written_to;

-- story null: the grouper has not decided yet, or the article is the same as another source's (same_as).
CREATE TABLE new_article (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  source INTEGER NOT NULL,
  story INTEGER,
  same_as INTEGER,
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
  -- JSON list of source numbers, in order of arrival; null: only its own source published it.
  also_in TEXT,
  -- JSON list of the numbers in `tag` under which the article stands in article_tag and story_tag; null: under none.
  tag_list TEXT,
  -- 48 bits of a hash each; they find candidates for identity, which are compared before they count.
  url_hash INTEGER,
  guid_hash INTEGER,
  content_hash INTEGER NOT NULL
) STRICT;
INSERT INTO new_article
  SELECT a.n, a.id, a.source, a.story, NULL, a.copy_of, a.sort_at, a.published_at, a.dated, a.first_seen, a.updated_at, a.revised_at,
    a.revisions, a.language, a.confidence, a.has_topic, a.also_in, t.tags, a.url_hash, a.guid_hash, a.content_hash
  FROM article a LEFT JOIN (SELECT article, json_group_array(tag) AS tags FROM article_tag GROUP BY article) t ON t.article = a.n
  ORDER BY a.n;
DROP TABLE article;
ALTER TABLE new_article RENAME TO article;
CREATE INDEX article_order ON article (sort_at) WHERE story IS NOT NULL;
CREATE INDEX article_story ON article (story);
CREATE INDEX article_source ON article (source, language, sort_at) WHERE story IS NOT NULL;
CREATE INDEX article_age ON article (has_topic, first_seen);
CREATE INDEX article_copy ON article (copy_of) WHERE copy_of IS NOT NULL;
CREATE INDEX article_same ON article (same_as) WHERE same_as IS NOT NULL;
CREATE INDEX article_url ON article (url_hash) WHERE url_hash IS NOT NULL;
CREATE INDEX article_guid ON article (guid_hash) WHERE guid_hash IS NOT NULL;
CREATE INDEX article_content ON article (content_hash);
DROP TABLE hash_list;

-- What the grouper decided about an article: its parent, which it stands with, and as what. corrected: what overrides did to it since.
ALTER TABLE placement RENAME TO assignment;
ALTER TABLE assignment RENAME COLUMN beside TO parent;
ALTER TABLE assignment RENAME COLUMN moved TO corrected;
DROP INDEX placement_beside;
-- Why it was decided. (Of articles of older versions, content.reasons says so.)
ALTER TABLE assignment ADD COLUMN reasons TEXT;
CREATE INDEX assignment_parent ON assignment (parent) WHERE parent IS NOT NULL;
-- The same while stories are rebuilt: the next generation, which replaces the assignments component by component when it is complete.
CREATE TABLE next_assignment (
  article INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  parent INTEGER,
  story TEXT NOT NULL,
  reasons TEXT,
  at INTEGER,
  features BLOB
) STRICT;
CREATE INDEX next_assignment_parent ON next_assignment (parent) WHERE parent IS NOT NULL;

ALTER TABLE event RENAME TO features;
ALTER TABLE features RENAME COLUMN memory TO bytes;
DROP INDEX event_at;
CREATE INDEX features_at ON features (at);

ALTER TABLE gone_story RENAME TO story_tombstone;
ALTER TABLE story_tombstone RENAME COLUMN told TO announced;
DROP INDEX gone_story_told;
DROP INDEX gone_story_article;
CREATE INDEX tombstone_announced ON story_tombstone (at) WHERE announced = 1;
CREATE INDEX tombstone_article ON story_tombstone (article);

ALTER TABLE source RENAME COLUMN wishes TO publisher_hints;
ALTER TABLE source RENAME COLUMN rescues TO fallback_reads;
ALTER TABLE source_seen RENAME COLUMN rescues TO fallback_reads;

-- FTS5 merges by itself again.
INSERT INTO words (words, rank) VALUES ('automerge', 8);
INSERT INTO words (words, rank) VALUES ('usermerge', 4);
INSERT INTO words (words, rank) VALUES ('crisismerge', 16);

-- Notes of what went, and that of the form of features under its new name; a rebuild that was interrupted is begun again.
UPDATE note SET name = 'features.format'
  WHERE name = 'regroup.memory-format' AND NOT EXISTS (SELECT 1 FROM note WHERE name = 'regroup.under-way');
DELETE FROM note WHERE name IN ('regroup.memory-format', 'regroup.under-way', 'prune-under-way');
