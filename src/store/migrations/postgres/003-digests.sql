-- schema_min: 2
-- What was published of each digest. A time at which there was nothing to tell is remembered (skipped), so that it is not looked at again.
CREATE TABLE digest_issue (
  digest text COLLATE "C" NOT NULL,
  due bigint NOT NULL,
  skipped smallint NOT NULL,
  -- JSON.
  content text NOT NULL,
  PRIMARY KEY (digest, due)
);
CREATE INDEX digest_issue_due ON digest_issue (due);

-- When an issue last told of a story, by its id and those of its articles.
CREATE TABLE digest_story (
  digest text COLLATE "C" NOT NULL,
  about text COLLATE "C" NOT NULL,
  due bigint NOT NULL,
  PRIMARY KEY (digest, about)
);
CREATE INDEX digest_story_due ON digest_story (due);

-- Who gets a digest by mail. ended_at: when the reader wanted no more.
CREATE TABLE digest_reader (
  digest text COLLATE "C" NOT NULL,
  recipient text COLLATE "C" NOT NULL,
  token text NOT NULL UNIQUE,
  ended_at bigint,
  PRIMARY KEY (digest, recipient)
);
