-- What was decided about an article when it came: which article it was put beside, and as what. article.story and article.copy_of
-- say where it stands now: corrections move those and leave this, so that they can be undone. No row: a story began with it.
CREATE TABLE placement (
  article INTEGER PRIMARY KEY,
  -- copy, story, link; starts.
  kind TEXT NOT NULL,
  beside INTEGER,
  -- Id of the story that begins here, where retention has taken the article that gave it its id.
  starts TEXT,
  -- JSON list of reasons: what moved it since.
  moved TEXT
) STRICT;
CREATE INDEX placement_beside ON placement (beside) WHERE beside IS NOT NULL;

INSERT INTO placement (article, kind, beside, starts)
  SELECT a.n, iif(a.n = s.first, 'starts', iif(a.copy_of IS NULL, 'story', 'copy')), iif(a.n = s.first, NULL, coalesce(a.copy_of, s.first)),
    iif(a.n = s.first, s.id, NULL)
  FROM (
    SELECT story.n, story.id, min(article.n) AS first FROM story JOIN article ON article.story = story.n
    GROUP BY story.n HAVING count(*) > 1
  ) s
  JOIN article a ON a.story = s.n;
UPDATE placement SET kind = 'link' WHERE kind = 'story' AND article IN (SELECT article FROM story_link);

-- 1: its lead was chosen by a correction.
ALTER TABLE story ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;

-- A story whose articles all went to others: where its page leads now, and, for a while, what feeds tell readers to take away.
CREATE TABLE gone_story (
  id TEXT PRIMARY KEY,
  article INTEGER NOT NULL,
  at INTEGER NOT NULL,
  told INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX gone_story_told ON gone_story (at) WHERE told = 1;
CREATE INDEX gone_story_article ON gone_story (article);

-- One row a link, named by the article that made it: its story may change.
CREATE TABLE link (
  article INTEGER PRIMARY KEY,
  language TEXT NOT NULL,
  score REAL NOT NULL,
  evidence TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  -- 1: corrections keep it apart from the article that it was put beside.
  refused INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT OR IGNORE INTO link (article, language, score, evidence, made_at) SELECT article, language, score, evidence, made_at FROM story_link;
DROP TABLE story_link;
ALTER TABLE link RENAME TO story_link;
