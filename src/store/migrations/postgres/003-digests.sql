-- schema_min: 2
-- What was published of each digest. A time at which there was nothing to tell is remembered (skipped), so that it is not looked at again.
CREATE TABLE digest_issue (
  digest text NOT NULL,
  due bigint NOT NULL,
  skipped boolean NOT NULL,
  -- JSON.
  content text NOT NULL,
  PRIMARY KEY (digest, due)
);
CREATE INDEX digest_issue_due ON digest_issue (due);

-- When an issue last told of a story, by its id and those of its articles.
CREATE TABLE digest_story (
  digest text NOT NULL,
  about text NOT NULL,
  due bigint NOT NULL,
  PRIMARY KEY (digest, about)
);
CREATE INDEX digest_story_due ON digest_story (due);

-- Who gets a digest by mail. ended_at: when the reader wanted no more.
CREATE TABLE digest_reader (
  digest text NOT NULL,
  recipient text NOT NULL,
  token text NOT NULL UNIQUE,
  ended_at bigint,
  PRIMARY KEY (digest, recipient)
);
