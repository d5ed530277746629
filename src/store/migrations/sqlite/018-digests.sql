-- What was published of each digest. A time at which there was nothing to tell is remembered (skipped), so that it is not looked at again.
CREATE TABLE digest_issue (
  digest TEXT NOT NULL,
  due INTEGER NOT NULL,
  skipped INTEGER NOT NULL,
  -- JSON.
  content TEXT NOT NULL,
  PRIMARY KEY (digest, due)
) STRICT, WITHOUT ROWID;
CREATE INDEX digest_issue_due ON digest_issue (due);

-- When an issue last told of a story, by its id and those of its articles.
CREATE TABLE digest_story (
  digest TEXT NOT NULL,
  about TEXT NOT NULL,
  due INTEGER NOT NULL,
  PRIMARY KEY (digest, about)
) STRICT, WITHOUT ROWID;
CREATE INDEX digest_story_due ON digest_story (due);

-- Who gets a digest by mail. ended_at: when the reader wanted no more.
CREATE TABLE digest_reader (
  digest TEXT NOT NULL,
  recipient TEXT NOT NULL,
  token TEXT NOT NULL UNIQUE,
  ended_at INTEGER,
  PRIMARY KEY (digest, recipient)
) STRICT, WITHOUT ROWID;
